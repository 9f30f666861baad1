"""The way of a table through its pages, from the file to the receipt, and what stops it."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from anvisning import andelar
from anvisning.models import Andelstabell, Tabellimport
from anvisning.tabell.tolkning import Tolkning
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.models import Avvikelse, Forslag
from omfordelning.process import Status
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, som_csv
from tests.inloggning import ge_losenord
from tests.omfordelning.riket.sidor import (
    DOLT,
    FASTSTALLD,
    PRELIMINAR,
    RATTELSE,
    Scen,
    inlast,
    las_in,
    publicera,
    tabell,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def test_a_table_goes_from_file_to_receipt(scen: Scen, en: Client, tva: Client) -> None:
    svar = las_in(en, tabell(k2560="1.20"))
    assert svar.status_code == 302
    adress = svar["Location"]
    sida = text(en.get(adress))
    assert "Är andelarna i filen före eller efter omfördelning?" in sida
    assert 'type="radio"' in en.get(adress).content.decode()
    assert "checked" not in en.get(adress).content.decode()
    rad = Tabellimport.objects.get(tabell=None)
    data = {"kalla": "Migrationsverket", "beslutsdag": "2026-12-21", "referens": "MV-5", "nyckel": str(uuid.uuid4())}
    svar = en.post(adress, data)
    assert svar.status_code == 422
    assert "Välj om andelarna är före eller efter omfördelning." in text(svar)
    assert 'value="MV-5"' in svar.content.decode()
    assert en.post(adress, data | {"kolumn": "fore"}).status_code == 302
    sida = text(en.get(adress))
    assert "OMF-2027-25-001" in sida
    assert "Du läste in tabellen. En annan person ska publicera den." in sida
    assert "En annan person ska publicera den." in text(en.get(reverse("import_publicera", args=[rad.publikt_id])))
    kvitto = publicera(tva, rad)
    assert kvitto.status_code == 302
    sida = text(tva.get(kvitto["Location"]))
    assert "De fastställda andelarna är publicerade" in sida
    assert "MV-5" in sida
    assert set(Forslag.objects.values_list("status", flat=True)) == {Status.FASTSTALLD}
    publicerad = Andelstabell.objects.get(slag=FASTSTALLD)
    lista = text(tva.get(reverse("importer", args=[AR])))
    assert publicerad.sha256 in lista
    assert "21 december 2026 (MV-5)" in lista
    differenser = text(tva.get(reverse("differenser", args=[publicerad.publikt_id])))
    for avvikelse in Avvikelse.objects.all():
        assert avvikelse.forklaring.replace("\u00a0", " ") in differenser
    assert {a.kommun_id for a in Avvikelse.objects.all()} == {"0180", "2580"}


def test_the_password_is_asked_for_before_publishing(scen: Scen, tva: Client) -> None:
    rad = inlast(scen, tabell())
    adress = reverse("import_publicera", args=[rad.publikt_id])
    data = dict(DOLT.findall(tva.get(adress).content.decode()))
    skicka = data | {"steg": "skicka"} | dict(DOLT.findall(tva.post(adress, data).content.decode()))
    ge_losenord(tva, scen.riket.publicist, 10 * 60)
    assert tva.get(adress)["Location"].startswith("/konto/reauthenticate/?next=")
    assert tva.post(adress, skicka).status_code == 403
    assert not Andelstabell.objects.filter(slag=FASTSTALLD).exists()
    assert tva.post(adress, skicka | {"password": fabrik.LOSENORD}).status_code == 302
    assert Andelstabell.objects.filter(slag=FASTSTALLD).count() == 1


def test_sending_again_gives_the_same_receipt(scen: Scen, tva: Client) -> None:
    rad = inlast(scen, tabell())
    adress = reverse("import_publicera", args=[rad.publikt_id])
    data = dict(DOLT.findall(tva.get(adress).content.decode()))
    nyckel = dict(DOLT.findall(tva.post(adress, data).content.decode()))["nyckel"]
    svar = [tva.post(adress, data | {"steg": "skicka", "nyckel": nyckel}) for _ in range(2)]
    assert svar[0]["Location"] == svar[1]["Location"]
    assert Andelstabell.objects.filter(slag=FASTSTALLD).count() == 1
    assert tva.post(adress, data | {"steg": "skicka", "nyckel": str(uuid.uuid4())}).status_code == 409
    assert tva.get(svar[0]["Location"]).status_code == 200


def test_the_importer_cannot_publish_whatever_is_sent(scen: Scen, en: Client, tva: Client) -> None:
    rad = inlast(scen, tabell())
    adress = reverse("import_publicera", args=[rad.publikt_id])
    data = dict(DOLT.findall(tva.get(adress).content.decode()))
    assert en.post(adress, data).status_code == 409
    svar = en.post(adress, data | {"steg": "skicka", "nyckel": str(uuid.uuid4())})
    assert svar.status_code == 409
    assert "Du läste själv in tabellen." in text(svar)
    assert not Andelstabell.objects.filter(slag=FASTSTALLD).exists()


def test_each_warning_has_a_box_of_its_own(scen: Scen, tva: Client) -> None:
    utan = {kod: p for kod, p in fabrik.preliminara().items() if kod not in ("0643", "0305")}
    rad = inlast(scen, som_csv(utan))
    adress = reverse("import_publicera", args=[rad.publikt_id])
    sida = tva.get(adress).content.decode()
    boxar = re.findall(r'<input type="checkbox" name="(varning-[^"]+)"', sida)
    assert set(boxar) == {"varning-saknas-0643", "varning-saknas-0305", "varning-summa"}
    data = {"sett": dict(DOLT.findall(sida))["sett"]}
    for utelamnad in boxar:
        svar = tva.post(adress, data | {b: "on" for b in boxar if b != utelamnad})
        assert svar.status_code == 422
        assert text(svar).count("Bekräfta varningen, eller avbryt:") == 2
    assert tva.post(adress, data | dict.fromkeys(boxar, "on")).status_code == 200
    svar = tva.post(adress, data | {"steg": "skicka", "nyckel": str(uuid.uuid4()), "varning-alla": "on"})
    assert svar.status_code == 422
    assert not Andelstabell.objects.filter(slag=FASTSTALLD).exists()


def test_what_was_changed_meanwhile_is_not_published(scen: Scen, tva: Client) -> None:
    rad = inlast(scen, tabell())
    adress = reverse("import_publicera", args=[rad.publikt_id])
    data = dict(DOLT.findall(tva.get(adress).content.decode()))
    pk = Forslag.objects.get(givare="2560").pk
    satt_utfall(rad.pk, utfall={pk: ("0", "Nej.")}, av=scen.riket.importor, nu=FASTSTALLT)
    svar = tva.post(adress, data | {"steg": "skicka", "nyckel": str(uuid.uuid4())})
    assert svar.status_code == 409
    assert "har ändrats sedan du öppnade sidan" in text(svar)
    data = dict(DOLT.findall(tva.get(adress).content.decode()))
    falt = {"kolumn": "fore", "kalla": "En annan källa", "beslutsdag": FASTSTALLT.date(), "referens": "MV-5"}
    andelar.komplettera_import(rad.pk, av=scen.riket.importor, nu=FASTSTALLT, **falt)
    assert tva.post(adress, data | {"steg": "skicka", "nyckel": str(uuid.uuid4())}).status_code == 409


def test_open_cases_are_listed_and_stop(scen: Scen, en: Client, tva: Client) -> None:
    scen.lan.overens("Kiruna", "Luleå", "0.10")
    rad = inlast(scen, tabell())
    for klient, namn in ((en, "import_"), (tva, "import_publicera")):
        sida = text(klient.get(reverse(namn, args=[rad.publikt_id])))
        assert "De här ärendena hindrar publicering" in sida
        assert "OMF-2027-25-003, Norrbottens län: Kiruna till Luleå (överens)" in sida
    assert tva.post(reverse("import_publicera", args=[rad.publikt_id])).status_code == 409


def test_what_will_lapse_is_said_before(scen: Scen, tva: Client) -> None:
    scen.lan.skickat("Kiruna", "Luleå", "0.10")
    rad = inlast(scen, tabell())
    adress = reverse("import_publicera", args=[rad.publikt_id])
    assert "De här förslagen förfaller när tabellen publiceras" in text(tva.get(adress))
    assert publicera(tva, rad).status_code == 302
    assert Forslag.objects.get(givare="2584").status == Status.FORFALLEN


def test_a_new_preliminary_version_says_what_it_changes(scen: Scen, tva: Client) -> None:
    scen.lan.skickat("Kiruna", "Luleå", "2.00")
    rad = inlast(scen, tabell(k2584="1.90"), slag=PRELIMINAR)
    sida = text(tva.get(reverse("import_publicera", args=[rad.publikt_id])))
    assert "Ändringar mot Preliminära andelar 2027, version 1" in sida
    assert re.search(r"Kiruna \d,\d\d 1,90 −\d,\d\d", sida)
    assert "3 öppna ärenden räknas om. Parterna och länsstyrelsen får veta det." in sida
    assert "ryms inte längre det som ska föras över" in sida
    assert "OMF-2027-25-003, Norrbottens län: Kiruna till Luleå" in sida
    assert "OMF-2027-25-001" not in sida
    kvitto = publicera(tva, rad)
    assert "De preliminära andelarna är publicerade" in text(tva.get(kvitto["Location"]))


def test_outcomes_are_stated_with_a_sentence(scen: Scen, en: Client) -> None:
    rad = inlast(scen, tabell())
    adress = reverse("import_utfall", args=[rad.publikt_id])
    pk = Forslag.objects.get(givare="2505").pk
    assert "Föreslaget 0,50 ‰. Villkoret ger 0,50 ‰." in text(en.get(adress))
    for fel in ("abc", "-1", "9" * 5000, "1e3", "\x00", "0,1234"):
        svar = en.post(adress, {f"promille-{pk}": fel, "nyckel": str(uuid.uuid4())})
        assert svar.status_code == 422, fel[:20]
    svar = en.post(adress, {f"promille-{pk}": "0,20", "nyckel": str(uuid.uuid4())})
    assert svar.status_code == 422
    assert "OMF-2027-25-002: kommunernas villkor ger 0,50 ‰ men beslutat är 0,20 ‰. Skriv varför." in text(svar)
    assert 'value="0,20"' in svar.content.decode()
    rad.refresh_from_db()
    assert rad.utfall == {}
    data = {f"promille-{pk}": "0,20", f"forklaring-{pk}": "Så är beslutet.", "nyckel": str(uuid.uuid4())}
    assert en.post(adress, data).status_code == 302
    rad.refresh_from_db()
    assert rad.utfall[str(pk)] == {"promille": "0.20", "forklaring": "Så är beslutet."}
    assert "Så är beslutet." in text(en.get(reverse("import_", args=[rad.publikt_id])))


def test_only_who_reads_a_table_in_changes_it(scen: Scen, tva: Client) -> None:
    rad = inlast(scen, tabell())
    data = {"kolumn": "efter", "kalla": "x", "beslutsdag": "2026-12-21", "nyckel": str(uuid.uuid4())}
    assert tva.post(reverse("import_", args=[rad.publikt_id]), data).status_code == 409
    assert tva.get(reverse("import_utfall", args=[rad.publikt_id])).status_code == 409
    assert tva.post(reverse("import_utfall", args=[rad.publikt_id])).status_code == 409
    rad.refresh_from_db()
    assert rad.kolumn == "fore"
    kassera = reverse("import_kassera", args=[rad.publikt_id])
    assert tva.post(kassera, {"nyckel": str(uuid.uuid4())}).status_code == 302
    assert tva.get(kassera).status_code == 409
    assert tva.post(kassera, {"nyckel": str(uuid.uuid4())}).status_code == 409


def test_a_table_with_errors_shows_each_cell(scen: Scen, en: Client, tva: Client) -> None:
    innehall = "Rubrik\nKommun;Andel\nHåbo;1,5\nAtlantis;2\nHabo;x\nDelsumma;3\n".encode()
    adress = las_in(en, innehall)["Location"]
    sida = text(en.get(adress))
    assert "Filen går inte att publicera 2 rader har fel." in sida
    assert "Det finns ingen kommun som heter ”Atlantis”" in sida
    assert "”x” är ingen andel" in sida
    assert "Kassera inläsningen, rätta filen och läs in den igen." in sida
    assert "Beslutsdag" not in sida
    assert "Kassera inläsningen, rätta filen och läs in den igen." in text(en.get("/uppgifter/"))
    assert "andelar.csv" not in text(tva.get("/uppgifter/"))
    assert "rätta filen" not in text(tva.get("/uppgifter/"))
    assert "Summarad." in sida
    rad = Tabellimport.objects.get(tabell=None)
    data = {"kolumn": "fore", "kalla": "x", "beslutsdag": "2026-12-21", "nyckel": str(uuid.uuid4())}
    assert en.post(adress, data).status_code == 302
    assert tva.get(adress).status_code == 200
    publicera_ = reverse("import_publicera", args=[rad.publikt_id])
    assert "Tabellen går inte att publicera" in text(tva.get(publicera_))
    assert tva.post(publicera_).status_code == 409
    assert en.get(reverse("import_utfall", args=[rad.publikt_id])).status_code == 302


def test_a_file_with_both_columns_asks_which_one_is_meant(scen: Scen, en: Client, tva: Client) -> None:
    """As the service's own file of a decided year is."""
    efter = fabrik.andrade(k2560="1.20")
    rader = [f"{kod};{fore};{efter[kod]}" for kod, fore in fabrik.preliminara().items()]
    innehall = "\n".join(["Kommunkod;Andel före omfördelning;Andel efter omfördelning", *rader]).encode()
    adress = las_in(en, innehall)["Location"]
    sida = text(en.get(adress))
    assert "Filen går inte att publicera än" in sida
    assert "Är andelarna i filen före eller efter omfördelning?" in sida
    assert "rätta filen" not in text(en.get("/uppgifter/"))
    assert "Är andelarna i filen före eller efter omfördelning?" not in text(tva.get(adress))
    data = {"kolumn": "efter", "kalla": "Migrationsverket", "beslutsdag": FASTSTALLT.date().isoformat()}
    assert en.post(adress, data | {"referens": "MV-5", "nyckel": str(uuid.uuid4())}).status_code == 302
    rad = Tabellimport.objects.get(tabell=None)
    assert Tolkning.from_json(rad.tolkning).andelar == efter
    assert "Filen går inte att publicera" not in text(en.get(adress))


def test_the_preview_shows_what_differs_from_the_version_before(scen: Scen, en: Client) -> None:
    adress = las_in(en, tabell(k2560="1.20"), slag=PRELIMINAR)["Location"]
    sida = text(en.get(adress))
    assert "Preliminära andelar 2027, version 1: 2 kommuner har en annan andel" in sida
    assert re.search(r"Älvsbyn 2560 \d+ \S.* 1,00 1,20 \+0,20", sida)
    assert re.search(r"Stockholm 0180 \d+ \S.* −0,20", sida)


def test_the_same_file_as_a_published_table_is_pointed_out(scen: Scen, en: Client) -> None:
    publicerad = Andelstabell.objects.get()
    adress = las_in(en, bytes(publicerad.underlag.innehall))["Location"]
    assert "Samma fil är redan publicerad som Preliminära andelar 2027, version 1." in text(en.get(adress))
    svar = las_in(en, bytes(publicerad.underlag.innehall), slag=PRELIMINAR)
    assert svar.status_code == 409
    assert "Filen är redan publicerad" in text(svar)


@pytest.mark.langsam
def test_a_rattelse_all_the_way(scen: Scen, en: Client, tva: Client) -> None:
    assert las_in(en, tabell(), slag=RATTELSE).status_code == 409
    assert en.get(reverse("importera", args=[AR, RATTELSE])).status_code == 409
    publicera(tva, inlast(scen, tabell()))
    adress = las_in(en, tabell(k2560="1.20"), slag=RATTELSE)["Location"]
    data = {"kolumn": "fore", "kalla": "x", "beslutsdag": "2026-12-21", "nyckel": str(uuid.uuid4())}
    svar = en.post(adress, data)
    assert svar.status_code == 422
    for mening in ("Skriv skälet med minst en mening.", "Skriv beteckningen på Migrationsverkets beslut."):
        assert mening in text(svar)
    data |= {"referens": "MV-9", "skal": "Räknefel.", "galler_fran": "2026-12-31"}
    assert en.post(adress, data).status_code == 409
    data |= {"galler_fran": "2027-03-01", "nyckel": str(uuid.uuid4())}
    assert en.post(adress, data).status_code == 302
    rad = Tabellimport.objects.get(tabell=None)
    sida = text(en.get(adress))
    assert "Gäller nu" in sida
    assert "Skäl: Räknefel." in sida
    kvitto = publicera(tva, rad)
    assert "Rättelsen är publicerad" in text(tva.get(kvitto["Location"]))
    rattelse = Andelstabell.objects.get(slag=RATTELSE)
    assert "Skäl: Räknefel." in text(tva.get(reverse("differenser", args=[rattelse.publikt_id])))
    for format_ in ("csv", "xlsx", "json"):
        assert tva.get(reverse("differenser_fil", args=[rattelse.publikt_id, format_])).status_code == 200


@pytest.mark.parametrize(
    ("innehall", "namn"),
    [
        (b"", "a.csv"),
        (b"\x00" * 1000, "a.csv"),
        (b"%PDF-1.7 hej", "a.csv"),
        (b"PK\x03\x04" + b"\xff" * 400, "a.xlsx"),
        (b"\xff\xfeK\x00o\x00", "a.csv"),
        (b"a;b\n" * 10, "\u202egnp.exe"),
        (b"a" * (10 * 1024 * 1024 + 1), "a.csv"),
    ],
)
def test_garbage_files_are_refused_in_words(scen: Scen, en: Client, innehall: bytes, namn: str) -> None:
    svar = las_in(en, innehall, namn=namn)
    assert svar.status_code in (409, 422)
    assert "Det här behöver rättas" in text(svar)
    assert Tabellimport.objects.filter(tabell=None).count() == 0


def test_no_file_at_all(scen: Scen, en: Client) -> None:
    svar = en.post(reverse("importera", args=[AR, FASTSTALLD]), {"nyckel": "x"})
    assert svar.status_code == 422
    assert "Välj en fil." in text(svar)
    assert las_in(en, tabell()).status_code == 302

"""The national pages: who may see and act, the way of a table, reports answered, years, and bad input."""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from anvisning import andelar
from anvisning.models import Andelstabell, Ar, Handelse, Konto, Lan, Organisation, Tabellimport, Tabellslag
from omfordelning.handlaggning import redovisning as redovisningskommandon
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.models import Avvikelse, Forslag, Redovisning
from omfordelning.process import Status
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, KVITTERAT, Lansscen, Riket, som_csv
from tests.inloggning import ge_losenord, logga_in
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
FASTSTALLD, RATTELSE, PRELIMINAR = Tabellslag.FASTSTALLD, Tabellslag.RATTELSE, Tabellslag.PRELIMINAR
DOLT = re.compile(r'<input[^>]*name="(nyckel|sett)"[^>]*value="([^"]*)"')


@dataclass
class Scen:
    riket: Riket
    lan: Lansscen
    rapport: Redovisning


def bygg() -> Scen:
    """Norrbotten has sent its report with two redistributions; the days are those of the autumn of 2026."""
    riket = fabrik.bygg_riket()
    lan = fabrik.bygg_lan(riket, kommuner=["Älvsbyn", "Arvidsjaur", "Kiruna", "Luleå"])
    lan.overens("Älvsbyn", "Luleå")
    lan.overens("Arvidsjaur", "Luleå", "0.50")
    return Scen(riket, lan, lan.redovisat())


@pytest.fixture(scope="module")
def delad_scen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, bygg) as scen:
        yield scen


@pytest.fixture
def scen(delad_scen: Scen, db: None) -> Iterator[Scen]:
    """The clock of the requests stands on the day the final shares are fixed."""
    with mock.patch.object(timezone, "now", return_value=FASTSTALLT):
        yield deepcopy(delad_scen)


def som(konto: Konto) -> Client:
    return logga_in(Client(), konto)


@pytest.fixture
def en(scen: Scen) -> Client:
    """The administrator who reads tables in."""
    return som(scen.riket.importor)


@pytest.fixture
def tva(scen: Scen) -> Client:
    """The administrator who publishes."""
    return som(scen.riket.publicist)


@pytest.fixture
def granskare(scen: Scen) -> Client:
    return som(scen.riket.granskare)


def text(svar: HttpResponse) -> str:
    """Give a page's text without tags, blanks made one."""
    utan = re.sub(r"<(script|style).*?</\1>", " ", svar.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", utan).replace("&nbsp;", " ").replace("\u00a0", " ").split())


def fil(innehall: bytes, namn: str = "andelar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, innehall)


def las_in(klient: Client, innehall: bytes, slag: str = FASTSTALLD, namn: str = "andelar.csv") -> HttpResponse:
    data = {"fil": fil(innehall, namn), "nyckel": str(uuid.uuid4())}
    return klient.post(reverse("importera", args=[AR, slag]), data)


def tabell(**nya: str) -> bytes:
    return som_csv(fabrik.andrade(**nya) if nya else fabrik.preliminara())


def inlast(scen: Scen, innehall: bytes, slag: str = FASTSTALLD, **andra: object) -> Tabellimport:
    """Read a table in and complete it through the commands."""
    rad = andelar.importera(AR, slag, "andelar.csv", innehall, av=scen.riket.importor, nu=FASTSTALLT)
    falt = {"kolumn": "fore", "kalla": "Migrationsverket", "beslutsdag": FASTSTALLT.date(), "referens": "MV-5"}
    return andelar.komplettera_import(rad.pk, av=scen.riket.importor, nu=FASTSTALLT, **falt | andra)


def publicera(klient: Client, rad: Tabellimport) -> HttpResponse:
    """Tick each warning, check, publish; gives the last answer."""
    adress = reverse("import_publicera", args=[rad.publikt_id])
    sida = klient.get(adress)
    data = {"sett": dict(DOLT.findall(sida.content.decode()))["sett"]}
    data |= dict.fromkeys(re.findall(r'name="(varning-[^"]+)"', sida.content.decode()), "on")
    kontroll = klient.post(adress, data)
    assert kontroll.status_code == 200, text(kontroll)
    nyckel = dict(DOLT.findall(kontroll.content.decode()))["nyckel"]
    return klient.post(adress, data | {"steg": "skicka", "nyckel": nyckel})


# --- Who may ---


def lasbara(scen: Scen) -> dict[str, str]:
    """Give the pages that both national roles read."""
    rad = inlast(scen, tabell())
    forsta = Andelstabell.objects.get()
    return {
        "lansoversikt": reverse("lansoversikt"),
        "lansoversikt_ar": reverse("lansoversikt_ar", args=[AR]),
        "riksfil": reverse("riksfil", args=[AR]),
        "importer": reverse("importer", args=[AR]),
        "import_": reverse("import_", args=[rad.publikt_id]),
        "publicerad": reverse("import_", args=[forsta.underlag.publikt_id]),
        "differenser": reverse("differenser", args=[forsta.publikt_id]),
        "differenser_fil": reverse("differenser_fil", args=[forsta.publikt_id, "xlsx"]),
        "riket_redovisning": reverse("riket_redovisning", args=[scen.rapport.publikt_id]),
    }


def akter(scen: Scen) -> dict[str, str]:
    """Give the pages of acts, for the administrator only."""
    rad = Tabellimport.objects.get(tabell=None)
    return {
        "nytt_ar": reverse("nytt_ar"),
        "ar_andra": reverse("ar_andra", args=[AR]),
        "importera": reverse("importera", args=[AR, FASTSTALLD]),
        "import_utfall": reverse("import_utfall", args=[rad.publikt_id]),
        "import_publicera": reverse("import_publicera", args=[rad.publikt_id]),
        "import_kassera": reverse("import_kassera", args=[rad.publikt_id]),
        "riket_kvittera": reverse("riket_kvittera", args=[scen.rapport.publikt_id]),
        "riket_aterlamna": reverse("riket_aterlamna", args=[scen.rapport.publikt_id]),
    }


def test_the_granskare_sees_everything_and_can_do_nothing(scen: Scen, en: Client, granskare: Client) -> None:
    sidor = lasbara(scen)
    for namn, adress in sidor.items():
        assert granskare.get(adress).status_code == 200, namn
        assert en.get(adress).status_code == 200, namn
    for namn, adress in akter(scen).items():
        assert granskare.get(adress).status_code == 403, namn
        assert granskare.post(adress).status_code == 403, namn
        assert en.get(adress).status_code == 200, namn
    assert granskare.post(sidor["import_"]).status_code == 403
    for namn, adress in sidor.items():
        if adress.endswith(".xlsx"):
            continue
        sida = granskare.get(adress).content.decode()
        former = [form for form in re.findall(r"<form[^>]*>", sida) if "logout" not in form]
        assert all('method="get"' in form for form in former), namn
        assert not any(f'"{akt}"' in sida for akt in akter(scen).values()), namn


@pytest.mark.parametrize("vem", ["kommun", "lan", "ingen"])
def test_nobody_else_sees_anything(scen: Scen, vem: str) -> None:
    klient = Client()
    if vem != "ingen":
        klient.force_login(scen.lan.foretradare("Luleå") if vem == "kommun" else scen.lan.beslutsfattare)
    for namn, adress in (lasbara(scen) | akter(scen)).items():
        svar = klient.get(adress)
        if vem == "ingen":
            assert (svar.status_code, svar["Location"].startswith("/konto/login/")) == (302, True), namn
        else:
            assert svar.status_code == 403, namn
            assert klient.post(adress).status_code == 403, namn


# --- The way of a table ---


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
    assert tva.get(reverse("differenser_fil", args=[rattelse.publikt_id, "exe"])).status_code == 404


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


SKRAP = ["", "\x00", "9" * 5000, "-1", "<script>", "2026-13-45", "\u0663", "’; DROP", "\ud7ff" * 3000]


@pytest.mark.langsam
def test_garbage_in_every_field_gives_an_answer_in_words(scen: Scen, en: Client, tva: Client) -> None:
    rad = inlast(scen, tabell())
    pk = Forslag.objects.get(givare="2505").pk
    falt = {
        reverse("import_", args=[rad.publikt_id]): ["kolumn", "kalla", "beslutsdag", "referens", "notering", "nyckel"],
        reverse("import_utfall", args=[rad.publikt_id]): [f"promille-{pk}", f"forklaring-{pk}", "nyckel"],
        reverse("import_kassera", args=[rad.publikt_id]): ["nyckel"],
        reverse("nytt_ar"): ["preliminar_dag", "lanens_dag", "decimaler", "golv", "hopp", "prognos_huvud", "nyckel"],
        reverse("ar_andra", args=[AR]): ["redovisas_dag", "tolerans", "prognos_hog", "prognos_kalla", "nyckel"],
        reverse("riket_kvittera", args=[scen.rapport.publikt_id]): ["kvittens", "steg"],
        reverse("riket_aterlamna", args=[scen.rapport.publikt_id]): ["skal", "steg"],
    }
    for adress, namn in falt.items():
        for skrap in SKRAP:
            svar = en.post(adress, dict.fromkeys(namn, skrap))
            assert svar.status_code in (200, 409, 422), (adress, skrap[:10])
            if svar.status_code == 200:
                assert "Kontrollera och" in text(svar)
    publicera_ = reverse("import_publicera", args=[rad.publikt_id])
    for skrap in SKRAP:
        for steg in ("", "skicka"):
            svar = tva.post(publicera_, {"sett": skrap, "steg": steg, "nyckel": skrap, "varning-summa": skrap})
            assert svar.status_code in (200, 409, 422)
    assert Andelstabell.objects.count() == 1


def test_garbage_in_addresses_is_not_found(scen: Scen, en: Client) -> None:
    for adress in (
        "/riket/99999/",
        "/riket/" + "9" * 5000 + "/",
        "/riket/2099/tabeller/",
        "/riket/2027/tabeller/las-in/hittepa/",
        "/riket/2099/riksfil.xlsx",
        "/riket/2027/kvitto/00/999999999999999999999/",
        "/riket/2027/kvitto/xx/1/",
        "/riket/2027/kvitto/00/1/",
        "/riket/nytt-ar/?ar=99999",
        "/riket/nytt-ar/?ar=abc",
        "/riket/nytt-ar/?ar=%00",
        "/riket/nytt-ar/?ar=1999",
        f"/riket/tabeller/{uuid.uuid4()}/",
        f"/riket/redovisningar/{uuid.uuid4()}/",
        f"/riket/publicerade/{uuid.uuid4()}/skillnader/",
    ):
        assert en.get(adress).status_code == 404, adress[:60]
    assert en.get("/riket/2027/?sortera=losenord").status_code == 200
    assert en.get("/riket/2027/?sortera=%00&sortera=-").status_code == 200


# --- Reports ---


def test_a_report_is_read_and_received(scen: Scen, en: Client) -> None:
    sida = text(en.get(reverse("riket_redovisning", args=[scen.rapport.publikt_id])))
    assert "Länsstyrelsen redovisar 2 omfördelningar för 2027, tillsammans 1,50 ‰." in sida
    assert "851-2026-25" in sida
    adress = reverse("riket_kvittera", args=[scen.rapport.publikt_id])
    assert en.post(adress, {"kvittens": " "}).status_code == 422
    kontroll = en.post(adress, {"kvittens": "MV-77"})
    assert "Kontrollera och ta emot" in text(kontroll)
    data = {"kvittens": "MV-77", "steg": "skicka", "nyckel": dict(DOLT.findall(kontroll.content.decode()))["nyckel"]}
    svar = [en.post(adress, data) for _ in range(2)]
    assert svar[0]["Location"] == svar[1]["Location"]
    kvitto = text(en.get(svar[0]["Location"]))
    assert "Redovisningen är mottagen" in kvitto
    assert "MV-77" in kvitto
    scen.rapport.refresh_from_db()
    assert (scen.rapport.status, scen.rapport.kvittens, scen.rapport.kvittens_av_lan) == ("mottagen", "MV-77", False)
    assert Handelse.objects.filter(slag="redovisning_mottagen").count() == 1
    assert en.get(adress).status_code == 409
    assert "Redovisningen är redan mottagen." in text(
        en.get(reverse("riket_redovisning", args=[scen.rapport.publikt_id]))
    )


def test_a_report_is_returned_with_reasons_per_row(scen: Scen, en: Client) -> None:
    adress = reverse("riket_aterlamna", args=[scen.rapport.publikt_id])
    svar = en.post(adress, {})
    assert svar.status_code == 422
    assert "Skriv skälet, för hela redovisningen eller för en rad." in text(svar)
    rad = scen.rapport.rader.get(forslag__givare="2560")
    data = {f"rad-{rad.pk}": "Fel kommunkod."}
    kontroll = en.post(adress, data)
    assert "Fel kommunkod." in text(kontroll)
    ater = en.post(adress, data | {"steg": "andra"})
    assert "Fel kommunkod." in ater.content.decode()
    nyckel = dict(DOLT.findall(kontroll.content.decode()))["nyckel"]
    kvitto = en.post(adress, data | {"steg": "skicka", "nyckel": nyckel})
    assert "Redovisningen är återlämnad" in text(en.get(kvitto["Location"]))
    rad.refresh_from_db()
    scen.rapport.refresh_from_db()
    assert (scen.rapport.status, rad.aterlamnad_skal) == ("aterlamnad", "Fel kommunkod.")


def test_a_replaced_or_unsent_report(scen: Scen, en: Client) -> None:
    redovisningskommandon.aterlamna(scen.rapport.pk, skal="Fel.", rader={}, av=scen.riket.importor, nu=KVITTERAT)
    ny = scen.lan.beslutat(nu=KVITTERAT)
    assert en.get(reverse("riket_redovisning", args=[ny.publikt_id])).status_code == 404
    sida = text(en.get(reverse("riket_redovisning", args=[scen.rapport.publikt_id])))
    assert "Länsstyrelsen har beslutat en nyare version, som ersätter den här." in sida
    assert en.post(reverse("riket_kvittera", args=[scen.rapport.publikt_id]), {"kvittens": "x"}).status_code == 409


# --- Overview, years, coordination ---


def test_the_overview_counts_the_counties(scen: Scen, en: Client) -> None:
    sida = text(en.get(reverse("lansoversikt")))
    assert "1 av 20 län har redovisat." in sida
    assert "Gotlands län Ej aktuellt –" in sida
    assert "Gotland är en enda kommun." in sida
    assert "Norrbottens län Översänd" in sida
    assert "Hela landet 1 av 20 län 0 0 0 2 0 0 1,50 1 000,00 1 000,00" in sida
    assert text(en.get("/riket/2027/?sortera=-flyttas")).index("Norrbottens län") < sida.index("Norrbottens län")


def test_a_new_year_with_its_weekdays(scen: Scen, en: Client) -> None:
    adress = reverse("nytt_ar")
    sida = en.get(adress)
    assert "Lägg upp 2028" in text(sida)
    assert "Förslag: måndag 15 november 2027." in text(sida)
    data = {
        "ar": "2028",
        "preliminar_dag": "2027-08-20",
        "lanens_dag": "2027-11-05",
        "redovisas_dag": "2027-11-15",
        "faststalls_dag": "2027-12-20",
        "decimaler": "2",
        "golv": "1",
        "tolerans": "0,5",
        "hopp": "50",
        "visa_foreslagna": "on",
        "nyckel": str(uuid.uuid4()),
    }
    fel = en.post(adress, data | {"lanens_dag": "2027-12-05"})
    assert fel.status_code == 409
    assert 'value="2027-12-05"' in fel.content.decode()
    svar = [en.post(adress, data) for _ in range(2)]
    assert [s["Location"] for s in svar] == ["/riket/2028/"] * 2
    ar = Ar.objects.get(pk=2028)
    assert (ar.hopp, ar.tolerans, ar.tidplaner.count()) == (Decimal("0.5"), Decimal("0.5"), 21)
    assert "Året finns redan." in text(en.get(f"{adress}?ar=2028"))
    assert "De preliminära andelarna är inte publicerade än." in text(en.get("/riket/2028/"))


def test_a_year_is_changed(scen: Scen, en: Client) -> None:
    adress = reverse("ar_andra", args=[AR])
    form = en.get(adress).context["form"]
    data = {namn: "" if form[namn].value() is None else form[namn].value() for namn in form.fields}
    data = {namn: "on" if varde is True else str(varde).replace(".", ",") for namn, varde in data.items()}
    assert en.post(adress, data).status_code == 409
    data |= {"prognos_huvud": "1000", "prognos_kalla": "Februariprognosen", "nyckel": str(uuid.uuid4())}
    assert "Ändring prognosen" in text(en.post(adress, data))
    assert Ar.objects.get(pk=AR).prognos_huvud is None
    assert en.post(adress, data | {"steg": "skicka"})["Location"] == "/riket/2027/"
    assert Ar.objects.get(pk=AR).prognos_huvud == 1000
    data |= {"faststalls_dag": "2026-12-22"}
    assert "Skriv varför dagen flyttas" in text(en.post(adress, data))
    kontroll = text(en.post(adress, data | {"skal": "Ny dag."}))
    assert "Får mejl 20 länsstyrelser" in kontroll
    assert "är flyttad från måndag 21 december 2026 till tisdag 22 december 2026." in kontroll


def test_a_coordinating_county_restates_the_decision(scen: Scen, en: Client, tva: Client) -> None:
    Organisation.objects.filter(slag="nationell").update(samordnande_lan=Lan.objects.get(pk="25"))
    sida = text(en.get(reverse("lansoversikt")))
    assert "Länsstyrelsen i Norrbottens län samordnar och återger Migrationsverkets beslut." in sida
    rad = inlast(scen, tabell())
    kvitto = publicera(tva, rad)
    mening = (
        "Sidan återger Migrationsverkets beslut den 21 december 2026 (MV-5). Länsstyrelsen i Norrbottens län samordnar."
    )
    publicerad = Andelstabell.objects.get(slag=FASTSTALLD)
    for adress in (
        kvitto["Location"],
        reverse("lansoversikt"),
        reverse("importer", args=[AR]),
        reverse("import_", args=[rad.publikt_id]),
        reverse("differenser", args=[publicerad.publikt_id]),
        reverse("riket_redovisning", args=[scen.rapport.publikt_id]),
    ):
        assert mening in text(tva.get(adress)), adress


def test_the_countrys_file(scen: Scen, granskare: Client) -> None:
    svar = granskare.get(reverse("riksfil", args=[AR]))
    assert svar.content.startswith(b"PK")
    assert svar["Content-Disposition"] == 'attachment; filename="omfordelningar-2027-riket.xlsx"'


# --- Queries ---


@pytest.mark.langsam
def test_the_overview_takes_eight_queries(
    scen: Scen, en: Client, tva: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))
    scen.lan.skickat("Kiruna", "Luleå", "0.10")
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))
    publicera(tva, inlast(scen, tabell()))
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))


@pytest.mark.langsam
def test_the_preview_does_not_query_per_row(
    scen: Scen, en: Client, tva: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    liten = inlast(scen, b"Kommunkod;Andel\n2560;1\n2580;8\n2505;1\n")
    andelar.kassera_import(inlast(scen, som_csv({"2560": Decimal(1)})).pk, av=scen.riket.importor, nu=FASTSTALLT)
    stor = inlast(scen, tabell(k2560="1.2", k0114="5"))
    for rad in (liten, stor):
        for klient, namn, hogst in ((en, "import_", 20), (tva, "import_publicera", 20), (en, "import_utfall", 18)):
            with django_assert_max_num_queries(hogst):
                assert klient.get(reverse(namn, args=[rad.publikt_id])).status_code == 200

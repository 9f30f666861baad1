"""A year's national pages: reports that are answered, the overview, a new year and one that is changed."""

import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from anvisning.models import Andelstabell, Ar, Handelse, Lan, Organisation
from omfordelning.handlaggning import redovisning as redovisningskommandon
from tests.fabrik import AR, KVITTERAT
from tests.omfordelning.riket.sidor import DOLT, FASTSTALLD, Scen, inlast, publicera, tabell, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


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
        "metod": "ordinarie_andel",
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


def som_nu(klient: Client, adress: str) -> dict[str, str]:
    """Give what the year's form says when nothing is changed."""
    form = klient.get(adress).context["form"]
    data = {namn: "" if form[namn].value() is None else form[namn].value() for namn in form.fields}
    return {namn: "on" if varde is True else str(varde).replace(".", ",") for namn, varde in data.items()}


def test_what_a_colleague_changes_in_a_year_meanwhile_is_not_taken_back_unseen(scen: Scen, en: Client) -> None:
    adress = reverse("ar_andra", args=[AR])
    data = som_nu(en, adress) | {"prognos_huvud": "1000", "prognos_kalla": "Februariprognosen"}
    kontroll = en.post(adress, data)
    assert "Ändring prognosen" in text(kontroll)
    Ar.objects.filter(pk=AR).update(visa_foreslagna=False)
    dolda = dict(DOLT.findall(kontroll.content.decode()))
    svar = en.post(adress, data | dolda | {"steg": "skicka"})
    assert (svar.status_code, "Året har ändrats sedan du öppnade sidan." in text(svar)) == (409, True)
    assert Ar.objects.get(pk=AR).visa_foreslagna is False


def test_a_year_is_changed(scen: Scen, en: Client) -> None:
    adress = reverse("ar_andra", args=[AR])
    data = som_nu(en, adress)
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

"""The county's day and settings: who may, what may not be, what is told, and that sent proposals keep their day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from anvisning.hinder import Hinder
from anvisning.models import Handelse, Lan, Roll, Tabellslag, Tidplan
from omfordelning.forms.falt import Paminnelsedagarfalt
from omfordelning.handlaggning.tidplan import Installningar, satt_tidplan
from tests.fabrik import AR, FASTSTALLT, GRANSKAT, SKICKAT, SVARAT, Lansscen
from tests.omfordelning.lan.besok import Besok, blandat, text

pytestmark = pytest.mark.django_db
Ny = Callable[..., Besok]
SIDA = f"/lanet/redovisning/{AR}/tidplan/"
SOM_NU = {
    "sista_dag": "2026-11-06",
    "krav_beslut": "ja",
    "tva_personer": "nej",
    "bade_ge_och_ta": "nej",
    "kommunicering": "nej",
    "overklagandetext": "",
}
NU = Installningar(
    sista_dag=date(2026, 11, 6), tva_personer=False, bade_ge_och_ta=False, krav_beslut=True, kommunicering=False
)


def test_the_page_shows_every_day_with_weekday(lan: Lansscen, lasare: Besok) -> None:
    sidan = text(lasare.get(SIDA))
    for dag in ("torsdag 20 augusti 2026", "fredag 6 november 2026 kl. 23.59", "måndag 16 november 2026 kl. 23.59"):
        assert dag in sidan
    assert "måndag 21 december 2026" in sidan
    assert "Ändra" not in sidan
    assert lasare.post(SIDA, **SOM_NU).status_code == 403


def test_a_new_day_and_settings(lan: Lansscen, besok: Ny) -> None:
    skickat = lan.skickat("Arvidsjaur", "Luleå", "0.50")
    besoket = besok(lan.handlaggare, SVARAT)
    assert "Blir dagen tidigare behåller skickade förslag den dag de har." in text(besoket.get(SIDA))
    utan_skal = besoket.post(SIDA, **SOM_NU | {"sista_dag": "2026-11-11"})
    assert (utan_skal.status_code, "Skriv varför dagen flyttas" in text(utan_skal)) == (422, True)
    data = SOM_NU | {
        "sista_dag": "2026-11-11",
        "skal": "Nämnden i Luleå möts den 10 november.",
        "notis": "Fråga gärna länsstyrelsen.",
        "kommunicering": "ja",
        "overklagandetext": "Beslutet går att överklaga.",
    }
    kontroll, _ = besoket.kontrollera(SIDA, **data)
    assert "Sista dag blir 11 november 2026 (var 6 november 2026)" in text(kontroll)
    for ord_ in (
        "Blir dagen senare gäller den också förslag som är skickade.",
        "Skickade förslag som får en ny sista dag 1 av 1",
        "Kommuner i de förslagen Arvidsjaur, Luleå",
        "Utkast som inte är skickade 0",
        "Får mejl Alla 14 kommuner i länet",
        "På den öppna sidan Kommunernas sista dag är flyttad från fredag 6 november 2026 till onsdag 11 november 2026. "
        "Fråga gärna länsstyrelsen.",
    ):
        assert ord_ in text(kontroll)
    assert Tidplan.objects.get(pk=lan.tidplan.pk).sista_dag == date(2026, 11, 6)
    kvitto = text(besoket.genomfor(SIDA, **data))
    assert "Tidplanen är ändrad" in kvitto
    assert "Länets kommuner får ett mejl om den nya dagen, med ert skäl." in kvitto
    assert kvitto.count("Till sammanställningen") == 1
    plan = Tidplan.objects.get(pk=lan.tidplan.pk)
    assert (plan.sista_dag, plan.kommunicering, plan.overklagandetext) == (
        date(2026, 11, 11),
        True,
        "Beslutet går att överklaga.",
    )
    handelse = Handelse.objects.get(slag="tidplan_andrad")
    assert handelse.uppgifter["fore"]["sista_dag"] == "2026-11-06"
    assert handelse.uppgifter["efter"]["sista_dag"] == "2026-11-11"
    skickat.refresh_from_db()
    assert skickat.slut == plan.slut  # moved later: it holds for what is sent too
    assert "Skäl: Nämnden i Luleå möts den 10 november." in text(besoket.get(SIDA))
    oppen = text(Client().get("/lan/25/"))
    assert "är flyttad från fredag 6 november 2026 till onsdag 11 november 2026. Fråga gärna länsstyrelsen." in oppen
    assert "Nämnden i Luleå" not in oppen
    nytt = lan.skickat("Jokkmokk", "Luleå", "0.40", nu=SVARAT)
    assert nytt.slut == plan.slut


@pytest.mark.parametrize(
    ("dag", "mening"),
    [
        ("2026-11-17", "Sista dag kan längst vara 16 november 2026"),
        ("2026-08-19", "Sista dag kan tidigast vara 20 augusti 2026"),
        ("2026-10-04", "Dagen har redan varit."),
        ("6 nov", "Skriv datumet som år, månad och dag"),
    ],
)
def test_days_that_cannot_be(lan: Lansscen, besok: Ny, dag: str, mening: str) -> None:
    svar = besok(lan.handlaggare, SVARAT).post(SIDA, **SOM_NU | {"sista_dag": dag})
    assert svar.status_code == 422
    assert mening in text(svar)


@pytest.mark.langsam
def test_the_days_of_the_reminders(lan: Lansscen, besok: Ny) -> None:
    besoket = besok(lan.handlaggare, SVARAT)
    assert "Kommunerna får påminnelser 30, 14, 7, 2 och 1 dagar före sista dagen." in text(besoket.get(SIDA))
    assert 'value="30, 14, 7, 2, 1"' in besoket.get(SIDA).content.decode()
    assert besoket.post(SIDA, **SOM_NU, paminnelsedagar="sju").status_code == 422
    kvitto = besoket.genomfor(SIDA, **SOM_NU, paminnelsedagar="3 10")
    assert "Inget mejl skickas. Berätta för kommunerna om det rör dem." in text(kvitto)
    assert Tidplan.objects.get(pk=lan.tidplan.pk).paminnelsedagar == [10, 3]
    handelse = Handelse.objects.get(slag="tidplan_andrad")
    assert "Kommunerna får påminnelser 10 och 3 dagar före sista dagen." in handelse.text


@pytest.mark.parametrize(
    ("skrivet", "dagar"),
    [
        ("30, 14, 7, 2, 1", [30, 14, 7, 2, 1]),
        ("", [30, 14, 7, 2, 1]),
        (" , ", [30, 14, 7, 2, 1]),
        ("3 10;10", [10, 3]),
        ("60", [60]),
        *((skrap, None) for skrap in ("0", "61", "-1", "sju", "7.5", "³", "1e1", "7\0", "1" * 41)),
    ],
)
def test_how_the_days_are_written(skrivet: str, dagar: list[int] | None) -> None:
    if dagar is None:
        with pytest.raises(ValidationError):
            Paminnelsedagarfalt().clean(skrivet)
    else:
        assert Paminnelsedagarfalt().clean(skrivet) == dagar


def test_nothing_changed_is_said(lan: Lansscen, handlaggare: Besok) -> None:
    svar = handlaggare.post(SIDA, **SOM_NU)  # the day has passed, and stays: that is no error
    assert svar.status_code == 409
    assert "Ingenting är ändrat." in text(svar)


def test_what_a_colleague_changes_meanwhile_is_not_taken_back_unseen(lan: Lansscen, besok: Ny) -> None:
    """The check page says one change. Sent after a colleague's, the same form would undo that too."""
    besoket = besok(lan.handlaggare, SVARAT)
    kontroll, dolda = besoket.kontrollera(SIDA, **SOM_NU | {"kommunicering": "ja"})
    assert "Båda kommunernas beslut krävs" not in text(kontroll)
    satt_tidplan(AR, "25", nya=replace(NU, krav_beslut=False), av=lan.beslutsfattare, nu=SVARAT)
    svar = besoket.post(SIDA, **dolda, steg="skicka")
    assert svar.status_code == 409
    assert "Tidplanen har ändrats sedan du öppnade sidan." in text(svar)
    assert Tidplan.objects.get(pk=lan.tidplan.pk).krav_beslut is False
    om, _ = besoket.kontrollera(SIDA, **SOM_NU | {"kommunicering": "ja"})
    assert "Båda kommunernas beslut krävs" in text(om)


def test_the_command_itself_refuses(lan: Lansscen, annat: Lansscen) -> None:
    ny = replace(NU, krav_beslut=False)
    with pytest.raises(Lan.DoesNotExist):
        satt_tidplan(AR, "25", nya=ny, av=annat.beslutsfattare, nu=SKICKAT)
    with pytest.raises(PermissionDenied):
        satt_tidplan(AR, "25", nya=ny, av=lan.konto(Roll.LAN_LASARE), nu=SKICKAT)
    with pytest.raises(Hinder, match="Dagen har redan varit"):
        satt_tidplan(AR, "25", nya=replace(NU, sista_dag=date(2026, 11, 5)), av=lan.handlaggare, nu=GRANSKAT)
    assert satt_tidplan(AR, "25", nya=ny, av=lan.handlaggare, nu=GRANSKAT).krav_beslut is False
    lan.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        satt_tidplan(AR, "25", nya=NU, av=lan.handlaggare, nu=FASTSTALLT)


def test_the_page_is_closed_after_the_final_table(lan: Lansscen, besok: Ny) -> None:
    lan.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    sidan = text(besok(lan.handlaggare, FASTSTALLT).get(SIDA))
    assert "Tidplanen går inte att ändra." in sidan


def test_garbage_is_answered_with_4xx(lan: Lansscen, handlaggare: Besok) -> None:
    falt: dict[str, Any] = dict.fromkeys(SOM_NU)
    svar = {n: handlaggare.post(SIDA, **skrap).status_code for n, skrap in enumerate(blandat(falt))}
    assert {n: status for n, status in svar.items() if not 400 <= status < 500} == {}
    assert not Handelse.objects.filter(slag="tidplan_andrad").exists()

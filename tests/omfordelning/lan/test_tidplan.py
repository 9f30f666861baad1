"""The county's day and settings: who may, what may not be, what is told, and that sent proposals keep their day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from anvisning.hinder import Hinder
from anvisning.models import Handelse, Lan, Roll, Tabellslag, Tidplan
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
    assert "1 skickade förslag i länet berörs därför inte av en ny dag." in text(besoket.get(SIDA))
    data = SOM_NU | {
        "sista_dag": "2026-11-11",
        "kommunicering": "ja",
        "overklagandetext": "Beslutet går att överklaga.",
    }
    kontroll, _ = besoket.kontrollera(SIDA, **data)
    assert "Sista dag blir 11 november 2026 (var 6 november 2026)" in text(kontroll)
    assert "Ett förslag som är skickat behåller den sista dag det fick när det skickades." in text(kontroll)
    assert Tidplan.objects.get(pk=lan.tidplan.pk).sista_dag == date(2026, 11, 6)
    assert "Tidplanen är ändrad" in text(besoket.genomfor(SIDA, **data))
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
    assert skickat.slut == lan.tidplan.slut  # fixed when it was sent
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


def test_nothing_changed_is_said(lan: Lansscen, handlaggare: Besok) -> None:
    svar = handlaggare.post(SIDA, **SOM_NU)  # the day has passed, and stays: that is no error
    assert svar.status_code == 409
    assert "Ingenting är ändrat." in text(svar)


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

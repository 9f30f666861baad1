"""Where a case stood on a day: its path day by day, and that "now" is what the case itself says."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anvisning import tid
from anvisning.models import Handelse, Roll, Tabellslag
from anvisning.per_datum import Per
from omfordelning.arenden_den import arenden_den
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import redovisning
from omfordelning.handlaggning.avslut import forfall
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Sida
from omfordelning.status_den import status_den
from tests import fabrik
from tests.fabrik import Lansscen, klockan

pytestmark = pytest.mark.langsam
FRAMTIDEN = klockan(date(2040, 1, 1))
ANDRAT = klockan(date(2026, 9, 21))
KOM_AN = klockan(date(2026, 11, 5), 15)
TYPAT = klockan(date(2026, 11, 9), 9)


def status(forslag: Forslag, fore: datetime) -> str | None:
    rad = status_den(Forslag.objects.filter(pk=forslag.pk), fore).first()
    return rad and rad.status_da


def dagens(forslag: Forslag, *dagar: date) -> list[str | None]:
    """Give the status at the end of each day."""
    return [status(forslag, tid.slut_pa_dagen(dag)) for dag in dagar]


def krav_nu() -> int:
    """See that "now" is what each case says of itself; gives how many there were."""
    rader = list(status_den(Forslag.objects.all(), FRAMTIDEN))
    assert len(rader) == Forslag.objects.count()
    assert [(rad.pk, rad.status_da) for rad in rader if rad.status_da != rad.status] == []
    return len(rader)


def hela_vagen(lanet: Lansscen) -> Forslag:
    """Prepare on 7 September, send on the 14th, another figure on the 21st, approve on 5 October, and be confirmed."""
    utkast = lanet.utkast("Kiruna", "Luleå", "0.50", nu=klockan(date(2026, 9, 7)))
    kommandon.skicka(utkast.pk, av=lanet.foretradare("Kiruna"), nu=fabrik.SKICKAT, beslut=lanet.uppgifter("Kiruna"))
    kommandon.andra(
        utkast.pk,
        innehall=fabrik.innehall("0.40"),
        av=lanet.foretradare("Luleå"),
        nu=ANDRAT,
        kand_version=1,
        beslut=lanet.uppgifter("Luleå"),
    )
    kommandon.godkann(
        utkast.pk,
        av=lanet.foretradare("Kiruna"),
        nu=fabrik.SVARAT,
        kand_version=2,
        beslut=lanet.uppgifter("Kiruna", paragraf="140"),
    )
    rapport = lanet.redovisat()
    redovisning.aterlamna(
        rapport.pk, skal="Fel bilaga.", rader={}, av=lanet.riket.importor, nu=klockan(date(2026, 11, 12))
    )
    ny = lanet.beslutat(nu=klockan(date(2026, 11, 13)))
    redovisning.oversand(ny.pk, av=lanet.handlaggare, nu=klockan(date(2026, 11, 14)))
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    return Forslag.objects.get(pk=utkast.pk)


VAGEN = {
    "2026-09-06": None,
    "2026-09-07": "utkast",
    "2026-09-13": "utkast",
    "2026-09-14": "vantar_svar",
    "2026-10-04": "vantar_svar",
    "2026-10-05": "overens",
    "2026-11-09": "overens",
    "2026-11-10": "foreslagen",
    "2026-11-11": "redovisad",
    "2026-11-12": "redovisad",
    "2026-11-13": "foreslagen",
    "2026-11-14": "redovisad",
    "2026-12-20": "redovisad",
    "2026-12-21": "faststalld",
    "2039-12-31": "faststalld",
}


def test_hela_vagen_dag_for_dag(lanet: Lansscen) -> None:
    forslag = hela_vagen(lanet)
    assert dict(zip(VAGEN, dagens(forslag, *map(date.fromisoformat, VAGEN)), strict=True)) == VAGEN
    krav_nu()


def test_efter_varje_handelse_ar_det_handelsens_status(lanet: Lansscen) -> None:
    """At the instant of an act it has not happened; just after it, the status is the one it left."""
    forslag, fore = hela_vagen(lanet), "utkast"
    handelser = list(Handelse.objects.filter(arende=forslag.arende).order_by("nummer"))
    assert len(handelser) > 8
    for nar in sorted({h.nar for h in handelser}):
        samtidiga = [h for h in handelser if h.nar == nar]
        assert status(forslag, nar) == fore
        fore = samtidiga[-1].uppgifter["status"]
        assert status(forslag, nar + timedelta(microseconds=1)) == fore


def test_manga_arenden_i_en_fraga(lanet: Lansscen, django_assert_num_queries: Any) -> None:
    for givare in ("Kiruna", "Boden", "Pajala"):
        lanet.skickat(givare, "Luleå", "0.50")
    with django_assert_num_queries(1):
        assert {f.status_da for f in status_den(Forslag.objects.all(), FRAMTIDEN)} == {"vantar_svar"}


def test_avslutad_pa_varje_satt(lanet: Lansscen) -> None:
    nej = lanet.skickat("Kiruna", "Luleå", "0.50")
    kommandon.avboj(nej.pk, skal="Ingen plats.", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1)
    ater = lanet.skickat("Boden", "Luleå", "0.50")
    kommandon.aterkalla(ater.pk, av=lanet.foretradare("Boden"), nu=fabrik.SVARAT)
    inte_med = lanet.overens("Pajala", "Luleå", "0.50")
    lanet.beslutat(nej={inte_med.pk: "Fel mottagare."})
    dagen_fore = fabrik.SVARAT.date() - timedelta(days=1)
    for forslag, slut in ((nej, "nej"), (ater, "aterkallad")):
        assert dagens(forslag, dagen_fore, fabrik.SVARAT.date()) == ["vantar_svar", slut]
    assert dagens(inte_med, date(2026, 11, 9), date(2026, 11, 10)) == ["overens", "inte_medtagen"]
    assert krav_nu() == 3


def test_ett_forfall_som_undanrojdes_var_ett_forfall_sa_lange(lanet: Lansscen) -> None:
    """The approval came in on 5 November and was typed in on the 9th: what was known on the 8th is that it lapsed."""
    forslag = lanet.skickat("Kiruna", "Luleå", "0.50")
    forfall(forslag.pk, nu=fabrik.FOR_SENT + timedelta(minutes=10))
    kommandon.godkann(
        forslag.pk,
        av=lanet.handlaggare,
        nu=TYPAT,
        kand_version=1,
        beslut=lanet.uppgifter("Luleå"),
        registrering=lanet.registrering(Sida.MOTTAGARE, KOM_AN),
    )
    assert dagens(forslag, KOM_AN.date(), date(2026, 11, 7), date(2026, 11, 8), TYPAT.date()) == [
        "vantar_svar",
        "forfallen",
        "forfallen",
        "overens",
    ]
    krav_nu()


class TestEgna:
    """What a municipality and a county see of their own cases."""

    def rader(self, lanet: Lansscen, dag: date, kommun: str = "", roll: Roll | None = None) -> list[tuple[str, ...]]:
        roll = roll or (Roll.KOMMUN_FORETRADARE if kommun else Roll.LAN_HANDLAGGARE)
        return [
            (rad.forslag.givare.namn, rad.statusord, str(rad.promille), rad.referens)
            for rad in arenden_den(lanet.konto(roll, kommun), Per(2027, dag))
        ]

    def test_bara_den_egna_sidan_ser_utkastet(self, lanet: Lansscen) -> None:
        hela_vagen(lanet)
        utkast, skickat = date(2026, 9, 10), date(2026, 9, 14)
        assert self.rader(lanet, utkast, "Kiruna") == [("Kiruna", "Utkast", "None", "")]
        assert self.rader(lanet, utkast, "Luleå") == []
        assert self.rader(lanet, utkast) == []
        sant = [("Kiruna", "Väntar på svar", "0.500", "OMF-2027-25-001")]
        for vem in ("Kiruna", "Luleå", ""):
            assert self.rader(lanet, skickat, vem) == sant
        assert self.rader(lanet, skickat, "Boden") == []
        assert self.rader(lanet, date(2026, 9, 6), "Kiruna") == []

    def test_en_inbjudan_var_mottagarens_utkast(self, lanet: Lansscen) -> None:
        lanet.utkast("Kiruna", "Luleå", "0.50", av="Luleå", nu=klockan(date(2026, 9, 7)))
        Forslag.objects.update(skapad=klockan(date(2026, 9, 7)))
        assert len(self.rader(lanet, date(2026, 9, 8), "Luleå")) == 1
        assert self.rader(lanet, date(2026, 9, 8), "Kiruna") == []

    def test_siffran_ar_den_dagens(self, lanet: Lansscen) -> None:
        hela_vagen(lanet)
        for dag, siffra in ((date(2026, 9, 20), "0.50"), (date(2026, 9, 21), "0.40"), (date(2026, 12, 21), "0.400")):
            assert Decimal(self.rader(lanet, dag, "Luleå")[0][2]) == Decimal(siffra)

    def test_nej_sager_fran_vem(self, lanet: Lansscen) -> None:
        nej = lanet.skickat("Kiruna", "Luleå", "0.50")
        kommandon.avboj(nej.pk, skal="Nej.", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1)
        rad = self.rader(lanet, fabrik.SVARAT.date(), "Kiruna")[0]
        assert rad[1] == "Avslutad – nej från Luleå"

    def test_riket_ser_inga(self, lanet: Lansscen) -> None:
        hela_vagen(lanet)
        assert Redovisning.objects.count() == 2
        assert arenden_den(lanet.riket.importor, Per(2027, date(2026, 12, 31))) == []
        assert arenden_den(lanet.riket.granskare, Per(2027, date(2026, 12, 31))) == []

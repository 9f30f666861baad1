"""Visa per datum when what was public is not so any more, or was not yet."""

from datetime import date, timedelta

import pytest
from django.test import Client

from anvisning import arsarbete, tid
from anvisning.models import Ar, Handelse, Konto, Tabellslag
from omfordelning import oppet
from omfordelning.andringsdagar import FRAN_TABELLEN, OFFENTLIGA_STEG, narmast
from omfordelning.handlaggning import granskning, redovisning
from omfordelning.models import Redovisning
from omfordelning.process import Sida
from tests.fabrik import FASTSTALLT, klockan
from tests.omfordelning.publikt.scener import Scen

pytestmark = pytest.mark.langsam


def lage(dag: date) -> oppet.Arslage:
    funnet = oppet.arslage_av(oppet.publicerade(), 2027, dag)
    assert funnet is not None
    return funnet


def test_ingenting_publicerat(db: None) -> None:
    svar = Client().get("/per-datum/")
    assert svar.status_code == 200
    assert "Inga andelar är publicerade" in svar.content.decode()
    assert Client().get("/per-datum.json").status_code == 404


def _foljda() -> dict[date, set[str]]:
    """Give the days on which a redistribution became public, changed, or was no longer public, case by case."""
    visas = dict(Ar.objects.values_list("ar", "visa_foreslagna"))
    var: dict[str, bool] = {}
    svar: dict[date, set[str]] = {}
    for h in Handelse.objects.filter(slag__in=OFFENTLIGA_STEG).order_by("arende", "nummer"):
        fore, status = var.get(h.arende, False), h.uppgifter["status"]
        nu = var[h.arende] = status == "faststalld" or (status == "redovisad" and visas[h.ar])
        andrades = fore and h.slag not in FRAN_TABELLEN and (not nu or h.slag == "omstandighet_anmald")
        if andrades or (nu and not fore):
            vad = f"omfördelningar för {h.ar} i Norrbottens län {'ändrades' if fore else 'redovisades'}"
            svar.setdefault(tid.svensk_dag(h.nar), set()).add(vad)
    return svar


class TestAterlamnad:
    """A report that is returned and decided anew: what was public that day was, whatever came of it."""

    @pytest.fixture
    def om(self, foreslagna: Scen) -> Scen:
        rapport = Redovisning.objects.get(lan="25")
        redovisning.aterlamna(
            rapport.pk, skal="En rad fattas.", rader={}, av=foreslagna.riket.importor, nu=klockan(date(2026, 11, 12))
        )
        nej = {foreslagna.forslag["Älvsbyn"].pk: "Kommunen har bett om det."}
        ny = foreslagna.lan.beslutat(nu=klockan(date(2026, 11, 14), 9), nej=nej)
        redovisning.oversand(ny.pk, av=foreslagna.lan.handlaggare, nu=klockan(date(2026, 11, 14)))
        return foreslagna

    def test_dag_for_dag(self, om: Scen) -> None:
        alla, utan = {f"OMF-2027-25-00{n}" for n in (1, 2, 3)}, {"OMF-2027-25-002", "OMF-2027-25-003"}
        for dag, vantat in ((10, set()), (11, alla), (12, alla), (13, alla), (14, utan)):
            da = lage(date(2026, 11, dag))
            assert {f.ref for f in oppet.omfordelningslista(da)} == vantat, dag

    @pytest.mark.parametrize("visas", [True, False])
    def test_dagarna_ar_de_som_man_far_av_att_folja_varje_arende(self, om: Scen, visas: bool) -> None:
        """The database finds the nearest days; to follow every case from its first act gives the same."""

        def anmal(namn: str, dag: date) -> None:
            granskning.anmal_omstandighet(
                om.forslag[namn].pk,
                sida=Sida.GIVARE,
                slag="overklagat",
                dag=date(2026, 11, 16),
                av=om.lan.handlaggare,
                nu=klockan(dag, 0, 5),
                registrering=om.lan.registrering(Sida.GIVARE, klockan(date(2026, 11, 16))),
            )

        granskning.avsluta(
            om.forslag["Arvidsjaur"].pk, skal="På begäran.", av=om.lan.beslutsfattare, nu=klockan(date(2026, 11, 18))
        )
        anmal("Boden", date(2026, 11, 20))
        om.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
        anmal("Boden", date(2027, 1, 12))
        anmal("Älvsbyn", date(2027, 1, 13))
        Ar.objects.update(visa_foreslagna=visas)
        rakt, idag = _foljda(), date(2027, 1, 31)
        redovisade = [date(2026, 11, n) for n in (11, 14, 18, 20)]
        assert sorted(rakt) == [*(redovisade if visas else [FASTSTALLT.date()]), date(2027, 1, 12)]
        for n in range(100):
            dag = date(2026, 11, 1) + timedelta(days=n)
            fore = max((d for d in rakt if d < dag), default=None)
            efter = min((d for d in rakt if dag < d <= idag), default=None)
            svar = narmast((), dag, idag)
            assert [s and (s.dag, set(s.vad.split("; "))) for s in svar] == [
                d and (d, rakt[d]) for d in (fore, efter)
            ], dag

    def test_det_som_inte_visas_nu_visades_inte_da(self, om: Scen) -> None:
        Ar.objects.update(visa_foreslagna=False)
        assert oppet.omfordelningslista(lage(date(2026, 11, 12))) == []
        assert narmast(oppet.publicerade(), date(2026, 11, 1), date(2026, 12, 1))[1] is None

    def test_det_som_inte_visades_da_visas_inte_nu(self, om: Scen) -> None:
        """The setting was off until 20 November: before that day nothing proposed was public."""
        administrator: Konto = om.riket.importor
        ar = Ar.objects.get(pk=2027)
        uppgifter = arsarbete.uppgifter_om(ar)
        for dag, visas in ((date(2026, 11, 1), False), (date(2026, 11, 20), True)):
            nya = type(uppgifter)(**{**vars(uppgifter), "visa_foreslagna": visas})
            arsarbete.andra_ar(2027, uppgifter=nya, av=administrator, nu=klockan(dag))
        assert oppet.omfordelningslista(lage(date(2026, 11, 19))) == []
        assert len(oppet.omfordelningslista(lage(date(2026, 11, 20)))) == 2

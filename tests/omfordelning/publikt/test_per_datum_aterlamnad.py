"""Visa per datum when what was public is not so any more, or was not yet."""

from datetime import date

import pytest
from django.test import Client

from anvisning import arsarbete
from anvisning.models import Ar, Konto
from omfordelning import oppet
from omfordelning.andringsdagar import narmast
from omfordelning.handlaggning import redovisning
from omfordelning.models import Redovisning
from tests.fabrik import klockan
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

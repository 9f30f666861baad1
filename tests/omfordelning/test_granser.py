"""The acts at their borders: what the county may still do late, what nobody may do for another, and what fits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from anvisning import tid
from anvisning.arsarbete import andra_ar, uppgifter_om
from anvisning.hinder import Hinder
from anvisning.models import Tabellslag, Tidplan
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning.beslut import forbered_beslut
from omfordelning.models import Brev, Forslag, Kommunbeslut, Omstandighet
from omfordelning.process import Sida, Status
from omfordelning.querysets import med_givarens_andel
from omfordelning.uppgifter.lan import lanets_uppgifter
from tests.fabrik import (
    BESLUTAT,
    FASTSTALLT,
    GRANSKAT,
    OVERSANT,
    SVARAT,
    Lansscen,
    andrade,
    bygg_lan,
    bygg_riket,
)

pytestmark = pytest.mark.django_db


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", ["Luleå", "Boden", "Kiruna"])


@pytest.mark.parametrize("ny", ["0.40", None])
def test_ett_arende_som_inte_langre_ryms_kan_lamnas_utanfor(lanet: Lansscen, ny: str | None) -> None:
    """A new preliminary table has taken away what was agreed on: it cannot be taken along, but it can be left out."""
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    andelar = andrade(k2582=ny or "0.40")
    if ny is None:
        andelar["0180"] += andelar.pop("2582")
    lanet.riket.publicera(andelar=andelar, nu=SVARAT)
    with pytest.raises(Hinder, match="Mer än så går inte att föra över"):
        lanet.beslutat()
    i_listan = med_givarens_andel(Forslag.objects.filter(pk=forslag.pk)).get()
    assert i_listan.givarens_andel == Decimal(ny or 0)  # as the case itself counts, whatever older tables say
    rapport = lanet.beslutat(nej={forslag.pk: "Andelen räcker inte."}, kontrollera=False)
    forslag.refresh_from_db()
    assert (forslag.status, rapport.nollrapport) == (Status.INTE_MEDTAGEN, True)
    rad = rapport.rader.get()
    assert (rad.tas_med, rad.promille, rad.givare_fore) == (False, Decimal("0.50"), Decimal(ny or 0))
    assert Brev.objects.filter(forslag=forslag).count() == 2


def test_en_utomstaende_kommun_anmaler_ingen_omstandighet(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    uppgifter = {"slag": Omstandighet.Slag.OVERKLAGAT, "dag": date(2026, 10, 6), "nu": SVARAT + timedelta(days=2)}
    for sida in Sida:
        with pytest.raises(Forslag.DoesNotExist):
            granskning.anmal_omstandighet(forslag.pk, sida=sida, av=lanet.foretradare("Kiruna"), **uppgifter)
    with pytest.raises(Forslag.DoesNotExist):
        granskning.anmal_omstandighet(forslag.pk, sida=Sida.GIVARE, av=lanet.foretradare("Luleå"), **uppgifter)
    with pytest.raises(Hinder, match="Bara länsstyrelsen registrerar"):
        granskning.anmal_omstandighet(
            forslag.pk,
            sida=Sida.MOTTAGARE,
            av=lanet.foretradare("Luleå"),
            registrering=lanet.registrering(Sida.MOTTAGARE, SVARAT),
            **uppgifter,
        )
    assert not Omstandighet.objects.exists()


def test_en_omstandighet_har_hant_och_det_som_kom_med_post_kom_nar_det_kom(lanet: Lansscen) -> None:
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    nu = SVARAT + timedelta(days=3)
    uppgifter = {"sida": Sida.GIVARE, "slag": Omstandighet.Slag.OVERKLAGAT, "nu": nu}
    with pytest.raises(Hinder, match="Dagen har inte varit än"):
        granskning.anmal_omstandighet(
            forslag.pk, dag=tid.svensk_dag(nu) + timedelta(days=1), av=lanet.foretradare("Boden"), **uppgifter
        )
    rad = granskning.anmal_omstandighet(
        forslag.pk,
        dag=tid.svensk_dag(nu),
        av=lanet.handlaggare,
        registrering=lanet.registrering(Sida.GIVARE, SVARAT),
        **uppgifter,
    )
    assert rad.anmald == SVARAT


def test_en_begaran_om_anstand_kan_avslas_ocksa_efter_den_nationella_dagen(lanet: Lansscen) -> None:
    """Otherwise nothing could end the case: it neither lapses nor lets the final shares be published."""
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    begaran = anstand.begar_anstand(
        forslag.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT
    )
    efter = tid.slut_pa_dagen(lanet.ar.redovisas_dag)
    with pytest.raises(Hinder):
        anstand.besluta_anstand(begaran.pk, beviljat_till=tid.svensk_dag(efter), av=lanet.handlaggare, nu=efter)
    anstand.besluta_anstand(begaran.pk, beviljat_till=None, skal="För sent.", av=lanet.handlaggare, nu=efter)
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    forslag.refresh_from_db()
    assert forslag.status == Status.FORFALLEN


def test_parterna_har_yttrat_sig_forst_nar_svarstiden_ar_slut(lanet: Lansscen) -> None:
    Tidplan.objects.filter(pk=lanet.tidplan.pk).update(kommunicering=True)
    forslag = lanet.overens("Boden", "Luleå", "0.50")
    dag = tid.svensk_dag(BESLUTAT)
    hora = {"text": "Beslut saknas.", "av": lanet.handlaggare, "nu": GRANSKAT}
    with pytest.raises(Hinder, match="Svarsdagen har redan varit"):
        granskning.kommunicera(forslag.pk, svar_senast=tid.svensk_dag(GRANSKAT) - timedelta(days=1), **hora)
    granskning.kommunicera(forslag.pk, svar_senast=dag, **hora)
    nej = {forslag.pk: "Beslut saknas."}
    with pytest.raises(Hinder, match="svarstiden ska vara slut"):
        lanet.beslutat(nej=nej, nu=tid.slut_pa_dagen(dag) - timedelta(seconds=1))
    lanet.beslutat(nej=nej, nu=tid.slut_pa_dagen(dag))
    forslag.refresh_from_db()
    assert forslag.status == Status.INTE_MEDTAGEN


def test_efter_de_faststallda_andelarna_redovisas_ingenting(lanet: Lansscen) -> None:
    """A county with nothing to report can forget to send: after the final shares it is too late, and is told so."""
    rapport = lanet.beslutat()
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        lanet.beslutat(nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        redovisning.oversand(rapport.pk, av=lanet.handlaggare, nu=FASTSTALLT)


def test_en_sand_redovisning_kan_inte_lamnas_tillbaka_nar_andelarna_ar_faststallda(lanet: Lansscen) -> None:
    rapport = lanet.redovisat()
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    with pytest.raises(Hinder, match="redan fastställda"):
        redovisning.aterlamna(rapport.pk, skal="Fel år.", rader={}, av=lanet.riket.importor, nu=FASTSTALLT)
    mottagen = redovisning.kvittera(rapport.pk, kvittens="MV-1", av=lanet.riket.importor, nu=FASTSTALLT)
    assert mottagen.oversand == OVERSANT


def test_bara_kommunen_sjalv_forbereder_sitt_beslut_och_bara_fore_godkannandet(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    fore = Kommunbeslut.objects.count()
    with pytest.raises(Forslag.DoesNotExist):
        forbered_beslut(forslag.pk, beslut=lanet.uppgifter("Kiruna"), av=lanet.foretradare("Kiruna"), nu=SVARAT)
    with pytest.raises(PermissionDenied):
        forbered_beslut(forslag.pk, beslut=lanet.uppgifter("Luleå"), av=lanet.handlaggare, nu=SVARAT)
    with pytest.raises(Hinder, match="inte att förbereda"):
        forbered_beslut(forslag.pk, beslut=lanet.uppgifter("Boden"), av=lanet.foretradare("Boden"), nu=SVARAT)
    assert Kommunbeslut.objects.count() == fore
    rad = forbered_beslut(forslag.pk, beslut=lanet.uppgifter("Luleå"), av=lanet.foretradare("Luleå"), nu=SVARAT)
    assert (rad.kommun_id, rad.registrerat_av_lan) == ("2580", False)


def test_ingen_tid_ges_bortom_den_nationella_dagen_ens_nar_den_flyttas(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    dag = lanet.ar.redovisas_dag
    begaran = anstand.begar_anstand(forslag.pk, sammantrade=dag, av=lanet.foretradare("Luleå"), nu=SVARAT)
    anstand.besluta_anstand(begaran.pk, beviljat_till=dag, av=lanet.handlaggare, nu=SVARAT)
    tidigare = dag - timedelta(days=2)
    nya = replace(uppgifter_om(lanet.ar), redovisas_dag=tidigare)
    andra_ar(2027, uppgifter=nya, av=lanet.riket.importor, nu=SVARAT, skal="Beslutet kommer tidigare.")
    with pytest.raises(Hinder, match="Sista dagen var"):
        lanet.godkant(forslag, nu=tid.slut_pa_dagen(tidigare))


def test_ett_anstand_som_ingen_behover_langre_ar_ingen_uppgift(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    anstand.begar_anstand(forslag.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT)
    lanet.godkant(forslag)
    lanet.redovisat()
    sidan = lanets_uppgifter(lanet.handlaggare, OVERSANT)
    assert [u.rubrik for g in sidan.grupper for u in g.uppgifter if "anstånd" in u.rubrik] == []

"""What comes in late or out of order: a lapse undone by what came in time, and days that move when time is out."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from anvisning import tid
from anvisning.arsarbete import uppgifter_om
from anvisning.hinder import Hinder
from anvisning.models import Handelse
from omfordelning import klocka
from omfordelning.handlaggning import anstand, granskning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.beslut import meddela_beslut
from omfordelning.handlaggning.datumflytt import andra_ar, berorda_av_lanets_dag
from omfordelning.handlaggning.tidplan import Installningar, satt_tidplan
from omfordelning.lage import MARGINAL
from omfordelning.models import Forslag, Godkannande, Kommunbeslut
from omfordelning.process import Sida, Status
from tests.fabrik import FOR_SENT, SKICKAT, Lansscen, bygg_lan, bygg_riket, innehall, klockan
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
DAGEN_EFTER = klockan(date(2026, 11, 7), 9)
SJATTE = klockan(date(2026, 11, 6), 16)


@pytest.fixture(scope="module")
def delat(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lansscen]:
    with delad(django_db_blocker, lambda: bygg_lan(bygg_riket(), "25", ["Luleå", "Boden", "Kiruna", "Piteå"])) as scen:
        yield scen


@pytest.fixture
def lan(delat: Lansscen, db: None) -> Lansscen:
    return delat


def status(forslag: Forslag) -> Status:
    return Status(Forslag.objects.values_list("status", flat=True).get(pk=forslag.pk))


# --- what cannot have come in when the county says -------------------------------------------------------------

FORE = "innan förslaget skickades"


@pytest.mark.parametrize("vad", ["godkann", "anstand"])
def test_an_answer_cannot_have_come_before_the_proposal_was_sent(lan: Lansscen, vad: str) -> None:
    """A slip of the month ("06-11" for "11-06" as 2026-06-11) would make a late answer count as in time."""
    f = lan.skickat("Boden", "Luleå", "0.50", nu=SKICKAT + timedelta(seconds=40))
    klocka.forfall(nu=FOR_SENT + MARGINAL)

    def registrera(inkommen: timedelta) -> None:
        mer = {"av": lan.handlaggare, "nu": DAGEN_EFTER}
        registrering = lan.registrering(Sida.MOTTAGARE, SKICKAT + inkommen)
        if vad == "anstand":
            anstand.begar_anstand(f.pk, sammantrade=date(2026, 11, 11), registrering=registrering, **mer)
        else:
            beslut = lan.uppgifter("Luleå")
            kommandon.godkann(f.pk, kand_version=1, beslut=beslut, registrering=registrering, **mer)

    for fore in (timedelta(days=-95), timedelta(minutes=-1)):
        with pytest.raises(Hinder, match=FORE):
            registrera(fore)
        assert status(f) == Status.FORFALLEN
    registrera(timedelta(0))  # the same minute: a document's time has no seconds
    assert status(f) == (Status.VANTAR_SVAR if vad == "anstand" else Status.OVERENS)


def test_a_request_for_time_stands_when_the_figure_has_changed_since(lan: Lansscen) -> None:
    f = lan.skickat("Boden", "Luleå", "0.50")
    fem = SJATTE + timedelta(hours=1)
    kommandon.andra(f.pk, innehall=innehall("0.40"), kand_version=1, av=lan.foretradare("Luleå"), nu=fem)
    svar = lan.registrering(Sida.MOTTAGARE, SJATTE)
    anstand.begar_anstand(
        f.pk, sammantrade=date(2026, 11, 11), av=lan.handlaggare, nu=fem + timedelta(hours=1), registrering=svar
    )
    with pytest.raises(Hinder, match=FORE):
        kommandon.avboj(
            f.pk,
            skal="Nej.",
            kand_version=2,
            av=lan.handlaggare,
            nu=fem + timedelta(hours=1),
            registrering=lan.registrering(Sida.GIVARE, SJATTE),
        )


# --- a day that moves ------------------------------------------------------------------------------------------


def flytta(lan: Lansscen, dag: date, nu: datetime, kommunicering: bool = False) -> None:
    nya = Installningar(
        sista_dag=dag, tva_personer=False, bade_ge_och_ta=False, krav_beslut=True, kommunicering=kommunicering
    )
    satt_tidplan(2027, "25", nya=nya, av=lan.handlaggare, nu=nu, skal="Nämnden möts senare.")


def med_post(lan: Lansscen, givare: str) -> Forslag:
    """A case that rests since the county has registered post in it."""
    f = lan.skickat(givare, "Luleå", "0.50")
    granskning.anmal_omstandighet(
        f.pk,
        sida=Sida.GIVARE,
        slag="annat",
        dag=date(2026, 11, 5),
        beskrivning="Ny kontaktperson.",
        av=lan.handlaggare,
        nu=SJATTE,
        registrering=lan.registrering(Sida.GIVARE, SJATTE),
    )
    return f


def test_a_moved_day_treats_two_cases_whose_time_is_out_alike(lan: Lansscen) -> None:
    """Post from a municipality rests the clock, no more."""
    fall = [lan.skickat("Boden", "Luleå", "0.50"), med_post(lan, "Kiruna")]
    assert berorda_av_lanets_dag(lan.tidplan, date(2026, 11, 12), DAGEN_EFTER).skickade == 0
    flytta(lan, date(2026, 11, 12), DAGEN_EFTER)
    assert [status(f) for f in fall] == [Status.FORFALLEN] * 2


def test_a_day_moved_just_after_the_time_was_out_is_not_for_what_waits_to_lapse(lan: Lansscen) -> None:
    """The clock leaves a case alone some minutes for what is on its way; that is no longer time."""
    ute, begart, overens = (
        lan.skickat("Boden", "Luleå", "0.50"),
        lan.skickat("Kiruna", "Luleå", "0.50"),
        lan.overens("Piteå", "Luleå", "0.50"),
    )
    anstand.begar_anstand(begart.pk, sammantrade=date(2026, 11, 11), av=lan.foretradare("Luleå"), nu=SJATTE)
    natten = FOR_SENT + MARGINAL / 2
    assert berorda_av_lanets_dag(lan.tidplan, date(2026, 11, 12), natten).flyttas == 2
    flytta(lan, date(2026, 11, 12), natten)
    dagar = dict(Forslag.objects.values_list("pk", "slut"))
    nya = tid.slut_pa_dagen(date(2026, 11, 12))
    assert dagar == {ute.pk: FOR_SENT, begart.pk: nya, overens.pk: nya}
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    assert [status(f) for f in (ute, begart)] == [Status.FORFALLEN, Status.VANTAR_SVAR]


def test_a_late_lane_does_not_bring_back_a_case_that_only_rests(lan: Lansscen) -> None:
    """The late lane is for what the giver sends now. The case's time was out; post of the same day let it rest."""
    f = med_post(lan, "Boden")
    anstand.tillat_sen_inlamning(
        2027, givare="2582", till=date(2026, 11, 12), skal="Sjukdom.", av=lan.handlaggare, nu=DAGEN_EFTER
    )
    assert status(f) == Status.FORFALLEN


@pytest.mark.parametrize("vems", ["lanets", "landets"])
def test_a_setting_that_moves_no_day_ends_no_rest(lan: Lansscen, vems: str) -> None:
    f = med_post(lan, "Boden")
    if vems == "lanets":
        flytta(lan, lan.tidplan.sista_dag, DAGEN_EFTER, kommunicering=True)
    else:
        nya = replace(uppgifter_om(lan.ar), faststalls_dag=date(2026, 12, 22))
        andra_ar(2027, uppgifter=nya, av=lan.riket.importor, nu=DAGEN_EFTER, skal="Beslutet kommer senare.")
    assert status(f) == Status.VANTAR_SVAR


def test_a_case_whose_lapse_is_undone_has_the_day_that_was_moved_meanwhile(lan: Lansscen) -> None:
    """It never truly lapsed, so the later day is its day too: the other side needs time to answer the new figure."""
    f = lan.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    flytta(lan, date(2026, 11, 12), DAGEN_EFTER)
    kommandon.andra(
        f.pk,
        innehall=innehall("0.40"),
        kand_version=1,
        av=lan.handlaggare,
        nu=DAGEN_EFTER + timedelta(hours=1),
        registrering=lan.registrering(Sida.MOTTAGARE, SJATTE),
    )
    kommandon.godkann(
        f.pk,
        kand_version=2,
        beslut=lan.uppgifter("Boden"),
        av=lan.foretradare("Boden"),
        nu=DAGEN_EFTER + timedelta(hours=3),
    )
    assert status(f) == Status.OVERENS


# --- judged by when it came in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("inkommen", "i_tid"), [(SJATTE, True), (FOR_SENT, False)])
def test_an_answer_to_a_question_is_judged_by_when_it_came_in(lan: Lansscen, inkommen: datetime, i_tid: bool) -> None:
    f = lan.skickat("Boden", "Luleå", "0.50")
    fraga = granskning.begar_komplettering(
        f.pk, sida=Sida.MOTTAGARE, fraga="Vilket organ?", av=lan.handlaggare, nu=SKICKAT + timedelta(days=1)
    )
    with nullcontext() if i_tid else pytest.raises(Hinder, match="gick ut"):
        granskning.besvara_komplettering(
            fraga.pk,
            svar="Kommunstyrelsen.",
            av=lan.handlaggare,
            nu=DAGEN_EFTER,
            registrering=lan.registrering(Sida.MOTTAGARE, inkommen),
        )
    fraga.refresh_from_db()
    assert fraga.besvarad == (inkommen if i_tid else None)
    if i_tid:  # when it was typed in is the event's own time
        handelse = Handelse.objects.get(slag="komplettering_besvarad")
        assert (handelse.nar, handelse.uppgifter["inkommen"]) == (DAGEN_EFTER, inkommen.isoformat())


def test_an_answer_cannot_have_come_before_the_question(lan: Lansscen) -> None:
    """It came to the same side after the proposal was sent, and yet it answers something else."""
    f, begard = lan.skickat("Boden", "Luleå", "0.50"), SJATTE + timedelta(seconds=40)
    fraga = granskning.begar_komplettering(
        f.pk, sida=Sida.MOTTAGARE, fraga="Vilket organ?", av=lan.handlaggare, nu=begard
    )

    def svara(kom: datetime) -> None:
        svar = lan.registrering(Sida.MOTTAGARE, kom)
        vem = {"av": lan.handlaggare, "nu": DAGEN_EFTER, "registrering": svar}
        granskning.besvara_komplettering(fraga.pk, svar="Kommunstyrelsen.", **vem)

    for kom in (SKICKAT, SJATTE - timedelta(minutes=1)):
        with pytest.raises(Hinder, match="innan länsstyrelsen bad om komplettering"):
            svara(kom)
    svara(SJATTE)  # the same minute: a document's time has no seconds
    fraga.refresh_from_db()
    assert (fraga.svar, fraga.besvarad) == ("Kommunstyrelsen.", SJATTE)


@pytest.mark.parametrize(("inkommen", "i_tid"), [(SJATTE, True), (FOR_SENT, False)])
def test_a_decision_is_judged_by_when_it_came_in(lan: Lansscen, inkommen: datetime, i_tid: bool) -> None:
    planerat = lan.uppgifter("Boden", tillstand=Kommunbeslut.Tillstand.PLANERAT)
    f = lan.skickat("Boden", "Luleå", "0.50", beslut=planerat)
    with nullcontext() if i_tid else pytest.raises(Hinder, match="gick ut"):
        meddela_beslut(
            f.pk,
            beslut=lan.uppgifter("Boden"),
            av=lan.handlaggare,
            nu=DAGEN_EFTER,
            registrering=lan.registrering(Sida.GIVARE, inkommen),
        )
    assert Godkannande.objects.get(version__forslag=f).kommunbeslut.ar_fattat == i_tid

"""What comes by time: who lapses and who does not, a lapse undone, counties alarmed — and the same with the clock dead.

Mails are compared as exact sets of recipients: nobody is forgotten, and nobody else is told.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning import tid
from anvisning.arsarbete import uppgifter_om
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Handelse, Tabellslag, Tidplan
from omfordelning import klocka
from omfordelning.handlaggning import anstand
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.datumflytt import andra_ar
from omfordelning.handlaggning.tidplan import Installningar, satt_tidplan
from omfordelning.lage import MARGINAL, Registrering
from omfordelning.models import Forslag, Godkannande
from omfordelning.process import Sida, Status
from tests.fabrik import (
    AR,
    FASTSTALLT,
    FOR_SENT,
    GRANSKAT,
    SVARAT,
    Lansscen,
    bygg_lan,
    bygg_riket,
    innehall,
    klockan,
)
from tests.omfordelning.kommun.sidor import BESLUT, sida
from tests.omfordelning.lan.besok import Besok, text

pytestmark = pytest.mark.django_db
KLOCKAN_GAR = FOR_SENT + MARGINAL
SJATTE = klockan(date(2026, 11, 6), 16)
LANET = {"handlaggare.25@example.org", "beslutsfattare.25@example.org"}
LANETS_LADA = {"registrator.25@example.org"}


def kommunen(scen: Lansscen, *namn: str, lada: bool = False) -> set[str]:
    roller = ("foretradare", "handlaggare", *(("registrator",) if lada else ()))
    return {f"{roll}.{scen.kommuner[n].kod}@example.org" for n in namn for roll in roller}


def bygg() -> Lansscen:
    riket = bygg_riket()
    bygg_lan(riket, "08", ["Kalmar", "Nybro"])
    lanet = bygg_lan(riket, "25", ["Luleå", "Boden", "Kiruna", "Piteå", "Pajala"])
    Epostmeddelande.objects.all().delete()
    return lanet


def status(forslag: Forslag) -> Status:
    return Status(Forslag.objects.values_list("status", flat=True).get(pk=forslag.pk))


def notiser() -> set[str]:
    """Give who has been told since last asked (without the register copies), and forget them."""
    mejlen = Epostmeddelande.objects.filter(nyckel__startswith="notis:")
    till = list(mejlen.values_list("till", flat=True))
    assert len(till) == len(set(till))
    Epostmeddelande.objects.all().delete()
    return set(till)


def glom() -> None:
    """Forget what the preparations have told."""
    Epostmeddelande.objects.all().delete()


def begar(scen: Lansscen, forslag: Forslag, av: str, nu: datetime = SVARAT) -> anstand.Anstand:
    return anstand.begar_anstand(forslag.pk, sammantrade=date(2026, 11, 11), av=scen.foretradare(av), nu=nu)


# --- who lapses ------------------------------------------------------------------------------------------------


def test_bara_det_vars_tid_ar_ute_forfaller(lanet: Lansscen, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ute = lanet.skickat("Boden", "Luleå", "0.50")
    overens = lanet.overens("Piteå", "Luleå", "0.50")
    begart = lanet.skickat("Kiruna", "Luleå", "0.50")
    begar(lanet, begart, "Luleå")
    beviljat = lanet.skickat("Pajala", "Luleå", "0.50")
    anstand.besluta_anstand(
        begar(lanet, beviljat, "Pajala").pk, beviljat_till=date(2026, 11, 11), av=lanet.handlaggare, nu=SVARAT
    )
    alla = (ute, overens, begart, beviljat)
    glom()
    for for_tidigt in (FOR_SENT - timedelta(microseconds=1), FOR_SENT, KLOCKAN_GAR - timedelta(microseconds=1)):
        with django_assert_num_queries(1):
            klocka.forfall(nu=for_tidigt)
    assert Epostmeddelande.objects.count() == 0

    klocka.forfall(nu=KLOCKAN_GAR)
    assert [status(f) for f in alla] == [Status.FORFALLEN, Status.OVERENS, Status.VANTAR_SVAR, Status.VANTAR_SVAR]
    assert notiser() == kommunen(lanet, "Boden", "Luleå") | LANET
    klocka.forfall(nu=KLOCKAN_GAR)
    klocka.forfall(nu=KLOCKAN_GAR - timedelta(days=1))
    assert Epostmeddelande.objects.count() == 0
    assert Handelse.objects.filter(slag="forslag_forfallet").count() == 1

    klocka.forfall(nu=tid.slut_pa_dagen(date(2026, 11, 11)) + timedelta(hours=2))
    assert [status(f) for f in (begart, beviljat)] == [Status.VANTAR_SVAR, Status.FORFALLEN]
    klocka.forfall(nu=FASTSTALLT)
    assert status(begart) == Status.VANTAR_SVAR  # nothing lapses by the county's silence


@pytest.mark.langsam
def test_ett_arende_som_fallerar_stoppar_inte_de_andra(lanet: Lansscen) -> None:
    """The older case cannot even be opened: its county has no timetable."""
    kalmar = bygg_lan(lanet.riket, "07", ["Växjö", "Alvesta"])
    trasigt = kalmar.skickat("Alvesta", "Växjö", "0.50")
    helt = lanet.skickat("Boden", "Luleå", "0.50")
    Tidplan.objects.filter(pk=kalmar.tidplan.pk).delete()
    with pytest.raises(ExceptionGroup, match="could not lapse") as fel:
        klocka.forfall(nu=KLOCKAN_GAR)
    assert [type(ett) for ett in fel.value.exceptions] == [KeyError]
    assert (status(trasigt), status(helt)) == (Status.VANTAR_SVAR, Status.FORFALLEN)


# --- a lapse that was not true ----------------------------------------------------------------------------------

Akt = Callable[[Lansscen, Forslag, Registrering], object]


def _vem(scen: Lansscen, registrering: Registrering) -> dict[str, object]:
    return {"av": scen.handlaggare, "nu": GRANSKAT, "registrering": registrering}


def godkann(scen: Lansscen, f: Forslag, registrering: Registrering) -> object:
    beslut = scen.uppgifter("Luleå")
    return kommandon.godkann(f.pk, kand_version=1, beslut=beslut, **_vem(scen, registrering))


def andra(scen: Lansscen, f: Forslag, registrering: Registrering) -> object:
    nytt = innehall("0.40")
    return kommandon.andra(f.pk, innehall=nytt, kand_version=1, **_vem(scen, registrering))


def avboj(scen: Lansscen, f: Forslag, registrering: Registrering) -> object:
    return kommandon.avboj(f.pk, skal="Nej.", kand_version=1, **_vem(scen, registrering))


def begara(scen: Lansscen, f: Forslag, registrering: Registrering) -> object:
    return anstand.begar_anstand(f.pk, sammantrade=date(2026, 11, 11), **_vem(scen, registrering))


def aterkalla(scen: Lansscen, f: Forslag, registrering: Registrering) -> object:
    return kommandon.aterkalla(f.pk, **_vem(scen, registrering))


AKTER: dict[str, tuple[Akt, Sida, Status]] = {
    "godkann": (godkann, Sida.MOTTAGARE, Status.OVERENS),
    "andra": (andra, Sida.MOTTAGARE, Status.VANTAR_SVAR),
    "avboj": (avboj, Sida.MOTTAGARE, Status.NEJ),
    "begar_anstand": (begara, Sida.MOTTAGARE, Status.VANTAR_SVAR),
    "aterkalla": (aterkalla, Sida.GIVARE, Status.ATERKALLAD),
}


@pytest.mark.langsam
@pytest.mark.parametrize("vad", AKTER)
def test_det_som_kom_i_tid_galler_fast_klockan_gatt(lanet: Lansscen, vad: str) -> None:
    akt, sida, blir = AKTER[vad]
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=KLOCKAN_GAR)
    fore = Forslag.objects.values().get(pk=forslag.pk)
    glom()
    with pytest.raises(Hinder, match="Handlingen kom in efter sista dagen, 6 november 2026"):
        akt(lanet, forslag, lanet.registrering(sida, FOR_SENT))
    assert Forslag.objects.values().get(pk=forslag.pk) == fore
    assert Epostmeddelande.objects.count() == 0

    akt(lanet, forslag, lanet.registrering(sida, SJATTE))
    forslag.refresh_from_db()
    assert forslag.status == blir
    if blir in (Status.OVERENS, Status.VANTAR_SVAR):
        assert (forslag.avslutad, forslag.avslutad_av, forslag.avslutsskal) == (None, "", "")
    slag = list(Handelse.objects.filter(arende=forslag.arende).order_by("nummer").values_list("slag", flat=True))
    assert slag[-3:-1] == ["forslag_forfallet", "forfall_undanrojt"]
    undanrojd = Handelse.objects.get(arende=forslag.arende, slag="forfall_undanrojt")
    assert undanrojd.text == "Förslaget gäller igen: en handling kom in i tid, 6 november 2026 kl. 16.00."
    om_undanrojd = set(
        Epostmeddelande.objects.filter(nyckel__startswith=f"notis:{undanrojd.pk}:").values_list("till", flat=True)
    )
    assert om_undanrojd == kommunen(lanet, "Boden", "Luleå") | {"beslutsfattare.25@example.org"}
    klocka.forfall(nu=GRANSKAT + timedelta(hours=2))  # the county is typing in what came: the clock waits for it
    assert status(forslag) == blir


@pytest.mark.langsam
def test_nekas_akten_blir_inget_kvar(lanet: Lansscen) -> None:
    """The lapse is undone in the act's own transaction: an approval of a version that does not exist undoes nothing."""
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=KLOCKAN_GAR)
    antal = Handelse.objects.count()
    with pytest.raises(Hinder, match="har ändrats"):
        kommandon.godkann(forslag.pk, kand_version=7, **_vem(lanet, lanet.registrering(Sida.MOTTAGARE, SJATTE)))
    assert (status(forslag), Handelse.objects.count()) == (Status.FORFALLEN, antal)


@pytest.mark.langsam
def test_platsen_kan_vara_tagen_sedan_dess(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=KLOCKAN_GAR)
    boden = lanet.kommuner["Boden"].kod
    anstand.tillat_sen_inlamning(
        AR, givare=boden, till=date(2026, 11, 12), skal="Sjukdom.", av=lanet.handlaggare, nu=KLOCKAN_GAR
    )
    nytt = lanet.skickat("Boden", "Piteå", "0.50", nu=KLOCKAN_GAR)
    with pytest.raises(Hinder, match=f"sedan godkänt ett annat: {nytt.referens}"):
        godkann(lanet, forslag, lanet.registrering(Sida.MOTTAGARE, SJATTE))


@pytest.mark.langsam
def test_inte_efter_de_faststallda_andelarna_och_inte_ett_nej(lanet: Lansscen) -> None:
    nekat = lanet.skickat("Kiruna", "Luleå", "0.50")
    kommandon.avboj(nekat.pk, skal="Nej.", av=lanet.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    with pytest.raises(Hinder, match="Avslutad – nej"):
        godkann(lanet, nekat, lanet.registrering(Sida.MOTTAGARE, SJATTE))
    forfallet = lanet.skickat("Boden", "Luleå", "0.50")
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    assert status(forfallet) == Status.FORFALLEN
    with pytest.raises(Hinder, match="redan fastställda"):
        kommandon.godkann(
            forfallet.pk,
            kand_version=1,
            av=lanet.handlaggare,
            nu=FASTSTALLT,
            registrering=lanet.registrering(Sida.MOTTAGARE, SJATTE),
        )


@pytest.mark.langsam
def test_det_som_registreras_hinner_besvaras(lanet: Lansscen) -> None:
    """A proposal of the 6th typed in on the 9th is not taken by the clock before the answer of the 6th is typed in."""
    forslag = kommandon.registrera(
        AR,
        givare=lanet.kommuner["Boden"].kod,
        mottagare=lanet.kommuner["Luleå"].kod,
        innehall=innehall("0.50"),
        beslut=lanet.uppgifter("Boden"),
        **_vem(lanet, lanet.registrering(Sida.GIVARE, SJATTE)),
    )
    klocka.forfall(nu=GRANSKAT + timedelta(hours=8))
    assert status(forslag) == Status.VANTAR_SVAR
    klocka.forfall(nu=GRANSKAT + timedelta(days=1, hours=1))
    assert status(forslag) == Status.FORFALLEN


# --- what is asked for when the day has passed ------------------------------------------------------------------


def meningar(slag: str) -> dict[str, str]:
    """Give the first sentence of the last mails about a kind of act, by recipient."""
    handelse = Handelse.objects.filter(slag=slag).latest("pk")
    mejlen = Epostmeddelande.objects.filter(nyckel__startswith=f"notis:{handelse.pk}:")
    return {mejl.till: mejl.text.partition("\n")[0] for mejl in mejlen}


@pytest.mark.langsam
@pytest.mark.parametrize(
    ("nar", "till_svaranden", "till_den_andra"),
    [
        (SVARAT, "ni behöver svara senast den 6 november 2026", "ni behöver inte göra något nu"),
        (GRANSKAT, *["förslaget förfaller om inte länsstyrelsen hjälper er"] * 2),
    ],
)
def test_ett_avslag_ber_inte_om_svar_nar_tiden_ar_ute(
    lanet: Lansscen, nar: datetime, till_svaranden: str, till_den_andra: str
) -> None:
    rad = begar(lanet, lanet.skickat("Boden", "Luleå", "0.50"), "Boden")
    anstand.besluta_anstand(rad.pk, beviljat_till=None, skal="Nej.", av=lanet.handlaggare, nu=nar)
    sagt = meningar("anstand_avslaget")
    for namn, vantat in (("Luleå", till_svaranden), ("Boden", till_den_andra)):
        assert {vantat in sagt[till] for till in kommunen(lanet, namn)} == {True}, sagt


@pytest.mark.langsam
def test_den_som_far_veta_att_forslaget_galler_igen_ombeds_inte_svara_efter_dagen(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=KLOCKAN_GAR)
    begara(lanet, forslag, lanet.registrering(Sida.MOTTAGARE, SJATTE))
    for slag in ("forfall_undanrojt", "anstand_begart"):
        sagt = {till: mening for till, mening in meningar(slag).items() if till not in LANET}
        assert sagt
        assert not [mening for mening in sagt.values() if "ni behöver inte göra något nu" not in mening]


@pytest.mark.langsam
def test_under_begart_anstand_galler_ingen_dag(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    begar(lanet, forslag, "Boden")
    sagt = meningar("anstand_begart")
    assert {"ni behöver inte göra något nu" in sagt[till] for till in kommunen(lanet, "Luleå")} == {True}


# --- the clock never runs ---------------------------------------------------------------------------------------


@pytest.mark.langsam
def test_utan_klocka_ar_givarens_plats_anda_fri(lanet: Lansscen) -> None:
    gammalt = lanet.skickat("Boden", "Luleå", "0.50")
    boden = lanet.kommuner["Boden"].kod
    anstand.tillat_sen_inlamning(
        AR, givare=boden, till=date(2026, 11, 12), skal="Sjukdom.", av=lanet.handlaggare, nu=GRANSKAT
    )
    utkast = lanet.utkast("Boden", "Piteå", "0.50", nu=GRANSKAT)
    besok = Besok(lanet.foretradare("Boden"), GRANSKAT)
    assert besok.get(sida(utkast, "arende_skicka")).status_code == 200
    besok.genomfor(sida(utkast, "arende_skicka"), **BESLUT)
    assert (status(gammalt), status(utkast)) == (Status.FORFALLEN, Status.VANTAR_SVAR)


@pytest.mark.langsam
def test_utan_klocka_blir_en_inbjudan_som_forfallit_inte_i_vagen(lanet: Lansscen) -> None:
    """Piteå has approved to receive in a case whose time is out: it may give, although nothing has tidied."""
    inbjudan = lanet.skickat("Boden", "Piteå", "0.50", av="Piteå")
    pitea = lanet.kommuner["Piteå"].kod
    anstand.tillat_sen_inlamning(
        AR, givare=pitea, till=date(2026, 11, 12), skal="Sjukdom.", av=lanet.handlaggare, nu=GRANSKAT
    )
    nytt = lanet.skickat("Piteå", "Luleå", "0.50", nu=GRANSKAT)
    assert (status(inbjudan), status(nytt)) == (Status.FORFALLEN, Status.VANTAR_SVAR)


@pytest.mark.langsam
def test_utan_klocka_svarar_ingen_for_sent_men_det_som_kom_i_tid_registreras(lanet: Lansscen) -> None:
    forslag, annat = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Kiruna", "Luleå", "0.50")
    lulea = lanet.foretradare("Luleå")
    with pytest.raises(Hinder, match="Sista dagen var"):
        lanet.godkant(forslag, nu=GRANSKAT)
    with pytest.raises(Hinder, match="förfaller av sig självt"):
        kommandon.avboj(annat.pk, skal="Nej.", av=lulea, nu=GRANSKAT, kand_version=1)
    godkann(lanet, forslag, lanet.registrering(Sida.MOTTAGARE, SJATTE))
    assert Godkannande.objects.get(version__forslag=forslag, sida=Sida.MOTTAGARE).mottaget == SJATTE
    assert not Handelse.objects.filter(slag="forfall_undanrojt").exists()


# --- moving a day -----------------------------------------------------------------------------------------------

INSTALLNINGAR = {"tva_personer": False, "bade_ge_och_ta": False, "krav_beslut": True, "kommunicering": False}


def flytta(scen: Lansscen, dag: date, nu: datetime = SVARAT) -> None:
    nya = Installningar(sista_dag=dag, **INSTALLNINGAR)
    satt_tidplan(AR, "25", nya=nya, av=scen.handlaggare, nu=nu, skal="Nämnden möts senare.")


def sista(forslag: Forslag) -> date:
    return tid.sista_dagen(Forslag.objects.values_list("slut", flat=True).get(pk=forslag.pk))


def test_en_dag_som_flyttas_tar_ingen_tid_fran_nagon(lanet: Lansscen) -> None:
    tidigt, overens = lanet.skickat("Boden", "Luleå", "0.50"), lanet.overens("Piteå", "Luleå", "0.50")
    glom()
    flytta(lanet, date(2026, 11, 11))
    assert [sista(f) for f in (tidigt, overens)] == [date(2026, 11, 11)] * 2
    alla = {f"registrator.{lanet.kommuner[n].kod}@example.org" for n in ("Luleå", "Boden", "Kiruna", "Piteå", "Pajala")}
    assert notiser() == alla | kommunen(lanet, "Luleå", "Boden", "Kiruna", "Piteå", "Pajala")
    flytta(lanet, date(2026, 11, 3))
    assert [sista(f) for f in (tidigt, overens)] == [date(2026, 11, 11)] * 2  # the day they had
    nytt = lanet.skickat("Kiruna", "Luleå", "0.50", nu=SVARAT)
    assert sista(nytt) == date(2026, 11, 3)
    klocka.forfall(nu=KLOCKAN_GAR)
    assert [status(f) for f in (tidigt, nytt)] == [Status.VANTAR_SVAR, Status.FORFALLEN]


@pytest.mark.langsam
@pytest.mark.parametrize("klockan_gick", [True, False])
def test_mer_tid_ger_inte_tillbaka_det_som_forfallit(lanet: Lansscen, klockan_gick: bool) -> None:
    ute, begart = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Kiruna", "Luleå", "0.50")
    begar(lanet, begart, "Luleå")
    if klockan_gick:
        klocka.forfall(nu=KLOCKAN_GAR)
    flytta(lanet, date(2026, 11, 12), nu=GRANSKAT)
    assert (status(ute), status(begart)) == (Status.FORFALLEN, Status.VANTAR_SVAR)
    assert (sista(ute), sista(begart)) == (date(2026, 11, 6), date(2026, 11, 12))


@pytest.mark.langsam
def test_den_nationella_dagen_sager_till_lanen_och_till_dem_som_far_en_ny_dag(lanet: Lansscen) -> None:
    beviljat, vanligt = lanet.skickat("Boden", "Luleå", "0.50"), lanet.skickat("Kiruna", "Piteå", "0.50")
    rad = anstand.begar_anstand(
        beviljat.pk, sammantrade=lanet.ar.redovisas_dag, av=lanet.foretradare("Luleå"), nu=SVARAT
    )
    anstand.besluta_anstand(rad.pk, beviljat_till=lanet.ar.redovisas_dag, av=lanet.handlaggare, nu=SVARAT)
    glom()
    nya = replace(uppgifter_om(lanet.ar), redovisas_dag=date(2026, 11, 13))
    andra_ar(AR, uppgifter=nya, av=lanet.riket.importor, nu=SVARAT, skal="Beslutet kommer tidigare.")
    lanen = LANET | LANETS_LADA | {f"{r}.08@example.org" for r in ("handlaggare", "beslutsfattare", "registrator")}
    assert notiser() == lanen | kommunen(lanet, "Boden", "Luleå", lada=True)
    assert status(vanligt) == Status.VANTAR_SVAR


@pytest.mark.langsam
def test_sen_inlamning_syns_ocksa_sedan_dagen_har_flyttats(lanet: Lansscen) -> None:
    """What was sent after the county's day, as it was then, was sent in the late lane; what was sent before was not."""
    boden = lanet.kommuner["Boden"].kod
    anstand.tillat_sen_inlamning(
        AR, givare=boden, till=date(2026, 11, 12), skal="Sjukdom.", av=lanet.handlaggare, nu=GRANSKAT
    )
    sent = lanet.skickat("Boden", "Piteå", "0.50", nu=GRANSKAT)
    flytta(lanet, date(2026, 11, 11), nu=GRANSKAT + timedelta(hours=1))
    plan = Tidplan.objects.get(pk=lanet.tidplan.pk)
    assert [tid.sista_dagen(plan.slut_da(nar)) for nar in (SVARAT, GRANSKAT)] == [date(2026, 11, 6)] * 2
    assert tid.sista_dagen(plan.slut_da(GRANSKAT + timedelta(hours=2))) == date(2026, 11, 11)
    lanet.godkant(sent, nu=GRANSKAT + timedelta(hours=2))
    lanet.redovisat(nu=klockan(date(2026, 11, 12)))
    sidan = text(Besok(lanet.handlaggare, klockan(date(2026, 11, 12), 14)).get(f"/lanet/{AR}/"))
    assert "sen inlämning" in sidan


# --- the county's silence ---------------------------------------------------------------------------------------


def morgon(dag: int) -> datetime:
    return klockan(date(2026, 11, dag), 7)


def test_lanet_larmas_en_gang_om_dagen_tills_det_har_beslutat(lanet: Lansscen) -> None:
    forslag, begart = lanet.overens("Boden", "Luleå", "0.50"), lanet.skickat("Kiruna", "Luleå", "0.50")
    rad = begar(lanet, begart, "Luleå")
    glom()
    klocka.larma_lanen(nu=morgon(10))
    assert notiser() == set()
    for dag in (11, 12):  # Wednesday is three working days before Monday 16 November
        klocka.larma_lanen(nu=morgon(dag))
        mejl = Epostmeddelande.objects.filter(till="handlaggare.25@example.org").get()
        assert f"ni har inte beslutat: {forslag.referens}." in mejl.text
        assert f"Kommunen väntar på svar om anstånd: {begart.referens}." in mejl.text
        assert len(mejl.text.split()) <= 120
        assert notiser() == LANET | LANETS_LADA
        klocka.larma_lanen(nu=morgon(dag) + timedelta(hours=5))
        assert notiser() == set()
    anstand.besluta_anstand(rad.pk, beviljat_till=None, skal="För sent.", av=lanet.handlaggare, nu=morgon(12))
    klocka.larma_lanen(nu=morgon(13))
    larm = Handelse.objects.filter(slag="lanet_larmat").order_by("nummer")
    texter = ["2 ärenden att avgöra.", "2 ärenden att avgöra.", "1 ärende att avgöra."]
    assert [handelse.text.removeprefix("Larmade länsstyrelsen: ") for handelse in larm] == texter
    lanet.beslutat(nu=morgon(13))
    glom()
    klocka.larma_lanen(nu=morgon(14))
    assert notiser() == set()


@pytest.mark.langsam
def test_lanet_paminns_om_redovisningen_tills_den_ar_sand(lanet: Lansscen) -> None:
    Tidplan.objects.exclude(lan="25").delete()
    dagar = []
    for dag in range(5, 17):
        klocka.paminn_lanen(nu=morgon(dag))
        klocka.paminn_lanen(nu=morgon(dag) - timedelta(hours=1))
        if till := notiser():
            assert till == LANET | LANETS_LADA
            dagar.append(dag)
    assert dagar == [9, 13]  # seven days before, and two and one: working days both


@pytest.mark.langsam
def test_lanet_paminns_de_dagar_det_har_valt(lanet: Lansscen) -> None:
    Tidplan.objects.exclude(lan="25").delete()
    Tidplan.objects.update(paminnelsedagar=[30, 5, 4])
    dagar = []
    for dag in (9, 10, 11, 12, 16):
        klocka.paminn_lanen(nu=morgon(dag))
        if notiser():
            dagar.append(dag)
    assert dagar == [11, 12]


@pytest.mark.langsam
@pytest.mark.parametrize("plikterna", [("larma_lanen", "paminn_lanen"), ("paminn_lanen", "larma_lanen")])
def test_lanet_far_ett_mejl_om_morgonen(lanet: Lansscen, plikterna: tuple[str, str]) -> None:
    """The alarm names the report: on its day nobody is reminded too, and what was not said is said when it is over."""
    Tidplan.objects.exclude(lan="25").delete()
    begart = begar(lanet, lanet.skickat("Boden", "Luleå", "0.50"), "Luleå")
    glom()
    for plikt in plikterna:
        getattr(klocka, plikt)(nu=morgon(13))
    assert Epostmeddelande.objects.get(till="handlaggare.25@example.org").amne.startswith("Ärenden att avgöra")
    anstand.besluta_anstand(begart.pk, beviljat_till=None, skal="Nej.", av=lanet.handlaggare, nu=morgon(13))
    klocka.paminn_lanen(nu=morgon(13) + timedelta(hours=3))
    glom()
    for plikt in plikterna:
        getattr(klocka, plikt)(nu=morgon(16))
    assert Epostmeddelande.objects.get(till="handlaggare.25@example.org").amne.startswith("Påminnelse om redovisningen")


@pytest.mark.langsam
def test_en_redovisning_som_ar_sand_ger_inga_paminnelser(lanet: Lansscen) -> None:
    Tidplan.objects.exclude(lan="25").delete()
    lanet.overens("Boden", "Luleå", "0.50")
    lanet.redovisat(nu=klockan(date(2026, 11, 6), 12))
    glom()
    for dag in range(5, 17):
        klocka.paminn_lanen(nu=morgon(dag))
        klocka.larma_lanen(nu=morgon(dag))
    assert notiser() == set()

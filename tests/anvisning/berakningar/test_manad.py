"""The published month: what is withheld, when it may be published, and what the public then sees."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from anvisning import anvisningar
from anvisning.berakningar import manad, offentligt
from anvisning.hinder import Hinder, Redan
from anvisning.models import Anvisningsbokning, Handelse, Kommun, Manadspublicering, Publiceringsrad
from tests.anvisning.berakningar.scen import BODEN, LULEA, alla, bokfor, rakna, ratta
from tests.fabrik import Riket, klockan

pytestmark = pytest.mark.django_db
JULI, AUGUSTI = klockan(date(2026, 8, 5)), klockan(date(2026, 9, 5))


def manaden(riket: Riket, antal: dict[str, int], dag: date, nu: object) -> Manadspublicering:
    bokfor(riket, antal, dag=dag, nu=nu)
    return manad.publicera(rakna(nu).pk, av=riket.publicist, nu=nu)


def test_manaden_visas_med_smatal_dolda(riket: Riket) -> None:
    publicering = manaden(riket, alla(20) | {LULEA: 3}, date(2026, 7, 31), JULI)
    bild = offentligt.manadsbild(publicering)
    rader = {rad.kommun.pk: rad for rad in bild.rader}
    assert rader[LULEA].uppfyllelse is None
    assert rader[BODEN].uppfyllelse.antal == 20
    assert (rader[LULEA].avstand, rader[LULEA].plats, rader[LULEA].kvot) == (None, None, None)
    lan = {rad.kod: rad.antal for rad in bild.lansrader}
    assert lan["25"] is None or sum(rad.uppfyllelse is None for rad in bild.rader if rad.kommun.lan_id == "25") > 1
    assert bild.riket == 289 * 20 + 3
    insyn = offentligt.insyn(LULEA)
    assert (LULEA in insyn.senast, insyn.senast[BODEN], insyn.nu[BODEN]) == (False, 20, 20)
    assert len(bild.rader) == 290
    assert Handelse.objects.filter(slag="maluppfyllelse_publicerad").count() == 1


def test_en_manad_publiceras_en_gang_och_i_ordning(riket: Riket) -> None:
    forsta = manaden(riket, alla(20), date(2026, 7, 31), JULI)
    with pytest.raises(Hinder, match="juli 2026 är redan publicerad"):
        manad.publicera(forsta.berakning_id, av=riket.publicist, nu=JULI)
    bokfor(riket, {LULEA: 6}, dag=date(2026, 7, 30), nu=JULI)
    with pytest.raises(Hinder, match="juli 2026 är redan publicerad"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)
    with pytest.raises(PermissionDenied):
        manad.publicera(forsta.berakning_id, av=riket.granskare, nu=JULI)
    bokfor(riket, {BODEN: 6}, dag=date(2026, 8, 31), nu=AUGUSTI)
    gammal = forsta.berakning
    ny = rakna(AUGUSTI)
    with pytest.raises(Redan, match="Underlaget har ändrats"):
        manad.publicera(gammal.pk, av=riket.publicist, nu=AUGUSTI)
    andra = manad.publicera(ny.pk, av=riket.publicist, nu=AUGUSTI)
    assert offentligt.senaste() == andra
    assert offentligt.senaste(date(2026, 8, 31)) == forsta
    assert offentligt.senaste(date(2026, 8, 4)) is None


def test_utan_bokforda_anvisningar_finns_inget_att_publicera(riket: Riket) -> None:
    with pytest.raises(Hinder, match="Ingen fil med anvisningar"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)


def test_forhandsvisningen_ar_det_som_publiceras(riket: Riket) -> None:
    bokfor(riket, alla(20) | {LULEA: 3, BODEN: 4}, dag=date(2026, 7, 31), nu=JULI)
    berakning = rakna(JULI)
    fore = manad.forhandsvisa(berakning)
    assert not Publiceringsrad.objects.exists()
    manad.publicera(berakning.pk, av=riket.publicist, nu=JULI)
    assert manad.utgavor() == [fore.utgava]


def test_databasen_vagrar_andra_det_publicerade(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    for andring in (
        "UPDATE anvisning_publiceringsrad SET antal = 9",
        "DELETE FROM anvisning_manadspublicering",
        "UPDATE anvisning_berakning SET tillbakatagen = now(), tillbakatagen_skal = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as fraga:
            fraga.execute(andring)


def test_en_manad_som_inte_ar_slut_eller_vantar_pa_en_berakning_publiceras_inte(riket: Riket) -> None:
    bokfor(riket, alla(20), dag=date(2026, 7, 30), nu=JULI)
    with pytest.raises(Hinder, match="Siffrorna når bara till 30 juli 2026"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)
    bokfor(riket, {BODEN: 6}, dag=date(2026, 7, 31), nu=JULI)
    berakning = rakna(JULI)
    bokfor(riket, {BODEN: -6}, dag=date(2026, 7, 31), nu=JULI)
    with pytest.raises(Redan, match="En ny beräkning är på väg"):
        manad.publicera(berakning.pk, av=riket.publicist, nu=JULI)
    assert manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI).per == date(2026, 7, 31)


def test_manaden_publiceras_tidigast_dagen_efter_den_sista(riket: Riket) -> None:
    """What is listed to publish and what can be published are the same."""
    sista, efter = klockan(date(2026, 7, 31)), klockan(date(2026, 8, 1))
    bokfor(riket, alla(20), dag=date(2026, 7, 31), nu=sista)
    juli = rakna(sista)
    assert not manad.att_publicera(sista)
    with pytest.raises(Hinder, match="Publicera den 1 augusti 2026 eller senare"):
        manad.publicera(juli.pk, av=riket.publicist, nu=sista)
    assert list(manad.att_publicera(efter)) == [juli]
    bokfor(riket, {BODEN: 1}, dag=date(2026, 8, 1), nu=efter)
    assert not manad.att_publicera(efter)
    rakna(efter)
    assert manad.publicera(juli.pk, av=riket.publicist, nu=efter).per == date(2026, 7, 31)


def test_nasta_manads_forsta_fil_hindrar_inte_manaden(riket: Riket) -> None:
    """July waits to be published when a file of August is posted; the run of July is still July's."""
    bokfor(riket, alla(20), dag=date(2026, 7, 31), nu=JULI)
    juli = rakna(JULI)
    bokfor(riket, {LULEA: 6}, dag=date(2026, 8, 10), nu=AUGUSTI)
    augusti = rakna(AUGUSTI)
    assert list(manad.att_publicera(AUGUSTI)) == [juli]
    with pytest.raises(Hinder, match="Siffrorna når bara till 10 augusti 2026"):
        manad.publicera(augusti.pk, av=riket.publicist, nu=AUGUSTI)
    assert manad.publicera(juli.pk, av=riket.publicist, nu=AUGUSTI).manad == date(2026, 7, 1)
    assert not manad.att_publicera(AUGUSTI)


def angra(riket: Riket, bokning: Anvisningsbokning) -> None:
    underlag = anvisningar.forbered_motpost(bokning.pk, skal="Fel fil.", av=riket.importor, nu=AUGUSTI)
    anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=AUGUSTI)


def test_en_manad_vars_fil_har_angrats_publiceras_inte(riket: Riket) -> None:
    bokfor(riket, alla(20), dag=date(2026, 6, 30), nu=JULI)
    juni = rakna(JULI)
    bokning = bokfor(riket, {LULEA: 6}, dag=date(2026, 7, 31), nu=JULI)
    juli = rakna(JULI)
    angra(riket, bokning)
    ny = rakna(AUGUSTI)
    assert list(manad.att_publicera(AUGUSTI)) == [ny]
    for gammal in (juni, juli):
        with pytest.raises(Redan, match="Underlaget har ändrats"):
            manad.publicera(gammal.pk, av=riket.publicist, nu=AUGUSTI)


@pytest.mark.parametrize("hur", ["ratta", "angra"])
def test_en_manad_som_andras_nar_nasta_har_borjat_publiceras_inte(hur: str, riket: Riket) -> None:
    bokfor(riket, alla(20), dag=date(2026, 6, 30), nu=JULI)
    bokning = bokfor(riket, {LULEA: 6}, dag=date(2026, 7, 31), nu=JULI)
    juli = rakna(JULI)
    bokfor(riket, {BODEN: 6}, dag=date(2026, 8, 10), nu=AUGUSTI)
    if hur == "ratta":
        ratta(riket, {LULEA: -1}, dag=date(2026, 7, 2), nu=AUGUSTI)
    else:
        angra(riket, bokning)
    rakna(AUGUSTI)
    assert not manad.att_publicera(AUGUSTI)
    with pytest.raises(Redan, match="Underlaget har ändrats"):
        manad.publicera(juli.pk, av=riket.publicist, nu=AUGUSTI)


def test_en_rattelse_av_dagar_som_ingen_fil_nar_avvisas(riket: Riket) -> None:
    """July's file is the last one: what comes in August is still to come, and nothing there can be wrong."""
    bokfor(riket, alla(20), dag=date(2026, 7, 31), nu=JULI)
    with pytest.raises(Hinder, match="till 31 juli 2026"):
        ratta(riket, {LULEA: 1}, dag=date(2026, 8, 1), nu=JULI)
    ratta(riket, {LULEA: 1}, dag=date(2026, 7, 31), nu=JULI)
    assert manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI).manad == date(2026, 7, 1)


def test_en_rattelse_utan_filer_ar_inget_att_publicera(riket: Riket) -> None:
    ratta(riket, {LULEA: 1}, dag=date(2026, 7, 31), nu=JULI)
    with pytest.raises(Hinder, match="Ingen fil med anvisningar"):
        manad.publicera(rakna(JULI).pk, av=riket.publicist, nu=JULI)


def test_en_manad_utan_nya_barn_kan_ocksa_publiceras(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    bokfor(riket, {BODEN: 1, LULEA: 1}, dag=date(2026, 8, 31), nu=AUGUSTI)
    bokfor(riket, {BODEN: -1, LULEA: -1}, dag=date(2026, 8, 31), nu=AUGUSTI)
    assert manad.publicera(rakna(AUGUSTI).pk, av=riket.publicist, nu=AUGUSTI).per == date(2026, 8, 31)


def test_en_kommun_som_saknar_andel_och_barn_hindrar_ingen_manad(riket: Riket) -> None:
    manaden(riket, alla(20), date(2026, 7, 31), JULI)
    Kommun.objects.create(kod="2599", namn="Nykommun", lan_id="25", sortering="nykommun", sokning="nykommun")
    bokfor(riket, {"2599": 8}, dag=date(2026, 8, 31), nu=AUGUSTI)
    publicering = manad.publicera(rakna(AUGUSTI).pk, av=riket.publicist, nu=AUGUSTI)
    assert publicering.rader.count() == 291
    assert len(offentligt.manadsbild(publicering).rader) == 291


def test_en_manad_i_ett_ar_utan_andelar_vantar_pa_dem(riket: Riket) -> None:
    """Nobody is asked to publish what would be refused."""
    februari = klockan(date(2027, 2, 5))
    bokfor(riket, alla(20), dag=date(2027, 1, 31), nu=februari)
    januari = rakna(februari)
    with pytest.raises(Hinder, match="Andelarna för 2027 saknas"):
        manad.publicera(januari.pk, av=riket.publicist, nu=februari)
    assert not manad.att_publicera(februari)

"""Recomputation runs: what each stores, when there is a new one, and how one is taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from anvisning import anvisningar
from anvisning.arsarbete import andra_ar, uppgifter_om
from anvisning.berakningar import korning, lasning
from anvisning.hinder import Hinder, Redan
from anvisning.maluppfyllelse.metoder import uppfyllelse
from anvisning.models import Ar, Berakning, Berakningsorder, Handelse, Orsak, Tabellslag
from tests.anvisning.berakningar.scen import AR, BODEN, LULEA, NU, STOCKHOLM, alla, bokfor, rakna
from tests.fabrik import Riket, andrade, klockan, preliminara

pytestmark = pytest.mark.django_db


def ordrar() -> list[tuple[str, bool]]:
    return list(Berakningsorder.objects.exclude(klar=None).order_by("pk").values_list("orsak", "gav_ny"))


def test_en_bokforing_ger_en_korning(riket: Riket) -> None:
    assert rakna() is not None  # the table that was published
    bokning = bokfor(riket, {STOCKHOLM: 30, LULEA: 4, BODEN: 2})
    berakning = rakna()
    assert berakning is not None
    assert (berakning.ar_id, berakning.metod, berakning.bokning, berakning.per, berakning.alla, berakning.i_ar) == (
        AR,
        "ordinarie_andel",
        bokning,
        date(2026, 7, 31),
        36,
        36,
    )
    u = lasning.underlag(berakning)
    assert {k.kod: k.pa_kontot for k in u.kommuner if k.pa_kontot} == {STOCKHOLM: 30, LULEA: 4, BODEN: 2}
    assert sum(k.ordinarie for k in u.kommuner) == 1_000_000
    assert uppfyllelse(u, lasning.metod(berakning))[LULEA].mal == preliminara()[LULEA] * 36 / 1000
    assert ordrar() == [("publicering", True), ("import", True)]
    flyttade = {rad["kommun"]: (rad["barn_fore"], rad["barn"]) for rad in berakning.skillnad if rad["barn"]}
    assert flyttade == {STOCKHOLM: (0, 30), LULEA: (0, 4), BODEN: (0, 2)}
    assert set(berakning.fingeravtryck) == {"anvisningar", "andelar", "omfordelningar", "installningar"}
    assert berakning.kodversion == korning.kodversion()


def test_samma_underlag_ger_ingen_ny(riket: Riket) -> None:
    bokfor(riket, {LULEA: 4})
    forsta = rakna()
    korning.varje_natt(nu=NU + timedelta(hours=12))
    assert rakna(NU + timedelta(hours=12)) == forsta
    assert ordrar()[-1] == ("natt", False)
    order = Berakningsorder.objects.first()
    assert order is not None
    korning.berakna(order.pk, nu=NU)  # rung twice
    assert Berakning.objects.first() == forsta


def test_motposten_leder_tillbaka_till_samma_avtryck(riket: Riket) -> None:
    forsta = rakna()
    bokning = bokfor(riket, {LULEA: 4})
    andra = rakna()
    underlag = anvisningar.forbered_motpost(bokning.pk, skal="Fel.", av=riket.importor, nu=NU)
    anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=NU)
    tredje = rakna()
    assert forsta
    assert andra
    assert tredje
    assert forsta.fingeravtryck == tredje.fingeravtryck != andra.fingeravtryck
    assert len({forsta.pk, andra.pk, tredje.pk}) == 3
    assert [rad["kommun"] for rad in tredje.skillnad if rad["barn"] != rad["barn_fore"]] == [LULEA]


def test_en_rattelse_av_andelarna_raknas_om(riket: Riket) -> None:
    bokfor(riket, {STOCKHOLM: 30})
    rakna()
    ny = andrade(k2580="7.00")
    riket.publicera(
        Tabellslag.RATTELSE, ny, nu=klockan(date(2026, 8, 10)), skal="Räknefel.", galler_fran=date(2026, 8, 10)
    )
    berakning = rakna(klockan(date(2026, 8, 10)))
    assert berakning is not None
    andelar = {rad["kommun"]: (rad["andel_fore"], rad["andel"]) for rad in berakning.skillnad}
    assert andelar[LULEA] == (int(preliminara()[LULEA] * 1000), 7000)
    assert ordrar()[-1] == ("rattelse", True)


def test_metoden_byts_och_raknas_om(riket: Riket) -> None:
    bokfor(riket, {STOCKHOLM: 30})
    rakna()
    fore = uppgifter_om(Ar.objects.get(pk=AR))
    efter = type(fore)(**{**fore.__dict__, "metod": "periodsumma"})
    andra_ar(AR, uppgifter=efter, av=riket.publicist, nu=NU)
    berakning = rakna()
    assert berakning is not None
    assert (berakning.metod, ordrar()[-1]) == ("periodsumma", ("installning", True))


def test_inledande_raknas_bara_om_aret_sager_det(riket: Riket) -> None:
    dag, nu = date(2026, 10, 5), klockan(date(2026, 10, 6))
    bokfor(riket, {LULEA: 3}, dag=dag, nu=nu, typ="inledande")
    berakning = rakna(nu)
    assert berakning is not None
    assert berakning.alla == 0
    fore = uppgifter_om(Ar.objects.get(pk=AR))
    andra_ar(AR, uppgifter=type(fore)(**{**fore.__dict__, "rakna_inledande": True}), av=riket.publicist, nu=nu)
    berakning = rakna(nu)
    assert berakning is not None
    assert berakning.alla == 3


def test_tas_tillbaka_och_galler_inte_langre(riket: Riket) -> None:
    forsta = rakna()
    bokfor(riket, {LULEA: 4})
    andra = rakna()
    assert forsta
    assert andra
    with pytest.raises(PermissionDenied):
        korning.ta_tillbaka(andra.pk, skal="Fel.", av=riket.granskare, nu=NU)
    with pytest.raises(Hinder, match="nyare beräkning"):
        korning.ta_tillbaka(forsta.pk, skal="Fel.", av=riket.publicist, nu=NU)
    with pytest.raises(Hinder, match="Skriv varför"):
        korning.ta_tillbaka(andra.pk, skal=" ", av=riket.publicist, nu=NU)
    korning.ta_tillbaka(andra.pk, skal="Fel fil.", av=riket.publicist, nu=NU)
    assert lasning.gallande() == forsta
    with pytest.raises(Redan):
        korning.ta_tillbaka(andra.pk, skal="Fel.", av=riket.publicist, nu=NU)
    korning.begar(av=riket.publicist, nu=NU)
    rakna()
    assert (lasning.gallande(), ordrar()[-1]) == (forsta, ("begaran", False))
    bokfor(riket, {BODEN: 1})
    tredje = rakna()
    assert lasning.gallande() == tredje
    assert tredje is not None
    assert tredje.foregaende == forsta
    slag = list(Handelse.objects.filter(slag__startswith="berakning").order_by("pk").values_list("slag", flat=True))
    assert slag == ["berakning_tillbakatagen", "berakning_begard"]


def test_en_ny_version_av_programmet_for_inte_tillbaka_det_som_ar_tillbakataget(
    riket: Riket, monkeypatch: pytest.MonkeyPatch
) -> None:
    forsta = rakna()
    bokfor(riket, {LULEA: 4})
    andra = rakna()
    korning.ta_tillbaka(andra.pk, skal="Fel fil.", av=riket.publicist, nu=NU)
    monkeypatch.setattr(korning, "kodversion", lambda: "f" * 64)  # a deploy
    korning.varje_natt(nu=NU)
    assert rakna() == andra
    assert (lasning.gallande(), ordrar()[-1]) == (forsta, ("natt", False))
    bokfor(riket, {BODEN: 1})
    tredje = rakna()
    assert lasning.gallande() == tredje != andra
    monkeypatch.setattr(korning, "kodversion", lambda: "e" * 64)  # another: what holds is computed by it
    korning.varje_natt(nu=NU)
    fjarde = rakna()
    assert lasning.gallande() == fjarde != tredje


def test_andrade_rader_upptacks_av_nattens_korning(riket: Riket) -> None:
    bokfor(riket, {LULEA: 4})
    berakning = rakna()
    assert berakning is not None
    with transaction.atomic(), connection.cursor() as fraga:
        fraga.execute("SET CONSTRAINTS ALL IMMEDIATE")
        fraga.execute("ALTER TABLE anvisning_berakningsrad DISABLE TRIGGER berakningsrad_oforanderlig")
        fraga.execute("UPDATE anvisning_berakningsrad SET pa_kontot = 5, i_kommunen = 5 WHERE kommun_id = %s", [LULEA])
    korning.varje_natt(nu=NU)
    order = Berakningsorder.objects.get(orsak=Orsak.NATT)
    with pytest.raises(korning.Otillforlitlig):
        korning.berakna(order.pk, nu=NU)


@pytest.mark.parametrize(
    "andring",
    [
        "UPDATE anvisning_berakningsrad SET pa_kontot = 9",
        "DELETE FROM anvisning_berakningsrad",
        "UPDATE anvisning_berakning SET alla = 9000",
        "UPDATE anvisning_berakning SET kodversion = ''",
    ],
)
def test_databasen_vagrar_andra_en_korning(riket: Riket, andring: str) -> None:
    bokfor(riket, alla(1))
    rakna()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as fraga:
        fraga.execute(andring)

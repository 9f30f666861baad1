"""What a redistribution would change for both sides."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag, promille
from anvisning.maluppfyllelse.vad_om import Antaganden, Jamforelse, jamfor
from anvisning.prognos import TreScenarier, rorlig_ersattning, vantade_barn
from tests.anvisning.maluppfyllelse.lander import EXEMPLET, lander


def tre(lag: str, huvud: str, hog: str) -> TreScenarier:
    return TreScenarier(lag=Decimal(lag), huvud=Decimal(huvud), hog=Decimal(hog))


PROGNOS = tre("800", "1000", "1500")
UTAN = replace(EXEMPLET, omfordelningar=())


def vad_om(underlag: Underlag, andel: str = "60", metod: Metod = Metod.ORDINARIE_ANDEL) -> Jamforelse:
    antaganden = Antaganden(metod=metod, prognos=PROGNOS, fast_del=Decimal(500_000), rorlig_del=Decimal(9450), inom=100)
    return jamfor(underlag, givare="D", mottagare="C", andel=Decimal(andel), lan=("C", "D"), antaganden=antaganden)


def test_domanens_belopp() -> None:
    """5 ‰ at 1 000 children: 5 children, 47 250 kr."""
    assert vantade_barn(Decimal(5), PROGNOS) == tre("4", "5", "7.5")
    assert rorlig_ersattning(Decimal(5), PROGNOS, Decimal(9450)).huvud == 47_250


def test_en_prognos_gar_fran_lag_till_hog() -> None:
    with pytest.raises(ValueError, match="low to high"):
        tre("2", "1", "3")


def test_bada_sidor_fore_och_efter() -> None:
    svar = vad_om(UTAN)
    assert [(lage.givare.andel, lage.mottagare.andel, lage.lanets_andel) for lage in (svar.fore, svar.efter)] == [
        (100, 200, 300),
        (40, 260, 300),
    ]
    assert (svar.fore.givare.barn.huvud, svar.efter.givare.barn.huvud) == (100, 40)
    assert (svar.fore.mottagare.barn, svar.efter.mottagare.barn) == (tre("160", "200", "300"), tre("208", "260", "390"))
    assert svar.efter.givare.rorlig_del.huvud == 40 * 9450
    assert {svar.fore.givare.fast_del, svar.efter.givare.fast_del, svar.efter.mottagare.fast_del} == {500_000}


def test_kon_och_uppfyllelsen_fore_och_efter() -> None:
    """The giver's next child stays first in the queue; the receiver gets a second place in it, its own unmoved."""
    svar = vad_om(UTAN)
    assert svar.efter.givare.platser == svar.fore.givare.platser == {Del("D", "D"): Plats(barn_fore=0, kommuner_fore=0)}
    assert svar.fore.mottagare.platser == {Del("C", "C"): Plats(barn_fore=7, kommuner_fore=3)}
    assert svar.efter.mottagare.platser == {
        Del("C", "C"): Plats(barn_fore=7, kommuner_fore=3),
        Del("D", "C"): Plats(barn_fore=3, kommuner_fore=3),
    }
    assert svar.fore.givare.uppfyllelse == svar.efter.givare.uppfyllelse
    assert (set(svar.fore.mottagare.delar), set(svar.efter.mottagare.delar)) == (set(), {Del("D", "C")})


def test_hela_andelen_lamnar_kontot_men_ingen_plats() -> None:
    svar = vad_om(UTAN, "100")
    assert (svar.efter.givare.andel, svar.efter.givare.platser) == (0, {})
    assert svar.efter.givare.delar[Del("D", "D")].kvot is None
    assert svar.efter.givare.uppfyllelse.kvot == Fraction(9, 10)


def test_andra_metoder_har_inga_delar() -> None:
    svar = vad_om(UTAN, metod=Metod.GALLANDE_ANDEL)
    assert (svar.fore.givare.uppfyllelse.kvot, svar.efter.givare.uppfyllelse.kvot) == (Fraction(9, 10), Fraction(9, 4))
    assert svar.efter.mottagare.delar == {}
    assert svar.efter.mottagare.platser == {Del("C", "C"): Plats(barn_fore=0, kommuner_fore=0)}


@pytest.mark.parametrize(
    ("underlag", "andel", "skal"),
    [
        (UTAN, "100.001", "at most the ordinary share"),
        (UTAN, "0", "more than nothing"),
        (UTAN, "1.0001", "three decimals"),
        (EXEMPLET, "1", "once"),
    ],
)
def test_det_som_inte_gar_avvisas(underlag: Underlag, andel: str, skal: str) -> None:
    with pytest.raises(ValueError, match=skal):
        vad_om(underlag, andel)


@settings(max_examples=40)
@given(lander(hela=True), st.sampled_from(Metod), st.data())
def test_lanets_summa_ar_densamma_och_det_givna_ar_det_mottagna(
    land: Underlag, metod: Metod, data: st.DataObject
) -> None:
    fria = [k for k in land.kommuner if k.ordinarie and k.kod not in land.omfordelning_av]
    if not fria or len(land.kommuner) < 2:
        return
    givare = data.draw(st.sampled_from(fria))
    mottagare = data.draw(st.sampled_from([k.kod for k in land.kommuner if k.kod != givare.kod]))
    andel = promille(data.draw(st.integers(1, givare.ordinarie)))
    antaganden = Antaganden(metod=metod, prognos=PROGNOS, fast_del=Decimal(1), rorlig_del=Decimal(9450), inom=30)
    svar = jamfor(
        land, givare=givare.kod, mottagare=mottagare, andel=andel, lan=(givare.kod, mottagare), antaganden=antaganden
    )
    fore, efter = svar.fore, svar.efter
    assert fore.lanets_andel == efter.lanets_andel
    assert fore.givare.andel - efter.givare.andel == efter.mottagare.andel - fore.mottagare.andel == andel
    assert fore.givare.barn.hog + fore.mottagare.barn.hog == efter.givare.barn.hog + efter.mottagare.barn.hog
    assert sum(s.rorlig_del.lag for s in (fore.givare, fore.mottagare)) == sum(
        s.rorlig_del.lag for s in (efter.givare, efter.mottagare)
    )

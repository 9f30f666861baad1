"""How numbers and times are written: a golden list (~ stands for a no-break space), and the same in templates."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from anvisning import visning
from anvisning.visning import ForeEfter

D = Decimal
SLUT_6_NOVEMBER = datetime(2026, 11, 6, 23, 0, tzinfo=UTC)

GULD = [
    # promille: at least two decimals, never hiding a stored digit
    ("promille", (D("3.25"),), "3,25~‰"),
    ("promille", (D("3.250"),), "3,25~‰"),
    ("promille", (D("3.255"),), "3,255~‰"),
    ("promille", (D("3"),), "3,00~‰"),
    ("promille", (D("0"),), "0,00~‰"),
    ("promille", (D("-0.000"),), "0,00~‰"),
    ("promille", (D("0.001"),), "0,001~‰"),
    ("promille", (D("1000"),), "1~000,00~‰"),
    ("promille", (D("1E+3"),), "1~000,00~‰"),
    ("promille", (D("-1.25"),), "−1,25~‰"),
    ("promille", (D("3.2"), 1), "3,2~‰"),
    ("promille", (D("3.25"), 1), "3,25~‰"),
    ("promille", (D("3.25"), 3), "3,250~‰"),
    ("promille", (D("3.25"), 0), "3,25~‰"),
    ("promille", (D("3"), 0), "3~‰"),
    ("promille", (5,), "5,00~‰"),
    ("promille", (None,), "–"),
    ("promille", (D("3.25049999"),), "3,25~‰"),
    ("promille", (D("3.2505"),), "3,251~‰"),
    ("promilletal", (D("3.25"),), "3,25"),
    ("promilletal", (D("1234.5"), 3), "1~234,500"),
    ("promilletal", (None,), "–"),
    # changes carry their sign
    ("promille_forandring", (D("1.25"),), "+1,25~‰"),
    ("promille_forandring", (D("-1.25"),), "−1,25~‰"),
    ("promille_forandring", (D("0"),), "0,00~‰"),
    ("promille_forandring", (D("0.005"),), "+0,005~‰"),
    ("promille_forandring", (D("-0.0004"),), "0,00~‰"),
    ("promille_forandring", (D("1"), 3), "+1,000~‰"),
    ("promille_forandring", (None,), "–"),
    ("forandring", (D("-1.25"), 3), "−1,250"),
    ("forandring", (None,), "–"),
    # numbers and money
    ("tal", (0,), "0"),
    ("tal", (999,), "999"),
    ("tal", (1000,), "1~000"),
    ("tal", (12345,), "12~345"),
    ("tal", (10587710,), "10~587~710"),
    ("tal", (-12345,), "−12~345"),
    ("tal", (D("12345.6"),), "12~345,6"),
    ("tal", (D("12345.60"),), "12~345,6"),
    ("tal", (D("12345.678"), 1), "12~345,7"),
    ("tal", (12, 2), "12,00"),
    ("tal", (None,), "–"),
    ("kr", (500000,), "500~000~kr"),
    ("kr", (D("47250.00"),), "47~250~kr"),
    ("kr", (D("47250.5"),), "47~250,50~kr"),
    ("kr", (D("-9450"),), "−9~450~kr"),
    ("kr", (0,), "0~kr"),
    ("kr", (None,), "–"),
    # days
    ("datum", (date(2026, 11, 2),), "2 november 2026"),
    ("datum", (date(2027, 1, 31),), "31 januari 2027"),
    ("datum", (datetime(2026, 10, 31, 23, 30, tzinfo=UTC),), "1 november 2026"),
    ("datum", (datetime(2026, 7, 31, 22, 30, tzinfo=UTC),), "1 augusti 2026"),
    ("datum", (None,), "–"),
    ("veckodatum", (date(2026, 11, 2),), "måndag 2 november 2026"),
    ("veckodatum", (date(2026, 11, 15),), "söndag 15 november 2026"),
    ("veckodatum", (datetime(2026, 11, 13, 23, 1, tzinfo=UTC),), "lördag 14 november 2026"),
    ("veckodatum", (None,), "–"),
    # instants, winter and summer time, and on both sides of a change of the clocks
    ("tidpunkt", (datetime(2026, 11, 2, 13, 5, tzinfo=UTC),), "2 november 2026 kl. 14.05"),
    ("tidpunkt", (datetime(2026, 8, 20, 6, 0, tzinfo=UTC),), "20 augusti 2026 kl. 08.00"),
    ("tidpunkt", (datetime(2026, 10, 25, 0, 30, tzinfo=UTC),), "25 oktober 2026 kl. 02.30"),
    ("tidpunkt", (datetime(2026, 10, 25, 1, 30, tzinfo=UTC),), "25 oktober 2026 kl. 02.30"),
    ("tidpunkt", (datetime(2026, 11, 2, 9, 0, tzinfo=timezone(timedelta(hours=-5))),), "2 november 2026 kl. 15.00"),
    ("tidpunkt", (None,), "–"),
    # an exclusive deadline is said as the last minute before it
    ("sista_dag", (SLUT_6_NOVEMBER,), "6 november 2026 kl. 23.59"),
    ("sista_dag", (datetime(2026, 7, 1, 22, 0, tzinfo=UTC),), "1 juli 2026 kl. 23.59"),
    ("sista_dag", (datetime(2026, 3, 29, 22, 0, tzinfo=UTC),), "29 mars 2026 kl. 23.59"),
    ("sista_dag", (datetime(2026, 11, 6, 11, 0, tzinfo=UTC),), "6 november 2026 kl. 11.59"),
    ("sista_dag", (None,), "–"),
]


@pytest.mark.parametrize(("namn", "argument", "text"), GULD)
def test_guldlistan(namn, argument, text):
    assert getattr(visning, namn)(*argument) == text.replace("~", visning.HARDBLANK)


@pytest.mark.parametrize(("namn", "argument", "text"), GULD)
def test_guldlistan_genom_mallarna(namn, argument, text):
    varde, *resten = argument
    filter_ = f"{namn}:{resten[0]}" if resten else namn
    mall = engines["django"].from_string("{{ varde|" + filter_ + " }}")
    assert mall.render({"varde": varde}) == text.replace("~", visning.HARDBLANK)


def test_tomt_i_mallen_ar_ett_tankstreck():
    assert engines["django"].from_string("{{ saknas|promille }} {{ saknas|datum }}").render({}) == "– –"


@pytest.mark.parametrize("varde", [1.25, "1.25", True])
def test_bara_exakta_tal(varde):
    with pytest.raises(TypeError):
        visning.promille(varde)


@pytest.mark.parametrize("varde", [D("NaN"), D("Infinity")])
def test_bara_andliga_tal(varde):
    with pytest.raises(ValueError, match="finite"):
        visning.tal(varde)


def test_naiva_tider_visas_inte():
    """A time without a zone is a mistake; `datetime.astimezone` would take the machine's zone for it."""
    with pytest.raises(ValueError, match="zone"):
        visning.tidpunkt(datetime(2026, 11, 2, 13, 5))


@pytest.mark.parametrize(
    ("varden", "minst", "antal"),
    [
        ([], 2, 2),
        ([D("1.5"), None], 2, 2),
        ([D("1.5"), D("2.375")], 2, 3),
        ([D("1.500")], 1, 1),
        ([3, D("0.01")], 0, 2),
    ],
)
def test_lika_manga_decimaler_i_en_kolumn(varden, minst, antal):
    assert visning.behovda_decimaler(varden, minst) == antal


@pytest.mark.parametrize(
    ("namn", "genitiv"),
    [("Kalmar", "Kalmars"), ("Borås", "Borås"), ("Växjö", "Växjös"), ("Nybro kommun", "Nybro kommuns"), ("", "s")],
)
def test_genitiv(namn, genitiv):
    assert visning.genitiv(namn) == genitiv


@pytest.mark.parametrize(("antal", "text"), [(0, "0 kommuner"), (1, "1 kommun"), (12, "12 kommuner")])
def test_kommuner(antal, text):
    assert visning.kommuner(antal) == text


promille = st.decimals(min_value=0, max_value=1000, places=3)


@given(promille)
def test_ingen_lagrad_siffra_doljs(varde):
    visat = visning.promilletal(varde, 0).replace(",", ".").replace(visning.HARDBLANK, "")
    assert D(visat) == varde


@given(promille, promille, promille)
def test_summan_ar_lika_fore_och_efter(givare, mottagare, flyttas):
    fe = ForeEfter("A", givare, "B", mottagare, flyttas)
    assert fe.summa_fore == fe.summa_efter
    assert fe.hela is (givare == flyttas)

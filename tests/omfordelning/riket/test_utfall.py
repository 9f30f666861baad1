"""What a redistribution becomes: the clauses, both forms of a table, and what a rättelse starts from."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omfordelning.process import Villkor
from omfordelning.utfall import Flytt, Resultat, Tidigare, enligt_villkor, rakna, ur_andel_efter

pytestmark = pytest.mark.langsam

NOLL = Decimal(0)
KODER = tuple(f"25{n:02d}" for n in range(1, 9))


def promille(minst: int = 0, hogst: int = 20_000) -> st.SearchStrategy[Decimal]:
    """Give a share with up to three decimals."""
    return st.integers(minst, hogst).map(lambda n: Decimal(n).scaleb(-3))


@st.composite
def rundor(draw: st.DrawFn, kedjor: bool = False) -> tuple[list[Flytt], dict[str, Decimal], int]:
    """A county's year: preliminary shares, redistributions agreed on them, the final shares, and the decimals."""
    decimaler = draw(st.integers(2, 3))
    enhet = Decimal(1).scaleb(-decimaler)
    preliminara = {kod: draw(st.integers(1, 2_000)) * enhet * 10 for kod in KODER}
    slutliga = {
        kod: andel if draw(st.booleans()) else draw(st.integers(0, 2_000)) * enhet * 10
        for kod, andel in preliminara.items()
    }
    givare = draw(st.lists(st.sampled_from(KODER), unique=True, max_size=7))
    flyttar = []
    for kod in givare:
        mojliga = [k for k in KODER if k != kod and (kedjor or k not in givare)]
        if not mojliga:
            continue
        hogst = int(preliminara[kod] / enhet)
        flyttar.append(
            Flytt(
                givare=kod,
                mottagare=draw(st.sampled_from(mojliga)),
                hela=draw(st.booleans()),
                promille=draw(st.integers(1, hogst)) * enhet,
                villkor=draw(st.sampled_from([v.value for v in Villkor])),
                preliminar=preliminara[kod],
            )
        )
    return flyttar, slutliga, decimaler


def i_kraft(ordinarie: dict[str, Decimal], flyttar: list[Flytt], resultat: list[Resultat]) -> dict[str, Decimal]:
    """Give the shares in force the way the ledger does: minus what is given, plus what is received."""
    efter = dict(ordinarie)
    for flytt, svar in zip(flyttar, resultat, strict=True):
        efter[flytt.givare] -= svar.beslutat
        efter[flytt.mottagare] += svar.beslutat
    return efter


@settings(max_examples=400)
@given(rundor())
def test_tables_before_and_after_give_equal_shares_in_force(
    runda: tuple[list[Flytt], dict[str, Decimal], int],
) -> None:
    flyttar, slutliga, decimaler = runda
    ordinarie, resultat = rakna(flyttar, slutliga, efter=False, decimaler=decimaler)
    assert ordinarie == slutliga
    efter = i_kraft(ordinarie, flyttar, resultat)
    assert sum(efter.values()) == sum(slutliga.values())
    assert min(efter.values()) >= 0
    harledda, ur_efter = rakna(flyttar, efter, efter=True, decimaler=decimaler)
    assert i_kraft(harledda, flyttar, ur_efter) == efter
    assert sum(harledda.values()) == sum(slutliga.values())
    assert not any(svar.skal_kravs for svar in [*resultat, *ur_efter])


@settings(max_examples=200)
@given(rundor(kedjor=True))
def test_equal_shares_in_force_also_where_a_municipality_both_gives_and_receives(
    runda: tuple[list[Flytt], dict[str, Decimal], int],
) -> None:
    flyttar, slutliga, decimaler = runda
    ordinarie, resultat = rakna(flyttar, slutliga, efter=False, decimaler=decimaler)
    efter = i_kraft(ordinarie, flyttar, resultat)
    harledda, ur_efter = rakna(flyttar, efter, efter=True, decimaler=decimaler)
    assert i_kraft(harledda, flyttar, ur_efter) == efter
    assert sum(efter.values()) == sum(harledda.values()) == sum(slutliga.values())


@settings(max_examples=200)
@given(rundor())
def test_unchanged_givers_give_the_same_split_from_both_forms(
    runda: tuple[list[Flytt], dict[str, Decimal], int],
) -> None:
    flyttar, slutliga, decimaler = runda
    slutliga |= {flytt.givare: flytt.preliminar for flytt in flyttar}
    ordinarie, resultat = rakna(flyttar, slutliga, efter=False, decimaler=decimaler)
    assert [svar.beslutat for svar in resultat] == [flytt.foreslaget for flytt in flyttar]
    harledda, ur_efter = rakna(flyttar, i_kraft(ordinarie, flyttar, resultat), efter=True, decimaler=decimaler)
    assert (harledda, ur_efter) == (ordinarie, resultat)


@settings(max_examples=200)
@given(rundor(), st.data())
def test_a_rattelse_that_changes_nothing_starts_from_what_holds(
    runda: tuple[list[Flytt], dict[str, Decimal], int], data: st.DataObject
) -> None:
    flyttar, slutliga, decimaler = runda
    gallande = [
        Tidigare(ordinarie=slutliga[f.givare], flyttat=data.draw(promille(0, int(slutliga[f.givare] * 1000))))
        for f in flyttar
    ]
    flyttar = [Flytt(**{**vars(f), "tidigare": t}) for f, t in zip(flyttar, gallande, strict=True)]
    forut = [Resultat(enligt_villkor=NOLL, beslutat=t.flyttat, skal_kravs=False) for t in gallande]
    efter = i_kraft(slutliga, flyttar, forut)
    for tabell, form in ((slutliga, False), (efter, True)):
        ordinarie, resultat = rakna(flyttar, tabell, efter=form, decimaler=decimaler)
        assert [svar.beslutat for svar in resultat] == [t.flyttat for t in gallande]
        assert ordinarie == slutliga
        assert not any(svar.skal_kravs for svar in resultat)


FALL = {
    "whole, larger": (True, "3.00", Villkor.PROMILLE, "3.00", "3.20", "3.20"),
    "whole, nothing left": (True, "3.00", Villkor.PROMILLE, "3.00", "0", "0"),
    "promille kept": (False, "1.00", Villkor.PROMILLE, "3.00", "2.50", "1.00"),
    "promille, never more than there is": (False, "1.00", Villkor.PROMILLE, "3.00", "0.40", "0.40"),
    "proportion, half up": (False, "1.00", Villkor.PROPORTION, "3.00", "3.10", "1.03"),
    "proportion, agreed before a lower preliminary share": (False, "3.50", Villkor.PROPORTION, "3.00", "2.90", "2.90"),
    "proportion of a share that was 0": (False, "1.00", Villkor.PROPORTION, "0", "2.00", "2.00"),
    "lapses": (False, "1.00", Villkor.FORFALL, "3.00", "3.01", "0"),
    "does not lapse": (False, "1.00", Villkor.FORFALL, "3.00", "3.00", "1.00"),
}


@pytest.mark.parametrize("fall", FALL.values(), ids=FALL.keys())
def test_the_clause(fall: tuple[bool, str, str, str, str, str]) -> None:
    hela, del_, villkor, preliminar, faststalld, vantat = fall
    svar = enligt_villkor(
        hela=hela,
        promille=Decimal(del_),
        villkor=villkor,
        preliminar=Decimal(preliminar),
        faststalld=Decimal(faststalld),
        decimaler=2,
    )
    assert svar == Decimal(vantat)


@settings(max_examples=300)
@given(promille(1), promille(0), promille(1), st.sampled_from([v.value for v in Villkor]), st.booleans())
def test_no_figures_break_the_clause(
    preliminar: Decimal, faststalld: Decimal, del_: Decimal, villkor: str, hela: bool
) -> None:
    allt = {"hela": hela, "promille": del_, "villkor": villkor, "preliminar": preliminar, "decimaler": 2}
    assert 0 <= enligt_villkor(**allt, faststalld=faststalld) <= faststalld
    assert ur_andel_efter(**allt, efter=faststalld) >= 0


def ett(flytt: Flytt, andel: str, *, efter: bool) -> tuple[Decimal, Decimal, Decimal, bool]:
    """Give ordinary share of the giver, the clause's figure, the decided one, and whether a sentence is needed."""
    ordinarie, (svar,) = rakna([flytt], {"2501": Decimal(andel), "2502": Decimal(9)}, efter=efter, decimaler=2)
    return ordinarie["2501"], svar.enligt_villkor, svar.beslutat, svar.skal_kravs


def flytt(
    promille: str = "3.00",
    *,
    hela: bool = False,
    villkor: str = Villkor.PROMILLE,
    tidigare: tuple[str, str] | None = None,
    angivet: str | None = None,
) -> Flytt:
    return Flytt(
        givare="2501",
        mottagare="2502",
        hela=hela,
        promille=Decimal(promille),
        villkor=villkor,
        preliminar=Decimal("3.00"),
        tidigare=Tidigare(ordinarie=Decimal(tidigare[0]), flyttat=Decimal(tidigare[1])) if tidigare else None,
        angivet=None if angivet is None else Decimal(angivet),
    )


def d(*tal: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, tal))


def test_a_whole_share_that_does_not_end_at_0_must_be_explained() -> None:
    assert ett(flytt(hela=True), "0.50", efter=True) == (*d("0.50", "0.50", "0"), True)
    assert ett(flytt(hela=True, angivet="2.50"), "0.50", efter=True) == (*d("3.00", "3.00", "2.50"), True)


def test_a_whole_share_that_ends_at_0_may_have_been_of_any_size() -> None:
    assert ett(flytt(hela=True), "0", efter=True) == (*d("3", "3", "3"), False)
    assert ett(flytt(hela=True, angivet="2.70"), "0", efter=True) == (*d("2.7", "2.7", "2.7"), False)


def test_a_rattelse_of_a_whole_share_starts_from_the_ledger() -> None:
    """The final share was 3.20, all of it was moved; the table after redistribution says 0 for it."""
    assert ett(flytt(hela=True, tidigare=("3.20", "3.20")), "0", efter=True) == (*d("3.2", "3.2", "3.2"), False)
    assert ett(flytt(hela=True, tidigare=("3.20", "3.20")), "3.10", efter=False) == (*d("3.1", "3.1", "3.1"), False)


def test_a_rattelse_keeps_a_figure_that_was_decided_against_the_clause() -> None:
    beslutad_mot = flytt("1.00", tidigare=("3.20", "0.60"))
    assert ett(beslutad_mot, "3.20", efter=False) == (*d("3.2", "1", "0.6"), False)
    assert ett(beslutad_mot, "2.60", efter=True) == (*d("3.2", "1", "0.6"), False)
    assert ett(beslutad_mot, "3.10", efter=False) == (*d("3.1", "1", "0.6"), True)
    assert ett(flytt("1.00", tidigare=("3.20", "0.60"), angivet="1.00"), "3.20", efter=False) == (
        *d("3.2", "1", "1"),
        False,
    )


def test_a_rattelse_lets_nothing_lapse_unseen() -> None:
    """Confirmed since the share was unchanged; now it differs: the clause says lapse, the ledger says 1."""
    assert ett(flytt("1.00", villkor=Villkor.FORFALL, tidigare=("3.00", "1.00")), "3.05", efter=False) == (
        *d("3.05", "0", "1"),
        True,
    )


def test_a_rattelse_counts_the_clause_anew() -> None:
    delvis = flytt("1.00", villkor=Villkor.PROPORTION, tidigare=("3.00", "1.00"))
    assert ett(delvis, "6.00", efter=False) == (*d("6", "2", "2"), False)
    assert ett(delvis, "4.00", efter=True) == (*d("6", "2", "2"), False)
    assert ett(flytt("1.00", tidigare=("0.80", "0.80")), "2.00", efter=False) == (*d("2", "1", "1"), False)


def test_a_reversed_redistribution_stays_at_0_in_a_later_rattelse() -> None:
    assert ett(flytt(hela=True, tidigare=("3.20", "0")), "3.30", efter=False) == (*d("3.3", "3.3", "0"), True)
    assert ett(flytt(hela=True, tidigare=("3.20", "0")), "3.20", efter=True) == (*d("3.2", "3.2", "0"), False)

"""Numbers that are too large to be true: refused in words when they are read in and when they are posted."""

from datetime import date
from decimal import Decimal

import pytest

from anvisning import anvisningar
from anvisning.anvisningar import Andring, Filuppgifter
from anvisning.berakningar import manad
from anvisning.hinder import Hinder
from anvisning.models import (
    Anvisningsraknare,
    Anvisningsunderlag,
    Faktorvarde,
    PubliceradMaluppfyllelse,
    Underlagsslag,
)
from tests.anvisning.berakningar.scen import BODEN, LULEA, NU, alla, bokfor, rakna
from tests.fabrik import Riket

pytestmark = pytest.mark.django_db
STORST = 100_000
FOR_MANGA = "Luleå: talen är tillsammans mer än 100\u00a0000 barn av ett slag. Rätta dem."


def las_in(riket: Riket, slag: str, text: str) -> Anvisningsunderlag:
    uppgifter = Filuppgifter("Migrationsverket", date(2026, 7, 31))
    return anvisningar.las_in(slag, "fil.csv", text.encode(), uppgifter, av=riket.importor, nu=NU)


def godkann(riket: Riket, underlag: Anvisningsunderlag) -> None:
    sedda = anvisningar.varningar(underlag)
    anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=NU)


RAKT, LAKT = "Kommunkod;Datum;Typ;Antal\n", "Kommun;Datum;Typ;Antal\n"
FILER = {
    "a straight file whose sum is no int4": RAKT + f"2580;2026-07-01;Utjämnande;{STORST}\n" * 21_500,
    "over several years": RAKT + "".join(f"2580;{ar}-07-01;Utjämnande;60000\n" for ar in (2024, 2025)),
    "signs that take one another out": RAKT + "".join(f"2580;2026-07-01;Anknytning;{t}60000\n" for t in ("", "-")),
    "a file as people write them": LAKT
    + "Luleå;2026-07-01;Utjämnande;100000\nBoden;2026-07-01;Utjämnande;9\nLuleå;2026-07-02;Utjämnande;1\n",
}


@pytest.mark.parametrize("fall", FILER)
def test_a_file_with_more_children_than_can_be_is_refused_when_it_is_read_in(fall: str, riket: Riket) -> None:
    underlag = las_in(riket, "perioder", FILER[fall])
    assert (underlag.tolkning["fel"], underlag.rader.count()) == ([FOR_MANGA], 0)
    with pytest.raises(Hinder, match="Filen har fel som måste rättas"):
        godkann(riket, underlag)
    text = RAKT + f"2580;2026-07-01;Utjämnande;{STORST}\n2580;2026-07-01;Anknytning;{STORST}\n"
    assert las_in(riket, "perioder", text).tolkning["fel"] == []


def test_a_difference_that_cannot_be_is_refused_when_it_is_taken(riket: Riket) -> None:
    bokfor(riket, {LULEA: 60_000})
    underlag = las_in(riket, "sammanlagt", "Kommun;Utjämnande\nLuleå;-60000\n")
    assert (underlag.tolkning["fel"], underlag.rader.count()) == ([FOR_MANGA], 0)


def test_a_correction_with_more_children_than_can_be_is_refused(riket: Riket) -> None:
    rader = [Andring(LULEA, date(2026, 7, dag), "utjamnande", 60_000) for dag in (1, 2)]
    with pytest.raises(Hinder) as fel:
        anvisningar.forbered_rattelse(rader, kalla="Brev", skal="Nytt.", av=riket.importor, nu=NU)
    assert fel.value.skal == [FOR_MANGA]
    assert not Anvisningsunderlag.objects.filter(slag=Underlagsslag.RATTELSE).exists()


@pytest.mark.parametrize("ar", [2025, 2026])
def test_no_municipality_comes_above_what_can_be(ar: int, riket: Riket) -> None:
    bokfor(riket, {LULEA: 60_000, BODEN: 1}, dag=date(ar, 7, 31))
    with pytest.raises(Hinder) as fel:
        bokfor(riket, {LULEA: 60_000}, dag=date(2026, 7, 31))
    assert fel.value.skal == [
        "Det skulle bli fler än 100\u00a0000 anvisade barn av ett slag i Luleå. Kontrollera underlaget."
    ]


def test_no_year_does_though_the_years_take_one_another_out(riket: Riket) -> None:
    bokfor(riket, {LULEA: 90_000}, dag=date(2025, 7, 31))
    bokfor(riket, {LULEA: -90_000}, dag=date(2024, 7, 31))
    with pytest.raises(Hinder, match="fler än 100\u00a0000 anvisade barn"):
        bokfor(riket, {LULEA: 20_000}, dag=date(2025, 7, 31))
    assert Anvisningsraknare.objects.get(kommun=LULEA, ar=2025).antal == 90_000


def test_the_most_that_can_be_is_computed_and_published(riket: Riket) -> None:
    for typ in ("utjamnande", "anknytning"):
        bokfor(riket, alla(STORST), typ=typ)
    berakning = rakna()
    assert berakning is not None
    assert berakning.alla == 290 * 2 * STORST
    manad.publicera(berakning.pk, av=riket.publicist, nu=NU)


@pytest.mark.parametrize("procent", ["1000000", "99999999999,5"])
def test_a_fulfilment_that_cannot_be_is_refused_when_it_is_read_in(procent: str, riket: Riket) -> None:
    underlag = las_in(riket, "maluppfyllelse", f"Kommun;Måluppfyllelse\nLuleå;{procent}\n")
    (fel,) = underlag.tolkning["cellfel"]
    assert fel["text"] == f"{procent} är ingen måluppfyllelse i procent. Rätta talet."
    with pytest.raises(Hinder, match="Filen har fel"):
        godkann(riket, underlag)
    godkann(riket, las_in(riket, "maluppfyllelse", "Kommun;Måluppfyllelse\nLuleå;999999\n"))
    assert PubliceradMaluppfyllelse.objects.get().procent == 999_999


def test_the_largest_factor_is_stored(riket: Riket) -> None:
    godkann(riket, las_in(riket, "faktorer", "Kommun;Folkmängd\nLuleå;99999999999,999\n"))
    assert Faktorvarde.objects.get().varde == Decimal("99999999999.999")

"""The three methods of domain section 7: how far a municipality has come, and whose turn it is.

A method is a queue: who stands in it, with which count, share and target. Fulfilment is the count in relation to the
target; the turn goes to the lowest. Everything is integers and `Fraction`, and ties are settled by the queue's own
order (larger ordinary share first, then code), because `min` gives the first of equals.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from anvisning.maluppfyllelse.underlag import HELA, Del, Kommun, Metod, Omfordelning, Underlag

UTAN_ANDEL: Final = "Andelen är 0 promille. Därför finns inget mål att jämföra med."
UTAN_MAL: Final = "Inga barn har anvisats i landet än. Därför är målet 0."


@dataclass(frozen=True, kw_only=True)
class Uppfyllelse:
    """How far an account or a part has come: number and target beside the quotient."""

    antal: int
    mal: Fraction
    """Children, unrounded."""
    kvot: Fraction | None
    """1 is exactly the target; None is shown as "–"."""
    skal: str
    """Why there is no quotient, or ""."""


@dataclass(frozen=True, slots=True)
class Rad:
    """One row of a queue: a municipality, its count, its share and its target."""

    kod: str
    antal: int
    andel: int
    """Thousandths of a promille. At 0 the row never gets a turn."""
    mal: int
    """The children that the share stands for, in millionths of a child."""

    @property
    def uppfyllelse(self) -> Uppfyllelse:
        """Number, target and quotient, or the reason why there is none."""
        skal = UTAN_ANDEL if not self.andel else UTAN_MAL if not self.mal else ""
        kvot = None if skal else Fraction(self.antal * HELA, self.mal)
        return Uppfyllelse(antal=self.antal, mal=Fraction(self.mal, HELA), kvot=kvot, skal=skal)


def fyllnad(antal: int, mal: int) -> tuple[bool, Fraction]:
    """Give what the turn is decided by, the lowest first: count in relation to target.

    While nothing has been assigned the target is 0: then who has no children is at 0, and who has some is last.
    """
    return mal == 0 and antal > 0, Fraction(antal, mal or 1)


def ko(underlag: Underlag, metod: Metod) -> list[Rad]:
    """Give the country's queue, in the order that settles ties.

    - `ordinarie_andel`: the accounts, by ordinary share of all children since 2016 (level 1).
    - `periodsumma`: the municipalities, by what each year's share in force was of that year's children, summed.
    - `gallande_andel`: the municipalities, by this year's share in force of all children since 2016.
    """
    ordnade = sorted(underlag.kommuner, key=lambda k: (-k.ordinarie, k.kod))
    alla, i_ar, gallande = underlag.alla, underlag.i_ar, underlag.gallande
    return [kommunens_rad(k, metod, gallande=gallande[k.kod], alla=alla, i_ar=i_ar) for k in ordnade]


def kommunens_rad(kommun: Kommun, metod: Metod, *, gallande: int, alla: int, i_ar: int) -> Rad:
    """Give one municipality's row of the country's queue.

    `gallande` is its share in force (thousandths of a promille), `alla` the children in the country since 2016 and
    `i_ar` those since 1 January.
    """
    k = kommun
    match metod:
        case Metod.ORDINARIE_ANDEL:
            return Rad(k.kod, k.pa_kontot, k.ordinarie, k.ordinarie * alla)
        case Metod.PERIODSUMMA:
            return Rad(k.kod, k.i_kommunen, gallande, k.tidigare_mal + gallande * i_ar)
        case Metod.GALLANDE_ANDEL:
            return Rad(k.kod, k.i_kommunen, gallande, gallande * alla)


def kontots_ko(underlag: Underlag, omfordelning: Omfordelning) -> list[Rad]:
    """Give the queue within the giver's account (level 2): the kept part first, which settles ties.

    Each part's count and target are of the children since 1 January.
    """
    o, i_ar = omfordelning, underlag.i_ar
    kvar = next(k.ordinarie for k in underlag.kommuner if k.kod == o.givare) - o.andel
    return [Rad(o.givare, o.behallna, kvar, kvar * i_ar), Rad(o.mottagare, o.lamnade, o.andel, o.andel * i_ar)]


def forst(rader: list[Rad]) -> Rad | None:
    """Give the row whose turn it is: the lowest fulfilment. None when no row has a share."""
    return min((rad for rad in rader if rad.andel), key=lambda rad: fyllnad(rad.antal, rad.mal), default=None)


def nasta(underlag: Underlag, metod: Metod) -> Del | None:
    """Give the part that the country's next equalising assignment goes to. None when nobody has a share.

    Level 1 chooses from the country's queue. With `ordinarie_andel` that is an account, and level 2 chooses which part
    of it when it has been redistributed.
    """
    rad = forst(ko(underlag, metod))
    if rad is None:
        return None
    omfordelning = underlag.omfordelning_av.get(rad.kod)
    if metod is not Metod.ORDINARIE_ANDEL or omfordelning is None:
        return Del(rad.kod, rad.kod)
    inom = forst(kontots_ko(underlag, omfordelning))
    return Del(rad.kod, inom.kod) if inom else None


def uppfyllelse(underlag: Underlag, metod: Metod) -> dict[str, Uppfyllelse]:
    """Give every municipality's fulfilment (of its account, with `ordinarie_andel`), by code."""
    return {rad.kod: rad.uppfyllelse for rad in ko(underlag, metod)}


def delarnas_uppfyllelse(underlag: Underlag) -> dict[Del, Uppfyllelse]:
    """Give the fulfilment since 1 January of the two parts of each account that has been redistributed."""
    return {Del(o.givare, rad.kod): rad.uppfyllelse for o in underlag.omfordelningar for rad in kontots_ko(underlag, o)}

"""One municipality in the country as a run knew it: its account, its parts, and their places in the queue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.maluppfyllelse.metoder import Uppfyllelse, delarnas_uppfyllelse, ko
from anvisning.maluppfyllelse.turordning import Plats, turordning
from anvisning.maluppfyllelse.underlag import HELA, Del, Metod, Underlag, promille


@dataclass(frozen=True, kw_only=True)
class Delbild:
    """A part on which a municipality gets children: its own, or one that it has taken over."""

    del_: Del
    andel: Decimal
    """Promille."""
    uppfyllelse: Uppfyllelse | None
    """Since 1 January; None for the own part of an account that is whole."""
    plats: Plats | None
    """None beyond the horizon, without a share, and where it is withheld."""
    dold: bool = False
    """The place is withheld: the count of the account it is on is not public."""

    @property
    def ar_egen(self) -> bool:
        return self.del_.konto == self.del_.kommun


@dataclass(frozen=True, kw_only=True)
class Kommunlage:
    """One municipality. With `ordinarie_andel` count, share and target are its account's, else the municipality's."""

    kod: str
    metod: Metod
    uppfyllelse: Uppfyllelse
    andel: Decimal
    """The share that the method counts with, promille."""
    ordinarie: Decimal
    gallande: Decimal
    i_kommunen: int
    """Children in the municipality since 2016, from whichever account."""
    tidigare_mal: Fraction
    """The part of the target that earlier years gave; only `periodsumma` counts so."""
    alla: int
    """Children in the country since 2016."""
    i_ar: int
    """Of them, those since 1 January."""
    lamnad: Decimal
    """What it has handed over, promille."""
    lamnad_till: str
    """Code of the municipality that it has handed over to, or ""."""
    delar: tuple[Delbild, ...]
    """Its own part first, then each part taken over."""

    @property
    def avstand(self) -> Fraction | None:
        """Children more (or, negative, fewer) than the target. None without a share."""
        return self.uppfyllelse.antal - self.uppfyllelse.mal if self.andel else None


def lagen(
    underlag: Underlag, metod: Metod, koder: Iterable[str], inom: int, *, i_kon_som: Underlag | None = None
) -> dict[str, Kommunlage]:
    """Give the municipalities in `koder` that the country knows, by code. Places are told `inom` children ahead.

    The true places, for the county and the nation; with `i_kon_som` those of that country instead.
    """
    i_kon = {rad.kod: rad for rad in ko(underlag, metod)}
    kommuner = {k.kod: k for k in underlag.kommuner}
    platser = turordning(i_kon_som or underlag, metod, inom)
    har_delar = metod is Metod.ORDINARIE_ANDEL
    delarnas = delarnas_uppfyllelse(underlag) if har_delar else {}
    svar = {}
    for kod in koder:
        if kod not in i_kon:
            continue
        rad, kommun, egen = i_kon[kod], kommuner[kod], Del(kod, kod)
        lamnad = underlag.omfordelning_av.get(kod)
        kvar = rad.andel - lamnad.andel if har_delar and lamnad else rad.andel
        overtagna = [o for o in underlag.omfordelningar if har_delar and o.mottagare == kod]
        andelar = {egen: kvar} | {Del(o.givare, kod): o.andel for o in overtagna}
        svar[kod] = Kommunlage(
            kod=kod,
            metod=metod,
            uppfyllelse=rad.uppfyllelse,
            andel=promille(rad.andel),
            ordinarie=promille(kommun.ordinarie),
            gallande=promille(underlag.gallande[kod]),
            i_kommunen=kommun.i_kommunen,
            tidigare_mal=Fraction(kommun.tidigare_mal, HELA),
            alla=underlag.alla,
            i_ar=underlag.i_ar,
            lamnad=promille(lamnad.andel if lamnad else 0),
            lamnad_till=lamnad.mottagare if lamnad else "",
            delar=tuple(
                Delbild(
                    del_=d,
                    andel=promille(andel),
                    uppfyllelse=delarnas.get(d),
                    plats=platser.get(d),
                )
                for d, andel in andelar.items()
            ),
        )
    return svar


def kommunens_lage(underlag: Underlag, metod: Metod, insyn: Insyn, inom: int) -> Kommunlage | None:
    """Give a municipality as it may see itself: its own figures as they are, its places by what it may know of others.

    A place on another's account follows what is public of that account. None when the country does not know it.
    """
    lage = lagen(underlag, metod, [insyn.kod], inom, i_kon_som=insyn.landet(underlag, metod)).get(insyn.kod)
    if lage is None:
        return None
    delar = (d if insyn.ser_kontot(d.del_.konto) else replace(d, plats=None, dold=True) for d in lage.delar)
    return replace(lage, delar=tuple(delar))

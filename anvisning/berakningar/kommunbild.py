"""One municipality in the country as a run knew it: its account, its parts, and their places in the queue. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from anvisning.maluppfyllelse.metoder import Uppfyllelse, delarnas_uppfyllelse, ko
from anvisning.maluppfyllelse.smatal import STORST_DOLDA
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
    pa_kontot: int
    """Children on the account of the part: the giver's, for one that is taken over."""
    plats: Plats | None
    """None beyond the horizon, without a share, and where it is withheld."""
    dold: bool = False
    """The place is withheld: it could tell another municipality's small number."""

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

    @property
    def tur(self) -> Plats | None:
        """The earliest place of its parts."""
        platser = [d.plats for d in self.delar if d.plats]
        return min(platser, key=lambda plats: plats.barn_fore, default=None)


def lagen(underlag: Underlag, metod: Metod, koder: Iterable[str], inom: int) -> dict[str, Kommunlage]:
    """Give the municipalities in `koder` that the country knows, by code. Places are told `inom` children ahead."""
    i_kon = {rad.kod: rad for rad in ko(underlag, metod)}
    kommuner = {k.kod: k for k in underlag.kommuner}
    platser = turordning(underlag, metod, inom)
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
                    pa_kontot=i_kon[d.konto].antal,
                    plats=platser.get(d),
                )
                for d, andel in andelar.items()
            ),
        )
    return svar


def for_kommunen(lage: Kommunlage) -> Kommunlage:
    """Give what the municipality itself may see: not its place on another's account with a small number of children."""
    delar = (
        replace(d, plats=None, dold=True) if not d.ar_egen and 0 < d.pa_kontot <= STORST_DOLDA else d
        for d in lage.delar
    )
    return replace(lage, delar=tuple(delar))

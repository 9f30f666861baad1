"""The public table of fulfilment: computed from the counts that are public, never from those that are withheld."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anvisning.maluppfyllelse.metoder import Rad, Uppfyllelse
from anvisning.maluppfyllelse.smatal import Publicering, rakna_med
from anvisning.maluppfyllelse.turordning import Plats, platser
from anvisning.maluppfyllelse.underlag import Del, Metod


@dataclass(frozen=True, kw_only=True)
class OffentligRad:
    """One municipality as the public sees it. None is withheld."""

    uppfyllelse: Uppfyllelse | None
    """Number, target and quotient."""
    plats: Plats | None
    """Place in the queue; None also where it lies far ahead, and with `periodsumma`."""


def offentlig_tabell(
    rader: Sequence[Rad], metod: Metod, *, publicering: Publicering, tidigare: Sequence[Publicering], inom: int
) -> dict[str, OffentligRad]:
    """Give the public row of every municipality in the country's queue (`metoder.ko`).

    Of the rows only shares and targets are used, which follow from shares and the country's number and are public. The
    queue counts withheld municipalities as `rakna_med` does, so places are approximate; parts of accounts have none.
    """
    medraknade = rakna_med(publicering, tidigare)
    synliga = [replace(rad, antal=medraknade[rad.kod]) for rad in rader]
    i_kon = {} if metod is Metod.PERIODSUMMA else platser(synliga, {}, inom)
    return {
        rad.kod: OffentligRad(uppfyllelse=rad.uppfyllelse, plats=i_kon.get(Del(rad.kod, rad.kod)))
        if publicering.kommuner[rad.kod] is not None
        else OffentligRad(uppfyllelse=None, plats=None)
        for rad in synliga
    }

"""The public queue: computed from the counts that are public, never from those that are withheld."""

from collections.abc import Sequence
from dataclasses import replace

from anvisning.maluppfyllelse.metoder import Rad
from anvisning.maluppfyllelse.smatal import Publicering, rakna_med
from anvisning.maluppfyllelse.turordning import Plats, platser
from anvisning.maluppfyllelse.underlag import Del, Metod


def offentliga_platser(
    rader: Sequence[Rad], metod: Metod, *, publicering: Publicering, tidigare: Sequence[Publicering], inom: int
) -> dict[str, Plats | None]:
    """Give the public place of every municipality in the country's queue (`metoder.ko`).

    None where the count is withheld, where the turn lies far ahead, and with `periodsumma`. Of the rows only shares are
    used. The queue counts withheld municipalities as `rakna_med` does, so places are approximate; parts have none.
    """
    medraknade = rakna_med(publicering, tidigare)
    synliga = [replace(rad, antal=medraknade[rad.kod]) for rad in rader]
    i_kon = {} if metod is Metod.PERIODSUMMA else platser(synliga, {}, inom)
    return {
        rad.kod: i_kon.get(Del(rad.kod, rad.kod)) if publicering.kommuner[rad.kod] is not None else None
        for rad in rader
    }

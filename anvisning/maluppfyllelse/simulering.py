"""In which municipalities N more equalising assignments land.

`stega` places one child at a time as `metoder.nasta` says: the definition, to which the tests hold everything else.
`simulera` gives the same at once.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np

from anvisning.maluppfyllelse.fordelning import fordela
from anvisning.maluppfyllelse.metoder import nasta
from anvisning.maluppfyllelse.periodsumma import ordning
from anvisning.maluppfyllelse.underlag import Del, Metod, Underlag
from anvisning.maluppfyllelse.utjamning import INGEN_ANDEL


def stega(underlag: Underlag, metod: Metod, fler: int) -> Iterator[Del]:
    """Give the part of each of `fler` more children in turn. Slow. ValueError when nobody has a share."""
    for _ in range(fler):
        tur = nasta(underlag, metod)
        if tur is None:
            raise ValueError(INGEN_ANDEL)
        yield tur
        underlag = underlag.efter({tur: 1})


def simulera(underlag: Underlag, metod: Metod, fler: int) -> dict[Del, int]:
    """Give the children of each part among `fler` (≥ 0) more; a part that gets none is left out.

    `ordinarie_andel` and `gallande_andel` take the same short time whatever `fler` is; `periodsumma` takes some
    microseconds per child. ValueError when there are children but no share.
    """
    if metod is Metod.PERIODSUMMA:
        barn = Counter(Del(kod, kod) for kod in islice(ordning(underlag), fler))
        if barn.total() < fler:
            raise ValueError(INGEN_ANDEL)
        return dict(barn)
    utfall = fordela(underlag, metod, np.array([fler], dtype=np.int64))
    return {del_: antal for del_, antal in zip(utfall.delar, utfall.barn[0].tolist(), strict=True) if antal}

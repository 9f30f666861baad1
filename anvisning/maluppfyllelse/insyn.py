"""What one municipality may know of the country's queue: its own counts, and of the others what is public. Pure.

A place in the queue is a sum over all who stand lower. Of true counts it would tell others' small numbers: to whoever
stands near the front, or who asks what another share would do and so moves along the queue. Here it is a function of
what is public and of the municipality's own, and such a function cannot tell more than they do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from anvisning.maluppfyllelse.metoder import ko
from anvisning.maluppfyllelse.smatal import ANTAGET
from anvisning.maluppfyllelse.underlag import Kommun, Metod, Omfordelning, Underlag

OVRIGA = ""
"""Stands for the country's children that nobody's count has: the country's number is public. Without a share."""


@dataclass(frozen=True, kw_only=True)
class Insyn:
    """What the municipality `kod` has been told of the others."""

    kod: str
    senast: Mapping[str, int] = field(default_factory=dict)
    """The count that was last shown, of each municipality that has been shown."""
    nu: Mapping[str, int] = field(default_factory=dict)
    """Of them, those that the newest published month shows."""

    def ser_kontot(self, konto: str) -> bool:
        """Tell whether places on an account are told: one's own, and one whose count is shown now."""
        return konto in (self.kod, *self.nu)

    def landet(self, underlag: Underlag, metod: Metod) -> Underlag:
        """Give the country as the municipality may know it: for places and scenarios, never for fulfilment.

        Others count as in the public list (`smatal.rakna_med`). The country's number is public: the children that this
        leaves over are spread by share on those whose counts are not shown now (before anything is published, on all).
        The kept part of an account that one has taken over from is in step with one's own part, as far as the year's
        children in the country are enough for both.
        """
        omfordelningar = tuple(self._omfordelningar(underlag))
        delarnas = {o.givare: o.behallna + o.lamnade for o in omfordelningar}
        kanda = self._antal(underlag, metod)
        # an account has no fewer children than its parts; with one count for both places, each method finds its own
        antal = {kod: max(barn, delarnas.get(kod, 0)) for kod, barn in kanda.items()}
        ovriga = max(underlag.alla - sum(antal.values()), 0)
        return Underlag(
            kommuner=(
                *(replace(k, pa_kontot=antal[k.kod], i_kommunen=antal[k.kod]) for k in underlag.kommuner),
                Kommun(kod=OVRIGA, ordinarie=0, pa_kontot=ovriga, i_kommunen=ovriga, tidigare_mal=0),
            ),
            omfordelningar=omfordelningar,
            i_ar=underlag.i_ar,
        )

    def vikter(self, sanna: Mapping[str, int], underlag: Underlag) -> dict[str, int]:
        """Give the weights that children by tie are spread with: its own true one, and the others' together by share.

        Empty when nobody has any.
        """
        andra = {k.kod: k.ordinarie for k in underlag.kommuner if k.ordinarie and k.kod != self.kod}
        eget = sanna.get(self.kod, 0)
        ovrigas = sum(sanna.values()) - eget
        vikter = {self.kod: eget * sum(andra.values())} | {kod: ovrigas * andel for kod, andel in andra.items()}
        return {kod: vikt for kod, vikt in vikter.items() if vikt}

    def _antal(self, underlag: Underlag, metod: Metod) -> dict[str, int]:
        eget = {rad.kod: rad.antal for rad in ko(underlag, metod) if rad.kod == self.kod}
        okand = ANTAGET if self.senast else 0
        antal = {k.kod: okand for k in underlag.kommuner}
        antal |= {kod: barn for kod, barn in self.senast.items() if kod in antal} | eget
        kvar = max(underlag.alla - sum(antal.values()), 0)
        osedda = [k for k in underlag.kommuner if k.ordinarie and k.kod not in (*eget, *self.nu)]
        hela = sum(k.ordinarie for k in osedda)
        andel = fordelat = 0
        for k in osedda:
            andel += k.ordinarie
            nya = kvar * andel // hela - fordelat
            antal[k.kod] += nya
            fordelat += nya
        return antal

    def _omfordelningar(self, underlag: Underlag) -> Iterator[Omfordelning]:
        ordinarie = {k.kod: k.ordinarie for k in underlag.kommuner}
        givna = [o.behallna + o.lamnade for o in underlag.omfordelningar if o.givare == self.kod]
        mottagna = [o.lamnade for o in underlag.omfordelningar if o.mottagare == self.kod]
        rum = underlag.i_ar - sum(givna) - sum(mottagna)
        for o in underlag.omfordelningar:
            if self.kod == o.givare:
                yield o
            elif self.kod == o.mottagare:
                behallna = min(o.lamnade * (ordinarie[o.givare] - o.andel) // o.andel, rum)
                rum -= behallna
                yield replace(o, behallna=behallna)
            else:
                yield replace(o, behallna=0, lamnade=0)

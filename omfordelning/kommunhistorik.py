"""A municipality's share year by year, as published: ordinary, changed, in force, and what a rättelse did to it."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from anvisning.models import Andel, Andelsandring, Andelstabell, Tabellslag
from anvisning.promille import vantade_barn

NOLL = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Rattelse:
    """What a rättelse says, and the ordinary share and the share in force before and after it (promille)."""

    tabell: Andelstabell
    ordinarie_fore: Decimal
    ordinarie: Decimal
    i_kraft_fore: Decimal
    i_kraft: Decimal

    @property
    def paverkar(self) -> bool:
        """Tell whether anything was changed for the municipality."""
        return (self.ordinarie_fore, self.i_kraft_fore) != (self.ordinarie, self.i_kraft)


@dataclass(frozen=True, kw_only=True)
class Arsrad:
    """One year, all in promille. `lamnat` and `mottaget` are what the ledger has moved."""

    ar: int
    tabell: Andelstabell
    ordinarie: Decimal
    lamnat: Decimal
    mottaget: Decimal
    rattelser: tuple[Rattelse, ...]

    @property
    def andring(self) -> Decimal:
        """What redistribution has added (negative: taken)."""
        return self.mottaget - self.lamnat

    @property
    def i_kraft(self) -> Decimal:
        """The share in force."""
        return self.ordinarie + self.andring

    @property
    def barn(self) -> dict[str, int] | None:
        """Give what the share is of the year's forecast in whole children: lag, huvud, hog (None: no forecast)."""
        ar = self.tabell.ar
        prognoser = {"lag": ar.prognos_lag, "huvud": ar.prognos_huvud, "hog": ar.prognos_hog}
        if None in prognoser.values():
            return None
        return {namn: vantade_barn(self.i_kraft, antal) for namn, antal in prognoser.items()}


def andelar_per_ar(kod: str) -> list[Arsrad]:
    """Give a municipality's years, newest first (two queries)."""
    per_ar: dict[int, list[Andel]] = {}
    for andel in (
        Andel.objects.filter(kommun=kod).select_related("tabell__ar").order_by("tabell__publicerad", "tabell_id")
    ):
        per_ar.setdefault(andel.tabell.ar_id, []).append(andel)
    bokfort: dict[int, list[Andelsandring]] = {}
    for rad in Andelsandring.objects.filter(kommun=kod).select_related("tabell"):
        bokfort.setdefault(rad.ar_id, []).append(rad)
    return [_arsrad(ar, andelar, bokfort.get(ar, [])) for ar, andelar in sorted(per_ar.items(), reverse=True)]


def _arsrad(ar: int, andelar: list[Andel], bokfort: list[Andelsandring]) -> Arsrad:
    beslutade = [a for a in andelar if not a.tabell.ar_preliminar]
    gallande = (beslutade or andelar)[-1]
    per_arende: dict[str, Decimal] = {}
    for rad in bokfort:  # a rättelse posts counter-entries: each redistribution counts with what is left of it
        per_arende[rad.arende] = per_arende.get(rad.arende, NOLL) + rad.promille
    return Arsrad(
        ar=ar,
        tabell=gallande.tabell,
        ordinarie=gallande.promille,
        lamnat=-sum((p for p in per_arende.values() if p < 0), NOLL),
        mottaget=sum((p for p in per_arende.values() if p > 0), NOLL),
        rattelser=tuple(_rattelser(beslutade, bokfort)),
    )


def _rattelser(beslutade: list[Andel], bokfort: list[Andelsandring]) -> list[Rattelse]:
    """Give each rättelse of a year with the shares before and after it, oldest first."""
    rattelser: list[Rattelse] = []
    for fore, efter in pairwise(beslutade):
        if efter.tabell.slag == Tabellslag.RATTELSE:
            rattelser.append(
                Rattelse(
                    tabell=efter.tabell,
                    ordinarie_fore=fore.promille,
                    ordinarie=efter.promille,
                    i_kraft_fore=_i_kraft(fore, bokfort),
                    i_kraft=_i_kraft(efter, bokfort),
                )
            )
    return rattelser


def _i_kraft(andel: Andel, bokfort: list[Andelsandring]) -> Decimal:
    """Give the share in force as it was when the table was the newest one."""
    publicerad = andel.tabell.publicerad
    return andel.promille + sum((r.promille for r in bokfort if r.tabell.publicerad <= publicerad), NOLL)

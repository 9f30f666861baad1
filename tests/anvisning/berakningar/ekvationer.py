"""A reader's arithmetic, written apart from the shield's own: sums of whole numbers, each within bounds.

What is known is put up as equations between numbers; every equation bounds each of its numbers by the others, over and
over. What is left of a number is what the reader cannot tell apart.
"""

from collections.abc import Hashable, Mapping

Tal = Hashable
OKANT = 10**7


class Ekvationer:
    """Equations of whole numbers that are 0 or more."""

    def __init__(self) -> None:
        self.lag: dict[Tal, int] = {}
        self.hog: dict[Tal, int] = {}
        self._summor: list[tuple[dict[Tal, int], int]] = []

    def tal(self, namn: Tal, lag: int = 0, hog: int = OKANT) -> None:
        """A number lies within bounds; said twice, within both."""
        self.lag[namn] = max(lag, self.lag.get(namn, lag))
        self.hog[namn] = min(hog, self.hog.get(namn, hog))

    def summa(self, termer: Mapping[Tal, int], lika_med: int) -> None:
        """Numbers times 1 or -1 add up to a number."""
        self._summor.append((dict(termer), lika_med))

    def los(self) -> None:
        """Use all equations until none narrows anything more. ValueError when they contradict each other."""
        beror: dict[Tal, set[int]] = {}
        for nr, (termer, _) in enumerate(self._summor):
            for namn in termer:
                beror.setdefault(namn, set()).add(nr)
        kvar = dict.fromkeys(range(len(self._summor)))
        while kvar:
            nr = next(iter(kvar))
            del kvar[nr]
            for namn in self._anvand(*self._summor[nr]):
                kvar.update(dict.fromkeys(beror[namn]))

    def _anvand(self, termer: dict[Tal, int], lika_med: int) -> list[Tal]:
        minst = sum(self.lag[n] if tecken > 0 else -self.hog[n] for n, tecken in termer.items())
        mest = sum(self.hog[n] if tecken > 0 else -self.lag[n] for n, tecken in termer.items())
        if not minst <= lika_med <= mest:
            raise ValueError("What is public contradicts itself.")
        trangre = []
        for namn, tecken in termer.items():
            lag, hog = self.lag[namn], self.hog[namn]
            ett, annat = (lag, hog) if tecken > 0 else (-hog, -lag)
            ny_ett, ny_annat = lika_med - (mest - annat), lika_med - (minst - ett)
            ny_lag, ny_hog = (ny_ett, ny_annat) if tecken > 0 else (-ny_annat, -ny_ett)
            if ny_lag > lag or ny_hog < hog:
                self.lag[namn], self.hog[namn] = max(lag, ny_lag), min(hog, ny_hog)
                trangre.append(namn)
        return trangre

    def varden(self, namn: Tal) -> int:
        """Give how many values are left of a number."""
        return self.hog[namn] - self.lag[namn] + 1

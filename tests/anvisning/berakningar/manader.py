"""Month after month through the commands, over two years: redistributions, corrections, Migrationsverket's figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from anvisning import anvisningar
from anvisning.anvisningar import Filuppgifter
from anvisning.arsarbete import andra_ar, uppgifter_om
from anvisning.berakningar import lasning, manad
from anvisning.maluppfyllelse.metoder import uppfyllelse
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Anvisningsraknare, Ar, Kommun, Manadspublicering, Tabellslag
from tests import fabrik
from tests.anvisning.berakningar import scen
from tests.fabrik import Riket, klockan, preliminara

MANADER = [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]
GAVOR = (("Boden", "Luleå", "0.50"), ("Kalix", "Haparanda", None))


def bygg() -> Riket:
    """Give the country with 2026's shares, and 2027's with redistributions: a part, and a whole share (0 is left)."""
    scen.bygg()
    riket = fabrik.bygg_riket(ar=2027)
    lanet = fabrik.bygg_lan(riket)
    for givare, mottagare, promille in GAVOR:
        lanet.overens(givare, mottagare, promille)
    lanet.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    return riket


@dataclass
class Land:
    """A country that grows at random, and is published each month."""

    riket: Riket
    fro: int
    start: int
    """Children at the first month."""
    slump: Random = field(init=False)

    def __post_init__(self) -> None:
        self.slump = Random(self.fro)

    def publicera(self, dagar: list[date]) -> Iterator[Manadspublicering]:
        """Post, run and publish, month by month; figures come the fifth day of the next month."""
        for nr, dag in enumerate(dagar):
            nu = klockan(dag + timedelta(days=5))
            self._bokfor(dag, self.start if nr == 0 else self.slump.choice([15, 40, 90]), nu)
            if self.slump.random() < 0.4:
                self._migrationsverkets(dag, nu)
            berakning = scen.rakna(nu)
            assert berakning is not None
            yield manad.publicera(berakning.pk, av=self.riket.publicist, nu=nu)

    def byt_metod(self, ar: int, metod: Metod, nu: date) -> None:
        """Change a year's method."""
        uppgifter = replace(uppgifter_om(Ar.objects.get(pk=ar)), metod=metod.value)
        andra_ar(ar, uppgifter=uppgifter, av=self.riket.publicist, nu=klockan(nu))

    def _bokfor(self, dag: date, barn: int, nu: object) -> None:
        andelar = preliminara()
        nya: dict[str, int] = {}
        for kod in self.slump.choices(sorted(andelar), [float(andelar[kod]) for kod in sorted(andelar)], k=barn):
            nya[kod] = nya.get(kod, 0) + 1
        rattade = self._rattelser(dag)
        scen.bokfor(self.riket, nya, dag=dag, nu=nu)
        if rattade:
            scen.bokfor(self.riket, rattade, dag=dag - timedelta(days=40), nu=nu)

    def _rattelser(self, dag: date) -> dict[str, int]:
        """Give what is taken away of what was counted: a child or two here and there, and sometimes many."""
        finns: dict[str, int] = {}
        for kod, antal in Anvisningsraknare.objects.values_list("kommun", "antal"):
            finns[kod] = finns.get(kod, 0) + antal
        valda = self.slump.sample(sorted(finns), min(len(finns), self.slump.choice([0, 1, 3])))
        rattade = {kod: -min(finns[kod], self.slump.choice([1, 1, 2, 3, 8])) for kod in valda}
        return {kod: antal for kod, antal in rattade.items() if antal}

    def _migrationsverkets(self, dag: date, nu: object) -> None:
        """Let Migrationsverket publish some municipalities' own fulfilment, of the children that came there."""
        berakning = scen.rakna(nu)
        assert berakning is not None
        kvoter = uppfyllelse(lasning.underlag(berakning), Metod.GALLANDE_ANDEL)
        namn = dict(Kommun.objects.values_list("pk", "namn"))
        procent = {
            kod: (100 * Decimal(u.kvot.numerator) / u.kvot.denominator).quantize(Decimal("0.1"))
            for kod, u in sorted(kvoter.items())
            if u.kvot is not None and self.slump.random() < 0.2
        }
        rader = [f"{namn[kod]};{tal} %".replace(".", ",") for kod, tal in procent.items()]
        fil = "\n".join(["Kommun;Måluppfyllelse", *rader]).encode()
        uppgifter = Filuppgifter("Migrationsverket", dag)
        underlag = anvisningar.las_in("maluppfyllelse", f"{dag}.csv", fil, uppgifter, av=self.riket.importor, nu=nu)
        sedda = anvisningar.varningar(underlag)
        anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=self.riket.publicist, nu=nu)

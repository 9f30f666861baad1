"""Goal fulfilment: the closed form against the plainest loop, and scenario runs against a heap.

The country is invented: 290 municipalities with shares of two decimals that sum to exactly 1 000 ‰, about 50 000
children so far, ten redistributions. Every round has counts of its own, so that nothing can be remembered. Where the
children land is compared, account by account, before any time counts.

The loop is `min` over the municipalities, once per child, with the cheapest key there is (a quotient of floats: exact
enough at these sizes). The heap holds whole-number keys and is the fastest way to place one child at a time. Scenarios
end in the 5th, 50th and 95th percentile of every part: from one start only the country's number of children differs;
from different starts some hundred children by tie are spread at random beforehand.

All of it is one thread's work, and the times are CPU seconds, so that what else the machine does counts for neither.
"""

import heapq
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from anvisning.maluppfyllelse.fordelning import Utfall, fordela
from anvisning.maluppfyllelse.metoder import Rad, ko
from anvisning.maluppfyllelse.scenarier import Spann, antalet_varierar, spann_per_del
from anvisning.maluppfyllelse.underlag import HELA, Del, Kommun, Metod, Omfordelning, Underlag
from anvisning.maluppfyllelse.utjamning import Heltal, jamna_ut
from benchmarks.matning import Matning, judge

METOD = Metod.ORDINARIE_ANDEL
KOMMUNER, SLAKT, FRO = 290, 200, 20270101
FLER, MANGA, MANGA_SNABB = 2_000, 200_000, 20_000
SCENARIER, SCENARIER_SNABB = 10_000, 2_000
UPPREPAT = 20
"""Countries per round for the closed form, which is over too soon to be timed once; the loop runs the first."""
STICKPROV = 20
"""Scenarios that the heap runs too; it would take minutes for all."""
SLACK = 0.7
"""What is left of a ratio's goal in a quick run."""

Svar = TypeVar("Svar")


def build_country(slump: np.random.Generator) -> Underlag:
    """Build the country, with counts by chance around each target."""
    vikter = slump.pareto(1.3, KOMMUNER) + 0.3
    andelar = np.maximum(1_000, (vikter / vikter.sum() * 0.7 * HELA).astype(np.int64) // 10 * 10)
    andelar[0] += HELA - andelar.sum()
    antal = slump.poisson(andelar * 50_000 / HELA)
    kommuner = tuple(
        Kommun(kod=f"{nr:04}", ordinarie=andel, pa_kontot=barn, i_kommunen=barn, tidigare_mal=0)
        for nr, (andel, barn) in enumerate(zip(andelar.tolist(), antal.tolist(), strict=True))
    )
    flyttar = tuple(
        Omfordelning(givare=givare.kod, mottagare="0001", andel=givare.ordinarie // 2, behallna=0, lamnade=0)
        for givare in kommuner[2:12]
    )
    return Underlag(kommuner=kommuner, omfordelningar=flyttar, i_ar=0)


def loop(rader: list[Rad], fler: int) -> list[int]:
    """The peer: the lowest quotient, child by child. Of equals `min` takes the first, as the queue does."""
    antal, andelar, platser = [rad.antal for rad in rader], [rad.andel for rad in rader], range(len(rader))
    for _ in range(fler):
        antal[min(platser, key=lambda nr: antal[nr] / andelar[nr])] += 1
    return [nu - rad.antal for nu, rad in zip(antal, rader, strict=True)]


def heap(rader: list[Rad], fler: int) -> list[int]:
    """The other peer: the row of each child in turn, from a heap of whole-number levels."""
    skala = max(rad.andel for rad in rader) ** 2 + 1
    hog = [(rad.antal * skala // rad.andel, nr, rad.antal) for nr, rad in enumerate(rader)]
    heapq.heapify(hog)
    turer = []
    for _ in range(fler):
        _, nr, antal = hog[0]
        turer.append(nr)
        heapq.heapreplace(hog, ((antal + 1) * skala // rader[nr].andel, nr, antal + 1))
    return turer


def timed(work: Callable[..., Svar], *given: Any) -> tuple[float, Svar]:
    """Give the CPU seconds of a piece of work on what it is given, and its answer."""
    begun = time.process_time()
    answer = work(*given)
    return time.process_time() - begun, answer


def closed(talen: list[tuple[Heltal, Heltal]], fler: Heltal) -> list[Heltal]:
    """Ours: one country after another, from counts and shares at hand."""
    return [jamna_ut(antal, andelar, fler) for antal, andelar in talen]


def one_start(land: Underlag, fler: list[int]) -> dict[Del, Spann]:
    """Ours: the percentiles when only the number of children differs."""
    return spann_per_del(antalet_varierar(land, METOD, fler))


def many_starts(land: Underlag, fler: Heltal, slakt: Heltal) -> Utfall:
    """Ours: every scenario from a start of its own, and the percentiles."""
    utfall = fordela(land, METOD, fler, slakt)
    spann_per_del(utfall)
    return utfall


def must_equal(ours: object, peers: object) -> None:
    """Raise AssertionError when the two place the children differently: then no time counts."""
    if ours != peers:
        raise AssertionError("Ours and the peer place the children differently.")


def measure_closed(slump: np.random.Generator, fler: int, rounds: int, goal: float) -> Matning:
    """The closed form against the loop, level 1, both from counts and shares at hand."""
    ratios, times = [], []
    for _ in range(rounds):
        lander = [ko(build_country(slump), METOD) for _ in range(UPPREPAT)]
        talen = [(np.array([[r.antal for r in rader]]), np.array([r.andel for r in rader])) for rader in lander]
        taken, svar = timed(closed, talen, np.array([fler]))
        peers, vantat = timed(loop, lander[0], fler)
        must_equal(svar[0][0].tolist(), vantat)
        ratios.append(peers / (taken / UPPREPAT))
        times.append(taken / UPPREPAT)
    note = f"closed form {np.median(times) * 1000:.2f} ms"
    return judge(f"simulering: N = {fler}, loop / closed form", ratios, goal=goal, at_least=True, note=note)


def measure_one_start(slump: np.random.Generator, antal: int, rounds: int) -> Matning:
    """Scenarios from one start; the peer is one heap run and a table of every number of children."""
    seconds = []
    for _ in range(rounds):
        land, fler = build_country(slump), slump.poisson(FLER, antal).tolist()
        ours, svar = timed(one_start, land, fler)
        rader = ko(land, METOD)
        steg = np.zeros((max(fler) + 1, KOMMUNER), dtype=np.int64)
        steg[np.arange(1, max(fler) + 1), heap(rader, max(fler))] = 1
        vantat = spann_per_del(Utfall(tuple(Del(rad.kod, "") for rad in rader), steg.cumsum(axis=0)[fler]))
        odelade = {rad.kod for rad in rader} - land.omfordelning_av.keys()
        must_equal(
            {del_.konto: s for del_, s in svar.items() if del_.konto in odelade},
            {del_.konto: s for del_, s in vantat.items() if del_.konto in odelade and s.p95},
        )
        seconds.append(ours)
    return judge(f"simulering: {antal} scenarios, one start, s", seconds, goal=0.2, at_least=False)


def measure_starts(slump: np.random.Generator, antal: int, rounds: int, slack: float) -> list[Matning]:
    """Scenarios from different starts, with their percentiles; the peer is a heap per scenario, on a sample."""
    seconds, ratios = [], []
    for _ in range(rounds):
        land, fler = build_country(slump), slump.poisson(FLER, antal)
        rader = ko(land, METOD)
        slakt = slump.multinomial(SLAKT, [rad.andel / HELA for rad in rader], antal)

        ours, utfall = timed(many_starts, land, fler, slakt)
        peers = 0.0
        for nr in range(STICKPROV):
            start = [
                Rad(rad.kod, rad.antal + barn, rad.andel, 0)
                for rad, barn in zip(rader, slakt[nr].tolist(), strict=True)
            ]
            taken, turer = timed(heap, start, int(fler[nr]))
            peers += taken
            pa_konton: Counter[str] = Counter()
            for del_, barn in zip(utfall.delar, utfall.barn[nr].tolist(), strict=True):
                pa_konton[del_.konto] += barn
            vantat = Counter(rader[tur].kod for tur in turer)
            vantat.update({rad.kod: barn for rad, barn in zip(rader, slakt[nr].tolist(), strict=True)})
            must_equal(+pa_konton, +vantat)
        seconds.append(ours)
        ratios.append(peers / STICKPROV * antal / ours)
    goal = 1.5 * antal / SCENARIER / slack
    return [
        judge(f"simulering: {antal} scenarios, different starts, s", seconds, goal=goal, at_least=False),
        judge(
            f"simulering: {antal} scenarios, heap / ours",
            ratios,
            goal=10 * slack,
            at_least=True,
            note=f"the heap on {STICKPROV} of them",
        ),
    ]


def kor(quick: bool) -> list[Matning]:
    """Measure 7 rounds of each pair (quick: 3, smaller); AssertionError when a peer gives another answer."""
    slump = np.random.default_rng(FRO)
    rounds, slack, scenarier = (3, SLACK, SCENARIER_SNABB) if quick else (7, 1.0, SCENARIER)
    manga = MANGA_SNABB if quick else MANGA
    return [
        measure_closed(slump, FLER, rounds, 150 * slack),
        measure_closed(slump, manga, 3, 10_000 * manga / MANGA * slack),
        measure_one_start(slump, scenarier, rounds),
        *measure_starts(slump, scenarier, rounds, slack),
    ]

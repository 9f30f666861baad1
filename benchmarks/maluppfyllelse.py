"""The counters of assignments against the same sums from the rows, and what keeping them costs an import.

Our side reads the counters that the application keeps (`anvisning.anvisningar.raknare`); the peer sums the rows with
GROUP BY, in the same database, over the same rows: 11 years, 290 municipalities, two types. Both give every
municipality's number per year, and the answers are compared before any time counts. The upkeep is the counters'
statement of a posting of 1 000 rows beside the bare INSERT of the same rows. Sizes: 100 000, 1 and 10 million rows;
`--quick` stops at 1 million.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.databas import egen_databas
from benchmarks.matning import Matning, judge

LITEN, MELLAN, STOR = 100_000, 1_000_000, 10_000_000
RUNDOR, RUNDOR_SNABB = 7, 5
MAL = {MELLAN: 8.0, STOR: 100.0}
MAL_PLATT, MAL_UNDERHALL = 1.5, 0.8
SLAPP = 0.7
"""What a quick run demands of the full goals."""
UPPREPA = 20
"""How many times the counters are read for one measured time: once takes some milliseconds."""

RADER = "SELECT kommun_id, ar, sum(antal) FROM anvisning_anvisningsrad GROUP BY kommun_id, ar ORDER BY 1, 2"
RAKNARE = "SELECT kommun_id, ar, sum(antal) FROM anvisning_anvisningsraknare GROUP BY kommun_id, ar ORDER BY 1, 2"
FYLL = """
INSERT INTO anvisning_anvisningsrad (bokning_id, kommun_id, fran, dag, ar, typ, antal)
SELECT %(bokning)s, k.koder[1 + n * 7919 %% 290], d.dag, d.dag, extract(year FROM d.dag),
    CASE WHEN n %% 3 = 0 THEN 'anknytning' ELSE 'utjamnande' END, 1 + n %% 2
FROM generate_series(%(fran)s::bigint, %(till)s - 1) AS n
CROSS JOIN (SELECT array_agg(kod ORDER BY kod) AS koder FROM anvisning_kommun) k
CROSS JOIN LATERAL (SELECT date '2016-01-01' + (n * 104729 %% 3900)::int AS dag) d
"""
STALL = """
INSERT INTO anvisning_anvisningsunderlagsrad (underlag_id, radnummer, kommun_id, fran, dag, typ, antal)
SELECT %s, 0, kommun_id, fran, dag, typ, antal FROM anvisning_anvisningsrad WHERE ar = 2025 ORDER BY id LIMIT 1000
"""


def fraga(sats: str, *varden: Any) -> list[tuple[Any, ...]]:
    """Ask the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sats, varden or None)
        return list(cursor.fetchall()) if cursor.description else []


def klocka(gor: Callable[[], Any], antal: int = 1) -> float:
    """Give the seconds that one call takes."""
    borjan = time.perf_counter()
    for _ in range(antal):
        gor()
    return (time.perf_counter() - borjan) / antal


def fyll(bokning: int, fran: int, till: int) -> None:
    """Add invented rows number `fran` to `till`, and build the counters anew."""
    from django.db import connection

    from anvisning.anvisningar import avvikelser, rakna_om

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # filling is not what is measured
        cursor.execute(FYLL, {"bokning": bokning, "fran": fran, "till": till})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE anvisning_anvisningsrad")
    rakna_om()
    if avvikelser():
        raise AssertionError("The counters are not the rows' sums.")
    fraga("VACUUM ANALYZE anvisning_anvisningsraknare")


def mat_underhall(rundor: int) -> list[float]:
    """Give the counters' time by the bare insert's, for a posting of 1 000 rows, each round undone."""
    from django.db import connection, transaction

    from anvisning.anvisningar import raknare
    from anvisning.anvisningar.bokning import FLYTTA
    from anvisning.models import Anvisningsbokning, Anvisningsunderlag

    underlag, bokning = Anvisningsunderlag.objects.get(), Anvisningsbokning.objects.get()
    kvoter = []
    for runda in range(rundor + 1):
        fraga("VACUUM anvisning_anvisningsunderlagsrad, anvisning_anvisningsraknare")  # what the round before undid
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # each side pays for its own foreign keys
            cursor.execute(STALL, [underlag.pk])
            delar = [lambda: cursor.execute(FLYTTA, [bokning.pk, underlag.pk]), lambda: raknare.uppdatera(underlag)]
            tider = {del_: klocka(delar[del_]) for del_ in ((0, 1) if runda % 2 else (1, 0))}
            if runda == 0 and raknare.avvikelser():
                raise AssertionError("A posting leaves other counters than the rows' sums.")
            transaction.set_rollback(True)
        kvoter.append(tider[1] / tider[0])
    return kvoter[1:]


def kor(quick: bool) -> list[Matning]:
    """Measure at each size in alternating rounds; the slope at last."""
    rundor = RUNDOR_SNABB if quick else RUNDOR
    storlekar = (LITEN, MELLAN) if quick else (LITEN, MELLAN, STOR)
    svar, raknartid = [], {}
    with egen_databas():
        bokning, fyllt = forbered(), 0
        for storlek in storlekar:
            fyll(bokning, fyllt, storlek)
            fyllt = storlek
            if fraga(RADER) != fraga(RAKNARE):
                raise AssertionError("The counters and the rows give different numbers.")
            par = [(klocka(lambda: fraga(RADER)), klocka(lambda: fraga(RAKNARE), UPPREPA)) for _ in range(rundor)]
            raknartid[storlek] = sorted(tid for _, tid in par)[rundor // 2]
            if storlek in MAL:
                mal = MAL[storlek] * (SLAPP if quick else 1)
                note = f"{len(fraga(RADER))} equal cells; counters {raknartid[storlek] * 1000:.1f} ms"
                kvoter = [gruppering / raknare for gruppering, raknare in par]
                svar.append(judge(f"counters / GROUP BY, {storlek:,} rows", kvoter, goal=mal, at_least=True, note=note))
        underhall = mat_underhall(rundor)
    slapp = 1 / SLAPP if quick else 1
    lutning = raknartid[storlekar[-1]] / raknartid[LITEN]
    namn = f"counters, {storlekar[-1]:,} / {LITEN:,} rows"
    svar.append(judge(namn, [lutning], goal=MAL_PLATT * slapp, at_least=False, note="flat: time by time"))
    note = f"1 000 rows into {storlekar[-1]:,}; equal to the rows' sums"
    svar.append(
        judge("counters' upkeep / bare insert", underhall, goal=MAL_UNDERHALL * slapp, at_least=False, note=note)
    )
    return svar


def forbered() -> int:
    """Post an invented row by two persons: what the rows belong to. Gives the posting's id."""
    from datetime import date

    from anvisning import anvisningar
    from tests import fabrik

    riket = fabrik.bygg_riket(nu=None)
    rad = anvisningar.Andring("0180", date(2016, 1, 1), "utjamnande", 1)
    underlag = anvisningar.forbered_rattelse(
        [rad], kalla="Påhittat", skal="Mätning.", av=riket.importor, nu=fabrik.START
    )
    return anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=fabrik.START).pk

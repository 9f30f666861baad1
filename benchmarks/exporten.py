"""The export of a million posted rows: the page's answer, read to its end, beside the same COPY read directly.

Ours is the whole way: the test client, the log-in, the view, the thread and the pipe. The peer is the export's own
statement through psycopg2 into a file that keeps nothing. That both give the same bytes is seen before any time
counts; how much the process grows while the answer is read is measured in each round.
"""

import hashlib
import io
import logging
import os
import time
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks.databas import egen_databas
from benchmarks.maluppfyllelse import forbered, fyll
from benchmarks.matning import Matning, judge

ANTAL, ANTAL_SNABB = 1_000_000, 200_000
RUNDOR, RUNDOR_SNABB = 9, 3
MAL_COPY, MAL_MINNE = 0.8, 30.0
SLAPP = 0.7
"""What a quick run demands of the full goal."""


class _Summa(io.RawIOBase):
    """A file that keeps only the sum of its bytes."""

    def __init__(self) -> None:
        self.summa, self.antal = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.summa.update(data)
        self.antal += len(data)
        return len(data)


def minne() -> float:
    """Give the process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def kor(quick: bool) -> list[Matning]:
    """Measure in alternating rounds."""
    rundor, antal, slapp = (RUNDOR_SNABB, ANTAL_SNABB, SLAPP) if quick else (RUNDOR, ANTAL, 1.0)
    with egen_databas():
        fyll(forbered(), 0, antal)
        kvoter, vaxt, byte = mat(rundor)
    note = f"{antal:,} rows, {byte / 1e6:.0f} MB; equal bytes"
    return [
        judge("CSV export / COPY TO", kvoter, goal=MAL_COPY * slapp, at_least=True, note=note),
        judge(
            "CSV export, growth in MB",
            [max(vaxt)],
            goal=MAL_MINNE,
            at_least=False,
            note="resident memory while it is read, at most",
        ),
    ]


def mat(rundor: int) -> tuple[list[float], list[float], int]:
    """Give the ratios of time, the growths of memory, and the size of the file."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from anvisning import anvisningar
    from anvisning.anvisningar.radexport import BOM
    from anvisning.models import Konto, Roll
    from tests.inloggning import logga_in

    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.INFO)
    klient = logga_in(Client(), Konto.objects.filter(roll=Roll.ADMINISTRATOR).first())

    def deras(ut: BinaryIO) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(anvisningar.radsats(), ut)

    def vart(ut: BinaryIO) -> float:
        hogst = fore = minne()
        svar = klient.get("/riket/anvisningar/rader.csv")
        for bit in svar:
            ut.write(bit)
            hogst = max(hogst, minne())
        svar.close()
        return hogst - fore

    summor = [_Summa(), _Summa()]
    summor[0].write(BOM)
    with io.BufferedWriter(summor[1], 1 << 20) as ut:
        vaxt = [vart(ut)]
    with io.BufferedWriter(summor[0], 1 << 20) as ut:
        deras(ut)
    if summor[0].summa.digest() != summor[1].summa.digest():
        raise AssertionError("The page does not give the same bytes as the statement.")
    kvoter = []
    for runda in range(rundor):
        tider = {}
        for namn in ("deras", "vart") if runda % 2 else ("vart", "deras"):
            with open(os.devnull, "wb") as ut:
                borjan = time.perf_counter()
                if namn == "deras":
                    deras(ut)
                else:
                    vaxt.append(vart(ut))
                tider[namn] = time.perf_counter() - borjan
        kvoter.append(tider["deras"] / tider["vart"])
        print(f"    COPY {tider['deras']:.2f} s, export {tider['vart']:.2f} s, {vaxt[-1]:+.1f} MB", flush=True)
    return kvoter, vaxt, summor[1].antal

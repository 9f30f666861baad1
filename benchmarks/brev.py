"""Letters: our warm pool of two workers against bare WeasyPrint, one by one, on the same HTML.

Ours is what the Celery worker does: `varm_upp()` in the parent, two forked processes, `rendera()` from the input
(template, layout, PDF/A-3a with PDF/UA-1, SHA-256), the bytes sent back. The peer is a process of its own that gets
the finished HTML with the style sheet in it and calls `HTML(string=...).write_pdf(pdf_variant="pdf/a-3a")`; it does
less (no template, no PDF/UA, no hash). Imports and one trial letter each lie outside the time. The letters all differ.
Rounds alternate; the ratio is letters per second, ours over bare.
"""

import csv
import hashlib
import logging
import multiprocessing
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.matning import Matning, judge

ANTAL, RUNDOR, MAL = 290, 7, 1.9
ANTAL_SNABB, RUNDOR_SNABB, MAL_SNABB = 40, 3, 1.4
MINNE_MB = 250
ARBETARE = 2
STICKPROV = 3
UPPLOSNING = "60"
FRO = 20270101
VARIANT = "pdf/a-3a"
STORNING = 0.1


@dataclass(frozen=True)
class Rundor:
    """The ratios that count, how many of those rounds were disturbed, the workers' largest resident memory in kB."""

    ratios: list[float]
    disturbed: int
    memory_kb: int


def build_letters(antal: int) -> list[Any]:
    """Build `antal` different letters, alternating Besked and Bekräftelse, from real municipality names."""
    from omfordelning import brev
    from omfordelning.process import Villkor

    slump = random.Random(FRO)
    with (Path(__file__).parents[1] / "anvisning/data/kommuner.csv").open(encoding="utf-8") as file:
        kommuner = [(row["kod"], row["namn"] + " kommun") for row in csv.DictReader(file)]
    letters: list[Any] = []
    for nummer in range(antal):
        (kod, givare), (kod2, mottagare) = slump.sample(kommuner, 2)
        fore, fore2 = (Decimal(slump.randint(100, 900)).scaleb(-2) for _ in range(2))
        andel = Decimal(slump.randint(20, 100)).scaleb(-2)
        referens = f"OMF-2027-{kod[:2]}-{nummer:03}"
        gemensamt: dict[str, Any] = {
            "referens": referens,
            "beteckning": f"Brev {referens}, version 1",
            "ar": 2027,
            "datum": date(2026, 11, 10),
            "avsandare": brev.Avsandare(namn="Länsstyrelsen i Exempel län", telefon="010-000 00 00"),
            "mottagare": brev.Mottagare(namn=givare, organ="Kommunstyrelsen", epost=f"kommun{kod}@example.org"),
            "givare": brev.Andelsrad(kod=kod, namn=givare, fore=fore, andring=-andel, efter=fore - andel),
            "mottagande": brev.Andelsrad(kod=kod2, namn=mottagare, fore=fore2, andring=andel, efter=fore2 + andel),
            "promille": andel,
            "hela_andelen": fore == andel,
            "villkor": slump.choice(list(Villkor)),
            "beslut": brev.Lansbeslut(
                datum=date(2026, 11, 10),
                dnr=f"851-2026-{nummer:04}",
                beslutande="Beslutsfattare, länsråd",
                foredragande="Handläggare, länsstyrelsen",
                rattslig_grund="förordningen (2017:193)",
            ),
            "kommunbeslut": tuple(
                brev.Kommunbeslut(
                    kommun=namn,
                    organ="Kommunstyrelsen",
                    datum=date(2026, 10, 1 + (nummer + sida) % 28),
                    paragraf=str(100 + nummer),
                    dnr=f"KS 2026/{nummer:04}",
                    justering="Protokollet är justerat.",
                )
                for sida, namn in enumerate((givare, mottagare))
            ),
            "andelar_kalla": "Exempeldata, version 1",
            "kontakt": brev.Kontakt(namn="Integrationsfunktionen", epost="integration@example.org"),
            "referenser": tuple(
                brev.Referens(myndighet=namn, beteckning=f"KS 2026/{nummer:04}") for namn in (givare, mottagare)
            ),
            "sandlista": (givare, mottagare, "Migrationsverket"),
            "ersattning": brev.Ersattning(
                fast_del_kr=Decimal(500_000),
                rorlig_del_kr=Decimal(9_450),
                grund="förordningen (2017:193)",
                exempel=brev.Ersattningsexempel(antal_barn=1000, promille=andel, belopp_kr=andel * 9450),
            ),
            "exempeldata": True,
        }
        if nummer % 2:
            letters.append(brev.Beskedsbrev(**gemensamt, preliminara=True, medtagen=True))
        else:
            beslut = brev.Migrationsverksbeslut(datum=date(2026, 12, 21), referens=f"MV-{nummer:04}")
            utfall = {"faststalld": True, "galler_fran": date(2027, 1, 1), "mv_beslut": beslut}
            letters.append(brev.Bekraftelsebrev(**gemensamt, preliminara=False, **utfall))
    return letters


def serve_bare(pages: list[str], channel: Connection) -> None:
    """The peer: render every page in turn when asked, and answer with the seconds it took and a sample of PDFs."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # as in a process that logs nothing, and as ours
    import weasyprint

    def render(page: str) -> bytes:
        pdf: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant=VARIANT)
        return pdf

    render(pages[0])
    channel.send("warm")
    while channel.recv():
        begun = time.perf_counter()
        pdfs = [render(page) for page in pages]
        channel.send((time.perf_counter() - begun, pdfs[:STICKPROV]))


def render_one(index: int) -> tuple[int, bytes]:
    """In a worker: make one letter and give it with the worker's resident memory in kB (shared pages counted)."""
    from omfordelning import brev

    renderat = brev.rendera(_letters[index])
    return get_resident_kb(), renderat.pdf


def get_resident_kb() -> int:
    """The largest resident memory of this process so far, in kB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("The memory of a process can be read on Linux only.")


_letters: list[Any] = []
"""Set before the fork; the workers inherit it as they inherit the loaded library."""


def compare(ours: bytes, bare: bytes) -> None:
    """Check that two PDFs say and look the same: text, number of pages, and every pixel. Errors: `AssertionError`."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("ours.pdf", "bare.pdf")]
        for path, pdf in zip(paths, (ours, bare), strict=True):
            path.write_bytes(pdf)
        text, pixels = (
            [read(path) for path in paths]
            for read in (
                lambda path: run_tool("pdftotext", "-layout", str(path), "-"),
                lambda path: run_tool("pdftoppm", "-r", UPPLOSNING, str(path)),
            )
        )
    if text[0] != text[1] or pixels[0] != pixels[1] or not text[0].strip():
        raise AssertionError("Our letter and the bare letter differ.")


def run_tool(*command: str) -> bytes:
    """Run one of poppler's tools and give what it writes."""
    return subprocess.run(command, check=True, capture_output=True).stdout


def get_busy_seconds(pids: list[int]) -> tuple[float, float]:
    """Give the CPU seconds spent so far by the whole machine, and by the processes named."""
    tick = os.sysconf("SC_CLK_TCK")
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    own = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own += int(fields[11]) + int(fields[12])
    return (user + nice + system + irq + softirq) / tick, own / tick


def measure(ask_bare: Callable[[], tuple[float, list[bytes]]], pool: Any, rounds: int, pids: list[int]) -> Rundor:
    """Run rounds until `rounds` of them were undisturbed, at most twice as many; the least disturbed ones count.

    A round is disturbed when other processes on the machine used more than STORNING of one core during it: the pool
    needs both cores, the peer only one. How a round is chosen never looks at its ratio.
    """
    done: list[tuple[float, float]] = []
    memory = 0
    expected: list[str] | None = None
    while sum(others <= STORNING for others, _ in done) < rounds and len(done) < 2 * rounds:
        machine, own = get_busy_seconds(pids)
        started = time.perf_counter()
        seconds_bare, sample = ask_bare()
        begun = time.perf_counter()
        made = pool.map(render_one, range(len(_letters)), chunksize=5)
        seconds = time.perf_counter() - begun
        machine_after, own_after = get_busy_seconds(pids)
        others = (machine_after - machine - own_after + own) / (time.perf_counter() - started)
        digests = [hashlib.sha256(pdf).hexdigest() for _, pdf in made]
        if expected is None:
            for (_, ours), bare in zip(made, sample, strict=False):
                compare(ours, bare)
            expected = digests
        if digests != expected:
            raise AssertionError("The same letters gave other bytes in a later round.")
        done.append((others, seconds_bare / seconds))
        memory = max(memory, *(kb for kb, _ in made))
        tal = f"bare {seconds_bare:.2f} s, pool {seconds:.2f} s, ratio {done[-1][1]:.2f}"
        print(f"    {tal}, others {others:.0%} of a core", flush=True)
    chosen = sorted(done)[:rounds]
    return Rundor([ratio for _, ratio in chosen], sum(others > STORNING for others, _ in chosen), memory)


def kor(quick: bool) -> list[Matning]:
    """Measure 290 letters in 7 rounds (quick: 40 in 3): speed as a ratio, and memory per worker in MB."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anvisning.config.settings")
    import django

    django.setup()
    from omfordelning import brev
    from omfordelning.brev.sidor import build_html

    antal, rounds, goal = (ANTAL_SNABB, RUNDOR_SNABB, MAL_SNABB) if quick else (ANTAL, RUNDOR, MAL)
    _letters[:] = build_letters(antal)
    css = (Path(__file__).parents[1] / "templates/brev/brev.css").read_text(encoding="utf-8")
    pages = [build_html(letter).replace("</head>", f"<style>{css}</style></head>") for letter in _letters]
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    peer = fork.Process(target=serve_bare, args=(pages, there), daemon=True)
    peer.start()  # before anything is loaded here, so that the peer stands on its own
    here.recv()

    def ask_bare() -> tuple[float, list[bytes]]:
        here.send(True)
        answer: tuple[float, list[bytes]] = here.recv()
        return answer

    brev.varm_upp()
    with fork.Pool(ARBETARE) as pool:
        pool.map(render_one, range(ARBETARE), chunksize=1)
        workers = [child.pid for child in multiprocessing.active_children() if child.pid]
        rundor = measure(ask_bare, pool, rounds, [os.getpid(), *workers])
        ours = [pdf for _, pdf in pool.map(render_one, range(STICKPROV))]
    here.send(False)
    peer.join()
    if ours != [brev.rendera(letter).pdf for letter in _letters[:STICKPROV]]:
        raise AssertionError("The pool and a single process give different bytes.")
    note = f"{antal} letters, both {VARIANT}; text, pages and pixels equal in {STICKPROV}, bytes equal in all rounds"
    if rundor.disturbed:
        note += f"; other processes disturbed {rundor.disturbed} of the rounds that count"
    speed = judge("letters, pool of 2 / bare", rundor.ratios, goal=goal, at_least=True, note=note)
    if rundor.disturbed and not speed.passed:
        speed = replace(speed, passed=None)  # a busy machine says nothing about the letters, neither yes nor no
    return [
        speed,
        judge(
            "letters, MB per worker",
            [rundor.memory_kb / 1024],
            goal=MINNE_MB,
            at_least=False,
            note="resident, shared too",
        ),
    ]

"""A file of a million rows of assignments: into the preview, and posted, beside raw COPY and `save()`; and XLSX.

Ours reads a straight CSV file, validates every field and streams the rows to the preview table (`Rakfil` and
`skriv_rakfil`, as the command does); the peer sends ready-made lines for the same table by COPY, without a look at
them. What lies in the table afterwards is compared before any time counts. Posting (`bokfor`: rows, counters, foreign
keys) is measured beside the same COPY. `save()` is Django's, row by row in one transaction, and is compared by rows
per second. XLSX is read and understood by the import doctor, beside openpyxl's bare reading of the cells (skipped
where openpyxl is not installed).
"""

import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from typing import Any

from benchmarks.databas import egen_databas
from benchmarks.maluppfyllelse import fraga, klocka
from benchmarks.matning import Matning, judge, skip

ANTAL, ANTAL_SPARA, ANTAL_XLSX = 1_000_000, 3_000, 40_000
RUNDOR, RUNDOR_SNABB = 7, 3
MAL_COPY, MAL_SPARA, MAL_BOKFOR, MAL_XLSX = 0.8, 50.0, 0.3, 8.0
SLAPP = 0.7
"""What a quick run demands of the full goals."""

TABELL = "anvisning_anvisningsunderlagsrad"
COPY = f"COPY {TABELL} (underlag_id, radnummer, kommun_id, fran, dag, typ, antal) FROM STDIN"
INNEHALL = f"""
SELECT count(*), sum(antal), sum(hashtextextended(concat_ws(' ', radnummer, kommun_id, fran, dag, typ, antal), 0))
FROM {TABELL}
"""  # noqa: S608 - a constant
"""What lies in the preview table, whatever the order."""


def bygg_rader(koder: list[str], antal: int) -> list[tuple[str, str, str, int]]:
    """Give invented rows, no two of the same municipality, day and type."""
    forsta = date(2016, 1, 1)
    dagar = [(forsta + timedelta(days=dag)).isoformat() for dag in range(3600)]
    typer = ("utjamnande", "anknytning")
    return [
        (koder[n % len(koder)], dagar[n // len(koder) % 3600], typer[n // len(koder) // 3600], 1 + n % 3)
        for n in range(antal)
    ]


class Fil:
    """The same rows as a file for us, and as lines for COPY."""

    def __init__(self, rader: list[tuple[str, str, str, int]]) -> None:
        self.csv = ("Kommunkod;Datum;Typ;Antal\n" + "".join(f"{k};{d};{t};{a}\n" for k, d, t, a in rader)).encode()
        self._rader = rader

    def for_copy(self, underlag: int) -> bytes:
        """Give the lines that COPY takes for one underlag."""
        return "".join(
            f"{underlag}\t{nr}\t{k}\t{d}\t{d}\t{t}\t{a}\n" for nr, (k, d, t, a) in enumerate(self._rader, 2)
        ).encode()


def i_transaktion(gor: Callable[[], Any]) -> float:
    """Give the seconds that a transaction takes, with its foreign keys and its end."""
    from django.db import transaction

    borjan = time.perf_counter()
    with transaction.atomic():
        gor()
    return time.perf_counter() - borjan


def kor(quick: bool) -> list[Matning]:
    """Measure in alternating rounds."""
    rundor, slapp = (RUNDOR_SNABB, SLAPP) if quick else (RUNDOR, 1.0)
    with egen_databas():
        par, bokforda, sparade = mat_csv(rundor)
    note = f"{ANTAL:,} rows; what lies in the table is equal"
    om_save = f"rows per second; {ANTAL_SPARA:,} rows by save()"
    mot_save = judge("CSV into the preview / save()", sparade, goal=MAL_SPARA, at_least=True, note=om_save)
    svar = [
        judge("CSV into the preview / raw COPY", par, goal=MAL_COPY * slapp, at_least=True, note=note),
        mot_save if not quick else replace(mot_save, passed=None),  # too uneven for so few rounds
        judge(
            "posting with counters / raw COPY",
            bokforda,
            goal=MAL_BOKFOR * slapp,
            at_least=True,
            note=f"{ANTAL:,} rows; counters equal the rows' sums",
        ),
    ]
    return [*svar, mat_xlsx(rundor, slapp)]


def mat_csv(rundor: int) -> tuple[list[float], list[float], list[float]]:
    """Give the ratios to raw COPY of the preview and of posting, and of rows per second to save()."""
    from django.db import connection

    from anvisning import anvisningar
    from anvisning.anvisningar.mellanrader import skriv_rakfil
    from anvisning.models import Anvisningsunderlagsrad, Kommun
    from anvisning.tabell import Filform, Rakfil
    from tests import fabrik

    riket = fabrik.bygg_riket(nu=None)
    koder = list(Kommun.objects.values_list("pk", flat=True))
    rader = bygg_rader(koder, ANTAL)
    fil, form = Fil(rader), Filform("perioder", date(2026, 6, 30))
    rad = anvisningar.Andring("0180", date(2016, 1, 1), "utjamnande", 1)
    par, bokforda, sparade = [], [], []
    for runda in range(rundor):
        underlag = anvisningar.forbered_rattelse(
            [rad], kalla="Påhittat", skal="Mätning.", av=riket.importor, nu=fabrik.START
        )
        lines = fil.for_copy(underlag.pk)

        def copy(lines: bytes = lines) -> None:
            with connection.cursor() as cursor:
                cursor.copy_expert(COPY, io.BytesIO(lines))

        def vart(underlag: Any = underlag) -> None:
            skriv_rakfil(underlag, Rakfil(fil.csv, koder, form))

        tider, funnet = {}, {}
        for namn in ("copy", "vart") if runda % 2 else ("vart", "copy"):
            fraga(f"TRUNCATE {TABELL}")
            tider[namn] = i_transaktion(copy if namn == "copy" else vart)
            funnet[namn] = fraga(INNEHALL)
        if funnet["copy"] != funnet["vart"] or funnet["vart"][0][0] != ANTAL:
            raise AssertionError("The two ways do not put the same rows into the table.")
        par.append(tider["copy"] / tider["vart"])
        borjan = time.perf_counter()
        anvisningar.bokfor(underlag.pk, kand_version=1, av=riket.publicist, nu=fabrik.START)
        bokforda.append(tider["copy"] / (time.perf_counter() - borjan))
        if anvisningar.avvikelser():
            raise AssertionError("The counters are not the rows' sums.")
        fraga("TRUNCATE anvisning_anvisningsrad, anvisning_anvisningsraknare")
        nya = [
            Anvisningsunderlagsrad(underlag=underlag, radnummer=nr, kommun_id=k, fran=d, dag=d, typ=t, antal=a)
            for nr, (k, d, t, a) in enumerate(rader[:ANTAL_SPARA])
        ]
        per_rad = i_transaktion(lambda nya=nya: [ny.save() for ny in nya]) / ANTAL_SPARA
        sparade.append(per_rad / (tider["vart"] / ANTAL))
        tal = ", ".join(f"{namn} {sek:.2f} s" for namn, sek in sorted(tider.items()))
        print(f"    {tal}, posted at {bokforda[-1]:.2f} of COPY", flush=True)
    return par, bokforda, sparade


def mat_xlsx(rundor: int, slapp: float) -> Matning:
    """Understand an XLSX file, beside openpyxl's bare reading of its cells."""
    namn = "XLSX understood / openpyxl read"
    if find_spec("openpyxl") is None:
        return skip(namn, "openpyxl is not installed")
    import openpyxl

    from anvisning.tabell import Filform, las, tolka_anvisningar
    from tests.anvisning.tabellfiler import build_xlsx, get_kommuner, get_lan

    rader = bygg_rader([kommun.kod for kommun in get_kommuner()], ANTAL_XLSX)
    innehall = build_xlsx({"Data": [["Kommunkod", "Datum", "Typ", "Antal"], *rader]})
    form = Filform("perioder", date(2026, 6, 30))

    def vart() -> list[Any]:
        tolkning = tolka_anvisningar(las(innehall, "a.xlsx"), get_kommuner(), get_lan(), form)
        return [(rad.kommunkod, str(rad.dag), rad.typ, rad.antal) for rad in tolkning.rader]

    def deras() -> list[Any]:
        bok = openpyxl.load_workbook(io.BytesIO(innehall), read_only=True)
        return list(bok["Data"].iter_rows(min_row=2, values_only=True))

    if vart() != deras():
        raise AssertionError("The two ways do not read the same rows.")
    kvoter = [klocka(deras) / klocka(vart) for _ in range(rundor)]
    note = f"{ANTAL_XLSX:,} rows; ours finds municipality, day, type and number"
    return judge(namn, kvoter, goal=MAL_XLSX * slapp, at_least=True, note=note)

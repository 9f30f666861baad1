"""A file of a million rows of assignments: into the preview, and posted, beside raw COPY and `save()`; and XLSX.

Ours reads a straight CSV file, validates every field and streams the rows to the preview table (`Rakfil` and
`skriv_rakfil`, as the command does); the peer sends ready-made lines for the same table by COPY, without a look at
them. What lies in the table afterwards is compared before any time counts. Posting (`bokfor`: rows, counters, foreign
keys) is measured beside the same COPY. `save()` is Django's, row by row in one transaction, and is compared by rows
per second. A straight XLSX file is read and every field validated, beside openpyxl's bare reading of the cells
(skipped where openpyxl is not installed); the import doctor's reading of the same file, which any other file gets,
is told beside it.
"""

import gc
import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.util import find_spec
from typing import Any

from benchmarks.databas import egen_databas
from benchmarks.maluppfyllelse import fraga
from benchmarks.matning import Matning, judge, skip

ANTAL, ANTAL_SNABB, ANTAL_SPARA, ANTAL_XLSX = 1_000_000, 200_000, 3_000, 40_000
RUNDOR, RUNDOR_SNABB = 7, 3
MAL_COPY, MAL_SPARA, MAL_BOKFOR, MAL_XLSX = 0.8, 50.0, 0.3, 8.0
MAL_DOKTOR = 0.5
"""The import doctor names every wrong cell: no goal of the specification, but it shall not become slower."""
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
    rundor, antal, slapp = (RUNDOR_SNABB, ANTAL_SNABB, SLAPP) if quick else (RUNDOR, ANTAL, 1.0)
    with egen_databas():
        par, bokforda, sparade = mat_csv(rundor, antal)
    note = f"{antal:,} rows; what lies in the table is equal"
    om_save = f"rows per second; {ANTAL_SPARA:,} rows by save()"
    svar = [
        judge("CSV into the preview / raw COPY", par, goal=MAL_COPY * slapp, at_least=True, note=note),
        judge("CSV into the preview / save()", sparade, goal=MAL_SPARA * slapp, at_least=True, note=om_save),
        judge(
            "posting with counters / raw COPY",
            bokforda,
            goal=MAL_BOKFOR * slapp,
            at_least=True,
            note=f"{antal:,} rows; counters equal the rows' sums",
        ),
    ]
    return [*svar, *mat_xlsx(rundor, slapp)]


def mat_csv(rundor: int, antal: int) -> tuple[list[float], list[float], list[float]]:
    """Give the ratios to raw COPY of the preview and of posting, and of rows per second to save()."""
    from django.db import connection

    from anvisning import anvisningar
    from anvisning.anvisningar.rakrader import skriv_rakfil
    from anvisning.models import Anvisningsunderlagsrad, Kommun
    from anvisning.tabell import Filform
    from anvisning.tabell.rakrader import Rakfil
    from tests import fabrik

    riket = fabrik.bygg_riket(nu=None)
    koder = list(Kommun.objects.values_list("pk", flat=True))
    rader = bygg_rader(koder, antal)
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
        if funnet["copy"] != funnet["vart"] or funnet["vart"][0][0] != antal:
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
        sparade.append(per_rad / (tider["vart"] / antal))
        tal = ", ".join(f"{namn} {sek:.2f} s" for namn, sek in sorted(tider.items()))
        print(f"    {tal}, posted at {bokforda[-1]:.2f} of COPY", flush=True)
    return par, bokforda, sparade


def mat_xlsx(rundor: int, slapp: float) -> list[Matning]:
    """Read and validate an XLSX file in both our ways, beside openpyxl's bare reading of its cells."""
    namn, doktorns = "XLSX validated / openpyxl read", "XLSX by the import doctor / openpyxl read"
    if find_spec("openpyxl") is None:
        return [skip(namn, "openpyxl is not installed")]
    import openpyxl

    from anvisning.tabell import Filform, las, tolka_anvisningar
    from anvisning.tabell.rakbunt import TYPER, Bunt
    from anvisning.tabell.rakrader import Rakfil
    from tests.anvisning.tabellfiler import build_xlsx, get_kommuner, get_lan

    koder = [kommun.kod for kommun in get_kommuner()]
    form = Filform("perioder", date(2026, 6, 30))

    def ny_fil(runda: int) -> bytes:
        rader = bygg_rader(koder[runda:] + koder[:runda], ANTAL_XLSX)
        return build_xlsx({"Data": [["Kommunkod", "Datum", "Typ", "Antal"], *rader]})

    def vart(innehall: bytes) -> list[Bunt]:
        rakfil = Rakfil(innehall, koder, form)
        buntar = list(rakfil.buntar())
        rakfil.tolkning()
        return buntar

    def doktorn(innehall: bytes) -> list[Any]:
        return list(tolka_anvisningar(las(innehall, "a.xlsx"), get_kommuner(), get_lan(), form).rader)

    def deras(innehall: bytes) -> list[Any]:
        bok = openpyxl.load_workbook(io.BytesIO(innehall), read_only=True)
        return list(bok["Data"].iter_rows(min_row=2, values_only=True))

    kvoter, doktorskvoter = [], []
    for runda in range(rundor):
        innehall, svar, tider = ny_fil(runda), {}, {}
        satt = [("vart", vart), ("deras", deras), ("doktorn", doktorn)]
        for vem, gor in satt if runda % 2 else reversed(satt):
            gc.collect()  # what the building of the file left behind is nobody's time
            borjan = time.perf_counter()
            svar[vem] = gor(innehall)
            tider[vem] = time.perf_counter() - borjan
        vara = [
            (f"{kommun:04}", str(date.fromordinal(dag)), TYPER[typ], antal)
            for bunt in svar["vart"]
            for _, kommun, dag, typ, antal in zip(*(kolumn.tolist() for kolumn in bunt), strict=True)
        ]
        if not vara == svar["deras"] == [(rad[1], str(rad[3]), *rad[4:]) for rad in svar["doktorn"]]:
            raise AssertionError("The ways do not read the same rows.")
        kvoter.append(tider["deras"] / tider["vart"])
        doktorskvoter.append(tider["deras"] / tider["doktorn"])
        print("    XLSX: " + ", ".join(f"{vem} {sek:.3f} s" for vem, sek in sorted(tider.items())), flush=True)
    note = f"{ANTAL_XLSX:,} rows; ours checks municipality, day, type and number"
    return [
        judge(namn, kvoter, goal=MAL_XLSX * slapp, at_least=True, note=note),
        judge(doktorns, doktorskvoter, goal=MAL_DOKTOR * slapp, at_least=True, note="any file, every cell explained"),
    ]

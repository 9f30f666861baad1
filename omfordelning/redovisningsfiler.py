"""The files of a county's report (PDF, XLSX, CSV, JSON and a manifest of SHA-256), and the country's XLSX."""

import json
from datetime import datetime

from anvisning.filer import spara_fil
from anvisning.models import Ar, Dokument
from anvisning.tabell.export import Tabell, till_xlsx_bok
from omfordelning import brevunderlag, dokument
from omfordelning.arsbesked import Svar, Svarslage, nollrapportens_svar
from omfordelning.brevunderlag.redovisning import beteckning, redovisningens_rader
from omfordelning.models import Redovisning, Redovisningsfil
from omfordelning.redovisningstabeller import kommuntabell, partabell, rikstabeller

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMAT = {"pdf": "application/pdf", "xlsx": XLSX, "csv": "text/csv", "json": "application/json"}
"""The report's formats and their media types, beside the manifest."""
MANIFEST = "manifest"


def framstall(redovisning_id: int, *, nu: datetime) -> None:
    """Make a report's files (outbox work). What is made is kept as it is; a second run makes only what is missing."""
    redovisning = Redovisning.objects.select_related("ar", "lan__organisation", "beslutad_av").get(pk=redovisning_id)
    finns = set(redovisning.filer.values_list("format", flat=True))
    if MANIFEST in finns:
        return
    rader = redovisningens_rader(redovisning)
    svar = nollrapportens_svar(redovisning)
    tabeller = [tabell(redovisning, rader, svar.text if svar else "") for tabell in (partabell, kommuntabell)]
    for format_, mediatyp in FORMAT.items():
        if format_ in finns:
            continue
        namn = filnamn(redovisning, format_)
        if format_ == "pdf":
            fil = _pdf(redovisning, namn, nu)
        else:
            fil = spara_fil(namn, mediatyp, _innehall(redovisning, format_, tabeller, svar), nu=nu)
        Redovisningsfil.objects.create(redovisning=redovisning, format=format_, dokument=fil)
    fil = spara_fil(filnamn(redovisning, MANIFEST), "application/json", _manifest(redovisning), nu=nu)
    Redovisningsfil.objects.create(redovisning=redovisning, format=MANIFEST, dokument=fil)


def filnamn(redovisning: Redovisning, format_: str) -> str:
    """Name a report's file: "redovisning-2027-08-v2.pdf"."""
    stam = f"redovisning-{redovisning.ar_id}-{redovisning.lan_id}-v{redovisning.version}"
    return f"{stam}-manifest.json" if format_ == MANIFEST else f"{stam}.{format_}"


def _pdf(redovisning: Redovisning, namn: str, nu: datetime) -> Dokument:
    underlag = brevunderlag.redovisningsdokument(redovisning)
    rad = Dokument.objects.create(
        filnamn=namn, mediatyp=FORMAT["pdf"], underlag=json.loads(underlag.to_json()), skapad=nu
    )
    dokument.framstall(rad.pk, nu=nu)
    return rad


def _innehall(redovisning: Redovisning, format_: str, tabeller: list[Tabell], svar: Svarslage | None) -> bytes:
    par, kommuner = tabeller
    if format_ == "xlsx":
        return till_xlsx_bok(tabeller)
    if format_ == "csv":
        return par.till_csv(svensk=False)
    return _json(
        {
            "redovisning": _om(redovisning),
            "svar": _om_svaren(svar) if svar else None,
            "par": _som_data(par),
            "kommuner": _som_data(kommuner),
        }
    )


def _om_svaren(svar: Svarslage) -> dict[str, object]:
    return {
        "text": svar.text,
        "kommuner": len(svar.svar),
        "inte_aktuellt": svar.antal(Svar.INTE_AKTUELLT),
        "inget_svar": svar.antal(Svar.INGET),
        "forslag": svar.antal(Svar.FORSLAG),
    }


def _som_data(tabell: Tabell) -> object:
    return json.loads(tabell.till_json())


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _om(redovisning: Redovisning) -> dict[str, object]:
    return {
        "beteckning": beteckning(redovisning),
        "ar": redovisning.ar_id,
        "lanskod": redovisning.lan_id,
        "lan": redovisning.lan.namn,
        "version": redovisning.version,
        "nollrapport": redovisning.nollrapport,
        "diarienummer": redovisning.diarienummer,
        "beslutsdag": redovisning.beslutsdag.isoformat(),
        "exempeldata": redovisning.ar.exempeldata,
    }


def _manifest(redovisning: Redovisning) -> bytes:
    filer = redovisning.filer.exclude(format=MANIFEST).select_related("dokument").order_by("format")
    return _json(
        {
            "redovisning": _om(redovisning),
            "filer": [
                {
                    "format": fil.format,
                    "namn": fil.dokument.filnamn,
                    "storlek": len(fil.dokument.innehall),
                    "sha256": fil.dokument.sha256,
                }
                for fil in filer
            ],
        }
    )


def riksfil(ar: int) -> bytes:
    """Give one XLSX for the country: the pairs of all sent reports, every municipality, and each county's report."""
    return till_xlsx_bok(rikstabeller(Ar.objects.get(pk=ar)))

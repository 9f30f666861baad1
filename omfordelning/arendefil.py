"""Public documents: one case, or a county's whole year, as one ZIP that the worker makes.

A file is ordered as a `Dokument` whose `underlag` says what it is to hold. Asked for again within a minute, the same
one is given.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta

from anvisning import tid, utkorg
from anvisning.hinder import Hinder
from anvisning.models import Ar, Dokument, Handelse, Lan
from anvisning.tabell.export import Kolumn, Tabell, till_xlsx_bok
from omfordelning import brev, brevunderlag
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.siffror import build_siffror
from omfordelning.handlingar import Handling, handlingar, registreringskopior
from omfordelning.lage import build_arende
from omfordelning.models import Forslag, Redovisning
from omfordelning.process import Status
from omfordelning.querysets import med_fakta, med_versioner
from omfordelning.sammanstallning import build_sammanstallning

ZIP = "application/zip"
SAMMA_INOM = timedelta(minutes=1)
SPARAS = timedelta(hours=1)
"""A ZIP only copies what the system holds: older ones of the same thing are thrown away when a new one is made."""

Fil = tuple[str, bytes]
"""A path in the ZIP and its bytes."""


def bestall_arendefil(forslag: Forslag, *, nu: datetime) -> Dokument:
    """Order the ZIP of one case. It is ready when the document's `klar` is set. A draft is no public document."""
    if not forslag.nummer:
        raise Hinder("Ett utkast är ingen allmän handling. Skicka förslaget först.")
    return _bestall(f"{forslag.referens}.zip", {"slag": "Arendefil", "forslag": forslag.arende}, nu)


def bestall_lansfil(ar: int, lanskod: str, *, nu: datetime) -> Dokument:
    """Order the ZIP of a county's year: all cases, the county's table and its reports."""
    return _bestall(f"omfordelning-{ar}-{lanskod}.zip", {"slag": "Lansfil", "ar": ar, "lan": lanskod}, nu)


def _bestall(filnamn: str, underlag: dict[str, object], nu: datetime) -> Dokument:
    finns = Dokument.objects.filter(mediatyp=ZIP, underlag=underlag, skapad__gt=nu - SAMMA_INOM, skapad__lte=nu)
    if (senaste := finns.defer("innehall").order_by("-skapad").first()) is not None:
        return senaste
    dokument = Dokument.objects.create(filnamn=filnamn, mediatyp=ZIP, underlag=underlag, skapad=nu)
    utkorg.lagg("arendefil", [dokument.pk], nu=nu)
    return dokument


def framstall(dokument_id: int, *, nu: datetime) -> None:
    """Make one ordered ZIP (outbox work), as the cases stand now."""
    dokument = Dokument.objects.get(pk=dokument_id)
    if dokument.klar is not None:
        return
    vad = dokument.underlag
    if vad["slag"] == "Arendefil":
        innehall = arende_zip(Forslag.objects.get(publikt_id=vad["forslag"]), nu)
    else:
        innehall = lan_zip(vad["ar"], vad["lan"], nu)
    dokument.innehall, dokument.sha256, dokument.klar = innehall, hashlib.sha256(innehall).hexdigest(), nu
    dokument.save(update_fields=["innehall", "sha256", "klar"])
    Dokument.objects.filter(mediatyp=ZIP, underlag=vad, klar__lt=nu - SPARAS).delete()


def arende_zip(forslag: Forslag, nu: datetime) -> bytes:
    """Give the ZIP of one case: print-out, figures, log, documents and register copies. For the worker only."""
    return _packa(
        [*_arendets_filer(forslag, nu), *_handlingar(registreringskopior(forslag), "registreringskopior")], nu
    )


def lan_zip(ar: int, lanskod: str, nu: datetime) -> bytes:
    """Give the ZIP of a county's year. For the worker only.

    The register copies are left out: they repeat what the cases' print-outs say, and are in each case's own file.
    """
    filer = list(_lanets_filer(Ar.objects.get(pk=ar), Lan.objects.get(pk=lanskod)))
    for forslag in Forslag.objects.filter(ar=ar, lan=lanskod, nummer__isnull=False).order_by("nummer"):
        filer += [(f"{forslag.referens}/{namn}", data) for namn, data in _arendets_filer(forslag, nu)]
    return _packa(filer, nu)


def _packa(filer: list[Fil], nu: datetime) -> bytes:
    """Pack files with a list of their SHA-256. The same files at the same time give the same bytes."""
    summor = "".join(f"{hashlib.sha256(data).hexdigest()}  {namn}\n" for namn, data in filer)
    lokal = tid.lokal(nu)
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as arkiv:
        for namn, data in [*filer, ("SHA256SUMS.txt", summor.encode())]:
            post = zipfile.ZipInfo(namn, (lokal.year, lokal.month, lokal.day, lokal.hour, lokal.minute, lokal.second))
            post.compress_type, post.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            arkiv.writestr(post, data)
    return ut.getvalue()


def _arendets_filer(forslag: Forslag, nu: datetime) -> Iterator[Fil]:
    yield f"{forslag.referens}.pdf", brev.rendera(brevunderlag.arendeutskrift(forslag, nu)).pdf
    yield f"{forslag.referens}-siffror.xlsx", till_xlsx_bok(_siffror(forslag))
    handelser = list(Handelse.objects.filter(arende=forslag.arende).order_by("nummer"))
    yield from _logg(handelser, forslag.referens, forslag.ar.exempeldata)
    yield from _handlingar(handlingar(forslag), "handlingar")


def _handlingar(rader: list[Handling], mapp: str) -> Iterator[Fil]:
    """The documents that are ready, under names that cannot clash nor leave the folder."""
    for nummer, handling in enumerate((h for h in rader if h.dokument.klar is not None), start=1):
        namn = handling.dokument.filnamn.replace("\\", "/").rpartition("/")[2] or "handling"
        yield f"{mapp}/{nummer:03d}-{namn}", bytes(handling.dokument.innehall)


def _siffror(forslag: Forslag) -> list[Tabell]:
    arende = build_arende(med_versioner(med_fakta(Forslag.objects.filter(pk=forslag.pk))).get())
    forslag, siffror = arende.forslag, build_siffror(arende)
    exempel = forslag.ar.exempeldata
    andelar = Tabell(
        rubrik="Andelar",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Roll"),
            Kolumn("Ordinarie andel", "promille"),
            Kolumn("Ändring", "promille"),
            Kolumn("Andel efter", "promille"),
        ),
        rader=[
            [kommun.kod, kommun.namn, roll, fore, andring, fore + andring]
            for kommun, roll, fore, andring in (
                (forslag.givare, "givande", siffror.givare_fore, -siffror.flyttas),
                (forslag.mottagare, "mottagande", siffror.mottagare_fore, siffror.flyttas),
            )
        ],
        not_=f"{forslag.referens}, {Status(forslag.status).text.lower()}. Källa: {delar.kalla(siffror.tabell)}.",
        preliminar=not arende.faststallt,
        exempeldata=exempel,
    )
    versioner = Tabell(
        rubrik="Versioner",
        kolumner=(
            Kolumn("Version", "heltal"),
            Kolumn("Promille", "promille"),
            Kolumn("Hela andelen eller del"),
            Kolumn("Villkor"),
            Kolumn("Skriven av"),
            Kolumn("Skickad", "datum"),
        ),
        rader=[
            [
                v.nummer,
                v.promille,
                "hela" if v.hela else "del",
                v.get_villkor_display(),
                v.get_sida_display(),
                tid.svensk_dag(v.skickad) if v.skickad else None,
            ]
            for v in forslag.versioner.all()
        ],
        exempeldata=exempel,
    )
    return [andelar, versioner]


def _logg(handelser: list[Handelse], stam: str, exempeldata: bool) -> Iterator[Fil]:
    """The events as CSV to read and as JSON with the chain's hashes to check."""
    tabell = Tabell(
        rubrik=f"Händelser {stam}",
        kolumner=(
            Kolumn("Nummer", "heltal"),
            Kolumn("Tid"),
            Kolumn("Händelse"),
            Kolumn("Utfört av"),
            Kolumn("Roll"),
            Kolumn("Slag"),
        ),
        rader=[
            [h.nummer, tid.lokal(h.nar).isoformat(timespec="seconds"), h.text, h.aktor, h.aktor_roll, h.slag]
            for h in handelser
        ],
        exempeldata=exempeldata,
    )
    yield f"{stam}-handelser.csv", tabell.till_csv()
    data = [
        {
            "ar": h.ar,
            "lan": h.lanskod,
            "nummer": h.nummer,
            "nar": h.nar.isoformat(),
            "slag": h.slag,
            "arende": h.arende,
            "aktor": h.aktor,
            "roll": h.aktor_roll,
            "konto": h.konto_id,
            "text": h.text,
            "uppgifter": h.uppgifter,
            "foregaende": h.foregaende,
            "hash": h.hash,
        }
        for h in handelser
    ]
    yield f"{stam}-handelser.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _lanets_filer(ar: Ar, lan: Lan) -> Iterator[Fil]:
    stam = f"{ar.ar}-{lan.kod}"
    yield f"sammanstallning-{stam}.xlsx", _sammanstallning(ar, lan).till_xlsx()
    kedjan = list(Handelse.objects.filter(ar=ar.ar, lanskod=lan.kod).order_by("nummer"))
    yield from _logg(kedjan, stam, ar.exempeldata)
    for redovisning in Redovisning.objects.filter(ar=ar, lan=lan).order_by("version"):
        for fil in redovisning.filer.select_related("dokument").order_by("format"):
            yield f"redovisningar/{fil.dokument.filnamn}", bytes(fil.dokument.innehall)


def _sammanstallning(ar: Ar, lan: Lan) -> Tabell:
    tabell = build_sammanstallning(ar.ar, lan.kod)
    falt = ("egen", "ut", "in_", "vantar_ut", "vantar_in", "resultat")
    return Tabell(
        rubrik=f"Sammanställning {ar.ar}, {lan.namn}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            *(
                Kolumn(namn, "promille")
                for namn in ("Egen andel", "Lämnar", "Tar emot", "Väntar, lämnar", "Väntar, tar emot", "Resultat")
            ),
        ),
        rader=[
            *([rad.kommun.kod, rad.kommun.namn, *(getattr(rad, f) for f in falt)] for rad in tabell.rader),
            ["", "Summa", *(tabell.summor[f] for f in falt)],
        ],
        exempeldata=ar.exempeldata,
    )

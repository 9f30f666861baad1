"""Recomputation: ordered by an act, done by a worker. The newest input wins, whatever order the orders are taken in."""

import hashlib
import time
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction

from anvisning import handelser, tid
from anvisning.behorighet import krav_roll
from anvisning.berakningar import lasning
from anvisning.berakningar.bestallning import bestall
from anvisning.berakningar.landet import Landet, las_landet
from anvisning.berakningar.las import ensam
from anvisning.berakningar.skillnad import flyttar, som_json
from anvisning.hinder import Hinder, Redan
from anvisning.models import (
    Andelstabell,
    Berakning,
    Berakningsdel,
    Berakningsorder,
    Berakningsrad,
    Konto,
    Manadspublicering,
    Orsak,
    Roll,
)
from anvisning.personnummer import har_personnummer

MOTORN = ("anvisning.maluppfyllelse", "anvisning.berakningar")
"""The packages whose text is the code version of a run."""


class Otillforlitlig(Exception):
    """The same inputs give another result than what is stored: rows have been altered past the service."""


@transaction.atomic
def begar(*, av: Konto, nu: datetime) -> Berakningsorder:
    """Order a run on demand."""
    krav_roll(av, Roll.ADMINISTRATOR)
    order = bestall(Orsak.BEGARAN, av=av, nu=nu)
    handelser.skriv("berakning_begard", "Begärde en ny beräkning.", ar=tid.svensk_dag(nu).year, av=av, nu=nu)
    return order


def varje_natt(*, nu: datetime) -> None:
    """Order the night's run (a duty): the same inputs must give the same result."""
    bestall(Orsak.NATT, av=None, nu=nu)


@transaction.atomic
def berakna(order_id: int, *, nu: datetime) -> None:
    """Do an ordered run. With the same inputs, method and code as the last one no new run is made. A last one that was
    taken back stays so with the same inputs, whatever the code: a new version of the program does not bring it back.

    It answers every order that waited when the inputs were read, so a day of many postings makes few runs.
    Inputs are read and the result is written under one lock, and no posting goes on meanwhile. So the last run always
    has the newest input, and whatever is posted after that has ordered a run of its own (F-30). The day that tables and
    decisions hold on never goes back. Otillforlitlig when the last run's own inputs no longer give what it stored.
    """
    ensam()
    vantar = list(Berakningsorder.objects.filter(klar=None).values_list("pk", flat=True))
    if order_id not in vantar:
        return
    borjan = time.monotonic()
    senaste = Berakning.objects.first()
    raknat = max(nu, senaste.startad) if senaste else nu  # a worker that had to wait past midnight has an old clock
    ar = _aktuellt_ar(raknat)
    landet = las_landet(ar, tid.svensk_dag(raknat)) if ar else None
    svar: dict[str, Any] = {"klar": nu}
    if landet:
        if senaste and _samma(senaste, landet):
            if senaste.kodversion == kodversion() and lasning.underlag(senaste) != landet.underlag:
                raise Otillforlitlig(f"{senaste} gives another result than the one that is stored.")
            svar["berakning"] = senaste
        else:
            svar["berakning"] = _spara(landet, borjan, raknat)
            Berakningsorder.objects.filter(pk=order_id).update(gav_ny=True)
    Berakningsorder.objects.filter(pk__in=vantar).update(**svar)


@transaction.atomic
def ta_tillbaka(berakning_id: int, *, skal: str, av: Konto, nu: datetime) -> Berakning:
    """Take a run back before it is published: the one before it holds again. Only the run that holds can be taken back.

    The same inputs make no new run, nor with another version of the program; the next posting, table or setting does.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    ensam()
    berakning = Berakning.objects.select_for_update(of=("self",)).get(pk=berakning_id)
    skal = skal.strip()
    if not skal:
        raise Hinder("Skriv varför beräkningen tas tillbaka.")
    if har_personnummer(skal):
        raise Hinder("Texten ser ut att innehålla ett personnummer. Ta bort det.")
    krav_gar_att_ta_tillbaka(berakning)
    berakning.tillbakatagen, berakning.tillbakatagen_av, berakning.tillbakatagen_skal = nu, av, skal
    berakning.save(update_fields=["tillbakatagen", "tillbakatagen_av", "tillbakatagen_skal"])
    handelser.skriv(
        "berakning_tillbakatagen",
        f"Tog tillbaka beräkning {berakning.pk}.",
        ar=berakning.ar_id,
        av=av,
        nu=nu,
        berakning=str(berakning.publikt_id),
        skal=skal,
    )
    return berakning


def krav_gar_att_ta_tillbaka(berakning: Berakning) -> None:
    """Refuse (Hinder) to take back what is taken back already, what is published, and what no longer holds."""
    if berakning.tillbakatagen:
        raise Redan("Beräkningen är redan tillbakatagen.")
    if Manadspublicering.objects.filter(berakning=berakning).exists():
        raise Hinder("Beräkningen är publicerad och tas inte tillbaka. Rätta underlaget, så räknas den om.")
    if lasning.gallande() != berakning:
        raise Hinder("Det finns en nyare beräkning. Ta tillbaka den först.")


def _aktuellt_ar(nu: datetime) -> int | None:
    """Give this calendar year, or the last one before it that has shares."""
    tabeller = Andelstabell.objects.filter(ar__lte=tid.svensk_dag(nu).year)
    return tabeller.order_by("-ar").values_list("ar", flat=True).first()


def _samma(berakning: Berakning, landet: Landet) -> bool:
    """Tell whether a run would only be the same again, or bring back what was taken back."""
    samma_kod = berakning.tillbakatagen is not None or berakning.kodversion == kodversion()
    return samma_kod and (berakning.fingeravtryck, berakning.per) == (landet.fingeravtryck, landet.per)


def _spara(landet: Landet, borjan: float, nu: datetime) -> Berakning:
    u, fore = landet.underlag, lasning.gallande()
    flyttade = flyttar(lasning.underlag(fore), lasning.metod(fore), u, landet.metod) if fore else []
    berakning = Berakning.objects.create(
        ar=landet.ar,
        metod=landet.metod,
        tabell=landet.tabell,
        bokning=landet.bokning,
        per=landet.per,
        alla=u.alla,
        i_ar=u.i_ar,
        ar_utan_andelar=landet.ar_utan_andelar,
        fingeravtryck=landet.fingeravtryck,
        kodversion=kodversion(),
        foregaende=fore,
        skillnad=som_json(flyttade),
        startad=nu,
        millisekunder=round(1000 * (time.monotonic() - borjan)),
    )
    Berakningsrad.objects.bulk_create(
        Berakningsrad(
            berakning=berakning,
            kommun_id=k.kod,
            ordinarie=k.ordinarie,
            gallande=u.gallande[k.kod],
            pa_kontot=k.pa_kontot,
            i_kommunen=k.i_kommunen,
            tidigare_mal=k.tidigare_mal,
        )
        for k in u.kommuner
    )
    Berakningsdel.objects.bulk_create(
        Berakningsdel(
            berakning=berakning,
            givare_id=o.givare,
            mottagare_id=o.mottagare,
            andel=o.andel,
            behallna=o.behallna,
            lamnade=o.lamnade,
        )
        for o in u.omfordelningar
    )
    return berakning


@cache
def kodversion() -> str:
    """Give the SHA-256 of the engine's own text: another text may give another result, and is another version."""
    summa = hashlib.sha256()
    for paket in MOTORN:
        for fil in sorted(Path(import_module(paket).__path__[0]).glob("*.py")):
            summa.update(fil.name.encode() + b"\0" + fil.read_bytes())
    return summa.hexdigest()

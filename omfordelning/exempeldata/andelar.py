"""Invented shares: from the population, with a seeded variation, the floor and largest remainder. Never official."""

import csv
import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.db.models import F

import anvisning
from anvisning import andelar as kommandon
from anvisning.models import Andelstabell, Epostmeddelande, Konto, Tabellslag, Utkorgsrad
from anvisning.promille import storsta_rest
from anvisning.tid import STOCKHOLM
from omfordelning.handlaggning.publicering import publicera, satt_utfall

FRO = 20160101
FOLKMANGD = Path(anvisning.__file__).parent / "data" / "folkmangd.csv"
KALLA = "Exempeldata: påhittade andelar efter folkmängden 2024"


def klockan(dag: date, timme: int, minut: int = 0) -> datetime:
    """Give an instant on a Swedish day."""
    return datetime.combine(dag, time(timme, minut), STOCKHOLM)


def ordinarie(ar: int) -> dict[str, Decimal]:
    """Give a year's invented ordinary shares (promille, sum exactly 1000), the same every time."""
    slump = random.Random(FRO + ar)  # noqa: S311  a demonstration, not a secret
    with FOLKMANGD.open(encoding="utf-8", newline="") as fil:
        vikter = {r["kommunkod"]: int(r["folkmangd"]) * slump.randint(92, 108) for r in csv.DictReader(fil)}
    return storsta_rest(vikter, decimaler=2)


def justerade(andelar: dict[str, Decimal], ar: int) -> dict[str, Decimal]:
    """Give the final shares: a few municipalities differ from the preliminary ones, and the sum is the same."""
    slump = random.Random(FRO - ar)  # noqa: S311  a demonstration, not a secret
    nya = dict(andelar)
    storre = [kod for kod, andel in sorted(andelar.items()) if andel > 2]
    for _ in range(6):
        fran, till = slump.sample(storre, 2)
        steg = Decimal(slump.randint(2, 12)) / 100
        nya[fran] -= steg
        nya[till] += steg
    return nya


def som_csv(andelar: dict[str, Decimal], rubrik: str) -> bytes:
    """Write a table as an administrator would receive it: semicolons, decimal comma, BOM."""
    rader = [rubrik, "Kommunkod;Andel i promille"]
    rader += [f"{kod};{str(andel).replace('.', ',')}" for kod, andel in sorted(andelar.items())]
    return "\r\n".join(rader).encode("utf-8-sig")


def ta_in(
    ar: int,
    slag: Tabellslag,
    andelar: dict[str, Decimal],
    *,
    dag: date,
    importerar: Konto,
    publicerar: Konto,
    kolumn: str = "fore",
    utfall: dict[int, tuple[str, str]] | None = None,
    notering: str = "",
    rattelse: tuple[str, date] | None = None,
) -> Andelstabell:
    """Take a table the whole way in: read, complete, state outcomes, tick each warning, publish by a second person."""
    nu = klockan(dag, 9)
    rad = kommandon.importera(
        ar, slag, f"{slag}_{ar}_{dag}.csv", som_csv(andelar, f"Exempeldata {slag} {ar} {dag}"), av=importerar, nu=nu
    )
    rad = kommandon.komplettera_import(
        rad.pk,
        kolumn=kolumn,
        kalla=KALLA,
        beslutsdag=dag,
        referens=f"EXEMPEL-{ar}-{slag[:3].upper()}",
        notering=notering,
        skal=rattelse[0] if rattelse else "",
        galler_fran=rattelse[1] if rattelse else None,
        av=importerar,
        nu=nu,
    )
    if utfall:
        satt_utfall(rad.pk, utfall=utfall, av=importerar, nu=nu)
    varningar = [v.id for v in kommandon.lasta_varningar(rad)]
    tabell = publicera(rad.pk, godkanda=varningar, av=publicerar, nu=nu + timedelta(hours=1))
    _mejlen_gick(tabell)
    return tabell


def _mejlen_gick(tabell: Andelstabell) -> None:
    """Let a table's own mails have gone when it came: the hundreds of them are no work for who tries the service."""
    mejl = Epostmeddelande.objects.filter(nyckel__startswith=f"tabell:{tabell.pk}:")
    Utkorgsrad.objects.filter(uppgift="epost", objekt__in=mejl.values("pk")).update(klar=F("skapad"))
    mejl.update(skickad=F("skapad"))

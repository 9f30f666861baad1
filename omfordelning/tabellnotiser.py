"""Mails about a published table of shares to those whom no case tells of it. Five queries, however many they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from anvisning import tid, utskick
from anvisning.behorighet import KOMMUNEN_ARBETAR, LANET_ARBETAR
from anvisning.models import Andelstabell, Konto, Organisation, Tidplan
from anvisning.notiser import Notis, fordela
from anvisning.utskick import Mejl
from anvisning.visning import datum, promille, veckodatum
from omfordelning.moten import Mote, narmaste_att_hinna
from omfordelning.parter import funktionsbrevlador
from omfordelning.sammantradesplan import Hinner


@dataclass(frozen=True, kw_only=True)
class Besked:
    """What one authority is told: the first sentence, its own share in words ("": a county's), and if it may act.

    `skrivelse` is when a municipality's tjänsteskrivelse must be ready ("": it is asked for none).
    """

    mening: str
    andel: str = ""
    skrivelse: str = ""
    atgard: bool = False


def forsta_andel(ar: int, andel: Decimal | None, decimaler: int, sista_dag: str, mote: Mote | None = None) -> Besked:
    """Say that a year's shares have come: to a municipality with its share (promille), to a county (None) without.

    `sista_dag` is the county's day in words; "" where nothing can be redistributed. `mote` is the municipality's next
    meeting (`moten.narmaste_att_hinna`).
    """
    vem = "kommunerna kan omfördela" if andel is None else "ni kan omfördela"
    gor = f"{vem} till och med {sista_dag}" if sista_dag else "ni behöver inte göra något nu"
    return Besked(
        mening=f"De preliminära andelarna för {ar} har kommit, och {gor}.",
        andel="" if andel is None else f"Er preliminära andel är {promille(andel, decimaler)}.",
        skrivelse="" if andel is None or not sista_dag else _skrivelse(mote),
        atgard=bool(sista_dag),
    )


def _skrivelse(mote: Mote | None) -> str:
    """Say when the tjänsteskrivelse must be ready, and what to do when its meeting comes after the county's day."""
    if mote is None:
        return "Skriv in era kommande sammanträden, så ser ni när tjänsteskrivelsen ska vara klar."
    klar = (
        f"Tjänsteskrivelsen till {mote.organ} den {datum(mote.dag)} ska vara klar senast den {datum(mote.skrivelse)}."
    )
    return klar if mote.hinner is Hinner.I_TID else f"{klar} {mote.besked}"


def andrad_andel(ar: int, andel: Decimal, forut: Decimal | None, decimaler: int, galler_fran: date | None) -> Besked:
    """Say what a municipality's share (promille) is, and was; `galler_fran` is a rättelse's day, None: preliminary."""
    vad = "rättat de fastställda andelarna" if galler_fran else "lämnat nya preliminära andelar"
    fran = f" från den {datum(galler_fran)}" if galler_fran else ""
    return Besked(
        mening=f"Migrationsverket har {vad} för {ar}, och ni behöver inte göra något nu.",
        andel=f"Er andel är {promille(andel, decimaler)}{fran}. Den var {promille(forut, decimaler)}.",
    )


def beratta_om_forsta(tabell: Andelstabell, andelar: Mapping[str, Decimal], *, nu: datetime) -> None:
    """Tell all when a year's preliminary shares first come: municipalities, their mailboxes, and the counties.

    Takes each municipality's ordinary share (promille). They hear the county's day, their own share and their own
    board's day, no other's.
    """
    ar, planer = tabell.ar, Tidplan.objects.filter(ar=tabell.ar_id).select_related("ar", "lan")
    sista = {plan.lan_id: veckodatum(plan.sista_dag) for plan in planer if plan.lan.kan_omfordela}
    moten = narmaste_att_hinna(planer, tid.svensk_dag(nu))
    besked = {plan.lan_id: forsta_andel(ar.pk, None, ar.decimaler, sista.get(plan.lan_id, "")) for plan in planer}
    for kod, andel in andelar.items():
        besked[kod] = forsta_andel(ar.pk, andel, ar.decimaler, sista.get(kod[:2], ""), moten.get(kod))
    _bestall(tabell, "Preliminära andelar", besked, nu)


def beratta_om_andrade(
    tabell: Andelstabell,
    fore: Mapping[str, Decimal],
    efter: Mapping[str, Decimal],
    berattade: Collection[str],
    *,
    nu: datetime,
) -> None:
    """Tell each municipality whose own ordinary share (promille) is another, except those a case tells (`berattade`).

    The table is a new preliminary version, or a rättelse.
    """
    ar, galler_fran = tabell.ar, None if tabell.ar_preliminar else tabell.galler_fran
    besked = {
        kod: andrad_andel(ar.pk, andel, fore.get(kod), ar.decimaler, galler_fran)
        for kod, andel in efter.items()
        if kod not in berattade and fore.get(kod) != andel
    }
    _bestall(tabell, "Rättade andelar" if galler_fran else "Nya preliminära andelar", besked, nu)


def _bestall(tabell: Andelstabell, amne: str, besked: Mapping[str, Besked], nu: datetime) -> None:
    """Order the mails: to working accounts, and to the municipalities' mailboxes, each address once per authority.

    `besked` is by the code of the municipality or the county.
    """
    lansnamn = dict(Organisation.objects.exclude(lan=None).values_list("lan", "namn"))

    def mejl(till: str, kod: str) -> Mejl:
        ord_ = {"amne": amne, "ar": tabell.ar_id, "besked": besked[kod], "lan": lansnamn[kod[:2]]}
        ord_["bas_url"] = settings.BAS_URL
        return Mejl(mall="tabell", till=till, nyckel=f"tabell:{tabell.pk}:{kod}", sammanhang=ord_, vems=kod)

    arbetar = Q(organisation__kommun__in=list(besked), roll__in=KOMMUNEN_ARBETAR)
    arbetar |= Q(organisation__lan__in=list(besked), roll__in=LANET_ARBETAR)
    konton = [(k.kommunkod or k.lanskod, k) for k in Konto.objects.filter(arbetar, is_active=True).order_by("pk")]
    rad = f"{amne}, {tabell.ar_id}"
    notiser = [Notis(konto=k, mejl=mejl(k.epost, kod), rad=rad, atgard=besked[kod].atgard) for kod, k in konton]
    egna = {(kod, k.epost) for kod, k in konton}
    brevlador = [
        mejl(organ.funktionsbrevlada, kod)
        for organ in funktionsbrevlador([kod for kod in besked if len(kod) > 2], "", tid.svensk_dag(nu))
        if ((kod := organ.organisation.kommun_id), organ.funktionsbrevlada) not in egna
    ]
    utskick.bestall([*fordela(notiser, nu=nu), *brevlador], nu=nu)

"""A municipality says when its organs meet, and how long before a meeting the tjänsteskrivelse must be ready."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anvisning import handelser, tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto, Organ
from anvisning.visning import datum
from omfordelning.models import Beredningstid, Sammantrade
from omfordelning.omgang import visad_runda
from omfordelning.sammantradesplan import MEST_FORE

FLEST = 40
"""The most days taken in at once."""


@transaction.atomic
def lagg_till(organ_id: int, *, dagar: Iterable[date], av: Konto, nu: datetime) -> list[Sammantrade]:
    """Add days on which an organ meets; those that are there already are left as they are. Gives the new ones."""
    organ = _las(organ_id, av)
    nya = sorted(set(dagar) - set(_kvar(organ).values_list("dag", flat=True)))
    if not nya:
        raise Hinder("Alla dagarna står redan i listan.")
    if len(nya) > FLEST:
        raise Hinder(f"Skriv högst {FLEST} dagar åt gången.")
    if skal := [skal for dag in nya if (skal := _dagens_hinder(organ, dag, nu))]:
        raise Hinder(skal)
    rader = [Sammantrade(organ=organ, dag=dag, andrat=nu, andrat_av=av) for dag in nya]
    Sammantrade.objects.bulk_create(rader)
    text = f"Skrev in att {organ.namn} sammanträder {', '.join(map(datum, nya))}."
    _handelse("sammantraden_tillagda", text, organ, av, nu, dagar=[dag.isoformat() for dag in nya])
    return rader


@transaction.atomic
def andra(publikt_id: UUID, *, dag: date, av: Konto, nu: datetime) -> Sammantrade:
    """Move a meeting to another day."""
    rad = _las_sammantrade(publikt_id, av, borttaget=False)
    if rad.dag == dag:
        raise Hinder("Ingenting är ändrat. Skriv en annan dag, eller lämna sidan.")
    _krav_ledig(rad, dag)
    if skal := _dagens_hinder(rad.organ, dag, nu):
        raise Hinder(skal)
    fore, rad.dag = rad.dag, dag
    _spara(rad, av, nu)
    text = f"Flyttade sammanträdet i {rad.organ.namn} från {datum(fore)} till {datum(dag)}."
    _handelse("sammantrade_andrat", text, rad.organ, av, nu, fore=fore, dag=dag)
    return rad


@transaction.atomic
def ta_bort(publikt_id: UUID, *, av: Konto, nu: datetime) -> Sammantrade:
    """Take away a meeting. It can be put back."""
    rad = _las_sammantrade(publikt_id, av, borttaget=False)
    rad.borttaget = nu
    _spara(rad, av, nu)
    text = f"Tog bort sammanträdet i {rad.organ.namn} {datum(rad.dag)}."
    _handelse("sammantrade_borttaget", text, rad.organ, av, nu, dag=rad.dag)
    return rad


@transaction.atomic
def lagg_tillbaka(publikt_id: UUID, *, av: Konto, nu: datetime) -> Sammantrade:
    """Put back a meeting that was taken away, as the same meeting."""
    rad = _las_sammantrade(publikt_id, av, borttaget=True)
    _krav_ledig(rad, rad.dag)
    if skal := _dagens_hinder(rad.organ, rad.dag, nu):
        raise Hinder(skal)
    rad.borttaget = None
    _spara(rad, av, nu)
    text = f"Lade tillbaka sammanträdet i {rad.organ.namn} {datum(rad.dag)}."
    _handelse("sammantrade_tillbaka", text, rad.organ, av, nu, dag=rad.dag)
    return rad


@transaction.atomic
def satt_beredningstid(organ_id: int, *, dagar: int, av: Konto, nu: datetime) -> Beredningstid:
    """Say how many days before its meetings an organ wants the tjänsteskrivelse (0 to 120)."""
    organ = _las(organ_id, av)
    if not 0 <= dagar <= MEST_FORE:
        raise Hinder(f"Skriv ett antal dagar från 0 till {MEST_FORE}.")
    rad, _ = Beredningstid.objects.update_or_create(organ=organ, defaults={"dagar": dagar})
    # The organ's meetings have another day for the tjänsteskrivelse: calendars are to see that it has moved.
    for sammantrade in _kvar(organ):
        _spara(sammantrade, av, nu)
    text = f"{organ.namn} vill ha tjänsteskrivelsen {dagar} dagar före sammanträdet."
    _handelse("beredningstid_satt", text, organ, av, nu, dagar=dagar)
    return rad


def _kvar(organ: Organ) -> Any:
    return Sammantrade.objects.filter(organ=organ, borttaget=None).order_by("dag")


def _las(organ_id: int, av: Konto) -> Organ:
    """Lock one of the actor's own organs, under which its meetings change one at a time."""
    krav_roll(av, *KOMMUNEN_ARBETAR)
    organ = Organ.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    return organ.get(pk=organ_id, organisation=av.organisation_id)


def _las_sammantrade(publikt_id: UUID, av: Konto, *, borttaget: bool) -> Sammantrade:
    """Lock one of the actor's own meetings that is there, or is taken away."""
    organ = _las(Sammantrade.objects.values_list("organ", flat=True).get(publikt_id=publikt_id), av)
    rad = Sammantrade.objects.get(publikt_id=publikt_id)
    rad.organ = organ
    if (rad.borttaget is not None) != borttaget:
        raise Hinder("En kollega har redan ändrat sammanträdet. Läs listan på nytt.")
    return rad


def _krav_ledig(rad: Sammantrade, dag: date) -> None:
    if _kvar(rad.organ).filter(dag=dag).exclude(pk=rad.pk).exists():
        raise Hinder(f"{datum(dag)} står redan i listan.")


def _dagens_hinder(organ: Organ, dag: date, nu: datetime) -> str:
    """Give why an organ cannot meet on a day, or ""."""
    idag = tid.svensk_dag(nu)
    if dag < idag:
        return f"{datum(dag)} har redan varit."
    if (dag.year - 2, dag.month, dag.day) > (idag.year, idag.month, idag.day):
        return f"{datum(dag)} ligger mer än två år fram. Rätta året."
    if dag < organ.galler_fran or (organ.galler_till and dag > organ.galler_till):
        return f"{organ.namn} finns inte {datum(dag)}. Rätta dagen, eller välj det organ som tar över."
    return ""


def _spara(rad: Sammantrade, av: Konto, nu: datetime) -> None:
    rad.sekvens += 1
    rad.andrat, rad.andrat_av = nu, av
    rad.save()


def _handelse(slag: str, text: str, organ: Organ, av: Konto, nu: datetime, **fakta: Any) -> None:
    plan = visad_runda(av.lanskod, nu)
    handelser.skriv(
        slag,
        text,
        ar=plan.ar_id if plan else tid.svensk_dag(nu).year,
        lanskod=av.lanskod,
        av=av,
        nu=nu,
        organisation=organ.organisation.namn,
        organ=organ.namn,
        **fakta,
    )

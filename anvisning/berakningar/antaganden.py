"""What is assumed of a year when children and compensation are told ahead: its forecast, and the amounts that hold."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Q

from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.maluppfyllelse.vad_om import Antaganden
from anvisning.models import Ar, Ersattning
from anvisning.prognos import TreScenarier

Slag = Ersattning.Slag


def antaganden_for(ar: Ar) -> Antaganden | None:
    """Give what is assumed of a year (one query). None while it lacks a forecast, or amounts that hold."""
    return antaganden_av(ar, ersattningar(ar.pk))


def antaganden_av(ar: Ar, belopp: Mapping[str, Ersattning]) -> Antaganden | None:
    """Give the same from amounts that are already read."""
    prognos = prognos_for(ar)
    if prognos is None or not belopp.keys() >= {Slag.FAST, Slag.RORLIG}:
        return None
    return Antaganden(
        metod=Metod(ar.metod),
        prognos=prognos,
        fast_del=Decimal(belopp[Slag.FAST].belopp),
        rorlig_del=Decimal(belopp[Slag.RORLIG].belopp),
        inom=HORISONT,
    )


def prognos_for(ar: Ar) -> TreScenarier | None:
    """Give a year's forecast of all children in the country. Where low or high is not given, the main one stands in."""
    if ar.prognos_huvud is None:
        return None
    huvud = Decimal(ar.prognos_huvud)
    lag, hog = (huvud if tal is None else Decimal(tal) for tal in (ar.prognos_lag, ar.prognos_hog))
    return TreScenarier(lag=lag, huvud=huvud, hog=hog)


def ersattningar(ar: int) -> dict[str, Ersattning]:
    """Give the compensation amounts that hold on 1 January of a year, by kind."""
    dag = date(ar, 1, 1)
    galler = Ersattning.objects.filter(Q(galler_till=None) | Q(galler_till__gte=dag), galler_fran__lte=dag)
    return {rad.slag: rad for rad in galler.order_by("galler_fran")}

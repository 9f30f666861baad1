"""Runs as they are read: which one holds, and the country that it knew."""

from datetime import date

from django.db.models import Q, QuerySet

from anvisning import tid
from anvisning.maluppfyllelse.underlag import Kommun, Metod, Omfordelning, Underlag
from anvisning.models import Berakning


def gallande() -> Berakning | None:
    """Give the run that holds: the newest that is not taken back."""
    return med_underlag().filter(tillbakatagen=None).first()


def gallande_den(dag: date) -> Berakning | None:
    """Give the run that held when a day ended: the newest that had been made, and was not taken back by then."""
    slut = tid.slut_pa_dagen(dag)
    kvar = Q(tillbakatagen=None) | Q(tillbakatagen__gte=slut)
    return med_underlag().filter(kvar, startad__lt=slut).first()


def med_underlag() -> QuerySet[Berakning]:
    """Give all runs, newest first, each with its year, table and posting, but not what is large (file, differences)."""
    rader = Berakning.objects.select_related("ar", "tabell", "bokning__underlag")
    return rader.defer("bokning__underlag__innehall", "bokning__underlag__tolkning", "skillnad")


def metod(berakning: Berakning) -> Metod:
    """Give a run's method."""
    return Metod(berakning.metod)


def underlag(berakning: Berakning) -> Underlag:
    """Give the country as a run knew it (two queries): everything that it says is computed from this."""
    return Underlag(
        kommuner=tuple(
            Kommun(
                kod=rad.kommun_id,
                ordinarie=rad.ordinarie,
                pa_kontot=rad.pa_kontot,
                i_kommunen=rad.i_kommunen,
                tidigare_mal=rad.tidigare_mal,
            )
            for rad in berakning.rader.order_by("kommun_id")
        ),
        omfordelningar=tuple(
            Omfordelning(
                givare=rad.givare_id,
                mottagare=rad.mottagare_id,
                andel=rad.andel,
                behallna=rad.behallna,
                lamnade=rad.lamnade,
            )
            for rad in berakning.delar.order_by("givare_id")
        ),
        i_ar=berakning.i_ar,
    )

"""What the public sees of goal fulfilment: published months, and of them only what the shield lets through."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from anvisning import tid
from anvisning.berakningar import lasning
from anvisning.maluppfyllelse.metoder import Uppfyllelse, ko
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import HELA, Metod, promille
from anvisning.models import Kommun, Manadspublicering, PubliceradMaluppfyllelse, Publiceringsrad


@dataclass(frozen=True, kw_only=True)
class Kommunrad:
    """A municipality in a published month. Numbers of children are exact; None is withheld or not known."""

    kommun: Kommun
    andel: Decimal
    """The share that the method counts with, promille."""
    uppfyllelse: Uppfyllelse | None
    """Count, target and quotient; None is withheld."""
    kvarstod: Fraction | None
    """Children that were lacking at the year's beginning (negative: more than the target)."""
    i_ar: int | None
    """Children since 1 January."""
    arets_mal: Fraction | None
    """What the share is of the country's children since 1 January: of the numbers that were shown then and now."""
    plats: Plats | None
    migrationsverkets: PubliceradMaluppfyllelse | None
    """What Migrationsverket has published: the authority. The newest, with its own day."""

    @property
    def avstand(self) -> Fraction | None:
        """Children more (or, negative, fewer) than the target."""
        u = self.uppfyllelse
        return u.antal - u.mal if u and u.kvot is not None else None

    @property
    def fran_medel(self) -> Fraction | None:
        """The quotient less the country's, which is 1 since the shares are all of 1 000 promille."""
        return self.uppfyllelse.kvot - 1 if self.uppfyllelse and self.uppfyllelse.kvot is not None else None


@dataclass(frozen=True, kw_only=True)
class Manadsbild:
    """A published month. County sums and the country's number are None where they are withheld."""

    publicering: Manadspublicering
    rader: list[Kommunrad]
    lan: dict[str, int | None]
    riket: int | None
    har_arsskifte: bool
    """Whether the turn of the year was published, so that backlog and pace can be told apart."""


def publiceringar() -> QuerySet[Manadspublicering]:
    """Give the published months, newest first, with what they were computed from."""
    return Manadspublicering.objects.select_related("berakning__ar", "berakning__tabell", "berakning__bokning")


def senaste(dag: date | None = None) -> Manadspublicering | None:
    """Give the newest published month: now, or as it was known when a Swedish day ended."""
    rader = publiceringar()
    return (rader.filter(publicerad__lt=tid.slut_pa_dagen(dag)) if dag else rader).first()


def forra() -> dict[str, int]:
    """Give what was last shown of each municipality that has ever been shown (one query)."""
    rader = Publiceringsrad.objects.filter(hog=None, publicering__riket_dolt=False).order_by("publicering__manad")
    return dict(rader.values_list("kommun", "antal"))


def manadsbild(publicering: Manadspublicering) -> Manadsbild:
    """Give what is public of a month, municipalities in Swedish order. Queries do not depend on the number of rows."""
    berakning = publicering.berakning
    underlag = lasning.underlag(berakning)
    rader = {rad.kommun_id: rad for rad in publicering.rader.all()}
    borjan = _arsskiftet(publicering)
    vid_arsskiftet = _synliga(borjan) if borjan else {}
    i_landet = berakning.alla - borjan.berakning.alla if borjan and not publicering.riket_dolt else None
    egna = _migrationsverkets(publicering)
    i_kon = {rad.kod: rad for rad in ko(underlag, lasning.metod(berakning))}
    svar = []
    for kommun in Kommun.objects.select_related("lan").filter(pk__in=rader):
        rad, kod = rader[kommun.pk], i_kon[kommun.pk]
        synlig = rad.hog is None and not publicering.riket_dolt  # targets tell the country's number
        fore = vid_arsskiftet.get(kommun.pk)
        arets_mal = None if i_landet is None else Fraction(kod.andel * i_landet, HELA)
        kvarstod = i_ar = None
        if synlig and fore is not None and arets_mal is not None and kod.andel:
            kvarstod, i_ar = Fraction(kod.mal, HELA) - arets_mal - fore, rad.antal - fore
        svar.append(
            Kommunrad(
                kommun=kommun,
                andel=promille(kod.andel),
                uppfyllelse=kod.uppfyllelse if synlig else None,
                kvarstod=kvarstod,
                i_ar=i_ar,
                arets_mal=arets_mal,
                plats=_plats(rad),
                migrationsverkets=egna.get(kommun.pk),
            )
        )
    return Manadsbild(
        publicering=publicering,
        rader=svar,
        lan=_lanssummor(publicering, svar, rader),
        riket=None if publicering.riket_dolt else berakning.alla,
        har_arsskifte=borjan is not None,
    )


def _plats(rad: Publiceringsrad) -> Plats | None:
    if rad.barn_fore is None or rad.kommuner_fore is None:
        return None
    return Plats(barn_fore=rad.barn_fore, kommuner_fore=rad.kommuner_fore)


def _arsskiftet(publicering: Manadspublicering) -> Manadspublicering | None:
    """Give the published month that ends the year before the run's, when it tells a number and counted in the same way.

    An account's children and a municipality's are not the same ones: their difference is none of the year's. A month
    that was published later is not known yet.
    """
    arsskifte = date(publicering.berakning.ar_id - 1, 12, 1)
    rader = Manadspublicering.objects.filter(manad=arsskifte, manad__lte=publicering.manad, riket_dolt=False)
    borjan = rader.select_related("berakning").first()
    pa_konton = [p.berakning.metod == Metod.ORDINARIE_ANDEL for p in (publicering, borjan) if p]
    return borjan if len(set(pa_konton)) == 1 else None


def _synliga(publicering: Manadspublicering) -> dict[str, int]:
    return dict(publicering.rader.filter(hog=None).values_list("kommun", "antal"))


def _lanssummor(
    publicering: Manadspublicering, svar: list[Kommunrad], rader: dict[str, Publiceringsrad]
) -> dict[str, int | None]:
    summor: dict[str, int] = {}
    for rad in svar:
        lan = rad.kommun.lan_id
        summor[lan] = summor.get(lan, 0) + rader[rad.kommun.pk].antal
    return {lan: None if lan in publicering.dolda_lan else summa for lan, summa in summor.items()}


def _migrationsverkets(publicering: Manadspublicering) -> dict[str, PubliceradMaluppfyllelse]:
    """Give the newest figure of Migrationsverket's own per municipality, as known when the month was published."""
    rader = PubliceradMaluppfyllelse.objects.filter(
        bokning__bokford__lte=publicering.publicerad, bokning__angrad_genom=None
    )
    return {rad.kommun_id: rad for rad in rader.select_related("bokning").order_by("dag", "pk")}

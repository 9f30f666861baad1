"""The authorities of a case: their names as they write them, their mailboxes, and who sent an act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anvisning.models import Konto, Organ, Organisation
from omfordelning.models import Forslag, Kommunbeslut
from omfordelning.process import Sida

MIGRATIONSVERKET = "Migrationsverket"
TJANSTEN = "Tjänsten Omfördelning av anvisningsandelar (automatiskt)"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One authority: its organisation, and the organ whose mailbox it reads (None when none is registered)."""

    organisation: Organisation
    organ: Organ | None

    @property
    def namn(self) -> str:
        """The name as the authority writes it: "Bodens kommun"."""
        return self.organisation.namn

    def adressat(self, beslut: Kommunbeslut | None, dag: date) -> Organ | None:
        """Give the organ a letter goes to: the one that decided, or what has followed it, else the usual one."""
        if beslut is None or (self.organ is not None and beslut.organ_id == self.organ.pk):
            return self.organ
        organ = beslut.organ
        while organ is not None and organ.galler_till is not None and organ.galler_till < dag:
            organ = organ.eftertradare
        return organ or self.organ


@dataclass(frozen=True, kw_only=True)
class Parter:
    """Both municipalities and their county."""

    givare: Part
    mottagare: Part
    lan: Part

    def kommun(self, sida: str) -> Part:
        """Give the municipality on a side."""
        return self.givare if sida == Sida.GIVARE else self.mottagare

    @property
    def alla(self) -> tuple[Part, Part, Part]:
        return self.givare, self.mottagare, self.lan


@dataclass(frozen=True)
class Sandare:
    """Who an act came from, as it is written, and the organisation it is (None: Migrationsverket or the clock)."""

    namn: str
    organisation_id: int | None = None


def funktionsbrevlador(kommuner: Iterable[str], lanskod: str, dag: date) -> list[Organ]:
    """Give one organ with its mailbox for each municipality and for the county: the oldest that is in force.

    An organisation without a registered mailbox is left out; the county sees that on its contact page.
    """
    return _aldsta(Q(organisation__kommun__in=list(kommuner)) | Q(organisation__lan=lanskod), dag)


def lanens_brevlador(lan: Iterable[str], dag: date) -> list[Organ]:
    """Give the mailbox of each of the counties, as `funktionsbrevlador` does."""
    return _aldsta(Q(organisation__lan__in=list(lan)), dag)


def nationella_brevlador(dag: date) -> list[Organ]:
    """Give the mailbox of the national level (none: not registered)."""
    return _aldsta(Q(organisation__slag=Organisation.Slag.NATIONELL), dag)


def _aldsta(villkor: Q, dag: date) -> list[Organ]:
    organ = (
        Organ.objects.filter(villkor, galler_fran__lte=dag)
        .exclude(galler_till__lt=dag)
        .select_related("organisation")
        .order_by("organisation_id", "galler_fran", "pk")
    )
    forst: dict[int, Organ] = {}
    for ett in organ:
        forst.setdefault(ett.organisation_id, ett)
    return list(forst.values())


def myndighet(organ: Organ) -> str:
    """Write an organ with its authority: "Kalmar kommun, Socialnämnden"."""
    namn = organ.organisation.namn
    return namn if organ.namn == namn else f"{namn}, {organ.namn}"


def build_part(organisation: Organisation, dag: date) -> Part:
    """Gather one authority as it is on a day (one query)."""
    organ = _aldsta(Q(organisation=organisation), dag)
    return Part(organisation=organisation, organ=organ[0] if organ else None)


def build_parter(forslag: Forslag, dag: date) -> Parter:
    """Gather a case's authorities as they are on a day (two queries)."""
    kommuner = (forslag.givare_id, forslag.mottagare_id)
    organisationer = Organisation.objects.filter(Q(kommun__in=kommuner) | Q(lan=forslag.lan_id))
    organ = {o.organisation_id: o for o in funktionsbrevlador(kommuner, forslag.lan_id, dag)}
    delar = {o.kommun_id or o.lan_id: Part(organisation=o, organ=organ.get(o.pk)) for o in organisationer}
    return Parter(givare=delar[forslag.givare_id], mottagare=delar[forslag.mottagare_id], lan=delar[forslag.lan_id])


def sandare_av(sida: Sida | None, konto: Konto | None, parter: Parter) -> Sandare:
    """Give whose act it is: the side it was done for (also when the county registered it), or the actor's own."""
    if sida is not None:
        part = parter.kommun(sida)
        return Sandare(part.namn, part.organisation.pk)
    return avsandare_for(konto)


def avsandare_for(konto: Konto | None) -> Sandare:
    """Give the authority an account acts for. A coordinating county restates Migrationsverket's decision."""
    if konto is None:
        return Sandare(TJANSTEN)
    organisation = konto.organisation
    if organisation.slag == Organisation.Slag.NATIONELL:
        return Sandare(aterger(organisation) or MIGRATIONSVERKET)
    return Sandare(organisation.namn, organisation.pk)


def aterger(organisation: Organisation) -> str:
    """Give who restates Migrationsverket's decision, when a coordinating county holds the national roles, else ""."""
    lan = organisation.samordnande_lan
    return f"Länsstyrelsen i {lan.namn}, som återger Migrationsverkets beslut" if lan else ""

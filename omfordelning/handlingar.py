"""Which documents belong to a case: its letters, the decisions' extracts, what came by mail, the register copies."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anvisning.models import Dokument, Epostmeddelande, Handelse
from omfordelning.models import Brev, Forslag, Godkannande, Kommunbeslut

BREV = "Brev"
BESLUT = "Protokollsutdrag"
INKOMMET = "Inkommen handling"
KOPIA = "Registreringskopia"


@dataclass(frozen=True)
class Handling:
    """One document of a case, and what kind of document it is there."""

    slag: str
    dokument: Dokument


def handlingar(forslag: Forslag) -> list[Handling]:
    """Give a case's documents except the register copies, each once, oldest first of each kind (four queries).

    A file that came with an act which has no row of its own (a no, a withdrawal) is found by the hash its event holds.
    """
    finns: dict[int, Handling] = {}
    for slag, dokument in (
        *((BREV, d) for d in _dokument(Brev.objects.filter(forslag=forslag).values("dokument"))),
        *((BESLUT, d) for d in _dokument(_beslut(forslag).values("utdrag"))),
        *((INKOMMET, d) for d in _dokument(Godkannande.objects.filter(version__forslag=forslag).values("handling"))),
    ):
        finns.setdefault(dokument.pk, Handling(slag, dokument))
    kanda = {(h.dokument.filnamn, h.dokument.sha256) for h in finns.values()}
    sokta = {
        (bilaga["namn"], bilaga["sha256"])
        for uppgifter in Handelse.objects.filter(arende=forslag.arende).values_list("uppgifter", flat=True)
        for bilaga in uppgifter.get("bilagor", [])
    } - kanda
    if sokta:
        for dokument in Dokument.objects.filter(sha256__in=[sha256 for _, sha256 in sokta]).order_by("pk"):
            nyckel = (dokument.filnamn, dokument.sha256)
            if nyckel in sokta:
                sokta.discard(nyckel)
                finns[dokument.pk] = Handling(INKOMMET, dokument)
    return list(finns.values())


def _beslut(forslag: Forslag) -> QuerySet[Kommunbeslut]:
    return Kommunbeslut.objects.filter(godkannanden__version__forslag=forslag)


def _dokument(ids: QuerySet) -> QuerySet[Dokument]:
    return Dokument.objects.filter(pk__in=ids).order_by("pk")


def registreringskopior(forslag: Forslag) -> list[Handling]:
    """Give the register copies that were sent about a case, in the order of the acts."""
    nycklar = Q(pk__in=[])
    for pk in Handelse.objects.filter(arende=forslag.arende).values_list("pk", flat=True):
        nycklar |= Q(nyckel__startswith=f"kopia:{pk}:")
    kopior = Epostmeddelande.objects.filter(nycklar).order_by("pk").values_list("bilagor")
    dokument = Dokument.objects.filter(pk__in=kopior, underlag__slag="Registreringskopia").order_by("pk")
    return [Handling(KOPIA, d) for d in dokument]

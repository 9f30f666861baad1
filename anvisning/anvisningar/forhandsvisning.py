"""What posting would change, and for whom; and what the second person must confirm."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet, Sum

from anvisning.anvisningar.siffra import rattelsevarningar
from anvisning.anvisningar.vardeandringar import vardevarningar
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsraknare,
    Anvisningstyp,
    Anvisningsunderlag,
    Kommun,
    Underlagsslag,
)
from anvisning.models.anvisningar import ANVISNINGSSLAG
from anvisning.visning import datum, kommuner

_OVERLAPP = """
WITH ny AS (
    SELECT kommun_id, typ, min(fran) AS fran, max(dag) AS dag FROM anvisning_anvisningsunderlagsrad
    WHERE underlag_id = %s GROUP BY kommun_id, typ)
SELECT count(DISTINCT r.kommun_id), min(r.fran), max(r.dag)
FROM ny JOIN anvisning_anvisningsrad r
    ON r.kommun_id = ny.kommun_id AND r.typ = ny.typ AND r.dag >= ny.fran AND r.fran <= ny.dag
JOIN anvisning_anvisningsbokning b ON b.id = r.bokning_id
WHERE b.slag = ANY(%s)
    AND NOT EXISTS (SELECT FROM anvisning_anvisningsbokning m WHERE m.angrar_id = b.id)
"""


@dataclass(frozen=True)
class Kommunandring:
    """A municipality's new numbers by type, and its sum since 2016 before them (None where it is not asked for)."""

    kommun: Kommun
    nytt: dict[str, int]
    fore: int | None = None

    @property
    def per_typ(self) -> list[int]:
        """The new numbers in the order of the types."""
        return [self.nytt.get(typ, 0) for typ in Anvisningstyp]

    @property
    def summa(self) -> int:
        return sum(self.nytt.values())

    @property
    def efter(self) -> int | None:
        return None if self.fore is None else self.fore + self.summa


def andringar(underlag: Anvisningsunderlag) -> list[Kommunandring]:
    """Give what posting would change, per municipality that it concerns, in Swedish order."""
    fore = dict(Anvisningsraknare.objects.values_list("kommun").annotate(summa=Sum("antal")).order_by())
    return _per_kommun(underlag.rader.all(), fore)


def i_bokningen(bokning: Anvisningsbokning) -> list[Kommunandring]:
    """Give what a posting changed, per municipality."""
    return _per_kommun(bokning.rader.all(), None)


def _per_kommun(rader: QuerySet, fore: dict[str, int] | None) -> list[Kommunandring]:
    nytt: dict[str, dict[str, int]] = {}
    for kommun, typ, summa in rader.order_by().values_list("kommun", "typ").annotate(summa=Sum("antal")):
        nytt.setdefault(kommun, {})[typ] = summa
    kommuner = Kommun.objects.filter(pk__in=nytt).select_related("lan")
    return [Kommunandring(k, nytt[k.pk], None if fore is None else fore.get(k.pk, 0)) for k in kommuner]


def summor(rader: Iterable[Kommunandring]) -> list[int]:
    """Give the sums in the order of the types."""
    lista = [rad.per_typ for rad in rader]
    return [sum(kolumn) for kolumn in zip(*lista, strict=True)] if lista else [0] * len(Anvisningstyp)


def varningar(underlag: Anvisningsunderlag) -> list[str]:
    """Give what the second person must confirm before it is posted, a sentence each."""
    return [
        *underlag.tolkning.get("varningar", []),
        *_overlapp(underlag),
        *rattelsevarningar(underlag),
        *vardevarningar(underlag),
    ]


def _overlapp(underlag: Anvisningsunderlag) -> list[str]:
    """Warn when posted files hold the same municipalities, days and types: the same children may count twice."""
    if underlag.slag != Underlagsslag.PERIODER:
        return []
    with connection.cursor() as fraga:
        fraga.execute(_OVERLAPP, [underlag.pk, list(map(str, ANVISNINGSSLAG))])
        antal, fran, till = fraga.fetchone()
    if not antal:
        return []
    return [
        f"{kommuner(antal)} har redan bokförda anvisningar av samma slag och tid ({datum(fran)} till {datum(till)}). "
        "Kontrollera att samma barn inte räknas två gånger."
    ]

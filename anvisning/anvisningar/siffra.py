"""The number of a month: a municipality's children of a type, the rows behind it, and what corrects it.

A row counts in the month of its last day (`dag`), as everywhere.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from anvisning import tid
from anvisning.models import (
    Anvisningsrad,
    Anvisningstyp,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Ifragasattande,
    Kommun,
    Underlagsslag,
)
from anvisning.models.ifragasattanden import OPPEN
from anvisning.visning import datum, forandring, tal
from anvisning.visning import manad as manad_ar

Siffra = tuple[str, date, str]
"""A municipality (code), a month's first day and a type."""


@dataclass(frozen=True)
class Vantande:
    """A correction that is prepared and neither posted nor thrown away, and what it would do to a number."""

    underlag: Anvisningsunderlag
    siffra: Siffra
    antal: int


def rader_bakom(kommun: str, manad: date, typ: str) -> QuerySet[Anvisningsrad]:
    """Give the posted rows behind a number."""
    return Anvisningsrad.objects.filter(kommun=kommun, typ=typ, dag__gte=manad, dag__lte=tid.manadens_sista(manad))


def manadens_antal(kommun: str, manad: date, typ: str) -> int:
    """Give the service's number: the sum of the rows of a municipality (code) and a type in the month."""
    return rader_bakom(kommun, manad, typ).aggregate(summa=Sum("antal"))["summa"] or 0


def vantande(siffror: Collection[Siffra]) -> list[Vantande]:
    """Give the corrections that wait and concern any of the numbers, oldest first (two queries)."""
    rader = Anvisningsunderlagsrad.objects.filter(
        underlag__slag=Underlagsslag.RATTELSE, underlag__avslutad=None, underlag__bokning=None
    )
    traffar = [(pk, siffra, antal) for pk, siffra, antal in _per_siffra(rader, "underlag") if siffra in siffror]
    underlag = Anvisningsunderlag.objects.select_related("forberedd_av").defer("innehall", "tolkning")
    per_id = underlag.in_bulk({pk for pk, _, _ in traffar}) if traffar else {}
    return [Vantande(per_id[pk], siffra, antal) for pk, siffra, antal in traffar]


def rattelsevarningar(underlag: Anvisningsunderlag) -> list[str]:
    """Warn when a correction meets another one of the same number: one that waits, that is posted, or was asked for."""
    if underlag.slag != Underlagsslag.RATTELSE:
        return []
    egna = {siffra: antal for _, siffra, antal in _per_siffra(underlag.rader.all(), "underlag")}
    namn = dict(Kommun.objects.filter(pk__in={kommun for kommun, _, _ in egna}).values_list("pk", "namn"))
    return [*_vantar(underlag, egna, namn), *_ifragasatta(egna, namn), *_redan_bokforda(egna, namn)]


def _vantar(underlag: Anvisningsunderlag, egna: dict[Siffra, int], namn: dict[str, str]) -> list[str]:
    return [
        f"En annan rättelse väntar på att bokföras: {_ord(v.siffra, namn)}, {_barn(v.antal)}, förberedd den "
        f"{datum(v.underlag.forberedd)} av {v.underlag.forberedd_av.namn}. Bokförs båda räknas båda."
        for v in vantande(egna)
        if v.underlag != underlag
    ]


def _ifragasatta(egna: dict[Siffra, int], namn: dict[str, str]) -> list[str]:
    """Warn when the number would be another than the one that the municipality has said and waits for."""
    varningar = []
    for rad in Ifragasattande.objects.filter(OPPEN, kommun__in=namn).order_by("pk"):
        siffra = (rad.kommun_id, rad.manad, rad.typ)
        if siffra not in egna:
            continue
        nu = manadens_antal(*siffra)
        if (efter := nu + egna[siffra]) != rad.uppgift:
            varningar.append(
                f"{namn[rad.kommun_id]} har {tal(rad.uppgift)} barn enligt {rad.referens}: {_ord(siffra)}. "
                f"Antalet i tjänsten är {tal(nu)} nu och blir {tal(efter)} med rättelsen."
            )
    return varningar


def _redan_bokforda(egna: dict[Siffra, int], namn: dict[str, str]) -> list[str]:
    """Warn when a correction that holds has done the same to a number already."""
    manader = [manad for _, manad, _ in egna]
    rader = Anvisningsrad.objects.filter(
        bokning__slag=Underlagsslag.RATTELSE,
        bokning__angrad_genom=None,
        kommun__in=namn,
        dag__gte=min(manader),
        dag__lte=tid.manadens_sista(max(manader)),
    ).annotate(bokford=F("bokning__bokford"))
    return [
        f"En rättelse med samma antal är redan bokförd den {datum(bokford)}: {_ord(siffra, namn)}, {_barn(antal)}. "
        "Kontrollera att den inte räknas två gånger."
        for bokford, siffra, antal in _per_siffra(rader, "bokford", "bokning")
        if egna.get(siffra) == antal
    ]


def _per_siffra(rader: QuerySet, vad: str, *ocksa: str) -> Iterable[tuple[object, Siffra, int]]:
    """Give `vad`, number and sum of rows, by `vad` (and `ocksa`) and number (one query)."""
    ordning = (*(ocksa or (vad,)), "kommun", "manad", "typ")
    summor = rader.order_by().annotate(manad=TruncMonth("dag")).values(vad, *ordning).annotate(summa=Sum("antal"))
    for rad in summor.order_by(*ordning):
        yield rad[vad], (rad["kommun"], rad["manad"], rad["typ"]), rad["summa"]


def _ord(siffra: Siffra, namn: dict[str, str] | None = None) -> str:
    kommun, manad, typ = siffra
    return f"{f'{namn[kommun]}, ' if namn else ''}{Anvisningstyp(typ).label.lower()}, {manad_ar(manad)}"


def _barn(antal: int) -> str:
    return f"{forandring(antal, 0)} barn"

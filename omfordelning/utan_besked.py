"""The county's list of municipalities to call: not logged in, no active företrädare, or an offer that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, OuterRef, Subquery

from anvisning import tid
from anvisning.models import (
    Andelstabell,
    Kommun,
    Kontaktfunktion,
    Konto,
    Organ,
    Organisation,
    Tabellslag,
    Tidplan,
)
from anvisning.organisationer import galler, med_brister
from omfordelning.arsbesked import Svar, Svarslage, build_svarslage
from omfordelning.models import Forslag
from omfordelning.motesrisk import kontakter_per_kommun
from omfordelning.process import Sida, Status
from omfordelning.querysets import aktuella_godkannanden, senast_pamind

SKAL = {
    "inloggning": "inte inloggad sedan de preliminära andelarna kom",
    "foretradare": "ingen aktiv företrädare",
    "erbjudande": "har ett förslag att svara på",
}
"""Why a municipality stands in the list: code in the address → words."""
KORT = {"inloggning": "inte inloggad", "foretradare": "ingen företrädare", "erbjudande": "förslag väntar på svar"}
"""The same as flags."""


@dataclass(frozen=True, kw_only=True)
class Rad:
    """One municipality to call, with why, whom, and what is known."""

    kommun: Kommun
    skal: tuple[str, ...]
    svar: Svar
    inloggad: datetime | None
    """When somebody from the municipality last logged in."""
    pamind: datetime | None
    brevlada: str
    kontakter: Sequence[Kontaktfunktion]
    vantar: Sequence[Forslag]
    """The offers that wait for its answer."""

    @property
    def flaggor(self) -> list[str]:
        """Why it stands in the list, in short."""
        return [KORT[kod] for kod in self.skal]

    @property
    def skalen(self) -> list[str]:
        """Why it stands in the list, in words."""
        return [SKAL[kod] for kod in self.skal]


def build_utan_besked(plan: Tidplan, nu: datetime) -> tuple[list[Rad], Svarslage]:
    """Give the municipalities to call in Swedish order, and what all have answered (seven queries, however many)."""
    dag = tid.svensk_dag(nu)
    lage = build_svarslage(plan.ar_id, plan.lan_id, nu)
    tabeller = Andelstabell.objects.filter(ar=plan.ar_id, slag=Tabellslag.PRELIMINAR)
    kom = tabeller.aggregate(kom=Min("publicerad"))["kom"]
    organisationer = _organisationer(plan.lan_id, dag)
    vantar = _vantar(plan)
    kontakter = kontakter_per_kommun(lage.namn)
    paminda = senast_pamind(lage.namn, plan.ar_id)
    rader = []
    for o in organisationer:
        kod = o.kommun.kod
        skalen = {
            "inloggning": kom is not None and nu >= kom and (o.inloggad is None or o.inloggad < kom),
            "foretradare": not o.har_foretradare,
            "erbjudande": kod in vantar,
        }
        if any(skalen.values()):
            rader.append(
                Rad(
                    kommun=o.kommun,
                    skal=tuple(skal for skal, galler_det in skalen.items() if galler_det),
                    svar=lage.svar[kod],
                    inloggad=o.inloggad,
                    pamind=paminda.get(kod),
                    brevlada=o.brevlada or "",
                    kontakter=kontakter.get(kod, []),
                    vantar=vantar.get(kod, []),
                )
            )
    return rader, lage


def _organisationer(lanskod: str, dag: date) -> list[Organisation]:
    egen = OuterRef("pk")
    inloggade = Konto.objects.filter(organisation=egen).order_by().values("organisation")
    organ = Organ.objects.filter(galler(dag), organisation=egen).order_by("galler_fran", "pk")
    kommuner = Organisation.objects.filter(kommun__lan=lanskod).select_related("kommun")
    return list(
        med_brister(kommuner, dag)
        .annotate(
            inloggad=Subquery(inloggade.annotate(t=Max("last_login")).values("t")),
            brevlada=Subquery(organ.values("funktionsbrevlada")[:1]),
        )
        .order_by("kommun__sortering")
    )


def _vantar(plan: Tidplan) -> dict[str, list[Forslag]]:
    """Give municipality → the cases that wait for its own side's answer (two queries)."""
    fall = list(
        Forslag.objects.filter(ar=plan.ar_id, lan=plan.lan_id, status=Status.VANTAR_SVAR)
        .select_related("givare", "mottagare")
        .order_by("nummer")
    )
    godkannanden = aktuella_godkannanden(fall)
    vantar: dict[str, list[Forslag]] = {}
    for f in fall:
        for sida in Sida:
            if sida not in godkannanden[f.pk]:
                vantar.setdefault(f.kommunkod(sida), []).append(f)
    return vantar

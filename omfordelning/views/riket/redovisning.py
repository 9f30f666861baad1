"""One county's report at the national level: read it, receive it, or return it with reasons."""

import uuid
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning.hinder import Hinder
from anvisning.models import Andelstabell, Kontaktfunktion, Konto
from anvisning.models.andelar import BESLUTADE
from anvisning.visning import behovda_decimaler, promille, tal, tidpunkt, veckodatum
from omfordelning.forms.riket_redovisning import AterlamnaForm, KvittensForm
from omfordelning.handlaggning import redovisning as kommandon
from omfordelning.models import Redovisning, Redovisningsfil, Redovisningsrad
from omfordelning.views.riket.gemensamt import (
    Riksakt,
    Smulor,
    atergivning,
    far_handla,
    krav_nationell,
    kvitto_url,
    oversiktssmulor,
)
from omfordelning.views.riket.oversikt import STATUSKOD

ORDNING = ("pdf", "xlsx", "csv", "json", "manifest")


def get_redovisning(konto: Konto, publikt_id: uuid.UUID) -> Redovisning:
    """Give a report that has been sent, with `senaste` (the newest sent version's number). Others do not exist here."""
    krav_nationell(konto)
    egna = Redovisning.objects.filter(ar=OuterRef("ar"), lan=OuterRef("lan")).order_by().values("ar")
    return (
        Redovisning.objects.filter(oversand__isnull=False)
        .annotate(senaste=Subquery(egna.annotate(v=Max("version")).values("v")))
        .select_related("ar", "lan__organisation", "beslutad_av", "oversand_av", "besvarad_av")
        .get(publikt_id=publikt_id)
    )


def get_rader(redovisning: Redovisning) -> list[Redovisningsrad]:
    """Give a report's rows with both municipalities, in order."""
    rader = redovisning.rader.select_related("forslag__givare", "forslag__mottagare", "version")
    return list(rader.order_by("forslag__nummer"))


def stopp(redovisning: Redovisning) -> str:
    """Give why a report cannot be answered, or ""."""
    if redovisning.version != redovisning.senaste:
        return f"Länsstyrelsen har beslutat version {redovisning.senaste}, som ersätter den här."
    if redovisning.status != Redovisning.Status.OVERSAND:
        return f"Redovisningen är redan {redovisning.get_status_display().lower()}."
    return ""


def riket_redovisning(request: HttpRequest, publikt_id: uuid.UUID) -> HttpResponse:
    """Show a report: what was decided, each redistribution, the files, and what can be answered."""
    redovisning = get_redovisning(request.user, publikt_id)
    rader = get_rader(redovisning)
    medtagna = [rad for rad in rader if rad.tas_med]
    handlar = far_handla(request.user)
    tabell = _beslutad(redovisning) if request.user.organisation.samordnande_lan_id else None
    return render(
        request,
        "omfordelning/riket/redovisning.html",
        {
            "rubrik": f"{'Nollrapport' if redovisning.nollrapport else 'Redovisning'} från {redovisning.lan.namn}",
            "redovisning": redovisning,
            "kod": STATUSKOD[redovisning.status],
            "ersatt": redovisning.version != redovisning.senaste,
            "fakta": fakta(redovisning),
            "medtagna": medtagna,
            "utelamnade": [rad for rad in rader if not rad.tas_med],
            "summa": sum((rad.promille for rad in medtagna), 0),
            "decimaler": behovda_decimaler(
                [v for rad in rader for v in (rad.givare_fore, rad.promille, rad.mottagare_fore)],
                redovisning.ar.decimaler,
            ),
            "filer": _filer(redovisning),
            "kontakter": Kontaktfunktion.objects.filter(organisation=redovisning.lan.organisation),
            "atgarder": _atgarder(redovisning) if handlar else [],
            "atergivning": atergivning(request.user, tabell),
            "smulor": oversiktssmulor(redovisning.ar_id),
        },
    )


def _beslutad(redovisning: Redovisning) -> Andelstabell | None:
    return Andelstabell.objects.filter(ar=redovisning.ar_id, slag__in=BESLUTADE).order_by("-publicerad").first()


def fakta(redovisning: Redovisning) -> list[dict[str, str]]:
    """Give a report's facts as rows for komponenter/sammanfattning.html."""
    besvarat_av = "länsstyrelsen, som återger svaret" if redovisning.kvittens_av_lan else ""
    if redovisning.besvarad_av and not redovisning.kvittens_av_lan:
        besvarat_av = redovisning.besvarad_av.namn
    rader = {
        "Version": str(redovisning.version),
        "Länsstyrelsens diarienummer": redovisning.diarienummer,
        "Beslutsdag": veckodatum(redovisning.beslutsdag),
        "Beslutande": redovisning.beslutad_av.namn,
        "Föredragande": redovisning.foredragande or "Ingen föredragande",
        "Deltog i övrigt": redovisning.narvarande,
        "Rättslig grund": redovisning.rattslig_grund,
        "Översänd": tidpunkt(redovisning.oversand),
        "Svar": f"{tidpunkt(redovisning.besvarad)} av {besvarat_av}" if redovisning.besvarad else "",
        "Migrationsverkets beteckning": redovisning.kvittens,
        "Skäl för att lämna tillbaka": redovisning.aterlamnad_skal,
    }
    return [{"namn": namn, "varde": varde} for namn, varde in rader.items() if varde]


def _filer(redovisning: Redovisning) -> list[dict[str, Any]]:
    filer = Redovisningsfil.objects.filter(redovisning=redovisning, dokument__klar__isnull=False)
    filer = filer.annotate(storlek=Length("dokument__innehall")).values_list("format", "storlek")
    return [
        {
            "url": reverse("redovisning_fil", args=[redovisning.publikt_id, format_]),
            "format": "JSON" if format_ == "manifest" else format_.upper(),
            "vad": "Förteckning med kontrollsummor" if format_ == "manifest" else "Redovisningen",
            "storlek": f"{tal(max(1, storlek // 1024))} kB",
            "ersatt": redovisning.version != redovisning.senaste,
        }
        for format_, storlek in sorted(filer, key=lambda fil: ORDNING.index(fil[0]) if fil[0] in ORDNING else 9)
    ]


def _atgarder(redovisning: Redovisning) -> list[dict[str, Any]]:
    hinder = [skal] if (skal := stopp(redovisning)) else []
    return [
        {
            "text": "Ta emot redovisningen",
            "url": reverse("riket_kvittera", args=[redovisning.publikt_id]),
            "hinder": hinder,
            "primar": True,
        },
        {
            "text": "Lämna tillbaka redovisningen",
            "url": reverse("riket_aterlamna", args=[redovisning.publikt_id]),
            "hinder": hinder,
        },
    ]


class _SvarVy(Riksakt):
    """Base of both answers."""

    template_name = "omfordelning/riket/redovisning_svar.html"
    kontrollrubrik = ""
    redovisning: Redovisning

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.redovisning = get_redovisning(self.request.user, publikt_id)
        self.rader = get_rader(self.redovisning)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if skal := stopp(self.redovisning):
            raise Hinder(skal)
        return super().get(request, *args, **kwargs)

    def smulor(self) -> Smulor:
        r = self.redovisning
        return [*oversiktssmulor(r.ar_id), (r.lan.namn, reverse("riket_redovisning", args=[r.publikt_id]))]

    def fakta(self) -> list[dict[str, str]]:
        """Give the rows of the check page that name the report."""
        medtagna = [rad for rad in self.rader if rad.tas_med]
        summa = sum((rad.promille for rad in medtagna), 0)
        return [
            {"namn": "Län", "varde": self.redovisning.lan.namn},
            {"namn": "Redovisning", "varde": f"{self.redovisning.ar_id}, version {self.redovisning.version}"},
            {"namn": "Omfördelningar", "varde": f"{len(medtagna)}, tillsammans {promille(summa)}"},
        ]

    def kontroll(self, form: Any) -> dict[str, Any]:
        if skal := stopp(self.redovisning):
            raise Hinder(skal)
        return {"rubrik": self.kontrollrubrik, "rader": [*self.fakta(), *self.svar(form)]}

    def svar(self, form: Any) -> list[dict[str, str]]:
        """Give the rows of the check page that tell the answer."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"redovisning": self.redovisning, "fakta": self.fakta(), **kwargs})

    def kvitto(self) -> str:
        """Give the receipt's address after the command."""
        return kvitto_url(self.redovisning.ar_id, self.redovisning.lan_id)


class KvitteraVy(_SvarVy):
    """Receive the report, with Migrationsverket's reference."""

    form_class = KvittensForm
    rubrik = "Ta emot redovisningen"
    kontrollrubrik = "Kontrollera och ta emot"

    def knapp(self, form: KvittensForm) -> str:
        return f"Ta emot redovisningen från {self.redovisning.lan.namn}"

    def svar(self, form: KvittensForm) -> list[dict[str, str]]:
        return [{"namn": "Migrationsverkets beteckning", "varde": form.cleaned_data["kvittens"]}]

    def utfor(self, form: KvittensForm) -> str:
        kommandon.kvittera(
            self.redovisning.pk,
            kvittens=form.cleaned_data["kvittens"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()


class AterlamnaVy(_SvarVy):
    """Return the report with reasons, for the whole or per row."""

    form_class = AterlamnaForm
    rubrik = "Lämna tillbaka redovisningen"
    kontrollrubrik = "Kontrollera och lämna tillbaka"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rader": self.rader}

    def knapp(self, form: AterlamnaForm) -> str:
        return f"Lämna tillbaka redovisningen till {self.redovisning.lan.namn}"

    def svar(self, form: AterlamnaForm) -> list[dict[str, str]]:
        radskal = form.radskal
        return [
            {"namn": "Skäl för hela", "varde": form.cleaned_data["skal"] or "–"},
            *({"namn": rad.forslag.referens, "varde": radskal[rad.pk]} for rad in self.rader if rad.pk in radskal),
        ]

    def kontroll(self, form: AterlamnaForm) -> dict[str, Any]:
        return {**super().kontroll(form), "fara": True}

    def utfor(self, form: AterlamnaForm) -> str:
        kommandon.aterlamna(
            self.redovisning.pk,
            skal=form.cleaned_data["skal"],
            rader=form.radskal,
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()

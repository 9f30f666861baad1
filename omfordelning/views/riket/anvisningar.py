"""Assignments: what is posted and on its way, reading a file in, and what was understood of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from anvisning import anvisningar
from anvisning.hinder import Hinder
from anvisning.models import (
    Anvisningsbokning,
    Anvisningstyp,
    Anvisningsunderlag,
    Anvisningsunderlagsrad,
    Underlagsslag,
)
from anvisning.tabell import ROLLER
from anvisning.visning import datum
from omfordelning.forms.riket_anvisningar import LasInForm, LasOmForm
from omfordelning.forms.riket_tabeller import KasseraForm
from omfordelning.views.riket.gemensamt import AllaLaser, Enkelvy, Smulor, far_handla, krav_nationell

RUBRIK = "Anvisningar"
MALLEN_SPARADES_INTE = "Kolumnerna sparades inte för källan, eftersom filen har fel. Spara dem när felen är rättade."


def anvisningssmulor(*mer: tuple[str, str]) -> Smulor:
    """Give the way back up from a page about assignments."""
    return [(RUBRIK, reverse("riket_anvisningar")), *mer]


def underlagssmulor(underlag: Anvisningsunderlag) -> Smulor:
    """Give the way back up from an act about what is prepared."""
    return anvisningssmulor((str(underlag), reverse("anvisningsunderlag", args=[underlag.publikt_id])))


def pa_vag() -> list[Anvisningsunderlag]:
    """Give what is prepared and neither posted nor thrown away."""
    rader = Anvisningsunderlag.objects.filter(avslutad=None, bokning=None)
    return list(rader.select_related("forberedd_av").defer("innehall"))


def oversikt(request: HttpRequest) -> HttpResponse:
    """List what is on its way and what is posted, newest first."""
    krav_nationell(request.user)
    bokningar = Anvisningsbokning.objects.select_related("forberedd_av", "godkand_av", "angrad_genom", "underlag")
    atgarder = [
        {"text": "Läs in en fil", "url": reverse("anvisningar_las_in"), "primar": True},
        {"text": "Skriv en rättelse", "url": reverse("anvisningar_rattelse")},
    ]
    ifragasatta = {"text": "Ifrågasatta uppgifter", "url": reverse("riket_ifragasatta")}
    return render(
        request,
        "omfordelning/riket/anvisningar.html",
        {
            "rubrik": RUBRIK,
            "pa_vag": pa_vag(),
            "bokningar": bokningar.defer("underlag__innehall", "underlag__tolkning"),
            "atgarder": [*(atgarder if far_handla(request.user) else []), ifragasatta],
            "filer": [{"url": reverse("anvisningsrader"), "format": "CSV", "vad": "Alla bokförda rader"}],
        },
    )


def rader(request: HttpRequest) -> HttpResponseBase:
    """Give every posted row as one CSV file, however many they are; ask who comes while others read it to wait."""
    krav_nationell(request.user)
    try:
        fil = anvisningar.radfil(request.user)
    except anvisningar.Upptagen as fel:
        tillbaka = {"tillbaka_url": reverse("riket_anvisningar"), "tillbaka_text": "Till anvisningarna"}
        svar = render(request, "hinder.html", {"skal": fel.skal, **tillbaka}, status=429)
        svar["Retry-After"] = "60"
        return svar
    return StreamingHttpResponse(
        fil,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="anvisningar-rader.csv"',
        },
    )


class LasInVy(Enkelvy):
    """Read a file in. What was understood is shown on the next page, before anything is posted."""

    template_name = "omfordelning/riket/anvisningar_las_in.html"
    form_class = LasInForm
    rubrik = "Läs in en fil om anvisningar"

    def hamta(self) -> None:
        """Nothing to fetch."""

    def smulor(self) -> Smulor:
        return anvisningssmulor()

    def utfor(self, form: LasInForm) -> str:
        fil = form.cleaned_data["fil"]
        underlag = anvisningar.las_in(
            form.cleaned_data["slag"],
            fil.name,
            fil.read(),
            form.uppgifter(),
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return reverse("anvisningsunderlag", args=[underlag.publikt_id])


class UnderlagVy(AllaLaser, Enkelvy):
    """The preview: what was understood, what is wrong, what would change and for whom. Who prepares may read anew."""

    template_name = "omfordelning/riket/anvisningsunderlag.html"
    form_class = LasOmForm
    underlag: Anvisningsunderlag

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = Anvisningsunderlag.objects.select_related("forberedd_av", "bokning", "angrar").defer("innehall")
        self.underlag = rader.get(publikt_id=publikt_id)

    @property
    def bokning(self) -> Anvisningsbokning | None:
        return getattr(self.underlag, "bokning", None)

    @property
    def oppen(self) -> bool:
        return self.bokning is None and self.underlag.avslutad is None

    @property
    def egen(self) -> bool:
        """Whether the person is the one who prepares it."""
        return self.underlag.forberedd_av_id == self.request.user.pk

    def smulor(self) -> Smulor:
        return anvisningssmulor()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"underlag": self.underlag}

    def get_form(self, form_class: Any = None) -> Any:
        """No form for what is typed in, and none for others than who prepares."""
        ar_fil = bool(self.underlag.filnamn)
        if self.request.method == "POST" and not ar_fil:
            raise Hinder("Underlaget är ingen fil. Kassera det och förbered ett nytt.")
        visas = ar_fil and self.oppen and self.egen and far_handla(self.request.user)
        return super().get_form(form_class) if visas or self.request.method == "POST" else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        underlag, tolkning = self.underlag, self.underlag.tolkning
        har_fel = not underlag.felfri
        inaktuell = anvisningar.inaktualitet(underlag) if self.oppen else None
        return super().get_context_data(
            **{
                "rubrik": underlag.get_slag_display(),
                "underlag": underlag,
                "tolkning": tolkning,
                "kolumner": [
                    {**kolumn, "lases_som": ROLLER[underlag.slag].get(kolumn["roll"], "")}  # type: ignore[index]
                    for kolumn in tolkning.get("kolumner", [])
                ],
                "fakta": fakta(underlag),
                "bokning": self.bokning,
                "oppen": self.oppen,
                "egen": self.egen,
                "har_fel": har_fel,
                "varningar": anvisningar.varningar(underlag) if self.oppen and not har_fel else [],
                "inaktuell": inaktuell,
                "hinder": anvisningar.hinder(underlag) if self.oppen and not har_fel else [],
                **(andringar(underlag) if self.oppen and not har_fel and not inaktuell else {}),
                "administrator": far_handla(self.request.user),
                **kwargs,
            }
        )

    def utfor(self, form: LasOmForm) -> str:
        spara_mall = form.cleaned_data["spara_mall"]
        underlag = anvisningar.las_om(
            self.underlag.pk,
            form.uppgifter(),
            spara_mall=spara_mall,
            av=self.request.user,
            nu=self.request.mottagen,
        )
        messages.success(self.request, "Filen är läst på nytt.")
        if spara_mall and not underlag.felfri:
            messages.warning(self.request, MALLEN_SPARADES_INTE)
        return reverse("anvisningsunderlag", args=[self.underlag.publikt_id])


def andringar(underlag: Anvisningsunderlag) -> dict[str, Any]:
    """Give what posting would change, as omfordelning/riket/_det_har_andras.html takes it."""
    rader = anvisningar.andringar(underlag)
    return {
        "rader": rader,
        "summor": anvisningar.summor(rader),
        "typer": Anvisningstyp.labels,
        "varden": (varden := anvisningar.vardeandringar(underlag)),
        "omfang": anvisningar.omfang(varden),
        "rattelserader": _rattelserader(underlag),
    }


def _rattelserader(underlag: Anvisningsunderlag) -> list[Anvisningsunderlagsrad]:
    """Give what was typed in, line by line: a file has its own."""
    if underlag.slag != Underlagsslag.RATTELSE:
        return []
    return list(underlag.rader.select_related("kommun").order_by("radnummer"))


def fakta(underlag: Anvisningsunderlag) -> list[dict[str, str]]:
    """Give what is known about what is prepared, as rows for komponenter/sammanfattning.html."""
    fran = f"{datum(underlag.fran)} till " if underlag.fran else ""
    rader = {
        "Källa": underlag.kalla,
        "Gäller": f"{fran}{'till och med ' if not fran else ''}{datum(underlag.till_och_med)}",
        "Slag av anvisning": underlag.get_typ_display() if underlag.typ else "",
        "Skäl": underlag.skal,
        "Fil": underlag.filnamn,
        "Rubrik i filen": underlag.tolkning.get("rubrik", ""),
        "Blad": underlag.tolkning.get("blad", ""),
        "Kontrollsumma (SHA-256)": underlag.sha256,
    }
    return [{"namn": namn, "varde": varde} for namn, varde in rader.items() if varde]


class KasseraUnderlagVy(Enkelvy):
    """Throw away what was prepared and not posted."""

    template_name = "omfordelning/riket/anvisningar_kassera.html"
    form_class = KasseraForm
    rubrik = "Kassera underlaget"
    underlag: Anvisningsunderlag

    def hamta(self, publikt_id: uuid.UUID) -> None:
        rader = Anvisningsunderlag.objects.select_related("forberedd_av").defer("innehall")
        self.underlag = rader.get(publikt_id=publikt_id)
        if self.request.method == "GET":
            krav_oppet(self.underlag)

    def smulor(self) -> Smulor:
        return underlagssmulor(self.underlag)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"underlag": self.underlag, **kwargs})

    def utfor(self, form: KasseraForm) -> str:
        anvisningar.kassera(self.underlag.pk, av=self.request.user, nu=self.request.mottagen)
        messages.success(self.request, f"Kasserat: {self.underlag}. Inget har ändrats.")
        return reverse("riket_anvisningar")


def krav_oppet(underlag: Anvisningsunderlag) -> None:
    """Refuse (Hinder) the page of what is already posted or thrown away."""
    if underlag.avslutad or Anvisningsbokning.objects.filter(underlag=underlag).exists():
        raise Hinder("Underlaget är redan bokfört eller kasserat.")

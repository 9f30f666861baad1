"""The form part "Meddela kommunens beslut": a new decision, one reported earlier that covers this too, or none yet."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div, Fieldset, Row
from django import forms
from django.db.models import Prefetch, Q, QuerySet

from anvisning import tid
from anvisning.bindande import FilMixin, fil_id, las_fil_id
from anvisning.falt import PromilleFormField
from anvisning.forms.falt import Dagfalt, Radfalt, Valfalt
from anvisning.models import Konto, Organ, Organslag
from anvisning.visning import datum, promille
from omfordelning.handlaggning.beslut import Beslutsuppgifter, dagens_hinder
from omfordelning.models import Godkannande, Kommunbeslut
from omfordelning.process import Sida

NYTT, INGET, ANNAT = "nytt", "inget", "annat"
FALT = frozenset(
    "organ organslag organnamn tillstand dag paragraf diarienummer delegationspunkt ram fil ram_bekraftad".split()
)
"""The fields that belong to a new decision only."""


def kommunens_beslut(kommunkod: str, ar: int) -> QuerySet[Kommunbeslut]:
    """Give the decisions a municipality has reported for a year, newest first, with the cases they are used in."""
    anvanda = Godkannande.objects.select_related("version__forslag__givare", "version__forslag__mottagare")
    return (
        Kommunbeslut.objects.filter(kommun=kommunkod, ar=ar)
        .prefetch_related(Prefetch("godkannanden", anvanda.order_by("pk")))
        .order_by("-skapad", "-pk")
    )


def beskriv(beslut: Kommunbeslut) -> str:
    """Write a reported decision in one line: "Kommunstyrelsen 6 oktober 2026 § 112, upp till 2,10 ‰"."""
    paragraf = f" §\u00a0{beslut.paragraf}" if beslut.paragraf else ""
    ram = f", upp till {promille(beslut.ram)}" if beslut.ram is not None else ""
    planerat = "" if beslut.ar_fattat else " (planerat)"
    return f"{beslut.organnamn} {datum(beslut.dag)}{paragraf}{ram}{planerat}"


def meddelat_for(beslut: Kommunbeslut) -> str:
    """Write with whom and for which figure a decision was first used: " (meddelat för Torsås, 0,50 ‰)", or ""."""
    godkannande = next(iter(beslut.godkannanden.all()), None)
    if godkannande is None:
        return ""
    forslag = godkannande.version.forslag
    motpart = forslag.mottagare if godkannande.sida == Sida.GIVARE else forslag.givare
    siffra = "hela andelen" if godkannande.version.hela else promille(godkannande.version.promille)
    return f" (meddelat för {motpart.namn}, {siffra})"


def initial_av(beslut: Kommunbeslut, konto: Konto) -> dict[str, Any]:
    """Give a reported decision as the form's initial values, to be completed by an account."""
    return {
        "beslut_val": NYTT,
        "organ": str(beslut.organ_id) if beslut.organ_id else ANNAT,
        "organslag": beslut.organslag,
        "organnamn": beslut.organnamn,
        "tillstand": beslut.tillstand,
        "dag": beslut.dag,
        "paragraf": beslut.paragraf,
        "diarienummer": beslut.diarienummer,
        "delegationspunkt": beslut.delegationspunkt,
        "ram": beslut.ram,
        "fil_id": fil_id(beslut.utdrag, konto) if beslut.utdrag else "",
    }


def organ_idag(kommunkod: str, dag: date) -> list[tuple[str, str]]:
    """Give the municipality's bodies that are in force on a day, as choices."""
    rader = Organ.objects.filter(organisation__kommun=kommunkod, galler_fran__lte=dag)
    rader = rader.filter(Q(galler_till__isnull=True) | Q(galler_till__gte=dag)).order_by("namn")
    return [(str(rad.pk), rad.namn) for rad in rader]


def _ett_val(text: str) -> dict[str, str]:
    return {"required": text, "invalid_choice": text}


class Beslutsfalt(FilMixin):
    """Fields of a municipality's decision. After cleaning, `cleaned_data["beslut"]` is Beslutsuppgifter, an earlier
    Kommunbeslut, or None (not taken yet).

    Takes `konto`, `kommunkod`, `ar` (the share year) and `nu`. `beslut_kravs` leaves out "not taken yet".
    """

    beslut_kravs = False
    tidigare_erbjuds = True

    beslut_val = Valfalt(label="Kommunens beslut", saknas="Välj vilket beslut det gäller.")
    hjalp_tidigare = "Välj ett tidigare beslut bara om det gäller också det här förslaget."
    organ = forms.ChoiceField(label="Vem har beslutat?", error_messages=_ett_val("Välj vem som har beslutat."))
    organslag = forms.ChoiceField(
        label="Vilket slags organ?",
        choices=[("", "Välj"), *((v, t) for v, t in Organslag.choices if v != Organslag.MYNDIGHET)],
        error_messages=_ett_val("Välj vilket slags organ det är."),
    )
    organnamn = Radfalt(
        label="Organets namn",
        hogst=120,
        help_text="Till exempel Socialnämnden.",
        error_messages={"required": "Skriv vad organet heter, till exempel Socialnämnden."},
    )
    tillstand = Valfalt(
        label="Hur långt har beslutet kommit?",
        choices=Kommunbeslut.Tillstand.choices,
        saknas="Välj hur långt beslutet har kommit.",
    )
    dag = Dagfalt(
        label="Beslutets datum",
        help_text="Skriv som 2026-11-02. Är beslutet planerat: skriv sammanträdets dag.",
        error_messages={"required": "Skriv beslutets eller sammanträdets datum, till exempel 2026-11-02."},
    )
    paragraf = Radfalt(label="Paragraf", hogst=20, size=8, required=False)
    diarienummer = Radfalt(
        label="Kommunens diarienummer", hogst=60, size=20, required=False, help_text="Till exempel KS 2026/341."
    )
    delegationspunkt = Radfalt(
        label="Punkt i delegationsordningen",
        hogst=60,
        size=12,
        required=False,
        help_text="Behövs när en tjänsteperson har beslutat på delegation. Kom ihåg att anmäla beslutet till nämnden.",
    )
    ram = PromilleFormField(
        label="Ram: beslutet gäller upp till",
        required=False,
        help_text="Fyll i om beslutet tillåter en annan siffra upp till ett tak. Då kan ni ändra siffran utan nytt "
        "beslut.",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
    )
    ram_bekraftad = forms.BooleanField(
        label="Beslutet täcker även den här siffran",
        required=False,
        help_text="Kryssa i om ni använder ett beslut som ni har meddelat förut, för en annan siffra i samma ärende.",
    )

    def __init__(self, *args: Any, konto: Konto, kommunkod: str, ar: int, nu: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.konto, self.nu, self.kommunkod, self.ar = konto, nu, kommunkod, ar
        tidigare = self.kanda_beslut() if self.tidigare_erbjuds else Kommunbeslut.objects.none()
        self.tidigare = {str(rad.publikt_id): rad for rad in tidigare}
        val = [
            *((nyckel, f"{beskriv(rad)}{meddelat_for(rad)}") for nyckel, rad in self.tidigare.items()),
            (NYTT, "Ett annat beslut" if self.tidigare else "Beslutet finns: fyll i det här"),
        ]
        if not self.beslut_kravs:
            val.append((INGET, "Beslutet är inte fattat än"))
        self.fields["beslut_val"].choices = val
        if len(val) == 1:
            self.fields["beslut_val"].widget = forms.HiddenInput()
        if self.tidigare:
            self.fields["beslut_val"].help_text = self.hjalp_tidigare
        else:
            self.initial.setdefault("beslut_val", NYTT)
        self._organ(organ_idag(kommunkod, tid.svensk_dag(nu)))
        self.fields["ram"].suffix = "‰"
        fil = self.fields["fil"]
        fil.label = "Protokollsutdrag (PDF)"
        fil.help_text = "Högst 10 MB. Har ni det inte än? Lägg till det när ni får det."
        if dokument := las_fil_id(self.initial.get("fil_id", ""), konto):
            fil.help_text = f"Bifogad: {dokument.filnamn}. Välj en ny fil om du vill byta."

    def kanda_beslut(self) -> QuerySet[Kommunbeslut]:
        """Give the decisions that may be used again: to the municipality also those it has only prepared."""
        return kommunens_beslut(self.kommunkod, self.ar)

    def _organ(self, egna: list[tuple[str, str]]) -> None:
        self.organ = dict(egna)
        falt = self.fields["organ"]
        falt.choices = [("", "Välj"), *egna, (ANNAT, "Någon annan")]
        if self.initial.get("organ") not in (None, ANNAT, *self.organ):
            self.initial["organ"] = ANNAT
        if len(egna) == 1:
            self.initial.setdefault("organ", egna[0][0])

    @staticmethod
    def layout(rubrik: str = "Om beslutet") -> list[Any]:
        """Give the fields in order; details of a new decision are shown only for a new one (with script)."""
        return [
            "beslut_val",
            Div("ram_bekraftad", data_visas_nar_inte=f"beslut_val={NYTT} {INGET}"),
            Div(
                Fieldset(
                    rubrik,
                    "organ",
                    Div("organslag", "organnamn", data_visas_nar=f"organ={ANNAT}"),
                    "tillstand",
                    Row("dag", "paragraf"),
                    "diarienummer",
                    "delegationspunkt",
                    "ram",
                    "fil",
                ),
                data_visas_nar=f"beslut_val={NYTT}",
            ),
            "fil_id",
        ]

    def clean_paragraf(self) -> str:
        return self.cleaned_data["paragraf"].lstrip("§ \u00a0")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        val = data.get("beslut_val")
        data["beslut"] = self.tidigare.get(val or "")
        if val == NYTT:
            self._clean_nytt(data)
        else:
            for namn in FALT:
                self.errors.pop(namn, None)
        return data

    def _clean_nytt(self, data: dict[str, Any]) -> None:
        if data.get("organ") != ANNAT:
            for namn in ("organslag", "organnamn"):
                self.errors.pop(namn, None)
        elif data.get("organslag") == Organslag.DELEGATION and not data.get("delegationspunkt"):
            self.add_error("delegationspunkt", "Skriv vilken punkt i delegationsordningen beslutet följer.")
        if data.get("ram") == Decimal(0):
            self.add_error("ram", "Skriv ett tak som är större än 0, till exempel 2,10.")
        if "dag" in data and (skal := dagens_hinder(data.get("tillstand"), data["dag"], self.nu)):
            self.add_error("dag", skal)
        if not FALT & self.errors.keys():
            data["beslut"] = self._uppgifter(data)

    def _uppgifter(self, data: dict[str, Any]) -> Beslutsuppgifter:
        eget = None if data["organ"] == ANNAT else Organ.objects.get(pk=data["organ"])
        return Beslutsuppgifter(
            organslag=eget.slag if eget else data["organslag"],
            organnamn=eget.namn if eget else data["organnamn"],
            organ=eget,
            tillstand=data["tillstand"],
            dag=data["dag"],
            paragraf=data["paragraf"],
            delegationspunkt=data["delegationspunkt"],
            diarienummer=data["diarienummer"],
            ram=data["ram"],
            utdrag=data["dokument"],
        )

    def beslutsrader(self) -> list[dict[str, str]]:
        """Give the decision as rows for the check page."""
        beslut = self.cleaned_data.get("beslut")
        if beslut is None:
            return [{"namn": "Kommunens beslut", "varde": "Inte fattat än"}]
        if isinstance(beslut, Kommunbeslut):
            return [{"namn": "Kommunens beslut", "varde": f"{beskriv(beslut)} (meddelat tidigare)"}]
        utdrag = beslut.utdrag.filnamn if beslut.utdrag else self._utan_utdrag(beslut)
        rader = [
            {"namn": "Kommunens beslut", "varde": f"{beslut.organnamn}, {datum(beslut.dag)}"},
            {"namn": "Läge", "varde": Kommunbeslut.Tillstand(beslut.tillstand).label},
            {"namn": "Paragraf", "varde": beslut.paragraf},
            {"namn": "Diarienummer", "varde": beslut.diarienummer},
            {"namn": "Punkt i delegationsordningen", "varde": beslut.delegationspunkt},
            {"namn": "Ram", "varde": f"upp till {promille(beslut.ram)}" if beslut.ram is not None else ""},
            {"namn": "Protokollsutdrag", "varde": utdrag},
        ]
        return [rad for rad in rader if rad["varde"]]

    @staticmethod
    def _utan_utdrag(beslut: Beslutsuppgifter) -> str:
        return "" if beslut.tillstand == Kommunbeslut.Tillstand.PLANERAT else "Protokollsutdrag följer"

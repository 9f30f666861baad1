"""What the national administrator types about a table of shares: the file, what it is, outcomes, and each warning."""

import uuid
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt, Valfalt
from anvisning.models import Konto, Tabellimport, Tabellslag
from anvisning.models.andelar import Kolumn
from anvisning.promille import PromilleFel, parse_promille
from anvisning.tabell import Tolkning
from anvisning.visning import promille
from omfordelning.publicering import Plan, Utfall

STORST = 10 * 1024 * 1024


class Riksform(forms.Form):
    """Base: `nu` is when the form arrived, `konto` who sent it."""

    def __init__(self, *args: Any, nu: datetime, konto: Konto, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nu, self.konto = nu, konto


class EngangsForm(Riksform):
    """A form that is sent once: its key makes a double click or a reload harmless."""

    nyckel = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False, initial=uuid.uuid4)


class FilForm(EngangsForm):
    """A file with a table of shares."""

    fil = forms.FileField(
        label="Fil med andelar",
        allow_empty_file=True,
        help_text="CSV eller Excel (.xlsx), högst 10 MB. En rad för varje kommun, med kommunens namn eller kod och "
        "andelen i promille.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil.", "missing": "Välj en fil."},
    )

    def clean_fil(self) -> Any:
        fil = self.cleaned_data["fil"]
        if fil.size > STORST:
            raise forms.ValidationError("Filen är större än 10 MB. Ta bort blad och bilder som inte hör till tabellen.")
        return fil


KOLUMNVAL = [
    (Kolumn.FORE.value, "Före omfördelning: kommunernas ordinarie andelar"),
    (Kolumn.EFTER.value, "Efter omfördelning: omfördelningarna är redan inräknade"),
]


class KompletteraForm(EngangsForm):
    """What the table is. The column's form has no default: whoever imports must know."""

    kolumn = Valfalt(
        label="Är andelarna i filen före eller efter omfördelning?",
        choices=KOLUMNVAL,
        saknas="Välj om andelarna är före eller efter omfördelning.",
        help_text="Fråga Migrationsverket om du inte är säker. Svaret avgör vad varje kommun får.",
    )
    kalla = Radfalt(
        label="Källa",
        hogst=200,
        help_text="Till exempel: Migrationsverket, beslut om anvisningsandelar för 2027.",
        error_messages={"required": "Skriv var tabellen kommer från."},
    )
    beslutsdag = Dagfalt(label="Migrationsverkets beslutsdag")
    referens = Radfalt(label="Migrationsverkets beteckning", hogst=80, size=24, required=False)
    notering = Textfalt(
        label="Notering som visas öppet", hogst=1000, rader=3, required=False, help_text="Står bredvid tabellen."
    )
    skal = Textfalt(
        label="Skäl till rättelsen",
        hogst=1000,
        rader=3,
        help_text="Visas öppet och i breven. Till exempel: Ett räknefel i underlaget för två kommuner.",
        error_messages={"required": "Skriv skälet med minst en mening."},
    )
    galler_fran = Dagfalt(label="Rättelsen gäller från och med")

    def __init__(self, *args: Any, rad: Tabellimport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rad = rad
        for falt in ("kolumn", "kalla", "beslutsdag", "referens", "notering", "skal", "galler_fran"):
            self.initial.setdefault(falt, getattr(rad, falt) or None)
        if rad.slag != Tabellslag.RATTELSE:
            del self.fields["skal"], self.fields["galler_fran"]
        if rad.slag == Tabellslag.RATTELSE or self.konto.organisation.samordnande_lan_id:
            self.fields["referens"].required = True
            self.fields["referens"].error_messages["required"] = "Skriv beteckningen på Migrationsverkets beslut."


class UtfallForm(EngangsForm):
    """Per redistribution: the decided figure (empty: what the clause gives) and why it differs."""

    def __init__(self, *args: Any, plan: Plan, rad: Tabellimport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        delar = []
        for u in plan.utfall:
            angivet = rad.utfall.get(str(u.forslag.pk), {})
            self._lagg_till(u, angivet)
            delar.append(Fieldset(_rubrik(u), self.tal(u), self.ord(u), css_class="ruta"))
        self.helper = FormHelper()
        self.helper.layout = Layout(Div(*delar, css_class="utfallslista"))

    @staticmethod
    def tal(u: Utfall) -> str:
        """Give the name of the field with the figure."""
        return f"promille-{u.forslag.pk}"

    @staticmethod
    def ord(u: Utfall) -> str:
        """Give the name of the field with the sentence."""
        return f"forklaring-{u.forslag.pk}"

    def _lagg_till(self, u: Utfall, angivet: dict[str, str]) -> None:
        falt = Radfalt(label="Beslutad promille", hogst=60, size=8, required=False, help_text=_fakta(u))
        falt.suffix = "‰"
        falt.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self.fields[self.tal(u)] = falt
        self.fields[self.ord(u)] = Radfalt(
            label="Förklaring", hogst=500, required=False, help_text="Visas för parterna och i breven."
        )
        self.initial[self.tal(u)] = angivet.get("promille", "").replace(".", ",")
        self.initial[self.ord(u)] = angivet.get("forklaring", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for u in self.plan.utfall:
            if text := data.get(self.tal(u)):
                try:
                    parse_promille(text)
                except PromilleFel as fel:
                    self.add_error(self.tal(u), f"{u.forslag.referens}: {fel}")
        return data

    @property
    def utfall(self) -> dict[int, tuple[str, str]]:
        """What was typed: case id → (promille as written or "", sentence)."""
        data = self.cleaned_data
        return {u.forslag.pk: (data[self.tal(u)], data[self.ord(u)]) for u in self.plan.utfall}

    def visa_brister(self, plan: Plan) -> bool:
        """Show at each field what the typed figures still lack; tells whether something does."""
        for u in plan.utfall:
            if u.maste_anges:
                text = f"{u.forslag.referens}: redovisningen är återlämnad. Skriv vad Migrationsverket beslutade."
                self.add_error(self.tal(u), text)
            elif u.saknar_forklaring:
                ger = f"kommunernas villkor ger {promille(u.enligt_villkor)} men beslutat är {promille(u.beslutat)}"
                self.add_error(self.ord(u), f"{u.forslag.referens}: {ger}. Skriv varför.")
        return bool(self.errors)


def _rubrik(u: Utfall) -> str:
    vad = "hela andelen" if u.forslag.hela else promille(u.forslag.promille)
    return f"{u.forslag.referens}: {u.forslag.givare.namn} till {u.forslag.mottagare.namn}, {vad}"


def _fakta(u: Utfall) -> str:
    delar = [f"Föreslaget {promille(u.foreslaget)}.", f"Villkoret ger {promille(u.enligt_villkor)}."]
    if u.tidigare is not None:
        delar.insert(0, f"Nu gäller {promille(u.tidigare)}.")
    if u.aterlamnad:
        delar.append(f"Redovisningen är återlämnad: {u.aterlamnad}")
    elif not u.angivet:
        delar.append(f"Lämnas rutan tom blir det {promille(u.beslutat)}.")
    return " ".join(delar)


class PubliceraForm(Riksform):
    """Each warning with a box of its own, and what the publisher has seen."""

    sett = forms.CharField(
        widget=forms.HiddenInput, max_length=64, error_messages={"required": "Läs sidan på nytt och bekräfta igen."}
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.initial["sett"] = plan.avtryck
        for varning in plan.varningar:
            self.fields[f"varning-{varning.id}"] = forms.BooleanField(
                label=varning.text,
                error_messages={"required": f"Bekräfta varningen, eller avbryt: {varning.text}"},
            )

    @property
    def godkanda(self) -> list[str]:
        """The ids of the warnings that were ticked."""
        return [v.id for v in self.plan.varningar if self.cleaned_data.get(f"varning-{v.id}")]


class KasseraForm(EngangsForm):
    """Nothing but the key: the button throws away what was read in."""


def hinder_i_filen(tolkning: Tolkning) -> list[str]:
    """Give what stops the table as a whole, one sentence each."""
    fel = len(tolkning.felrader)
    rader = f"{fel} rader har fel" if fel > 1 else "En rad har fel"
    return [*tolkning.fel, *([f"{rader}. Rätta i filen och läs in den igen."] if fel else [])]

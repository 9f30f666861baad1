"""Forms about an organisation's organs and contact functions, and who holds the national roles."""

from datetime import date
from typing import Any

from django import forms

from anvisning.forms.falt import Dagfalt, Radfalt, Valfalt, en_rad
from anvisning.forms.konton import EnGangForm, EpostFalt
from anvisning.kontakter import Organuppgifter, organslag
from anvisning.models import Lan, Organ, Organisation

BREVLADA = "Skriv funktionsbrevlådans adress, till exempel kommun@example.org."
TIDIGAST = date(1971, 1, 1)
"""The day from which the municipalities of today exist."""


class OrganForm(EnGangForm):
    """An organ, its mailbox and its time; cleans to `cleaned_data["uppgifter"]`."""

    slag = Valfalt(label="Vilket slags organ är det?", saknas="Välj vilket slags organ det är.")
    namn = Radfalt(
        label="Organets namn",
        hogst=120,
        help_text="Som det skrivs i beslut, till exempel Socialnämnden.",
        error_messages={"required": "Skriv vad organet heter, till exempel Socialnämnden."},
    )
    funktionsbrevlada = EpostFalt(
        label="Funktionsbrevlåda",
        help_text="Dit går registreringskopior och brev. Välj en brevlåda som registratorn läser, inte en persons.",
        error_messages={"required": BREVLADA, "invalid": BREVLADA},
    )
    galler_fran = Dagfalt(label="Finns från och med", tidigast=TIDIGAST)
    galler_till = Dagfalt(
        label="Finns till och med",
        tidigast=TIDIGAST,
        required=False,
        help_text="Fyll i när organet upphör, till exempel 2026-12-31. Annars lämnar du fältet tomt.",
    )
    eftertradare = forms.ChoiceField(
        label="Vilket organ tar över?",
        required=False,
        help_text="Öppna ärenden går vidare dit. Gamla ärenden behåller det gamla namnet.",
        error_messages={"invalid_choice": "Välj ett organ i listan."},
    )

    def __init__(self, *args: Any, organisation: Organisation, organ: Organ | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slag = organslag(organisation)
        self.fields["slag"].choices = [(s.value, s.label) for s in slag]
        if len(slag) == 1:
            self.fields["slag"].widget = forms.HiddenInput()
            self.fields["slag"].initial = slag[0].value
        andra = [o for o in organisation.organ.all() if organ is None or o.pk != organ.pk]
        self.fields["eftertradare"].choices = [("", "Inget"), *((str(o.pk), o.namn) for o in andra)]
        if not andra:
            del self.fields["eftertradare"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            data["uppgifter"] = Organuppgifter(
                slag=data["slag"],
                namn=data["namn"],
                funktionsbrevlada=data["funktionsbrevlada"],
                galler_fran=data["galler_fran"],
                galler_till=data["galler_till"],
                eftertradare=int(data["eftertradare"]) if data.get("eftertradare") else None,
            )
        return data

    @staticmethod
    def initial_for(organ: Organ) -> dict[str, Any]:
        """Give an organ as the form's initial values."""
        return {
            "slag": organ.slag,
            "namn": organ.namn,
            "funktionsbrevlada": organ.funktionsbrevlada,
            "galler_fran": organ.galler_fran,
            "galler_till": organ.galler_till,
            "eftertradare": str(organ.eftertradare_id or ""),
        }


class KontaktForm(EnGangForm):
    """A function to call or write to."""

    funktion = Radfalt(
        label="Funktion",
        hogst=120,
        help_text="Skriv vad funktionen heter, inte vem som har den: Samordnare för mottagande.",
        error_messages={"required": "Skriv vad funktionen heter, till exempel Samordnare för mottagande."},
    )
    telefon = Radfalt(label="Telefon", hogst=40, size=20, required=False, validators=[en_rad])
    epost = EpostFalt(label="E-postadress", required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not data["telefon"] and not data["epost"]:
            self.add_error("telefon", "Skriv ett telefonnummer eller en e-postadress.")
        return data


class SamordnandeLanForm(EnGangForm):
    """Which county holds the national roles, if any."""

    lan = forms.ChoiceField(
        label="Vem sköter de nationella rollerna?",
        required=False,
        error_messages={"invalid_choice": "Välj ett alternativ i listan."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lanen = [(lan.pk, f"Länsstyrelsen i {lan.namn}") for lan in Lan.objects.order_by("sortering")]
        self.fields["lan"].choices = [("", "Migrationsverket själv"), *lanen]

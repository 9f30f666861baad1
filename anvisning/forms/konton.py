"""Forms about accounts: invite, choose a password, one's own details."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anvisning.forms.falt import Radfalt, Valfalt, en_rad
from anvisning.kontoformular import LOSENORD_HJALP
from anvisning.models import Konto, Notisval, Roll

EPOST_EXEMPEL = "Skriv e-postadressen i arbetet, till exempel namn@example.org."
ROLLTEXT = {
    Roll.KOMMUN_HANDLAGGARE: "Handläggare: förbereder förslag, meddelar beslut, begär anstånd och svarar på frågor",
    Roll.KOMMUN_FORETRADARE: "Företrädare: gör vad handläggaren gör, och skickar, godkänner, säger nej och återkallar",
    Roll.KOMMUN_LASARE: "Läsare: ser kommunens ärenden",
    Roll.LAN_HANDLAGGARE: "Handläggare: kontrollerar, frågar, ger anstånd, registrerar och översänder",
    Roll.LAN_BESLUTSFATTARE: "Beslutsfattare: gör allt som handläggaren gör, och beslutar om redovisningen",
    Roll.LAN_LASARE: "Läsare: ser länets ärenden",
    Roll.ADMINISTRATOR: "Administratör: läser in och publicerar andelar, tar emot redovisningar och bjuder in",
    Roll.GRANSKARE: "Granskare: ser allt på nationell nivå",
}
"""What each role may do, in one line."""


class EnGangForm(forms.Form):
    """A form that is sent once: carries the key that makes a double press harmless (anvisning.inskick)."""

    nyckel = forms.CharField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class EpostFalt(forms.EmailField):
    """An e-mail address, in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        fel = {"required": EPOST_EXEMPEL, "invalid": EPOST_EXEMPEL, "max_length": "Adressen är för lång."}
        fel |= kwargs.pop("error_messages", {})
        super().__init__(**{"max_length": 254, "error_messages": fel, **kwargs})

    def clean(self, value: Any) -> str:
        adress = super().clean(value).lower()
        if not adress.isprintable():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return adress


def namnfalt() -> Radfalt:
    """A person's name."""
    return Radfalt(label="Namn", hogst=120, error_messages={"required": "Skriv för- och efternamn."})


def titelfalt() -> Radfalt:
    """A title at work."""
    return Radfalt(label="Titel", hogst=120, required=False)


def telefonfalt() -> Radfalt:
    """A telephone number at work."""
    return Radfalt(label="Telefon i arbetet", hogst=40, size=20, required=False, validators=[en_rad])


class InbjudanForm(EnGangForm):
    """Who is invited, and in which role."""

    epost = EpostFalt(label="E-postadress", help_text="Till den skickas länken. Personen loggar sedan in med adressen.")
    namn = namnfalt()
    titel = titelfalt()
    telefon = telefonfalt()
    roll = Valfalt(label="Vad ska personen få göra?", saknas="Välj vad personen ska få göra.")

    def __init__(self, *args: Any, roller: Sequence[Roll], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roll"].choices = [(roll.value, ROLLTEXT[roll]) for roll in roller]


class RollForm(EnGangForm):
    """Another role in the same organisation."""

    roll = Valfalt(label="Ny roll", saknas="Välj en roll.")

    def __init__(self, *args: Any, roller: Sequence[Roll], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roll"].choices = [(roll.value, ROLLTEXT[roll]) for roll in roller]


class MittKontoForm(EnGangForm):
    """One's own details, and when to get mails that are only information (who gets none is not asked)."""

    namn = namnfalt()
    titel = titelfalt()
    telefon = telefonfalt()
    notisval = Valfalt(
        label="När vill du ha mejl om det du inte behöver göra något åt?",
        choices=Notisval.choices,
        saknas="Välj när du vill ha mejlen.",
        help_text="Det som kräver något av er kommer alltid genast. Allt syns också när du loggar in.",
    )

    def __init__(self, *args: Any, far_mejl: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not far_mejl:
            del self.fields["notisval"]


class ValjLosenordForm(forms.Form):
    """The first password, written twice."""

    losenord = forms.CharField(
        label="Lösenord",
        help_text=LOSENORD_HJALP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Skriv ett lösenord."},
    )
    igen = forms.CharField(
        label="Lösenordet igen",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Skriv lösenordet en gång till."},
    )

    def __init__(self, *args: Any, konto: Konto, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.konto = konto

    def clean_losenord(self) -> str:
        losenord: str = self.cleaned_data["losenord"]
        validate_password(losenord, self.konto)
        return losenord

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("losenord") and data.get("igen") and data["losenord"] != data["igen"]:
            self.add_error("igen", ValidationError("Du skrev inte samma lösenord två gånger. Skriv det en gång till."))
        return data

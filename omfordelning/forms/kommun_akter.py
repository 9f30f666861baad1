"""Forms of the municipality's acts in a case. Each takes `nu`, `konto` and `bild` (the case as the account sees it)."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt, Valfalt
from anvisning.models import Konto
from omfordelning.arendebild import Arendebild
from omfordelning.forms.falt import Settfalt, Versionsfalt, i_sidans_ordning
from omfordelning.forms.kommun_beslut import NYTT, Beslutsfalt, initial_av
from omfordelning.forms.kommun_forslag import Innehallsfalt, initial_fran
from omfordelning.handlaggning.utkast import avtryck
from omfordelning.models import Kommunbeslut, Omstandighet
from omfordelning.process import Status


class Aktform(forms.Form):
    """Base of an act without a decision."""

    def __init__(self, *args: Any, nu: datetime, konto: Konto, bild: Arendebild, **kwargs: Any) -> None:
        self.nu, self.konto, self.bild = nu, konto, bild
        super().__init__(*args, **kwargs)


class Beslutsaktform(Beslutsfalt):
    """Base of an act that the municipality's decision comes with."""

    def __init__(self, *args: Any, nu: datetime, konto: Konto, bild: Arendebild, **kwargs: Any) -> None:
        self.bild = bild
        super().__init__(*args, konto=konto, kommunkod=konto.kommunkod, ar=bild.ar, nu=nu, **kwargs)
        if not self._anvant_i_arendet():
            self.fields["ram_bekraftad"].widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.layout())
        i_sidans_ordning(self)

    def _anvant_i_arendet(self) -> bool:
        """Tell whether the own side has used a decision in the case before: for another figure it must be confirmed."""
        return any(
            g.sida == self.bild.sida and g.kommunbeslut_id
            for version in self.bild.forslag.versioner.all()
            for g in version.godkannanden.all()
        )


class Skickaform(Beslutsaktform):
    """Send a draft, as it was read, with the sender's own decision."""

    sett = Settfalt()

    def __init__(self, *args: Any, bild: Arendebild, **kwargs: Any) -> None:
        super().__init__(*args, bild=bild, **kwargs)
        self.initial["sett"] = avtryck(bild.forslag, bild.version)


class Svaraform(Beslutsaktform):
    """Approve the version that was read."""

    kand_version = Versionsfalt()

    def __init__(self, *args: Any, bild: Arendebild, **kwargs: Any) -> None:
        super().__init__(*args, bild=bild, **kwargs)
        self.initial.setdefault("kand_version", bild.forslag.version)


class Andraform(Innehallsfalt, Beslutsaktform):
    """Answer with another figure, and with the decision behind it."""

    kand_version = Versionsfalt()

    def __init__(self, *args: Any, bild: Arendebild, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        # What is agreed, and still fits, is not undone by a new figure alone.
        self.beslut_kravs = bild.status is Status.OVERENS and bild.arende.ryms
        nuvarande = initial_fran(bild.version) | {"meddelande": "", "kand_version": bild.forslag.version}
        super().__init__(
            *args,
            bild=bild,
            givarens_andel=bild.arende.andelar.get(bild.forslag.givare_id),
            decimaler=bild.decimaler,
            initial=nuvarande | (initial or {}),
            **kwargs,
        )
        self.helper.layout = Layout(*Innehallsfalt.layout(), *Beslutsfalt.layout())
        i_sidans_ordning(self)


class Avbojform(Aktform):
    """Say no, with a reason."""

    kand_version = Versionsfalt()
    skal = Textfalt(
        label="Varför säger ni nej?",
        help_text="Skälet syns för den andra kommunen och för länsstyrelsen.",
        error_messages={"required": "Skriv skälet med minst en mening."},
    )

    def __init__(self, *args: Any, bild: Arendebild, **kwargs: Any) -> None:
        super().__init__(*args, bild=bild, **kwargs)
        self.initial.setdefault("kand_version", bild.forslag.version)


class Aterkallaform(Aktform):
    """Withdraw before the other side has approved."""

    skal = Textfalt(label="Skäl", required=False, help_text="Syns för den andra kommunen och för länsstyrelsen.")


class AterkallaMedBeslutform(Beslutsaktform):
    """Withdraw after both have approved: with the decision it rests on."""

    beslut_kravs = True
    hjalp_tidigare = "Det är ett annat beslut än det som godkännandet byggde på."
    skal = Textfalt(label="Skäl", required=False, help_text="Syns för den andra kommunen och för länsstyrelsen.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beslut_val"].label = "Beslutet om att återkalla"
        godkande = {g.kommunbeslut_id for v in self.bild.forslag.versioner.all() for g in v.godkannanden.all()}
        self.tidigare = {
            nyckel: rad for nyckel, rad in self.tidigare.items() if rad.ar_fattat and rad.pk not in godkande
        }
        self.fields["beslut_val"].choices = [
            val for val in self.fields["beslut_val"].choices if val[0] in self.tidigare or val[0] == NYTT
        ]
        tillstand = self.fields["tillstand"]
        tillstand.choices = [val for val in tillstand.choices if val[0] != Kommunbeslut.Tillstand.PLANERAT]
        self.helper.layout = Layout("skal", *self.layout())
        i_sidans_ordning(self)


def aterkallaform(varit_overens: bool) -> type[forms.Form]:
    """Give the form that withdrawing needs, before and after the municipalities have agreed."""
    return AterkallaMedBeslutform if varit_overens else Aterkallaform


class Beslutform(Beslutsaktform):
    """Report or complete a decision: it has been taken, the minutes are approved, the extract is here."""

    beslut_kravs = True

    def __init__(
        self, *args: Any, bild: Arendebild, konto: Konto, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        egen = bild.godkannande(bild.sida) if bild.sida else None
        nuvarande = initial_av(egen.kommunbeslut, konto) if egen and egen.kommunbeslut else {}
        super().__init__(*args, bild=bild, konto=konto, initial=nuvarande | (initial or {}), **kwargs)


class Forberedform(Beslutsaktform):
    """Keep a decision at hand in the municipality until a företrädare uses it."""

    beslut_kravs = True
    tidigare_erbjuds = False


class Anstandform(Aktform):
    """Ask for more time with the date of the meeting."""

    sammantrade = Dagfalt(
        label="När är sammanträdet?",
        error_messages={"required": "Skriv sammanträdets datum, till exempel 2026-11-11."},
    )
    skal = Textfalt(
        label="Varför behöver ni mer tid?", required=False, help_text="Till exempel att nämnden sammanträder först då."
    )


class Kompletteringform(Aktform):
    """Answer the county's question."""

    svar = Textfalt(label="Ert svar", rader=6, error_messages={"required": "Skriv ert svar."})


class Omstandighetform(Aktform):
    """Report that something has happened to the decision."""

    slag = Valfalt(label="Vad har hänt?", choices=Omstandighet.Slag.choices, saknas="Välj vad som har hänt.")
    dag = Dagfalt(label="När hände det?", error_messages={"required": "Skriv vilken dag det hände."})
    domstol = Radfalt(label="Domstol", hogst=120, required=False, help_text="Till exempel Förvaltningsrätten i Luleå.")
    malnummer = Radfalt(label="Målnummer", hogst=60, size=16, required=False)
    beskrivning = Textfalt(label="Beskriv kort", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "slag", "dag", Div("domstol", "malnummer", data_visas_nar_inte="slag=atertaget"), "beskrivning"
        )

"""What the national administrator types about assignments: a file, its columns, a correction, reasons, and warnings."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from anvisning.anvisningar import Andring, Filuppgifter, sista_att_ratta
from anvisning.anvisningar.underlag import ANTAL
from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt, Valfalt
from anvisning.models import Anvisningstyp, Anvisningsunderlag, Kommun, Underlagsslag
from anvisning.models.anvisningar import ANVISNINGSSLAG, FILSLAG
from anvisning.personnummer import I_FILNAMN, har_personnummer
from anvisning.tabell import RAKNAS_FRAN, ROLLER, KommunRef, Register
from anvisning.tabell import STORST as HOGST
from omfordelning.forms.falt import Antalsfalt
from omfordelning.forms.riket_tabeller import STORST, EngangsForm, Riksform

TYPVAL = [("", "Filen säger det själv"), *Anvisningstyp.choices]
RADER = 5
"""Lines of a correction in one form."""
RADFALT = ("kommun", "dag", "typ", "antal")
"""The fields of a line, each with the line's number behind its name."""


class Uppgiftsfalt(EngangsForm):
    """What is said about a file: its source, the days it covers, and what it does not say itself."""

    kalla = Radfalt(
        label="Källa",
        hogst=200,
        help_text="Skriv likadant varje gång, till exempel: Migrationsverkets månadsstatistik. Kolumnerna du anger kan "
        "sparas för källan.",
        error_messages={"required": "Skriv var filen kommer från."},
    )
    fran = Dagfalt(
        label="Uppgifterna gäller från och med",
        required=False,
        help_text="Behövs när filen inte har dag eller månad. Skriv som 2026-10-01.",
    )
    till_och_med = Dagfalt(label="Uppgifterna gäller till och med")
    typ = forms.ChoiceField(label="Slag av anvisning", choices=TYPVAL, required=False)

    def uppgifter(self, **mer: Any) -> Filuppgifter:
        """What was typed."""
        data = self.cleaned_data
        return Filuppgifter(data["kalla"], data["till_och_med"], data.get("fran"), data.get("typ", ""), **mer)


class LasInForm(Uppgiftsfalt):
    """A file to read in, and what it holds."""

    slag = Valfalt(
        label="Vad innehåller filen?",
        choices=[(slag.value, slag.label) for slag in FILSLAG],
        saknas="Välj vad filen innehåller.",
        help_text="En sammanlagd tabell jämförs med det som är bokfört: bara skillnaden räknas.",
    )
    fil = forms.FileField(
        label="Fil",
        allow_empty_file=True,
        help_text="CSV eller Excel (.xlsx), högst 10 MB. Filen får inte ha uppgifter om enskilda barn.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"required": "Välj en fil.", "invalid": "Välj en fil.", "missing": "Välj en fil."},
    )
    field_order = ("slag", "fil", "kalla", "fran", "till_och_med", "typ")

    def clean_fil(self) -> Any:
        fil = self.cleaned_data["fil"]
        if fil.size > STORST:
            raise forms.ValidationError("Filen är större än 10 MB. Ta bort blad och bilder som inte hör till tabellen.")
        if har_personnummer(fil.name):
            raise forms.ValidationError(I_FILNAMN)
        return fil


class LasOmForm(Uppgiftsfalt):
    """The same file with other answers: its sheet, and what each column is."""

    def __init__(self, *args: Any, underlag: Anvisningsunderlag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.underlag = underlag
        for falt in ("kalla", "fran", "till_och_med", "typ"):
            self.initial.setdefault(falt, getattr(underlag, falt))
        if underlag.slag not in ANVISNINGSSLAG:
            del self.fields["typ"]
        if underlag.slag != Underlagsslag.PERIODER:
            del self.fields["fran"]
        self._lagg_till_blad(underlag.tolkning.get("bladval", []))
        kolumner = underlag.tolkning.get("kolumner", [])
        roller = [("", "Läs inte in"), *ROLLER[underlag.slag].items()]  # type: ignore[index]  # one of Filslag
        for kolumn in kolumner:
            self.fields[f"kolumn-{kolumn['bokstav']}"] = forms.ChoiceField(
                label=f"Kolumn {kolumn['bokstav']}: {kolumn['rubrik'] or 'utan rubrik'}"[:120],
                choices=roller,
                required=False,
                initial=kolumn["roll"],
                help_text=f"Till exempel ”{kolumn['exempel']}”." if kolumn["exempel"] else "",
            )
        self.fields["spara_mall"] = forms.BooleanField(
            label="Kom ihåg kolumnerna för källan",
            required=False,
            help_text="Nästa fil från samma källa läses då på samma sätt. Sparas bara när filen inte har några fel.",
        )
        egna = [falt for falt in ("kalla", "fran", "till_och_med", "typ", "blad") if falt in self.fields]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "nyckel",
            Fieldset("Om filen", *egna),
            Fieldset("Kolumner", *(f"kolumn-{kolumn['bokstav']}" for kolumn in kolumner), "spara_mall"),
        )

    def _lagg_till_blad(self, bladval: Sequence[str]) -> None:
        if len(bladval) > 1:
            self.fields["blad"] = forms.ChoiceField(
                label="Blad",
                choices=[("", "Välj blad"), *((namn, namn) for namn in bladval)],
                initial=self.underlag.blad,
                error_messages={"required": "Välj vilket blad som ska läsas in."},
            )

    def uppgifter(self, **mer: Any) -> Filuppgifter:
        """What was typed; a column counts as said only where the answer differs from what was understood."""
        val = dict(self.underlag.kolumnval)
        for kolumn in self.underlag.tolkning.get("kolumner", []):
            roll = self.cleaned_data.get(f"kolumn-{kolumn['bokstav']}", "")
            if roll != kolumn["roll"]:
                val[kolumn["bokstav"]] = roll
        blad = self.cleaned_data.get("blad", self.underlag.blad)
        if blad != self.underlag.blad:
            val = {}
        return super().uppgifter(kolumnval=val, blad=blad, **mer)


class BokforForm(Riksform):
    """Each warning with a box of its own, and which version was looked at."""

    sett = forms.IntegerField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), "Läs sidan på nytt.")
    )

    def __init__(self, *args: Any, version: int, varningar: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.varningar = varningar
        self.initial["sett"] = version
        for nummer, text in enumerate(varningar, 1):
            self.fields[f"varning-{nummer}"] = forms.BooleanField(
                label=text, error_messages={"required": f"Bekräfta varningen, eller avbryt: {text}"}
            )

    @property
    def bekraftade(self) -> list[str]:
        """The warnings that were ticked."""
        return [text for nummer, text in enumerate(self.varningar, 1) if self.cleaned_data.get(f"varning-{nummer}")]


class AngraForm(EngangsForm):
    """Why a posting is to be undone."""

    skal = Textfalt(
        label="Varför ska bokföringen ångras?",
        hogst=1000,
        rader=3,
        help_text="Visas i historiken. Till exempel: Filen gällde september, inte oktober.",
        error_messages={"required": "Skriv varför, med minst en mening."},
    )


class RattelseForm(EngangsForm):
    """A correction: up to five lines, where they come from, and why."""

    kalla = Radfalt(
        label="Källa",
        hogst=200,
        help_text="Till exempel: Migrationsverkets meddelande 3 november 2026.",
        error_messages={"required": "Skriv var uppgiften kommer från."},
    )
    skal = Textfalt(
        label="Varför rättas antalet?",
        hogst=1000,
        rader=3,
        help_text="Visas i historiken. Skriv inget om enskilda barn.",
        error_messages={"required": "Skriv varför, med minst en mening."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        delar, sista = [], sista_att_ratta(self.nu)
        for nummer in range(1, RADER + 1):
            falt = {
                "kommun": Radfalt(label="Kommun", hogst=60, size=20, required=False),
                "dag": Dagfalt(label="Beslutsdag", required=False, help_text="", tidigast=RAKNAS_FRAN, senast=sista),
                "typ": forms.ChoiceField(label="Slag", choices=[("", "Välj"), *Anvisningstyp.choices], required=False),
                "antal": Antalsfalt(
                    label="Antal",
                    fel=ANTAL,
                    required=False,
                    min_value=-HOGST,
                    max_value=HOGST,
                    widget=forms.TextInput(attrs={"size": 6, "autocomplete": "off"}),
                ),
            }
            for namn, ett in falt.items():
                ett.kravs_nar = "om raden används"  # type: ignore[attr-defined]  # read by lst/field.html
                self.fields[f"{namn}-{nummer}"] = ett
            delar.append(Fieldset(f"Rad {nummer}", Row(*(f"{namn}-{nummer}" for namn in falt))))
        self.helper = FormHelper()
        self.helper.layout = Layout("nyckel", "kalla", "skal", *delar)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        register = Register([KommunRef(*rad) for rad in Kommun.objects.values_list("kod", "namn", "lan")], [])
        self.rader: list[Andring] = []
        for nummer in range(1, RADER + 1):
            kommun, dag, typ, antal = (data.get(f"{namn}-{nummer}") for namn in RADFALT)
            if not any((kommun, dag, typ, antal)):
                continue
            traff = register.find_kommun(kommun) or register.kommuner.get(kommun) if kommun else None
            if traff is None:
                self.add_error(f"kommun-{nummer}", "Skriv kommunens namn eller kod, till exempel Luleå eller 2580.")
            for namn, varde, text in (
                ("dag", dag, "Skriv beslutsdagen som 2026-11-02."),
                ("typ", typ, "Välj slag av anvisning."),
                ("antal", antal, ANTAL),
            ):
                if not varde and f"{namn}-{nummer}" not in self.errors:
                    self.add_error(f"{namn}-{nummer}", text)
            if traff and dag and typ and antal:
                self.rader.append(Andring(traff.kod, dag, typ, antal))
        if not self.rader and not self.errors:
            self.add_error("kommun-1", "Skriv minst en rad att rätta.")
        for nummer in range(1, RADER + 1):
            for namn in RADFALT:
                if texter := self.errors.get(f"{namn}-{nummer}"):
                    texter[:] = [f"Rad {nummer}: {text}" for text in texter]
        return data

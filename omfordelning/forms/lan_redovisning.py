"""The county's decision on its whole report, Migrationsverket's answer to it, and the county's timetable."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Row
from django import forms

from anvisning import tid
from anvisning.datumandring import SKAL_KRAVS
from anvisning.forms.falt import Dagfalt, Radfalt, Textfalt, Valfalt
from anvisning.models import Ar, Tidplan
from anvisning.visning import datum, promille
from omfordelning.forms.falt import Flyttnotis, Flyttskal, Paminnelsedagarfalt, i_sidans_ordning
from omfordelning.forms.lan_granskning import JA, NEJ, Aktform
from omfordelning.forms.lan_registrera import Inkomstfalt
from omfordelning.handlaggning.redovisning import Val
from omfordelning.handlaggning.tidplan import Installningar, dagens_hinder
from omfordelning.lage import Arende
from omfordelning.models import Redovisningsrad
from omfordelning.process import Status
from omfordelning.statusord import varningsflaggor

MED, INTE = "med", "inte"


class BeslutaForm(Aktform):
    """One decision on every case: taken along or not, with reasons; and the decision's own facts.

    `arenden`: (case, what stands in the way of taking it along). After cleaning `cleaned_data["val"]` is case id → Val.
    `sett` carries unseen what the person has seen.
    """

    sett = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": "Läs ärendena på nytt innan du beslutar."},
    )
    diarienummer = Radfalt(
        label="Länsstyrelsens diarienummer",
        hogst=60,
        size=20,
        error_messages={"required": "Skriv länsstyrelsens diarienummer, till exempel 851-1234-2026."},
    )
    beslutsdag = Dagfalt(label="Beslutsdag")
    foredragande = Radfalt(
        label="Föredragande",
        hogst=160,
        required=False,
        help_text="Namn och titel. Lämna tomt om ärendet avgörs utan föredragande.",
    )
    narvarande = Radfalt(
        label="Andra som deltog i handläggningen", hogst=300, required=False, help_text="Namn och titlar."
    )
    rattslig_grund = Radfalt(
        label="Rättslig grund",
        hogst=300,
        required=False,
        help_text="Lag och paragraf som beslutet bygger på. Det ni skrev förra gången står kvar. Texten står i breven.",
    )

    def __init__(self, *args: Any, arenden: Sequence[tuple[Arende, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arenden = arenden
        self.initial.setdefault("beslutsdag", tid.svensk_dag(self.nu))
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "sett",
            *(self._arendefalt(arende, skal) for arende, skal in arenden),
            Fieldset("Om beslutet", Row("diarienummer", "beslutsdag"), "foredragande", "narvarande", "rattslig_grund"),
        )
        i_sidans_ordning(self)

    def _arendefalt(self, arende: Arende, skal: list[str]) -> Fieldset:
        forslag = arende.forslag
        val, text = self.faltnamn(arende)
        self.fields[val] = Valfalt(
            label="Tas ärendet med?",
            choices=[(MED, "Tas med"), (INTE, "Tas inte med")],
            saknas=f"Välj om {forslag.referens} tas med eller inte.",
            help_text=" ".join(
                [
                    *([f"Kan inte tas med nu. {' '.join(skal)}"] if skal else []),
                    *([f"Tänk på: {', '.join(tank)}."] if (tank := varningsflaggor(arende)) else []),
                ]
            ),
        )
        self.fields[text] = Textfalt(
            label=f"Skäl till att {forslag.referens} inte tas med",
            required=False,
            kravs_nar="om ärendet inte tas med",
            hogst=1000,
            rader=3,
            help_text="Skälen står i beslutet till kommunerna.",
        )
        if forslag.status != Status.OVERENS:
            self.initial.setdefault(val, MED)
        hela = "hela andelen, " if arende.version.hela else ""
        return Fieldset(
            f"{forslag.referens}: {forslag.givare.namn} till {forslag.mottagare.namn}, "
            f"{hela}{promille(arende.promille(), forslag.ar.decimaler)}",
            val,
            Div(text, data_visas_nar=f"{val}={INTE}"),
        )

    @staticmethod
    def faltnamn(arende: Arende) -> tuple[str, str]:
        """Give the names of a case's two fields."""
        return f"val_{arende.forslag.nummer}", f"skal_{arende.forslag.nummer}"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["val"] = {}
        for arende, _ in self.arenden:
            val, text = self.faltnamn(arende)
            tas_med, skal = data.get(val) == MED, data.get(text, "")
            if data.get(val) == INTE and not skal and text not in self.errors:
                self.add_error(text, f"Skriv skälen till att {arende.forslag.referens} inte tas med.")
            data["val"][arende.forslag.pk] = Val(tas_med=tas_med, skal="" if tas_med else skal)
        return data


class KvittensForm(Inkomstfalt, Aktform):
    """Migrationsverket's answer, recorded by hand: a receipt, or a return with reasons for the whole or per row."""

    svar = Valfalt(
        label="Vad svarade Migrationsverket?",
        choices=[(JA, "Redovisningen är mottagen"), (NEJ, "Redovisningen lämnas tillbaka")],
        saknas="Välj om redovisningen är mottagen eller återlämnad.",
    )
    kvittens = Radfalt(
        label="Migrationsverkets beteckning, eller vem som bekräftade", hogst=120, size=30, required=False
    )
    skal = Textfalt(label="Skäl för hela redovisningen", required=False, hogst=2000, rader=3)

    def __init__(self, *args: Any, rader: Sequence[Redovisningsrad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rader = rader
        for rad in rader:
            self.fields[self.faltnamn(rad)] = Textfalt(
                label=f"Skäl för {rad.forslag.referens}, {rad.forslag.givare.namn} till {rad.forslag.mottagare.namn}",
                required=False,
                hogst=1000,
                rader=2,
            )
        self.fields["inkommen_dag"].label = "Dag då svaret kom"
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "svar",
            Div("kvittens", data_visas_nar=f"svar={JA}"),
            Div("skal", *map(self.faltnamn, rader), data_visas_nar=f"svar={NEJ}"),
            Row("inkommen_dag", "inkommen_tid"),
        )
        i_sidans_ordning(self)

    @staticmethod
    def faltnamn(rad: Redovisningsrad) -> str:
        """Give the name of a row's field."""
        return f"rad_{rad.forslag.nummer}"

    @property
    def radskal(self) -> dict[int, str]:
        """Row id → why Migrationsverket returned it, for the rows that have a reason."""
        alla = {rad.pk: self.cleaned_data.get(self.faltnamn(rad), "") for rad in self.rader}
        return {pk: skal for pk, skal in alla.items() if skal}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("svar") == JA and not data.get("kvittens") and "kvittens" not in self.errors:
            self.add_error("kvittens", "Skriv Migrationsverkets beteckning, eller vem som bekräftade.")
        if data.get("svar") == NEJ and not data.get("skal") and not self.radskal:
            self.add_error("skal", "Skriv skälet, för hela redovisningen eller för en rad.")
        return data


class TidplanForm(Aktform):
    """The county's day and settings for a year. After cleaning `cleaned_data["nya"]` is the Installningar."""

    sista_dag = Dagfalt(label="Kommunernas sista dag")
    krav_beslut = Valfalt(
        label="Måste båda kommunernas beslut vara meddelade för att ett ärende ska tas med?",
        choices=[(JA, "Ja"), (NEJ, "Nej")],
        help_text="Ett beslut som saknas syns alltid, också när det inte krävs.",
    )
    tva_personer = Valfalt(
        label="Måste två personer i kommunen delta när något skickas?",
        choices=[(JA, "Ja, en förbereder och en annan skickar"), (NEJ, "Nej, en person räcker")],
    )
    bade_ge_och_ta = Valfalt(
        label="Får en kommun både lämna över och ta emot samma år?", choices=[(JA, "Ja"), (NEJ, "Nej")]
    )
    kommunicering = Valfalt(
        label="Ska kommunerna få yttra sig innan ett ärende lämnas utanför redovisningen?",
        choices=[(JA, "Ja"), (NEJ, "Nej")],
        help_text="Förvaltningslagen 25 §.",
    )
    overklagandetext = Textfalt(
        label="Text om överklagande i breven",
        required=False,
        hogst=3000,
        rader=5,
        help_text="Lämna tomt om breven inte ska säga något om överklagande.",
    )

    paminnelsedagar = Paminnelsedagarfalt()
    skal = Flyttskal(kravs_nar="om dagen flyttas", help_text="Skälet mejlas till länets kommuner.")
    notis = Flyttnotis(
        var="på den öppna sidan",
        help_text="Länets öppna sida visar att dagen är flyttad. Här kan ni skriva mer till alla som läser den.",
    )

    JA_NEJ = ("krav_beslut", "tva_personer", "bade_ge_och_ta", "kommunicering")

    def __init__(self, *args: Any, ar: Ar, tidplan: Tidplan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ar, self.tidplan = ar, tidplan
        self.initial = {
            "sista_dag": tidplan.sista_dag,
            "overklagandetext": tidplan.overklagandetext,
            "paminnelsedagar": tidplan.paminnelsedagar,
            **{namn: JA if getattr(tidplan, namn) else NEJ for namn in self.JA_NEJ},
        } | self.initial
        self.order_fields(["sista_dag", "skal", "notis"])
        self.fields[
            "sista_dag"
        ].help_text = f"Skriv som 2026-11-06. Hela dagen räknas, till kl. 23.59. Senast {datum(ar.redovisas_dag)}."

    def clean_sista_dag(self) -> Any:
        dag = self.cleaned_data["sista_dag"]
        if skal := dagens_hinder(self.ar, self.tidplan, dag, self.nu):
            raise forms.ValidationError(skal)
        return dag

    @property
    def flyttar(self) -> bool:
        """Tell whether the day is moved (after cleaning)."""
        return self.cleaned_data.get("sista_dag") not in (None, self.tidplan.sista_dag)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.flyttar and not data.get("skal"):
            self.add_error("skal", SKAL_KRAVS)
        if not self.errors:
            data["nya"] = Installningar(
                sista_dag=data["sista_dag"],
                overklagandetext=data["overklagandetext"],
                paminnelsedagar=data["paminnelsedagar"],
                **{namn: data[namn] == JA for namn in self.JA_NEJ},
            )
        return data

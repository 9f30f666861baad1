"""More time: the county's decision on anstånd for one case, and the late lane for a giver."""

from typing import Any

from django import forms

from anvisning.models import Kommun
from anvisning.visning import datum, tidpunkt, veckodatum
from omfordelning.forms.lan_granskning import JA, AnstandForm, SenInlamningForm
from omfordelning.handlaggning import anstand as kommandon
from omfordelning.models import Anstand, SenInlamning
from omfordelning.process import Steg
from omfordelning.views.lan.gemensamt import ArendeVy, LanVy, get_bild


class AnstandVy(ArendeVy):
    """Grant or refuse one request for more time."""

    template_name = "omfordelning/lan/anstand.html"
    form_class = AnstandForm
    steg = Steg.BESLUTA_ANSTAND
    rubrik = "Besluta om anstånd"
    anstand: Anstand

    def hamta(self, id: int) -> None:
        self.anstand = Anstand.objects.select_related("forslag__ar").get(pk=id)
        self.bild = get_bild(self.request.user, self.anstand.forslag.publikt_id)

    def stopp(self) -> list[str]:
        if self.anstand.beslutat is None:
            return super().stopp()
        utfall = f"gavs till och med {datum(self.anstand.beviljat_till)}" if self.anstand.beviljat_till else "gavs inte"
        return [f"Begäran är redan avgjord. Anstånd {utfall}. Beslutet togs {tidpunkt(self.anstand.beslutat)}."]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"anstand": self.anstand}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begaran = [
            {"namn": "Kommun", "varde": self.bild.fullt_namn(self.anstand.sida)},
            {"namn": "Sammanträde", "varde": veckodatum(self.anstand.sammantrade)},
            {"namn": "Skäl", "varde": self.anstand.skal or "Inget skäl angivet"},
            {"namn": "Begäran kom", "varde": tidpunkt(self.anstand.begart)},
            {"namn": "Länets sista dag", "varde": veckodatum(self.bild.arende.tidplan.sista_dag)},
        ]
        return super().get_context_data(**{"begaran": begaran, **kwargs})

    def knapp(self, form: forms.Form) -> str:
        dag = form.cleaned_data["beviljat_till"]
        return f"Ge anstånd till och med {datum(dag)}" if dag else "Besluta att inte ge anstånd"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        dag = form.cleaned_data["beviljat_till"]
        return {
            "rader": [
                {"namn": "Ärende", "varde": self.forslag.referens},
                {"namn": "Kommun", "varde": self.bild.fullt_namn(self.anstand.sida)},
                {"namn": "Beslut", "varde": f"Anstånd till och med {veckodatum(dag)}" if dag else "Anstånd ges inte"},
                {"namn": "Skäl", "varde": form.cleaned_data["skal"] or "–"},
            ],
        }

    def utfor(self, form: forms.Form) -> str:
        kommandon.besluta_anstand(
            self.anstand.pk,
            beviljat_till=form.cleaned_data["beviljat_till"] if form.cleaned_data["beslut"] == JA else None,
            skal=form.cleaned_data["skal"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()


class SenInlamningVy(LanVy):
    """Let one giver send after the county's day."""

    template_name = "omfordelning/lan/sen_inlamning.html"
    form_class = SenInlamningForm
    rubrik = "Tillåt sen inlämning"

    def hamta(self, ar: int) -> None:
        super().hamta(ar)
        self.kommuner = dict(Kommun.objects.filter(lan=self.lansar.lan).values_list("kod", "namn"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "kommuner": list(self.kommuner.items()),
            "sista_tillatna": datum(self.lansar.ar.redovisas_dag),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tillatna = SenInlamning.objects.filter(ar=self.lansar.ar, givare__lan=self.lansar.lan)
        return super().get_context_data(**{"tillatna": tillatna.select_related("givare", "beslutad_av"), **kwargs})

    def knapp(self, form: forms.Form) -> str:
        return f"Tillåt {self.kommuner[form.cleaned_data['givare']]} att skicka sent"

    def visa(self, form: forms.Form) -> dict[str, Any]:
        return {
            "rader": [
                {"namn": "Kommun", "varde": self.kommuner[form.cleaned_data["givare"]]},
                {"namn": "Får skicka till och med", "varde": veckodatum(form.cleaned_data["till"])},
                {"namn": "Skäl", "varde": form.cleaned_data["skal"]},
            ],
        }

    def utfor(self, form: forms.Form) -> str:
        kommandon.tillat_sen_inlamning(
            self.lansar.ar.pk,
            givare=form.cleaned_data["givare"],
            till=form.cleaned_data["till"],
            skal=form.cleaned_data["skal"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()

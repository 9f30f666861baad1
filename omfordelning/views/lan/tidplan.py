"""The county's own day and settings for a year: see them, and set them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from anvisning import tid
from anvisning.behorighet import LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.visning import datum, veckodatum
from omfordelning.forms.lan_redovisning import TidplanForm
from omfordelning.handlaggning.tidplan import MENINGAR, andringar, satt_tidplan
from omfordelning.models import Forslag
from omfordelning.process import HOS_KOMMUNERNA
from omfordelning.views.lan.gemensamt import LanVy, redovisningssmulor

FASTA = "Ett förslag som är skickat behåller den sista dag det fick när det skickades."


class TidplanVy(LanVy):
    """Read by every role of the county; set by those who work with it."""

    roller = LANSROLLER
    stangs = False
    template_name = "omfordelning/lan/tidplan.html"
    form_class = TidplanForm

    def hamta(self, ar: int) -> None:
        super().hamta(ar)
        self.rubrik = f"Tidplan {ar}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        krav_roll(request.user, *LANET_ARBETAR)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"ar": self.lansar.ar, "tidplan": self.lansar.tidplan}

    def smulor(self) -> list[tuple[str, str]]:
        return redovisningssmulor(self.lansar.ar.pk)

    def avbryt_url(self) -> str:
        return reverse("redovisning_ar", args=[self.lansar.ar.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, ar = self.lansar.tidplan, self.lansar.ar
        skickade = Forslag.objects.filter(ar=ar.pk, lan=self.lansar.lan.pk, status__in=HOS_KOMMUNERNA).count()
        return super().get_context_data(
            **{
                "far_andra": self.request.user.roll in LANET_ARBETAR and not self.lansar.faststalld,
                "datum_rader": [
                    {"namn": "Preliminära andelar", "varde": veckodatum(ar.preliminar_dag)},
                    {"namn": "Kommunernas sista dag", "varde": f"{veckodatum(plan.sista_dag)} kl. 23.59"},
                    {"namn": "Länsstyrelsen redovisar senast", "varde": f"{veckodatum(ar.redovisas_dag)} kl. 23.59"},
                    {"namn": "Migrationsverket fastställer", "varde": veckodatum(ar.faststalls_dag)},
                ],
                "val_rader": [
                    {"namn": "", "varde": text[0] if getattr(plan, falt) else text[1]}
                    for falt, text in MENINGAR.items()
                ],
                "skickade": skickade,
                "fasta": FASTA,
                "forslagen_dag": tid.forslagen_kalender(ar.pk)["lanets_dag"],
                **kwargs,
            }
        )

    def knapp(self, form: TidplanForm) -> str:
        return f"Ändra tidplanen för {self.lansar.ar.pk}"

    def visa(self, form: TidplanForm) -> dict[str, Any]:
        nya, plan = form.cleaned_data["nya"], self.lansar.tidplan
        rader = [{"namn": "Ändring", "varde": rad} for rad in andringar(plan, nya)]
        flyttas = nya.sista_dag != plan.sista_dag
        return {
            "ingress": f"Sista dag: {veckodatum(nya.sista_dag)} kl. 23.59.",
            "rader": rader,
            "varningar": [f"{FASTA} Den nya dagen, {datum(nya.sista_dag)}, gäller nya förslag."] if flyttas else [],
            "allman_handling": False,
        }

    def utfor(self, form: TidplanForm) -> str:
        satt_tidplan(
            self.lansar.ar.pk,
            self.lansar.lan.pk,
            nya=form.cleaned_data["nya"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        return self.kvitto()

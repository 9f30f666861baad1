"""The county's own day and settings for a year: see them, and set them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from anvisning import datumandring, tid
from anvisning.behorighet import LANET_ARBETAR, LANSROLLER, krav_roll
from anvisning.models import Datumandring
from anvisning.visning import veckodatum
from omfordelning.forms.lan_redovisning import TidplanForm
from omfordelning.handlaggning.datumflytt import REGEL, berorda_av_lanets_dag
from omfordelning.handlaggning.tidplan import MENINGAR, andringar, avtryck, dagar_fore, satt_tidplan
from omfordelning.views.lan.gemensamt import LanVy, redovisningssmulor


class TidplanVy(LanVy):
    """Read by every role of the county; set by those who work with it."""

    roller = LANSROLLER
    stangs = False
    template_name = "omfordelning/lan/tidplan.html"
    form_class = TidplanForm

    def hamta(self, ar: int) -> None:
        super().hamta(ar)
        self.rubrik = f"Tidplan och inställningar {ar}"

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
                ]
                + [{"namn": "", "varde": f"Kommunerna får påminnelser {dagar_fore(plan.paminnelsedagar)}"}],
                "regel": REGEL,
                "andringar": [rad for rad in datumandring.visade(ar, self.lansar.lan.pk) if rad.lan_id],
                "forslagen_dag": tid.forslagen_kalender(ar.pk)["lanets_dag"],
                **kwargs,
            }
        )

    def knapp(self, form: TidplanForm) -> str:
        return f"Spara tidplanen för {self.lansar.ar.pk}"

    def visa(self, form: TidplanForm) -> dict[str, Any]:
        nya, plan = form.cleaned_data["nya"], self.lansar.tidplan
        rader = [{"namn": "Ändring", "varde": rad} for rad in andringar(plan, nya)]
        if form.flyttar:
            rader += self._om_flytten(form)
        return {
            "ingress": f"Sista dag: {veckodatum(nya.sista_dag)} kl. 23.59.",
            "rader": rader,
            "varningar": [f"{REGEL} Utkast och nya förslag följer alltid länets dag."] if form.flyttar else [],
            "allman_handling": False,
        }

    def _om_flytten(self, form: TidplanForm) -> list[dict[str, str]]:
        """Say whom the moved day concerns, and what they and the public are told."""
        data, plan = form.cleaned_data, self.lansar.tidplan
        berorda = berorda_av_lanets_dag(plan, data["sista_dag"], self.request.mottagen)
        flytt = Datumandring(vilket="sista_dag", fran=plan.sista_dag, till=data["sista_dag"])
        return [
            *berorda.rader,
            {"namn": "Får mejl", "varde": f"Alla {plan.lan.kommuner.count()} kommuner i länet"},
            {"namn": "Skäl", "varde": data["skal"]},
            {"namn": "På den öppna sidan", "varde": f"{flytt.mening} {data['notis']}".strip()},
        ]

    def _dolda(self, form: TidplanForm) -> list[tuple[str, str]]:
        return [*super()._dolda(form), ("sett", avtryck(self.lansar.tidplan))]

    def utfor(self, form: TidplanForm) -> str:
        satt_tidplan(
            self.lansar.ar.pk,
            self.lansar.lan.pk,
            nya=form.cleaned_data["nya"],
            av=self.request.user,
            nu=self.request.mottagen,
            skal=form.cleaned_data["skal"],
            notis=form.cleaned_data["notis"],
            sett=self.request.POST.get("sett"),
        )
        return self.kvitto()

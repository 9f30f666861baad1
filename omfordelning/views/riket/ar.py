"""A year: begun with its suggested dates, and changed."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from anvisning import arsarbete, querysets, tid
from anvisning.models import Ar
from anvisning.visning import veckodatum
from omfordelning.forms.riket_ar import ArForm, NyttArForm
from omfordelning.views.riket.gemensamt import Enkelvy, Smulor, oversiktssmulor


class NyttArVy(Enkelvy):
    """Begin a year. `?ar=` chooses another than the one that follows the last."""

    template_name = "omfordelning/riket/nytt_ar.html"
    form_class = NyttArForm
    ar: int

    def hamta(self) -> None:
        text = self.request.POST.get("ar") or self.request.GET.get("ar") or ""
        if text and not (text.isascii() and text.isdigit() and len(text) == 4):
            raise Http404
        self.ar = int(text) if text else arsarbete.nasta_ar(self.request.mottagen)
        if not arsarbete.FORSTA_AR <= self.ar <= arsarbete.sista_ar(self.request.mottagen):
            raise Http404

    def smulor(self) -> Smulor:
        return [("Länsöversikt", reverse("lansoversikt"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"forslag": tid.forslagen_kalender(self.ar)}

    def get_initial(self) -> dict[str, Any]:
        return {"ar": self.ar}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finns = set(Ar.objects.values_list("pk", flat=True))
        sista = arsarbete.sista_ar(self.request.mottagen)
        return super().get_context_data(
            **{
                "rubrik": f"Lägg upp {self.ar}",
                "ar": self.ar,
                "finns": self.ar in finns,
                "andra_ar": [ar for ar in range(sista - 2, sista + 1) if ar != self.ar and ar not in finns],
                "kalender": _kalender(self.ar),
                **kwargs,
            }
        )

    def utfor(self, form: NyttArForm) -> str:
        ar = arsarbete.skapa_ar(
            self.ar,
            uppgifter=form.uppgifter(),
            lanens_dag=form.cleaned_data["lanens_dag"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        messages.success(self.request, f"{ar.pk} är upplagt. Varje länsstyrelse kan nu ändra sin egen tidplan.")
        return reverse("lansoversikt_ar", args=[ar.pk])


def _kalender(ar: int) -> list[dict[str, str]]:
    """Give the suggested days with their weekdays, as rows for komponenter/sammanfattning.html."""
    dagar = tid.forslagen_kalender(ar)
    return [
        {"namn": "Preliminära andelar", "varde": veckodatum(dagar["preliminar"])},
        {"namn": "Länens sista dag", "varde": veckodatum(dagar["lanets_dag"])},
        {"namn": "Redovisas senast", "varde": veckodatum(dagar["redovisas"])},
        {"namn": "Fastställs", "varde": veckodatum(dagar["faststalls"])},
    ]


class AndraArVy(Enkelvy):
    """Change a year."""

    template_name = "omfordelning/riket/ar_andra.html"
    form_class = ArForm
    ar: Ar

    def hamta(self, ar: int) -> None:
        self.ar = Ar.objects.get(pk=ar)

    def smulor(self) -> Smulor:
        return oversiktssmulor(self.ar.pk)

    def get_initial(self) -> dict[str, Any]:
        u = arsarbete.uppgifter_om(self.ar)
        return {**vars(u), "hopp": int(u.hopp * 100)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "rubrik": f"Ändra {self.ar.pk}",
                "ar": self.ar,
                "faststalld": querysets.beslutad_tabell(self.ar.pk),
                "dagar": [
                    {"namn": "Preliminära andelar", "varde": veckodatum(self.ar.preliminar_dag)},
                    {"namn": "Redovisas senast", "varde": veckodatum(self.ar.redovisas_dag)},
                    {"namn": "Fastställs", "varde": veckodatum(self.ar.faststalls_dag)},
                ],
                **kwargs,
            }
        )

    def utfor(self, form: ArForm) -> str:
        arsarbete.andra_ar(self.ar.pk, uppgifter=form.uppgifter(), av=self.request.user, nu=self.request.mottagen)
        messages.success(self.request, f"{self.ar.pk} är ändrat.")
        return reverse("lansoversikt_ar", args=[self.ar.pk])

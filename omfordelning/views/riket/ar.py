"""A year: begun with its suggested dates, and changed."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from anvisning import arsarbete, datumandring, querysets, tid
from anvisning.arsarbete import NAMN
from anvisning.models import Ar, Datumandring
from anvisning.models.platser import GOTLAND
from anvisning.visning import kommuner, veckodatum
from omfordelning.forms.riket_ar import AndraArForm, NyttArForm
from omfordelning.handlaggning.datumflytt import NATIONELL_REGEL, andra_ar, berorda_av_nationell_dag
from omfordelning.views.riket.gemensamt import Enkelvy, Riksakt, Smulor, oversiktssmulor


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


class AndraArVy(Riksakt):
    """Change a year. The check page says whom a moved date concerns; the act is tried there and taken back."""

    template_name = "omfordelning/riket/ar_andra.html"
    form_class = AndraArForm
    ar: Ar

    def hamta(self, ar: int) -> None:
        self.ar = Ar.objects.get(pk=ar)
        self.rubrik = f"Ändra {ar}"

    def smulor(self) -> Smulor:
        return oversiktssmulor(self.ar.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"fore": arsarbete.uppgifter_om(self.ar)}

    def get_initial(self) -> dict[str, Any]:
        u = arsarbete.uppgifter_om(self.ar)
        return {**vars(u), "hopp": int(u.hopp * 100)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "ar": self.ar,
                "faststalld": querysets.beslutad_tabell(self.ar.pk),
                "andringar": datumandring.visade(self.ar),
                "regel": NATIONELL_REGEL,
                "dagar": [
                    {"namn": "Preliminära andelar", "varde": veckodatum(self.ar.preliminar_dag)},
                    {"namn": "Redovisas senast", "varde": veckodatum(self.ar.redovisas_dag)},
                    {"namn": "Fastställs", "varde": veckodatum(self.ar.faststalls_dag)},
                ],
                **kwargs,
            }
        )

    def knapp(self, form: AndraArForm) -> str:
        return f"Spara ändringarna för {self.ar.pk}"

    def kontroll(self, form: AndraArForm) -> dict[str, Any]:
        with transaction.atomic():
            self._andra(form)
            transaction.set_rollback(True)
        andrade = arsarbete.andrade(form.fore, form.uppgifter())
        rader = [{"namn": "Ändring", "varde": NAMN[falt]} for falt in andrade if falt not in form.flyttade]
        return {
            "rubrik": "Kontrollera och spara",
            "rader": [*rader, *(self._om_flytten(form) if form.flyttade else [])],
            "varningar": [NATIONELL_REGEL] if "redovisas_dag" in form.flyttade else [],
        }

    def _om_flytten(self, form: AndraArForm) -> list[dict[str, str]]:
        """Say whom the moved dates concern, and what they and the public are told."""
        flyttar = [Datumandring(vilket=v, fran=fran, till=till) for v, (fran, till) in form.flyttade.items()]
        berorda = berorda_av_nationell_dag(self.ar.pk, form.cleaned_data["redovisas_dag"], self.request.mottagen)
        mejl = f"{self.ar.tidplaner.exclude(lan=GOTLAND).count()} länsstyrelser"
        if berorda.koder:
            mejl += f" och {kommuner(len(berorda.koder))}"
        oppet = " ".join([*(flytt.mening for flytt in flyttar), form.cleaned_data["notis"]])
        return [
            *berorda.rader,
            {"namn": "Får mejl", "varde": mejl},
            {"namn": "Skäl", "varde": form.cleaned_data["skal"]},
            {"namn": "På startsidan", "varde": oppet.strip()},
        ]

    def _dolda(self, form: AndraArForm) -> list[tuple[str, str]]:
        return [*super()._dolda(form), ("sett", arsarbete.avtryck(self.ar))]

    def _andra(self, form: AndraArForm) -> None:
        data = form.cleaned_data
        andra_ar(
            self.ar.pk,
            uppgifter=form.uppgifter(),
            skal=data["skal"],
            notis=data["notis"],
            av=self.request.user,
            nu=self.request.mottagen,
            sett=self.request.POST.get("sett"),
        )

    def utfor(self, form: AndraArForm) -> str:
        self._andra(form)
        messages.success(self.request, f"Ändringarna för {self.ar.pk} är sparade.")
        return reverse("lansoversikt_ar", args=[self.ar.pk])

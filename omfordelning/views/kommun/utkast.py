"""The form of a draft, a draft to continue, and a copy of an earlier case."""

import json
import uuid
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import FormView

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.inskick import en_gang
from anvisning.models import Kontaktfunktion, Roll, Tidplan
from anvisning.visning import ForeEfter
from omfordelning.forms.kommun_forslag import Forslagsform, initial_fran
from omfordelning.handlaggning.utkast import andra_utkast, avtryck, skapa_utkast
from omfordelning.lage import Innehall
from omfordelning.models import Forslag, Forslagsversion, SenInlamning
from omfordelning.omgang import oppen_runda
from omfordelning.process import Sida, Status, far_rum
from omfordelning.querysets import pagaende
from omfordelning.vad_om import VadOm, las_vad_om
from omfordelning.views.kommun.akt import lank_till
from omfordelning.views.kommun.eget_utkast import eget_utkast
from omfordelning.views.kommun.kopia import Kopia, build_kopia
from omfordelning.views.kommun.paneler import moten
from omfordelning.views.kommun.runda import Runda, build_runda

NOLL = Decimal(0)


class Utkastvy(FormView):
    """Base: the form with before/after for both sides, counted on the server ("Räkna") and while typing."""

    template_name = "omfordelning/kommun/utkast.html"
    form_class = Forslagsform
    sida: Sida
    runda: Runda
    kopia: Kopia | None = None
    forslag: Forslag | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        krav_roll(request.user, *KOMMUNEN_ARBETAR)
        plan = self.hamta(**kwargs)
        if plan is None or not plan.lan.kan_omfordela:
            return render(request, "omfordelning/kommun/ingen_runda.html", {"gotland": plan is not None})
        self.runda = build_runda(plan)
        return super().dispatch(request, *args, **kwargs)

    def hamta(self) -> Tidplan | None:
        """Give the round the page is about, after fetching what else it is about."""
        return oppen_runda(self.request.user.lanskod, self.request.mottagen)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "konto": self.request.user,
            "sida": self.sida,
            "kommuner": self.runda.val(self.request.user),
            "andelar": self.runda.andelar,
            "decimaler": self.runda.plan.ar.decimaler,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        if request.POST.get("steg") == "rakna":
            return self.render_to_response(self.get_context_data(form=form))
        try:
            svar = en_gang(request, lambda: self.spara(form))
        except Hinder as hinder:
            for skal in hinder.skal:
                form.add_error(None, skal)
            return self.form_invalid(form, status=409)
        return HttpResponseRedirect(svar)

    def form_invalid(self, form: Forslagsform, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def parter(self, motpart: str) -> tuple[str, str]:
        """Give the codes of giver and receiver."""
        egen = self.request.user.kommunkod
        return (egen, motpart) if self.sida is Sida.GIVARE else (motpart, egen)

    def spara(self, form: Forslagsform) -> str:
        """Save the draft; gives where to go next."""
        forslag = self.kommando(form)
        vidare = self.request.POST.get("steg") == "vidare" and self.far_skicka
        if not vidare:
            messages.success(self.request, "Utkastet är sparat.")
        return reverse("arende_skicka" if vidare else "arende", args=[forslag.publikt_id])

    def kommando(self, form: Forslagsform) -> Forslag:
        """Make the draft."""
        givare, mottagare = self.parter(form.cleaned_data["motpart"])
        return skapa_utkast(
            self.runda.plan.ar_id,
            givare=givare,
            mottagare=mottagare,
            innehall=form.cleaned_data["innehall"],
            av=self.request.user,
            nu=self.request.mottagen,
            kopia_av=self.kopia.forslag if self.kopia else None,
        )

    @cached_property
    def passerad(self) -> bool:
        """Tell whether the time to send is out, with a late lane for the own municipality as giver counted in."""
        plan, nu = self.runda.plan, self.request.mottagen
        if nu < plan.slut or self.sida is not Sida.GIVARE:
            return nu >= plan.slut
        sena = SenInlamning.objects.filter(ar=plan.ar_id, givare=self.request.user.kommunkod)
        return not sena.filter(till__gte=tid.svensk_dag(nu)).exists()

    def kontakter(self) -> list[Kontaktfunktion]:
        """Give whom to call at the county, once the time is out."""
        if not self.passerad:
            return []
        return list(Kontaktfunktion.objects.filter(organisation__lan=self.runda.plan.lan_id).order_by("funktion"))

    def upptagen(self) -> dict[str, str] | None:
        """Say that the own municipality's one place as giver is taken, with a link to the case that has it."""
        if self.sida is not Sida.GIVARE:
            return None
        egna = pagaende(Forslag.objects.filter(ar=self.runda.plan.ar_id, givare=self.request.user.kommunkod))
        annat = egna.exclude(givare_bunden=None).select_related("mottagare").first()
        if annat is None:
            return None
        text = (
            f"Ni har redan ett förslag till {annat.mottagare.namn} ({annat.referens}). "
            "Ett utkast går att spara, men inte att skicka så länge det gäller."
        )
        return {"text": text, **lank_till(annat)}

    @property
    def far_skicka(self) -> bool:
        return self.request.user.roll == Roll.KOMMUN_FORETRADARE

    def fore_efter(self, form: Forslagsform) -> ForeEfter | None:
        """Give both shares before and after what the form says, if it says enough and fits."""
        if form.is_bound:
            data = form.cleaned_data if form.is_valid() else {}
            motpart, innehall = data.get("motpart"), data.get("innehall")
        else:
            motpart, innehall = form.initial.get("motpart"), self.ursprungligt()
        if not motpart or innehall is None:
            return None
        givare, mottagare = self.parter(motpart)
        antal = self.runda.andelar.get(givare, NOLL) if innehall.hela else innehall.promille
        fore, efter = self.runda.andelar.get(givare), self.runda.andelar.get(mottagare)
        if fore is None or efter is None or not far_rum(antal, fore):
            return None
        return ForeEfter(self.runda.namn(givare), fore, self.runda.namn(mottagare), efter, antal)

    def vad_om(self, form: Forslagsform, fe: ForeEfter | None) -> VadOm | None:
        """Give what it would change for both sides, when there is something to compare."""
        if fe is None:
            return None
        motpart = form.cleaned_data["motpart"] if form.is_bound else form.initial["motpart"]
        givare, mottagare = (self.runda.kommun(kod) for kod in self.parter(motpart))
        plan, dag = self.runda.plan, tid.svensk_dag(self.request.mottagen)
        egen = self.request.user.kommunkod
        return las_vad_om(plan.ar_id, givare, mottagare, plan.lan, fe.promille, ser=egen, dag=dag)

    def ursprungligt(self) -> Innehall | Forslagsversion | None:
        """Give what the form says before anything is typed."""
        return self.kopia.innehall if self.kopia else None

    def mall(self) -> ForeEfter | None:
        """Give a table that the script fills in while typing."""
        egen = self.runda.andelar.get(self.request.user.kommunkod)
        if egen is None:
            return None
        namn = self.runda.namn(self.request.user.kommunkod)
        if self.sida is Sida.GIVARE:
            return ForeEfter(namn, egen, "–", NOLL, NOLL)
        return ForeEfter("–", NOLL, namn, egen, NOLL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        innehall = super().get_context_data(**kwargs)
        form, plan = innehall["form"], self.runda.plan
        fe = self.fore_efter(form)
        data = {
            "sida": self.sida.value,
            "egen": self.request.user.kommunkod,
            "decimaler": plan.ar.decimaler,
            "andelar": {kod: str(andel) for kod, andel in self.runda.andelar.items()},
            "namn": {k.kod: k.namn for k in self.runda.kommuner},
        }
        return innehall | {
            "rubrik": self.rubrik,
            "ingress": self.ingress,
            "plan": plan,
            "runda": self.runda,
            "preliminar": self.runda.tabell is not None and self.runda.tabell.ar_preliminar,
            "passerad": self.passerad,
            "nyckel": self.request.POST.get("nyckel") or uuid.uuid4(),
            "fe": fe,
            "vad_om": self.vad_om(form, fe),
            "ryms_inte": form.is_bound and form.is_valid() and fe is None and bool(self.runda.andelar),
            "mall": self.mall(),
            "mall_data": json.dumps(data),
            "kopia": self.kopia,
            "forslag": self.forslag,
            "far_skicka": self.far_skicka,
            "kan_skicka": self.far_skicka and not self.passerad,
            "kontakter": self.kontakter(),
            "upptagen": self.upptagen(),
            "moten": moten(self.request.user, plan, self.request.mottagen),
            "smulor": [("Mina uppgifter", reverse("uppgifter"))],
        }

    @property
    def rubrik(self) -> str:
        return "Föreslå en omfördelning" if self.sida is Sida.GIVARE else "Bjud in en kommun"

    @property
    def ingress(self) -> str:
        if self.sida is Sida.GIVARE:
            return "Er kommun lämnar över hela eller en del av sin anvisningsandel till en annan kommun i länet."
        return (
            "Er kommun erbjuder sig att ta emot en annan kommuns andel. Inbjudan binder inte den andra kommunen. "
            "Flera inbjudningar kan vänta samtidigt, och ingen kommun ser de andra."
        )


class AndraUtkast(Utkastvy):
    """Continue a draft, one's own or a colleague's."""

    forslag: Forslag
    rubrik = "Ändra utkastet"

    def hamta(self, publikt_id: UUID) -> Tidplan | None:
        self.forslag = eget_utkast(self.request.user, publikt_id)
        self.sida = Sida(self.forslag.initiativ)
        return Tidplan.objects.select_related("ar", "lan").get(ar=self.forslag.ar_id, lan=self.forslag.lan_id)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.forslag.status != Status.UTKAST:
            raise Hinder("Förslaget är redan skickat. Ett skickat förslag ändras med en ny version.")
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return initial_fran(self.version) | {
            "motpart": self.forslag.kommunkod(self.sida.motsatt),
            "sett": avtryck(self.forslag, self.version),
        }

    def form_invalid(self, form: Forslagsform, status: int = 422) -> HttpResponse:
        # What is saved next is about the draft as it stands now.
        form.data = form.data.copy()
        form.data["sett"] = form.initial["sett"]
        return super().form_invalid(form, status)

    @property
    def version(self) -> Forslagsversion:
        return self.forslag.versioner.get(nummer=self.forslag.version)

    def ursprungligt(self) -> Forslagsversion:
        return self.version

    def kommando(self, form: Forslagsform) -> Forslag:
        return andra_utkast(
            self.forslag.pk,
            motpart=form.cleaned_data["motpart"],
            innehall=form.cleaned_data["innehall"],
            av=self.request.user,
            nu=self.request.mottagen,
            sett=form.cleaned_data["sett"],
        )


class KopieraArende(Utkastvy):
    """A new draft from an ended case or from an earlier year, counted anew on the shares that hold now."""

    kopia: Kopia

    def hamta(self, publikt_id: UUID) -> Tidplan | None:
        plan = super().hamta()
        self.kopia = build_kopia(self.request.user, publikt_id, plan)
        self.sida = self.kopia.sida
        return plan

    def get_initial(self) -> dict[str, Any]:
        return self.kopia.initial

    @property
    def rubrik(self) -> str:
        fran = self.kopia.forslag
        eget_ar = fran.ar_id == self.runda.plan.ar_id
        return f"Nytt utkast från {fran.referens}" if eget_ar else f"Samma som {fran.ar_id}"

    ingress = "Läs igenom och ändra det som ska vara annorlunda. Inget skickas förrän du väljer det."

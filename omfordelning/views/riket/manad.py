"""Making a month of goal fulfilment public: what will be shown and withheld, looked at first."""

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from anvisning.berakningar import manad
from anvisning.berakningar.offentligt import Manadstal, visat
from anvisning.hinder import Hinder
from anvisning.losenordskrav import MedLosenord
from anvisning.maluppfyllelse.slutsatser import Utgava
from anvisning.maluppfyllelse.smatal import STORST_DOLDA
from anvisning.models import Berakning, Kommun, Lan
from anvisning.visning import datum, tal
from anvisning.visning import manad as visa_manad
from omfordelning.forms.riket_berakningar import PubliceraManadForm
from omfordelning.views.riket.berakningar import berakningens_smulor
from omfordelning.views.riket.gemensamt import Riksakt, Smulor


def visas(utgava: Utgava, kod: str, visade: Sequence[Manadstal]) -> str:
    """Say whether a municipality's number is shown, or why not; `visade` is what has been shown, newest first.

    A number that is as it was the last time is withheld when it is near what another month has shown: that is named.
    """
    if kod not in utgava.dolda:
        return "Ja"
    if kod in utgava.dolda_for_andra:
        return "Nej, för att inte röja en annan kommuns tal"
    antal = utgava.antal[kod]
    if 1 <= antal <= STORST_DOLDA:
        return "Nej, litet tal"
    nara = next(ett for ett in visade if 1 <= abs(antal - ett.antal) <= STORST_DOLDA)
    return f"Nej, liten ändring mot {tal(nara.antal)} i {visa_manad(nara.manad)}"


class PubliceraManadVy(MedLosenord, Riksakt):
    """See exactly what the public will see, tick, check, publish."""

    template_name = "omfordelning/riket/berakning_publicera.html"
    form_class = PubliceraManadForm
    rubrik = "Publicera måluppfyllelsen"
    berakning: Berakning

    def hamta(self, publikt_id: uuid.UUID) -> None:
        self.berakning = Berakning.objects.select_related("ar").get(publikt_id=publikt_id)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("steg") != "skicka" and (skal := self.stopp):
            raise Hinder(skal)
        return super().post(request, *args, **kwargs)

    @cached_property
    def stopp(self) -> list[str]:
        """What stands in the way, whatever is ticked."""
        try:
            manad.krav_gar_att_publicera(self.berakning, self.request.mottagen)
        except Hinder as hinder:
            return hinder.skal
        return []

    @cached_property
    def bild(self) -> manad.Forhandsvisning | None:
        """What would be shown; None when nothing can be published."""
        return None if self.stopp else manad.forhandsvisa(self.berakning)

    def smulor(self) -> Smulor:
        return berakningens_smulor(self.berakning)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"avtryck": self.bild.avtryck if self.bild else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sammanhang = {"berakning": self.berakning, "stopp": self.stopp}
        if self.bild and kwargs.get("form", True) is not None:
            sammanhang |= {"fakta": self.fakta(), "rader": self.rader()}
        return super().get_context_data(**{**sammanhang, **kwargs})

    def rader(self) -> list[dict[str, Any]]:
        """Give each municipality: true number, what was shown the last time, and whether it is shown or why not."""
        utgava, visade = self.bild.utgava, visat()
        return [
            {
                "kommun": kommun,
                "antal": utgava.antal[kommun.pk],
                "senast": next(iter(visade.get(kommun.pk, [])), None),
                "visas": visas(utgava, kommun.pk, visade.get(kommun.pk, [])),
            }
            for kommun in Kommun.objects.select_related("lan").filter(pk__in=utgava.antal)
        ]

    def fakta(self) -> list[dict[str, str]]:
        """Give the month's facts for the form and the check page."""
        utgava, berakning = self.bild.utgava, self.berakning
        lan = Lan.objects.filter(pk__in=utgava.dolda_lan).order_by("sortering").values_list("namn", flat=True)
        return [
            {"namn": "Månad", "varde": visa_manad(berakning.per)},
            {"namn": "Siffrorna gäller till och med", "varde": datum(berakning.per)},
            {"namn": "Kommuner som visas", "varde": tal(len(utgava.antal) - len(utgava.dolda))},
            {"namn": "Kommuner som döljs", "varde": tal(len(utgava.dolda))},
            {"namn": "Länssummor som döljs", "varde": ", ".join(lan) or "Inga"},
            {"namn": "Antalet i landet", "varde": "Döljs" if utgava.riket_dolt else tal(sum(utgava.antal.values()))},
        ]

    def knapp(self, form: PubliceraManadForm) -> str:
        return f"Publicera {visa_manad(self.berakning.per)}"

    def kontroll(self, form: PubliceraManadForm) -> dict[str, Any]:
        return {
            "rubrik": "Kontrollera och publicera",
            "ingress": "Det som visas går inte att ta tillbaka. Nya siffror visas nästa månad.",
            "rader": self.fakta(),
        }

    def utfor(self, form: PubliceraManadForm) -> str:
        publicering = manad.publicera(
            self.berakning.pk,
            sett=form.cleaned_data["sett"],
            av=self.request.user,
            nu=self.request.mottagen,
        )
        messages.success(self.request, f"Måluppfyllelsen för {visa_manad(publicering.manad)} är publicerad.")
        return reverse("riket_berakning", args=[self.berakning.publikt_id])

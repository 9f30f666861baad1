"""The page with the text for the board to copy."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anvisning import tid
from anvisning.falt import PromilleFormField
from anvisning.forms.falt import Radfalt
from omfordelning.arendebild import Arendebild, hamta
from omfordelning.forms.kommun_beslut import organ_idag
from omfordelning.process import Sida
from omfordelning.text import NOLL_KAN_FA_BARN, ORGAN, Sak, beslutstext, motesrad
from omfordelning.views.kommun.akt import arende_url
from omfordelning.views.kommun.arende import smulor


class Textform(forms.Form):
    """What the text is to say: which body decides, and up to how much."""

    organ = Radfalt(label="Vem ska besluta?", hogst=120, size=28, required=False)
    ram = PromilleFormField(
        label="Upp till",
        required=False,
        help_text="Med en ram kan ni ändra siffran utan ett nytt beslut.",
        widget=forms.TextInput(attrs={"size": 8, "inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, hela: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ram"].suffix = "‰"
        if hela:
            del self.fields["ram"]


def sak(bild: Arendebild) -> Sak:
    """Give a case as a board decides on it."""
    version = bild.version
    return Sak(
        givare=bild.fullt_namn(Sida.GIVARE),
        mottagare=bild.fullt_namn(Sida.MOTTAGARE),
        hela=version.hela,
        antal=version.promille,
        villkor=version.villkor,
        andel=bild.arende.andelar.get(bild.forslag.givare_id),
        ar=bild.ar,
        decimaler=bild.decimaler,
    )


def arende_text(request: HttpRequest, publikt_id: UUID) -> HttpResponse:
    """Show the decision's text for the account's own side, to copy, with advice on the meeting."""
    bild = hamta(request.user, publikt_id)
    if bild.sida is None:
        raise PermissionDenied("Sidan är kommunens.")
    organ = organ_idag(request.user.kommunkod, tid.svensk_dag(request.mottagen))
    forval = organ[0][1] if organ else ORGAN
    form = Textform(request.GET if request.GET else None, hela=bild.version.hela, initial={"organ": forval})
    giltig = form.is_valid()
    vald: dict[str, Any] = form.cleaned_data if giltig else {}
    ram: Decimal | None = vald.get("ram") or None
    return render(
        request,
        "omfordelning/kommun/text.html",
        {
            "bild": bild,
            "forslag": bild.forslag,
            "form": form,
            "rubrik": "Text till nämnden",
            "text": beslutstext([sak(bild)], bild.sida, organ=vald.get("organ") or forval, ram=ram),
            "rad": motesrad(tid.svensk_dag(request.mottagen), tid.sista_dagen(bild.arende.slut)),
            "noll": NOLL_KAN_FA_BARN if bild.version.hela else "",
            "smulor": [
                *smulor(bild),
                (bild.forslag.referens or "Utkast", arende_url(bild.forslag)),
            ],
        },
        status=422 if form.is_bound and not giltig else 200,
    )

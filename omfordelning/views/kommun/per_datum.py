"""A municipality's or a county's own cases as they stood at the end of a day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from anvisning import tid
from anvisning.behorighet import KOMMUNROLLER, LANSROLLER, krav_roll
from anvisning.per_datum import Per
from omfordelning.arenden_den import arenden_den, sedda_da
from omfordelning.forms.per_datum import DagForm


@require_safe
def arenden(request: HttpRequest) -> HttpResponse:
    """Show the cases on a day (`?per=`, else today) and of a share year (`?ar=`, else the newest that had any)."""
    krav_roll(request.user, *KOMMUNROLLER, *LANSROLLER)
    idag = tid.svensk_dag(request.mottagen)
    onskat = request.GET.get("ar", "")
    form = DagForm({"per": request.GET.get("per", idag), "ar": onskat}, idag=idag)
    hem = ("Mina uppgifter", "uppgifter") if request.user.kommunkod else ("Sammanställning", "sammanstallning")
    innehall: dict[str, Any] = {"rubrik": "Era ärenden per datum", "form": form, "smulor": [(hem[0], reverse(hem[1]))]}
    if form.is_valid():
        dag = form.cleaned_data["per"]
        aren = sedda_da(request.user, tid.slut_pa_dagen(dag)).order_by("-ar_id").values_list("ar_id", flat=True)
        alla_ar = list(aren.distinct())
        ar = next((ett for ett in alla_ar if str(ett) == onskat), next(iter(alla_ar), None))
        innehall |= {"dag": dag, "ar": ar, "alla_ar": alla_ar}
        innehall["rader"] = arenden_den(request.user, Per(ar, dag)) if ar else []
    return render(
        request, "omfordelning/kommun/arenden_per_datum.html", innehall, status=200 if form.is_valid() else 400
    )

"""The parameter `per` of the downloads: the table as it was at the end of a day."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from anvisning import tid
from anvisning.visning import datum
from omfordelning import oppet
from omfordelning.forms.per_datum import DagForm


class FelDag(Exception):
    """A day that cannot be shown: what to say, and the status of the answer."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.text, self.status = text, status

    def svar(self, format: str) -> HttpResponse:
        """Give the sentence as JSON where JSON was asked for, else as plain text."""
        if format == "json":
            return JsonResponse({"fel": self.text}, status=self.status, json_dumps_params={"ensure_ascii": False})
        return HttpResponse(self.text, status=self.status, content_type="text/plain; charset=utf-8")


def las_dag(text: str, idag: date) -> date:
    """Read a day until today, or raise FelDag (400)."""
    form = DagForm({"per": text}, idag=idag)
    if not form.is_valid():
        raise FelDag(" ".join(form.errors["per"]), 400)
    return form.cleaned_data["per"]


def hamta(request: HttpRequest, ar: int) -> oppet.Arslage:
    """Give a year's state: now, or at the end of the day `?per=` (one query).

    Raises Http404 when nothing is published for the year, FelDag when there is no such day, or nothing was then.
    """
    dag = las_dag(request.GET["per"], tid.svensk_dag(request.mottagen)) if "per" in request.GET else None
    tabeller = oppet.publicerade()
    lage = oppet.arslage_av(tabeller, ar, dag)
    if lage is not None:
        return lage
    arets = [tabell.publicerad for tabell in tabeller if tabell.ar_id == ar]
    if dag is None or not arets:
        raise Http404
    raise FelDag(
        f"Den {datum(dag)} var inga andelar för {ar} publicerade. De första publicerades den {datum(min(arets))}.", 404
    )


def filnamn(stam: str, lage: oppet.Arslage) -> str:
    """Name a file of a year: "omfordelningar-2027", or "omfordelningar-2027-per-2027-03-01"."""
    per = f"-per-{lage.per.dag}" if lage.per else ""
    return f"{stam}-{lage.ar.ar}{per}"

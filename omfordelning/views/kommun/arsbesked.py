"""The answer "Inte aktuellt för oss i år": one click on the page of tasks, and one to take it back."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.inskick import en_gang
from anvisning.models import Konto
from omfordelning.handlaggning.arsbesked import svara
from omfordelning.models import Forslag
from omfordelning.process import Status

SVAR = {"inte_aktuellt": True, "aktuellt": False}


@require_POST
def arsbesked(request: HttpRequest) -> HttpResponse:
    """Answer, or take the answer back."""
    krav_roll(request.user, *KOMMUNEN_ARBETAR)
    val, ar = SVAR.get(request.POST.get("svar", "")), request.POST.get("ar", "")
    if val is None or not (ar.isascii() and ar.isdigit() and len(ar) == 4):
        raise Http404

    def utfor() -> str:
        svara(int(ar), inte_aktuellt=val, av=request.user, nu=request.mottagen)
        if val:
            text = (
                f"Tack. Länsstyrelsen ser att omfördelning inte är aktuellt för er {ar}. Ni kan ändra er när ni vill."
            )
            messages.success(request, text + _vantar(request.user, int(ar)))
        else:
            messages.success(request, "Svaret är tillbakataget. Ni kan lämna och ta emot förslag som vanligt.")
        return reverse("uppgifter")

    return HttpResponseRedirect(en_gang(request, utfor))


def _vantar(konto: Konto, ar: int) -> str:
    """Remind of an offer that waits: this is no answer to it."""
    egna = Forslag.objects.filter(ar=ar, status=Status.VANTAR_SVAR)
    vantar = egna.filter(Q(givare=konto.kommunkod) | Q(mottagare=konto.kommunkod)).exists()
    return " Ett förslag väntar ändå på ert svar: säg nej i ärendet." if vantar else ""

"""To order a recomputation, in the transaction of the act that calls for it."""

from datetime import datetime

from anvisning import utkorg
from anvisning.models import Berakningsorder, Konto, Orsak


def bestall(orsak: Orsak, *, av: Konto | None, nu: datetime) -> Berakningsorder:
    """Order a run. `av` is None for the clock."""
    order = Berakningsorder.objects.create(orsak=orsak, begard_av=av, begard=nu)
    utkorg.lagg("berakning", [order.pk], nu=nu)
    return order

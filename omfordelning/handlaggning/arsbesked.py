"""A municipality answers that the year does not concern it, or takes that back. It is no decision and binds nobody."""

from datetime import datetime

from django.db import transaction

from anvisning import handelser, querysets
from anvisning.behorighet import KOMMUNEN_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Konto
from omfordelning.arsbesked import eget_svar
from omfordelning.handlaggning.las import las_tidplan
from omfordelning.models import Arsbesked


@transaction.atomic
def svara(ar: int, *, inte_aktuellt: bool, av: Konto, nu: datetime) -> bool:
    """Say whether the year does not concern the actor's own municipality; tells whether that was news.

    A proposal the municipality sends or approves later takes the answer back by itself (`omfordelning.arsbesked`).
    """
    krav_roll(av, *KOMMUNEN_ARBETAR)
    las_tidplan(ar, av.lanskod)
    if querysets.beslutad_tabell(ar) is not None:
        raise Hinder(f"Andelarna för {ar} är redan fastställda.")
    kommun = av.organisation.kommun
    eget = eget_svar(ar, kommun.kod)
    if inte_aktuellt and eget.pagaende:
        raise Hinder(f"Ni har ett ärende på gång, {', '.join(eget.pagaende)}. Då är omfördelning aktuellt för er.")
    if (eget.inte_aktuellt is not None) == inte_aktuellt:
        return False
    Arsbesked.objects.create(ar_id=ar, kommun=kommun, inte_aktuellt=inte_aktuellt, svarat=nu, svarat_av=av)
    text = (
        f"{kommun.namn} svarade att omfördelning inte är aktuellt för {ar}."
        if inte_aktuellt
        else f"{kommun.namn} tog tillbaka svaret att omfördelning inte är aktuellt för {ar}."
    )
    slag = "inte_aktuellt" if inte_aktuellt else "inte_aktuellt_aterkallat"
    handelser.skriv(slag, text, ar=ar, lanskod=av.lanskod, av=av, nu=nu, kommun=kommun.kod)
    return True

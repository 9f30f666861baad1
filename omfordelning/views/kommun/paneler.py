"""Parts that pages share: a municipality's next meetings, whether the year concerns it, what a case would change."""

import uuid
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from anvisning import tid
from anvisning.behorighet import KOMMUNEN_ARBETAR
from anvisning.models import Konto, Tidplan
from anvisning.visning import ForeEfter
from omfordelning.arendebild import Arendebild
from omfordelning.arsbesked import eget_svar
from omfordelning.moten import Mote, frist, moten_av_rader, narmaste
from omfordelning.process import HOS_KOMMUNERNA, Status
from omfordelning.vad_om import VadOm, las_vad_om


def moten(konto: Konto, plan: Tidplan, nu: datetime, antal: int = 3) -> list[Mote] | None:
    """Give the municipality's next meetings against the county's day (one query). None for other organisations."""
    return narmaste(konto.kommunkod, frist(plan), tid.svensk_dag(nu), antal) if konto.kommunkod else None


def arendets_moten(bild: Arendebild, nu: datetime) -> list[Mote] | None:
    """Give the municipality's next meetings against the case's own last day, while that counts (no query)."""
    if bild.sida is None or bild.status not in (Status.UTKAST, *HOS_KOMMUNERNA):
        return None
    mot = frist(bild.arende.tidplan, tid.sista_dagen(bild.arende.slut))
    return moten_av_rader(bild.forslag.egna_moten, mot, tid.svensk_dag(nu))


def kommunens_paneler(konto: Konto, plan: Tidplan | None, nu: datetime) -> dict[str, Any]:
    """Give what stands beside a municipality's tasks in an open round; nothing for other organisations.

    At most two queries.
    """
    if not konto.kommunkod or plan is None or not plan.lan.kan_omfordela or nu >= plan.ar.redovisas_senast:
        return {"moten": None, "arsbesked": None}
    return {"moten": moten(konto, plan, nu, antal=1), "arsbesked": arsbesked(konto, plan)}


def arsbesked(konto: Konto, plan: Tidplan) -> dict[str, Any] | None:
    """Give what the page asks a municipality that has no case going on (one query); None when there is nothing."""
    if konto.roll not in KOMMUNEN_ARBETAR:
        return None
    eget = eget_svar(plan.ar_id, konto.kommunkod)
    return None if eget.pagaende else {"ar": plan.ar_id, "svarat": eget.inte_aktuellt, "nyckel": uuid.uuid4()}


def arendets_vad_om(bild: Arendebild, fe: ForeEfter, nu: datetime) -> VadOm | None:
    """Give what a case's figures would change for both sides. None once Migrationsverket has decided on it."""
    f = bild.forslag
    dag, ser = tid.svensk_dag(nu), bild.konto.kommunkod
    return las_vad_om(f.ar_id, f.givare, f.mottagare, f.lan, fe.promille, ser=ser, dag=dag)


def vad_om_url(bild: Arendebild, fe: ForeEfter | None) -> str:
    """Give the page that compares a case's figures for both sides, while the municipalities can change them; or ""."""
    if fe is None or bild.status not in (Status.UTKAST, *HOS_KOMMUNERNA):
        return ""
    f = bild.forslag
    fraga = {"ar": f.ar_id, "givare": f.givare_id, "mottagare": f.mottagare_id, "promille": fe.promille}
    return f"{reverse('vad_hander_om')}?{urlencode(fraga)}"

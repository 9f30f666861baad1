"""What a mail asks for: told when it is written, and asked again when it is sent, which may be much later.

The mail server may have been away. A mail that asks for what has been done since then is not sent (`Mejl.galler`).
"""

from datetime import date, datetime

from anvisning import tid
from anvisning.utskick import Galler
from omfordelning.aktnamn import Uppmaning
from omfordelning.lage import slut_for_skickat
from omfordelning.models import Anstand, Forslag, Godkannande, Komplettering, Kontroll, Redovisning
from omfordelning.process import HOS_KOMMUNERNA, HOS_LANET, PAGAENDE, Sida, Status
from omfordelning.querysets import med_fakta


def galler(gor: str | Uppmaning, forslag: Forslag, sida: Sida | None, svar_senast: str | None) -> Galler | None:
    """Give the condition on a mail about a case: None when it asks for nothing that can be done meanwhile.

    Takes what it asks for, the case, the reader's side (None: the county), and the last day to comment (ISO).
    """
    if not isinstance(gor, Uppmaning) or not gor.uppgift:
        return None
    fakta = {"forslag": forslag.pk, "version": forslag.version, "sida": sida, "svar_senast": svar_senast}
    return Galler(f"{__name__}.{gor.uppgift}", fakta)


def svar_vantas(*, forslag: int, version: int, sida: str, nu: datetime, **_: object) -> bool:
    """Tell whether a side still is to answer that version, and can: its time is not out."""
    godkant = Godkannande.objects.filter(version__forslag=forslag, version__nummer=version, sida=sida)
    vantar = med_fakta(Forslag.objects.filter(pk=forslag, version=version, status=Status.VANTAR_SVAR)).first()
    return vantar is not None and nu < slut_for_skickat(vantar) and not godkant.exists()


def kontroll_vantas(*, forslag: int, version: int, nu: datetime, **_: object) -> bool:
    """Tell whether the county still has that version to check."""
    gjord = Kontroll.objects.filter(version__forslag=forslag, version__nummer=version)
    vantar = Forslag.objects.filter(pk=forslag, version=version, status__in=HOS_LANET)
    return vantar.exists() and not gjord.exists()


def anstand_vantas(*, forslag: int, nu: datetime, **_: object) -> bool:
    """Tell whether the county still is to decide on anstånd."""
    return Anstand.objects.filter(forslag=forslag, forslag__status__in=HOS_KOMMUNERNA, beslutat=None).exists()


def komplettering_vantas(*, forslag: int, sida: str, nu: datetime, **_: object) -> bool:
    """Tell whether a side still is to answer the county."""
    obesvarade = Komplettering.objects.filter(forslag=forslag, sida=sida, besvarad=None)
    return obesvarade.filter(forslag__status__in=PAGAENDE).exists()


def yttrande_vantas(*, forslag: int, svar_senast: str, nu: datetime, **_: object) -> bool:
    """Tell whether the parties still can comment before the county decides."""
    i_tid = nu < tid.slut_pa_dagen(date.fromisoformat(svar_senast))
    return i_tid and Forslag.objects.filter(pk=forslag, status__in=HOS_LANET).exists()


def redovisningen_star(redovisning: Redovisning) -> Galler:
    """Give the condition that a report still is where it was when the mail was written."""
    return Galler(f"{__name__}.redovisning_vantas", {"redovisning": redovisning.pk, "status": redovisning.status})


def redovisning_vantas(*, redovisning: int, status: str, nu: datetime) -> bool:
    """Tell whether a report still is to be answered, or decided on anew: no later version has come."""
    rad = Redovisning.objects.get(pk=redovisning)
    senare = Redovisning.objects.filter(ar=rad.ar_id, lan=rad.lan_id, version__gt=rad.version)
    return rad.status == status and not senare.exists()

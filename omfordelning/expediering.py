"""Dispatch (expediering): what every act leaves behind — its event, the register copies and the notices.

Called last in a command: the event chain's head is the last lock taken.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from anvisning import handelser, tid, utskick
from anvisning.behorighet import KOMMUNEN_ARBETAR, LANET_ARBETAR, NATIONELLA_ROLLER
from anvisning.models import Dokument, Handelse, Kommun, Konto, Organ, Roll
from anvisning.notiser import Notis, fordela
from anvisning.utskick import Mejl
from anvisning.visning import datum, sista_dag
from omfordelning import aktnamn, brevunderlag, notisvillkor
from omfordelning.dokument import bestall
from omfordelning.lage import Arende, Registrering
from omfordelning.models import Forslag, Kommunbeslut, Redovisning
from omfordelning.parter import (
    Parter,
    Sandare,
    build_parter,
    funktionsbrevlador,
    lanens_brevlador,
    nationella_brevlador,
    sandare_av,
)
from omfordelning.process import Sida, Status, vantar_pa
from omfordelning.querysets import med_fakta, med_versioner


def expediera(
    arende: Arende,
    slag: str,
    text: str,
    *,
    av: Konto | None,
    nu: datetime,
    sida: Sida | None = None,
    registrering: Registrering | None = None,
    beslut: Kommunbeslut | None = None,
    bilagor: Sequence[Dokument] = (),
    notis_till: Sequence[Sida] = (),
    notis_lan: bool = False,
    **uppgifter: Any,
) -> Handelse:
    """Write the act's event, send a register copy to each authority's mailbox, and tell those whose turn it is.

    The case is read again first: what is told is how it stands after the act.
    """
    arende = replace(arende, forslag=med_versioner(med_fakta(Forslag.objects.filter(pk=arende.forslag.pk))).get())
    forslag, version = arende.forslag, arende.version
    if registrering is not None:
        text = f"{text} Registrerat av länsstyrelsen."
        uppgifter["inkommen"] = registrering.inkommen
        bilagor = [*bilagor, registrering.handling]
    if beslut is not None:
        uppgifter["beslut"] = str(beslut)
        bilagor = [*bilagor, *([beslut.utdrag] if beslut.utdrag else [])]
    handelse = handelser.skriv(
        slag,
        text,
        ar=forslag.ar_id,
        lanskod=forslag.lan_id,
        arende=forslag.arende,
        av=av,
        nu=nu,
        status=forslag.status,
        version=version.nummer,
        promille=arende.promille(),
        referens=forslag.referens,
        sida=sida,
        bilagor=[{"namn": b.filnamn, "sha256": b.sha256} for b in bilagor],
        **uppgifter,
    )
    if slag in aktnamn.INTERNA:
        return handelse
    parter = build_parter(forslag, tid.svensk_dag(nu))
    fran = sandare_av(sida, av, parter)
    mejl = fordela(_notiser(arende, handelse, parter, fran, notis_till, notis_lan), nu=nu)
    mejl += _registreringskopior(arende, handelse, parter, fran, registrering, bilagor, nu)
    utskick.bestall(mejl, nu=nu)
    return handelse


def _registreringskopior(
    arende: Arende,
    handelse: Handelse,
    parter: Parter,
    fran: Sandare,
    registrering: Registrering | None,
    bilagor: Sequence[Dokument],
    nu: datetime,
) -> list[Mejl]:
    organ = [part.organ for part in parter.alla if part.organ is not None]
    filnamn = f"registreringskopia-{arende.forslag.referens}-{handelse.nummer}.pdf"
    kopior = bestall(
        (
            (filnamn, kopia)
            for kopia in brevunderlag.registreringskopior(arende, handelse, parter, fran, registrering, bilagor)
        ),
        nu=nu,
    )
    return _kopiemejl(handelse, organ, kopior)


def _kopiemejl(handelse: Handelse, organ: Sequence[Organ], kopior: Sequence[Dokument]) -> list[Mejl]:
    return [
        Mejl(
            mall="registreringskopia",
            till=mottagare.funktionsbrevlada,
            nyckel=f"kopia:{handelse.pk}:{mottagare.pk}",
            bilagor=[kopia],
            arende=handelse.arende,
            vems=_kod(mottagare),
            sammanhang={
                "referens": kopia.underlag["underlag"]["referens"],
                "rubrik": kopia.underlag["underlag"]["rubrik"],
            },
        )
        for mottagare, kopia in zip(organ, kopior, strict=True)
    ]


def _notiser(
    arende: Arende, handelse: Handelse, parter: Parter, fran: Sandare, sidor: Sequence[Sida], lanet: bool
) -> list[Notis]:
    if not sidor and not lanet:
        return []
    forslag = arende.forslag
    kommuner = [forslag.kommunkod(sida) for sida in sidor]
    mottagare = Q(organisation__kommun__in=kommuner, roll__in=KOMMUNEN_ARBETAR)
    if lanet:
        mottagare |= Q(organisation__lan=forslag.lan_id, roll__in=LANET_ARBETAR)
    tur = vantar_pa(Status(forslag.status), arende.godkand_av)
    vantar = forslag.status == Status.VANTAR_SVAR and not forslag.anstand_begart
    i_tid = handelse.nar < arende.slut
    svar_senast = handelse.uppgifter.get("svar_senast")
    ord_ = {
        "fran": fran.namn,
        "slut": sista_dag(arende.slut),
        "svar_senast": datum(date.fromisoformat(svar_senast)) if svar_senast else "",
    }
    amne = aktnamn.AKTNAMN[handelse.slag].amne
    notiser = []
    for konto in _konton(mottagare, handelse):
        sida = forslag.sida_for(konto.kommunkod)
        vem = {
            "er_tur": vantar and i_tid and sida == tur,
            "lanet": not konto.kommunkod,
            "for_sent": vantar and not i_tid,
        }
        gor = aktnamn.uppmaning(handelse.slag, **vem)
        mejl = Mejl(
            mall="handelse",
            till=konto.epost,
            nyckel=f"notis:{handelse.pk}",
            arende=handelse.arende,
            sammanhang={
                "forslag": forslag,
                "parter": parter,
                "amne": amne,
                "mening": aktnamn.mening(handelse.slag, **vem, **ord_),
                "lanet": vem["lanet"],
                "arende_url": settings.BAS_URL + reverse("arende", args=[forslag.publikt_id]),
            },
            galler=notisvillkor.galler(gor, forslag, sida, svar_senast),
        )
        rad = f"{amne}, {forslag.referens}, {forslag.givare.namn} och {forslag.mottagare.namn}"
        notiser.append(Notis(konto=konto, mejl=mejl, rad=rad, atgard=isinstance(gor, aktnamn.Uppmaning)))
    return notiser


def meddela_kommunen(mall: str, kommun: Kommun, handelse: Handelse, *, nu: datetime, **sammanhang: object) -> None:
    """Mail a municipality's mailbox and working accounts about an act that belongs to no case."""
    meddela_kommuner(mall, [kommun.pk], handelse, nu=nu, **sammanhang)


def meddela_kommuner(
    mall: str, kommuner: Collection[str], handelse: Handelse, *, nu: datetime, **sammanhang: object
) -> None:
    """Mail each municipality's mailbox and working accounts, one mail each."""
    organ = funktionsbrevlador(kommuner, "", tid.svensk_dag(nu))
    _meddela(mall, organ, Q(organisation__kommun__in=kommuner, roll__in=KOMMUNEN_ARBETAR), handelse, nu, sammanhang)


def meddela_lanen(
    mall: str, lan: Collection[str], handelse: Handelse, *, nu: datetime, nyckel: str = "", **sammanhang: object
) -> None:
    """Mail each county's mailbox and working accounts, one mail each.

    `nyckel` names what is told when that is more than this event: the same reminder has it after a restored backup.
    """
    organ = lanens_brevlador(lan, tid.svensk_dag(nu))
    vilka = Q(organisation__lan__in=lan, roll__in=LANET_ARBETAR)
    _meddela(mall, organ, vilka, handelse, nu, sammanhang, nyckel)


def _meddela(
    mall: str,
    organ: Sequence[Organ],
    vilka: Q,
    handelse: Handelse,
    nu: datetime,
    sammanhang: Mapping[str, object],
    nyckel: str = "",
) -> None:
    nyckel = f"notis:{nyckel or handelse.pk}"
    till = {o.funktionsbrevlada: _kod(o) for o in organ}
    for konto in _konton(vilka, handelse):
        till.setdefault(konto.epost, "")
    ord_ = {**sammanhang, "bas_url": settings.BAS_URL}
    utskick.bestall(
        (Mejl(mall=mall, till=en, nyckel=nyckel, sammanhang=ord_, vems=vems) for en, vems in till.items()), nu=nu
    )


def _kod(organ: Organ) -> str:
    """Give the code of an organ's municipality or county ("": the national level)."""
    return organ.organisation.kommun_id or organ.organisation.lan_id or ""


def _konton(vilka: Q, handelse: Handelse) -> QuerySet[Konto]:
    """Give the accounts to tell, without the one who acted."""
    return Konto.objects.filter(vilka, is_active=True).exclude(pk=handelse.konto_id).select_related("organisation")


def expediera_redovisning(redovisning: Redovisning, slag: str, text: str, *, av: Konto, nu: datetime) -> Handelse:
    """Write the event of an act about a county's report, send the register copies, and tell those whose turn it is.

    Sent: the national accounts. Received or returned: the county's own.
    """
    handelse = handelser.skriv(
        slag,
        text,
        ar=redovisning.ar_id,
        lanskod=redovisning.lan_id,
        arende=f"redovisning-{redovisning.ar_id}-{redovisning.lan_id}",
        av=av,
        nu=nu,
        version=redovisning.version,
        status=redovisning.status,
        nollrapport=redovisning.nollrapport,
        diarienummer=redovisning.diarienummer,
        kvittens=redovisning.kvittens,
        inkommen=redovisning.besvarad if redovisning.kvittens_av_lan else None,
    )
    dag = tid.svensk_dag(nu)
    organ = [*funktionsbrevlador((), redovisning.lan_id, dag), *nationella_brevlador(dag)]
    filnamn = f"registreringskopia-redovisning-{redovisning.ar_id}-{redovisning.lan_id}-{handelse.nummer}.pdf"
    kopior = bestall(
        ((filnamn, kopia) for kopia in brevunderlag.redovisningskopior(redovisning, handelse, organ, av)), nu=nu
    )
    notiser = fordela(_redovisningsnotiser(redovisning, handelse), nu=nu)
    utskick.bestall([*_kopiemejl(handelse, organ, kopior), *notiser], nu=nu)
    return handelse


def _redovisningsnotiser(redovisning: Redovisning, handelse: Handelse) -> list[Notis]:
    till_riket = handelse.slag == "redovisning_oversand"
    vilka = (
        Q(roll__in=NATIONELLA_ROLLER) if till_riket else Q(organisation__lan=redovisning.lan_id, roll__in=LANET_ARBETAR)
    )
    namn = aktnamn.AKTNAMN[handelse.slag]
    mening = namn.mening.format(fran=redovisning.lan.organisation.namn, dag=datum(redovisning.ar.redovisas_dag))
    sammanhang = {"amne": namn.amne, "redovisning": redovisning, "mening": mening, "bas_url": settings.BAS_URL}
    galler = None if handelse.slag == "redovisning_mottagen" else notisvillkor.redovisningen_star(redovisning)
    return [
        Notis(
            konto=konto,
            mejl=Mejl(
                mall="redovisning",
                till=konto.epost,
                nyckel=f"notis:{handelse.pk}",
                arende=handelse.arende,
                sammanhang=sammanhang,
                galler=galler,
            ),
            rad=f"{namn.amne}, {redovisning.lan.namn} {redovisning.ar_id}",
            atgard=galler is not None and konto.roll != Roll.GRANSKARE,
        )
        for konto in _konton(vilka, handelse)
    ]

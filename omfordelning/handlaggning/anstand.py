"""More time: anstånd for one proposal, and the late lane for a giver who had not sent in time."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from anvisning import handelser, tid
from anvisning.behorighet import LANET_ARBETAR, krav_roll
from anvisning.hinder import Hinder
from anvisning.models import Ar, Kommun, Konto
from anvisning.visning import datum, sista_dag
from omfordelning.expediering import expediera, meddela_kommunen
from omfordelning.handlaggning.avslut import slapp_forfallna
from omfordelning.handlaggning.beslut import sida_av
from omfordelning.handlaggning.las import krav, krav_inkommen, krav_skickat_fore, las_tidplan, oppna, oversatt
from omfordelning.handlaggning.undanrojande import undanroj_forfall
from omfordelning.lage import Akt, Registrering, har_tid_kvar
from omfordelning.models import Anstand, Forslag, SenInlamning
from omfordelning.process import HOS_KOMMUNERNA, Sida, Steg
from omfordelning.querysets import med_fakta


@transaction.atomic
def begar_anstand(
    forslag_id: int,
    *,
    sammantrade: date,
    av: Konto,
    nu: datetime,
    skal: str = "",
    registrering: Registrering | None = None,
) -> Anstand:
    """Ask for more time with the date of the meeting that will decide. The case does not lapse meanwhile."""
    krav_inkommen(registrering, nu)
    arende = oppna(forslag_id)
    forslag, sida = arende.forslag, sida_av(arende.forslag, av, registrering)
    mottaget = registrering.inkommen if registrering else nu
    krav_skickat_fore(arende.forsta_version, registrering)  # a request stands when the figure changes
    undanroj_forfall(arende, registrering, av=av, nu=nu)
    krav(arende, Steg.BEGAR_ANSTAND, Akt(av=av, nu=mottaget, sida=sida))
    if sammantrade > forslag.ar.redovisas_dag:
        raise Hinder(
            f"Sammanträdet är efter {datum(forslag.ar.redovisas_dag)}, då länsstyrelsen ska redovisa. "
            "Ange ett tidigare sammanträde, till exempel ett extra."
        )
    if sammantrade < tid.svensk_dag(mottaget):
        raise Hinder("Sammanträdet har redan varit. Meddela beslutet i stället.")
    try:
        with transaction.atomic():
            anstand = Anstand.objects.create(
                forslag=forslag, sida=sida, sammantrade=sammantrade, skal=skal.strip(), begart=mottaget, begart_av=av
            )
    except IntegrityError as fel:
        raise oversatt(fel) from fel
    kommun = forslag.givare if sida == Sida.GIVARE else forslag.mottagare
    expediera(
        arende,
        "anstand_begart",
        f"{kommun.namn} begärde anstånd: sammanträdet är {datum(sammantrade)}.",
        av=av,
        nu=nu,
        sida=sida,
        registrering=registrering,
        notis_lan=True,
        notis_till=(sida.motsatt,),
        sammantrade=sammantrade,
        skal=skal.strip(),
    )
    return anstand


@transaction.atomic
def besluta_anstand(anstand_id: int, *, beviljat_till: date | None, av: Konto, nu: datetime, skal: str = "") -> Anstand:
    """Grant (to a last day, at most the national date) or refuse (None, with a reason) a request for more time."""
    anstand = Anstand.objects.select_related("forslag").get(pk=anstand_id)
    arende = oppna(anstand.forslag_id)
    forslag = arende.forslag
    krav(arende, Steg.BESLUTA_ANSTAND, Akt(av=av, nu=nu))
    anstand.refresh_from_db()
    if anstand.beslutat is not None:
        raise Hinder("Begäran är redan avgjord.")
    if beviljat_till is None and not skal.strip():
        raise Hinder("Skriv skälet till att anstånd inte beviljas.")
    if beviljat_till is not None:
        if beviljat_till > forslag.ar.redovisas_dag:
            raise Hinder(f"Anstånd kan längst gälla till och med {datum(forslag.ar.redovisas_dag)}.")
        if beviljat_till < tid.svensk_dag(nu):
            raise Hinder("Dagen har redan varit. Ange en senare dag.")
    anstand.beviljat_till, anstand.beslutsskal = beviljat_till, skal.strip()
    anstand.beslutat, anstand.beslutat_av = nu, av
    anstand.save()
    expediera(
        arende,
        "anstand_beviljat" if beviljat_till else "anstand_avslaget",
        f"Länsstyrelsen gav anstånd till och med {datum(beviljat_till)}."
        if beviljat_till
        else f"Länsstyrelsen gav inte anstånd. Skäl: {skal.strip()}",
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        beviljat_till=beviljat_till,
    )
    return anstand


@transaction.atomic
def tillat_sen_inlamning(ar: int, *, givare: str, till: date, skal: str, av: Konto, nu: datetime) -> SenInlamning:
    """Let a giver send after the county's day, to a last day, with a reason that is recorded and printed.

    Its proposals already sent get that day too while they have time left; what has none does not come back.
    """
    krav_roll(av, *LANET_ARBETAR)
    if not givare.startswith(av.lanskod):
        raise Kommun.DoesNotExist
    plan = las_tidplan(ar, givare[:2])
    aret = Ar.objects.get(pk=ar)
    if not skal.strip():
        raise Hinder("Skriv skälet med minst en mening.")
    if till > aret.redovisas_dag:
        raise Hinder(f"Sen inlämning kan längst tillåtas till och med {datum(aret.redovisas_dag)}.")
    if till <= plan.sista_dag or till < tid.svensk_dag(nu):
        raise Hinder("Ange en dag som ligger efter länets sista dag och inte har varit.")
    egna = Forslag.objects.filter(ar=aret, givare=givare)
    slapp_forfallna(egna, nu)
    slut, oppna_fall = tid.slut_pa_dagen(till), med_fakta(egna.filter(status__in=HOS_KOMMUNERNA))
    egna.filter(pk__in=[f.pk for f in oppna_fall if har_tid_kvar(f, nu)], slut__lt=slut).update(slut=slut)
    tillstand = SenInlamning.objects.create(
        ar=aret, givare_id=givare, till=till, skal=skal.strip(), beslutad=nu, beslutad_av=av
    )
    handelse = handelser.skriv(
        "sen_inlamning_tillaten",
        f"Länsstyrelsen tillät {tillstand.givare.namn} att skicka förslag till och med {datum(till)}. "
        f"Skäl: {skal.strip()}",
        ar=ar,
        lanskod=givare[:2],
        av=av,
        nu=nu,
        givare=givare,
        till=till,
    )
    meddela_kommunen(
        "sen_inlamning",
        tillstand.givare,
        handelse,
        nu=nu,
        ar=ar,
        lan=plan.lan.namn,
        till=sista_dag(tid.slut_pa_dagen(till)),
    )
    return tillstand

"""Publishing a table of shares: preliminary, final or rättelse, with all that follows for the cases."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from anvisning import andelar, handelser, querysets
from anvisning.behorighet import krav_roll
from anvisning.berakningar.bestallning import bestall
from anvisning.hinder import Hinder
from anvisning.models import Andelsandring, Andelstabell, Ar, Konto, Orsak, Roll, Tabellimport, Tabellslag, Tidplan
from anvisning.promille import PromilleFel, parse_promille
from anvisning.visning import genitiv
from anvisning.visning import promille as visa_promille
from omfordelning.brevbestallning import bestall_bekraftelse
from omfordelning.expediering import expediera
from omfordelning.handlaggning.avslut import avsluta_som, forfall
from omfordelning.handlaggning.las import flytta, krav, oppna_alla
from omfordelning.lage import Akt, Arende
from omfordelning.models import Avvikelse, Forslag
from omfordelning.process import PAGAENDE, Sida, Status, Steg
from omfordelning.publicering import Plan, Utfall, oavgjorda, planera, redovisade
from omfordelning.tabellnotiser import beratta_om_andrade, beratta_om_forsta

NOLL = Decimal(0)


@transaction.atomic
def satt_utfall(import_id: int, *, utfall: Mapping[int, tuple[str, str]], av: Konto, nu: datetime) -> Tabellimport:
    """State what was decided per redistribution: case id → (promille as written, or "" for the clause's; sentence).

    Only the one who read the table in may: the other person publishes. Cases that are not named are left as they are.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    rad = andelar.las_import(import_id, av=av)
    arenden = {f.pk: f.referens for f in redovisade(rad)}
    angivet, fel = dict(rad.utfall), []
    for forslag_id, (text, forklaring) in utfall.items():
        if forslag_id not in arenden:
            raise Forslag.DoesNotExist
        angivet[str(forslag_id)] = {"forklaring": " ".join(forklaring.split())}
        if text.strip():
            try:
                angivet[str(forslag_id)]["promille"] = str(parse_promille(text))
            except PromilleFel as skal:
                fel.append(f"{arenden[forslag_id]}: {skal}")
    if fel:
        raise Hinder(fel)
    rad.utfall = angivet
    rad.save(update_fields=["utfall"])
    handelser.skriv(
        "utfall_angivet",
        f"Angav vad som beslutades om {len(utfall)} omfördelningar i {rad.filnamn}.",
        ar=rad.ar_id,
        av=av,
        nu=nu,
        sha256=rad.sha256,
        utfall={arenden[pk]: angivet[str(pk)] for pk in utfall},
    )
    return rad


@transaction.atomic
def publicera(
    import_id: int, *, godkanda: Iterable[str], av: Konto, nu: datetime, sett: str | None = None
) -> Andelstabell:
    """Publish a table. Either all that follows happens, or nothing.

    Takes the ids of the warnings that were ticked, and what the publisher has seen (`Plan.avtryck`).
    Preliminary: open cases are recalculated and the parties told. Final: every reported case is confirmed or not, the
    ledger is posted, letters ordered, deviations explained. Rättelse: counter-entries, new letters that replace.
    """
    krav_roll(av, Roll.ADMINISTRATOR)
    ar = Tabellimport.objects.values_list("ar", flat=True).get(pk=import_id)
    Ar.objects.select_for_update(of=("self",), no_key=True).get(pk=ar)
    list(Tidplan.objects.select_for_update(of=("self",), no_key=True).filter(ar=ar).order_by("lan"))
    rad = andelar.las_import(import_id)
    andelar.krav_slag(ar, rad.slag)
    plan = planera(rad)
    if sett is not None and sett != plan.avtryck:
        raise Hinder("Tabellen eller ärendena har ändrats sedan du öppnade sidan. Läs den på nytt och bekräfta igen.")
    if rad.slag == Tabellslag.FASTSTALLD:
        _krav_allt_avgjort(ar, nu)
    if plan.hinder:
        raise Hinder(list(plan.hinder))
    forra = querysets.gallande_tabell(ar)
    tabell = andelar.skapa_tabell(rad, plan.ordinarie, varningar=plan.varningar, godkanda=godkanda, av=av, nu=nu)
    Avvikelse.objects.bulk_create(
        Avvikelse(
            tabell=tabell,
            kommun_id=d.kommunkod,
            forslag=d.forslag,
            preliminar=d.preliminar,
            foreslagen=d.foreslagen,
            faststalld=d.faststalld,
            forklaring=d.forklaring,
        )
        for d in plan.differenser
    )
    match rad.slag:
        case Tabellslag.PRELIMINAR:
            _beratta_om_nya_preliminara(tabell, forra, av, nu)
        case Tabellslag.FASTSTALLD:
            for arende, utfall in _oppna_utfall(plan.utfall):
                _faststall(tabell, arende, utfall, plan, av, nu)
        case Tabellslag.RATTELSE:
            fore = querysets.ordinarie_andelar(forra)
            berorda = _berorda(plan, fore)
            _ratta_bokforingen(tabell, plan)
            for arende, utfall in _oppna_utfall(berorda):
                _ratta(tabell, arende, utfall, plan, av, nu)
            beratta_om_andrade(tabell, fore, plan.ordinarie, _parter(u.forslag for u in berorda), nu=nu)
    bestall(Orsak.RATTELSE if rad.slag == Tabellslag.RATTELSE else Orsak.PUBLICERING, av=av, nu=nu)
    andelar.publicerad_handelse(
        tabell,
        av=av,
        nu=nu,
        importerad_av=tabell.importerad_av.namn,
        avvikelser=len(plan.differenser),
        omfordelningar=sum(bool(u.beslutat) for u in plan.utfall),
        godkanda_varningar=[v.text for v in plan.varningar],
    )
    return tabell


def _krav_allt_avgjort(ar: int, nu: datetime) -> None:
    """Refuse while a case is on its way to Migrationsverket; what nobody agreed to in time lapses."""
    oppna_fall = oavgjorda(ar, nu)
    if oppna_fall.hindrar:
        kvar = ", ".join(f"{f.referens} ({Status(f.status).text.lower()})" for f in oppna_fall.hindrar)
        raise Hinder(f"De här ärendena är inte redovisade till Migrationsverket än: {kvar}.")
    for forslag in oppna_fall.forfaller:
        forfall(forslag.pk, nu=nu)


def _beratta_om_nya_preliminara(tabell: Andelstabell, forra: Andelstabell | None, av: Konto, nu: datetime) -> None:
    """Tell all of a year's first shares; of a later version each open case's parties, and whose share is another."""
    efter = querysets.ordinarie_andelar(tabell)
    if tabell.version == 1:
        beratta_om_forsta(tabell, efter, nu=nu)
        return
    fore = querysets.ordinarie_andelar(forra)
    arenden = oppna_alla(Forslag.objects.filter(ar=tabell.ar_id, status__in=PAGAENDE))
    for arende in arenden:
        expediera(
            arende,
            "preliminara_andrade",
            _om_nya_preliminara(arende, tabell, fore),
            av=av,
            nu=nu,
            notis_till=tuple(Sida),
            notis_lan=True,
            tabellversion=tabell.version,
        )
    beratta_om_andrade(tabell, fore, efter, _parter(a.forslag for a in arenden), nu=nu)


def _parter(forslag: Iterable[Forslag]) -> set[str]:
    """Give the municipalities of some cases."""
    return {kod for f in forslag for kod in (f.givare_id, f.mottagare_id)}


def _om_nya_preliminara(arende: Arende, tabell: Andelstabell, fore: Mapping[str, Decimal]) -> str:
    """Say what a new preliminary version does to one case: both shares, and whether the proposal still fits."""
    forslag = arende.forslag
    meningar = [f"Migrationsverket har lämnat nya preliminära andelar, version {tabell.version}."]
    for kommun in (forslag.givare, forslag.mottagare):
        gammal, ny = fore.get(kommun.kod, NOLL), arende.andelar.get(kommun.kod, NOLL)
        if gammal != ny:
            meningar.append(
                f"{genitiv(kommun.namn)} andel är {visa_promille(ny)} i stället för {visa_promille(gammal)}."
            )
    if len(meningar) == 1:
        meningar.append("Kommunernas andelar är oförändrade.")
    andel = arende.andelar.get(forslag.givare_id, NOLL)
    if not arende.ryms:
        meningar.append(
            f"Det som ska föras över, {visa_promille(arende.promille())}, ryms inte i den givande kommunens andel. "
            "Ärendet går inte vidare förrän siffran är ändrad."
            if andel
            else "Den givande kommunen har ingen andel att föra över. Ärendet går inte vidare."
        )
    return " ".join(meningar)


def _oppna_utfall(utfall: Iterable[Utfall]) -> list[tuple[Arende, Utfall]]:
    per_fall = {u.forslag.pk: u for u in utfall}
    return [(arende, per_fall[arende.forslag.pk]) for arende in oppna_alla(Forslag.objects.filter(pk__in=per_fall))]


def _faststall(tabell: Andelstabell, arende: Arende, utfall: Utfall, plan: Plan, av: Konto, nu: datetime) -> None:
    forslag = arende.forslag
    if utfall.beslutat:
        krav(arende, Steg.FASTSTALL, Akt(av=av, nu=nu))
        flytta(arende, Steg.FASTSTALL)
        forslag.save()
        _bokfor(tabell, forslag, utfall.beslutat, tabell.galler_fran)
        text = f"Migrationsverket har fastställt omfördelningen: {visa_promille(utfall.beslutat)}."
        if utfall.beslutat != utfall.foreslaget:
            text += f" Föreslaget var {visa_promille(utfall.foreslaget)}. {utfall.skal}"
    else:
        krav(arende, Steg.FASTSTALL_INTE, Akt(av=av, nu=nu, skal=utfall.skal))
        avsluta_som(arende, Steg.FASTSTALL_INTE, "migrationsverket", utfall.skal, nu)
        text = f"Omfördelningen fastställdes inte. {utfall.skal}"
    bestall_bekraftelse(forslag, tabell, _for_brevet(utfall), nu=nu, alla=plan.utfall)
    expediera(
        arende,
        "faststalld" if utfall.beslutat else "inte_faststalld",
        text,
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        notis_lan=True,
        beslutat=utfall.beslutat,
        foreslaget=utfall.foreslaget,
        enligt_villkor=utfall.enligt_villkor,
    )


def _for_brevet(utfall: Utfall) -> Utfall:
    """Give the outcome with its reason in words where nothing was moved: a letter that says no says why."""
    return utfall if utfall.beslutat else replace(utfall, forklaring=utfall.skal)


def _bokfor(tabell: Andelstabell, forslag: Forslag, promille: Decimal, dag: date) -> None:
    andelar.bokfor(
        tabell,
        givare=forslag.givare_id,
        mottagare=forslag.mottagare_id,
        promille=promille,
        arende=forslag.referens,
        galler_fran=dag,
    )


def _berorda(plan: Plan, fore: Mapping[str, Decimal]) -> list[Utfall]:
    """Give the redistributions that a rättelse touches: another figure, or another share of a party.

    A receiver's share is another too when it now gets another figure in another case.
    """
    tar_annat = {u.forslag.mottagare_id for u in plan.utfall if u.beslutat != u.tidigare}
    return [
        u
        for u in plan.utfall
        if u.forslag.mottagare_id in tar_annat
        or any(fore.get(kod) != plan.ordinarie.get(kod) for kod in (u.forslag.givare_id, u.forslag.mottagare_id))
    ]


def _ratta_bokforingen(tabell: Andelstabell, plan: Plan) -> None:
    """Take back what a redistribution has moved and post the new figure, from the rättelse's day on.

    What was posted from a later day is taken back from that same day: the ledger is right on every day. Where it
    already says the figure from that day on, nothing is posted.
    """
    for utfall in plan.utfall:
        forslag = utfall.forslag
        rader = Andelsandring.objects.filter(arende=forslag.referens, kommun=forslag.givare_id).order_by()
        per_dag = dict(rader.values_list("galler_fran").annotate(summa=Sum("promille")).order_by("galler_fran"))
        da = -sum((summa for dag, summa in per_dag.items() if dag <= tabell.galler_fran), NOLL)
        if da == utfall.beslutat and not any(summa for dag, summa in per_dag.items() if dag > tabell.galler_fran):
            continue
        for dag, summa in per_dag.items():
            if summa:
                _bokfor(tabell, forslag, summa, max(dag, tabell.galler_fran))
        if utfall.beslutat:
            _bokfor(tabell, forslag, utfall.beslutat, tabell.galler_fran)


def _ratta(tabell: Andelstabell, arende: Arende, utfall: Utfall, plan: Plan, av: Konto, nu: datetime) -> None:
    """Order a letter that replaces the former, and tell those concerned."""
    bestall_bekraftelse(arende.forslag, tabell, _for_brevet(utfall), nu=nu, alla=plan.utfall)
    text = f"Migrationsverket har rättat de fastställda andelarna ({tabell.referens}). Skäl: {tabell.skal}"
    if utfall.beslutat != utfall.tidigare:
        text += f" Nu förs {visa_promille(utfall.beslutat)} över i stället för {visa_promille(utfall.tidigare)}."
    expediera(
        arende,
        "rattad",
        text,
        av=av,
        nu=nu,
        notis_till=tuple(Sida),
        notis_lan=True,
        beslutat=utfall.beslutat,
        tidigare=utfall.tidigare,
    )

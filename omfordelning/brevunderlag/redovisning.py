"""The county's report to Migrationsverket as a document, and the register copy of each act about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from anvisning import querysets, tid
from anvisning.models import Andelstabell, Handelse, Kommun, Konto, Organ
from anvisning.visning import datum, promille
from omfordelning import brev
from omfordelning.aktnamn import AKTNAMN
from omfordelning.arsbesked import nollrapportens_svar
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.flaggor import build_flaggor
from omfordelning.models import Redovisning, Redovisningsrad
from omfordelning.parter import MIGRATIONSVERKET, avsandare_for, build_part, myndighet, nationella_brevlador
from omfordelning.process import Sida, Villkor


def beteckning(redovisning: Redovisning) -> str:
    """Name a report: "Redovisning 2027, Kalmar län, version 2"."""
    slag = "Nollrapport" if redovisning.nollrapport else "Redovisning"
    return f"{slag} {redovisning.ar_id}, {redovisning.lan.namn}, version {redovisning.version}"


def redovisningens_rader(redovisning: Redovisning) -> list[Redovisningsrad]:
    """Give a report's rows in order, with all that the documents and tables say of them."""
    return redovisningarnas_rader([redovisning])[redovisning.pk]


def redovisningarnas_rader(redovisningar: Iterable[Redovisning]) -> dict[int, list[Redovisningsrad]]:
    """Give report id → its rows, for any number of reports (six queries)."""
    per_redovisning: dict[int, list[Redovisningsrad]] = {redovisning.pk: [] for redovisning in redovisningar}
    rader = (
        Redovisningsrad.objects.filter(redovisning__in=per_redovisning)
        .select_related("redovisning__ar", "forslag__givare", "forslag__mottagare", "forslag__ar", "version")
        .prefetch_related(
            "version__godkannanden__kommunbeslut",
            "forslag__anstand",
            "forslag__omstandigheter",
            "forslag__versioner",
        )
        .order_by("forslag__nummer")
    )
    for rad in rader:
        per_redovisning[rad.redovisning_id].append(rad)
    return per_redovisning


def kommunsummor(kommuner: Iterable[Kommun], rader: Iterable[Redovisningsrad]) -> tuple[brev.Kommunsumma, ...]:
    """Give each municipality (with `ordinarie`, promille) before and after all that is taken along.

    Where a row has a municipality's share, that is the one: as it stood when its county decided.
    """
    kommuner = list(kommuner)
    fore = {k.kod: k.ordinarie or delar.NOLL for k in kommuner}
    lamnar: dict[str, Decimal] = {}
    tar_emot: dict[str, Decimal] = {}
    for rad in rader:
        fore[rad.forslag.givare_id], fore[rad.forslag.mottagare_id] = rad.givare_fore, rad.mottagare_fore
        if rad.tas_med:
            lamnar[rad.forslag.givare_id] = lamnar.get(rad.forslag.givare_id, delar.NOLL) + rad.promille
            tar_emot[rad.forslag.mottagare_id] = tar_emot.get(rad.forslag.mottagare_id, delar.NOLL) + rad.promille
    return tuple(
        brev.Kommunsumma(
            kod=kommun.kod,
            namn=kommun.namn,
            fore=fore[kommun.kod],
            lamnar=(ut := lamnar.get(kommun.kod, delar.NOLL)),
            tar_emot=(in_ := tar_emot.get(kommun.kod, delar.NOLL)),
            efter=fore[kommun.kod] - ut + in_,
        )
        for kommun in kommuner
    )


def lanets_kommuner(redovisning: Redovisning) -> QuerySet[Kommun]:
    """Give the county's municipalities with their shares in the table that held when the county decided."""
    return querysets.med_andelar(_tabell(redovisning)).filter(lan=redovisning.lan_id).order_by("sortering")


def _tabell(redovisning: Redovisning) -> Andelstabell | None:
    return delar.preliminar_tabell(redovisning.ar_id, redovisning.beslutad)


def redovisningsdokument(redovisning: Redovisning) -> brev.Redovisningsdokument:
    """Build the report: the decision, each redistribution, and the county's whole table."""
    dag = tid.svensk_dag(redovisning.beslutad)
    lan = build_part(redovisning.lan.organisation, dag)
    mv = _migrationsverket(dag)
    rader = redovisningens_rader(redovisning)
    return brev.Redovisningsdokument(
        lan=redovisning.lan.namn,
        ar=redovisning.ar_id,
        beteckning=beteckning(redovisning),
        datum=dag,
        avsandare=delar.avsandare(lan),
        mottagare=brev.Mottagare(
            namn=MIGRATIONSVERKET,
            organ=mv.namn if mv and mv.namn != MIGRATIONSVERKET else "",
            epost=mv.funktionsbrevlada if mv else "",
        ),
        beslut=delar.lansbeslut(redovisning),
        andelar_kalla=delar.kalla(_tabell(redovisning)),
        preliminara=True,
        rader=tuple(_rad(rad) for rad in rader if rad.tas_med),
        kommuner=kommunsummor(lanets_kommuner(redovisning), rader),
        kontakt=delar.kontakt(lan, redovisning.beslutad_av),
        ej_medtagna=tuple(
            brev.EjMedtagen(
                referens=rad.forslag.referens,
                givare=rad.forslag.givare.namn,
                mottagare=rad.forslag.mottagare.namn,
                skal=rad.skal,
            )
            for rad in rader
            if not rad.tas_med
        ),
        svarslage=svar.text if (svar := nollrapportens_svar(redovisning)) else "",
        sandlista=(MIGRATIONSVERKET,),
        version=redovisning.version,
        ersatter=_ersatter(redovisning),
        decimaler=redovisning.ar.decimaler,
        exempeldata=redovisning.ar.exempeldata,
    )


def _migrationsverket(dag: date) -> Organ | None:
    return next(iter(nationella_brevlador(dag)), None)


def _rad(rad: Redovisningsrad) -> brev.Redovisningsrad:
    forslag = rad.forslag
    namn = {Sida.GIVARE: forslag.givare.namn, Sida.MOTTAGARE: forslag.mottagare.namn}
    beslut = delar.versionens_beslut(rad.version)
    return brev.Redovisningsrad(
        referens=forslag.referens,
        givare=brev.Andelsrad(
            kod=forslag.givare_id,
            namn=namn[Sida.GIVARE],
            fore=rad.givare_fore,
            andring=-rad.promille,
            efter=rad.givare_efter,
        ),
        mottagare=brev.Andelsrad(
            kod=forslag.mottagare_id,
            namn=namn[Sida.MOTTAGARE],
            fore=rad.mottagare_fore,
            andring=rad.mottagare_far,
            efter=rad.mottagare_efter,
        ),
        hela_andelen=rad.version.hela,
        villkor=Villkor(rad.version.villkor),
        kommunbeslut=tuple(delar.kommunbeslut(namn[sida], beslut[sida]) for sida in Sida),
        anmarkning=" ".join(f"{f.rubrik}. {f.text}" for f in build_flaggor(forslag, rad.version, namn)),
    )


def _ersatter(redovisning: Redovisning) -> brev.ErsattHandling | None:
    if redovisning.version == 1:
        return None
    fore = Redovisning.objects.get(ar=redovisning.ar_id, lan=redovisning.lan_id, version=redovisning.version - 1)
    return brev.ErsattHandling(
        beteckning=f"version {fore.version}",
        datum=tid.svensk_dag(fore.beslutad),
        skal=" ".join(_aterlamnad(fore)) or "Länsstyrelsen har beslutat på nytt.",
    )


def _aterlamnad(redovisning: Redovisning) -> list[str]:
    """What Migrationsverket said when it returned a report, as sentences (empty: it did not)."""
    if redovisning.status != Redovisning.Status.ATERLAMNAD:
        return []
    per_rad = [
        f"{rad.forslag.referens}: {rad.aterlamnad_skal}"
        for rad in redovisning.rader.exclude(aterlamnad_skal="").select_related("forslag").order_by("forslag__nummer")
    ]
    return [f"Migrationsverket lämnade tillbaka version {redovisning.version}.", redovisning.aterlamnad_skal, *per_rad]


def redovisningskopior(
    redovisning: Redovisning, handelse: Handelse, organ: Iterable[Organ], av: Konto
) -> list[brev.Registreringskopia]:
    """Build the register copies of an act about a report: sent, received or returned."""
    lan = redovisning.lan.organisation
    svar = handelse.slag != "redovisning_oversand"
    rader = redovisningens_rader(redovisning)
    fran, till = (_svarande(redovisning, av), lan.namn) if svar else (lan.namn, MIGRATIONSVERKET)
    registrerat = svar and redovisning.kvittens_av_lan
    gemensamt = brev.Registreringskopia(
        for_myndighet="",
        mottagen=True,
        rubrik=AKTNAMN[handelse.slag].titel.format(fran=lan.namn, ar=redovisning.ar_id),
        avsandare=fran,
        mottagare=(till,),
        tidpunkt=redovisning.besvarad if svar and redovisning.besvarad else handelse.nar,
        referens=beteckning(redovisning),
        parter=(lan.namn, MIGRATIONSVERKET),
        avsnitt=(
            brev.Avsnitt(rubrik="Innehåll", uppgifter=_innehall(redovisning, handelse, rader, svar)),
            _beslut(redovisning),
            *(_radens_avsnitt(rad) for rad in rader),
        ),
        bilagor=delar.bilagor(fil.dokument for fil in redovisning.filer.select_related("dokument")),
        referenser=delar.referenser([(lan.namn, redovisning.diarienummer), (MIGRATIONSVERKET, redovisning.kvittens)]),
        registrerad=handelse.nar if registrerat else None,
        registrerad_av=delar.i_tjanst(handelse.aktor, handelse.aktor_roll) if registrerat else "",
        exempeldata=redovisning.ar.exempeldata,
    )
    return [
        replace(gemensamt, for_myndighet=myndighet(ett), mottagen=(ett.organisation_id == lan.pk) == svar)
        for ett in organ
    ]


def _svarande(redovisning: Redovisning, av: Konto) -> str:
    """Who answers: Migrationsverket, restated by the county that typed the answer in or by a coordinating county."""
    if redovisning.kvittens_av_lan:
        return MIGRATIONSVERKET
    return avsandare_for(av).namn


def _innehall(
    redovisning: Redovisning, handelse: Handelse, rader: list[Redovisningsrad], svar: bool
) -> tuple[brev.Uppgift, ...]:
    uppgifter = [
        brev.Uppgift(etikett="Händelse", varde=handelse.text),
        brev.Uppgift(etikett="Utfört av", varde=delar.i_tjanst(handelse.aktor, handelse.aktor_roll)),
        brev.Uppgift(etikett="Antal som tas med", varde=str(sum(rad.tas_med for rad in rader))),
    ]
    if svar and redovisning.kvittens:
        uppgifter.append(brev.Uppgift(etikett="Migrationsverkets beteckning", varde=redovisning.kvittens))
    if svar and redovisning.aterlamnad_skal:
        uppgifter.append(brev.Uppgift(etikett="Skäl", varde=redovisning.aterlamnad_skal))
    return tuple(uppgifter)


def _beslut(redovisning: Redovisning) -> brev.Avsnitt:
    uppgifter = [
        ("Beslutsdag", datum(redovisning.beslutsdag)),
        ("Diarienummer", redovisning.diarienummer),
        ("Beslutande", delar.person(redovisning.beslutad_av)),
        ("Föredragande", redovisning.foredragande or "Ingen föredragande"),
        ("Deltog i övrigt", redovisning.narvarande),
        ("Rättslig grund", redovisning.rattslig_grund),
    ]
    return brev.Avsnitt(
        rubrik="Länsstyrelsens beslut",
        uppgifter=tuple(brev.Uppgift(etikett=etikett, varde=varde) for etikett, varde in uppgifter if varde),
    )


def _radens_avsnitt(rad: Redovisningsrad) -> brev.Avsnitt:
    forslag, d = rad.forslag, rad.redovisning.ar.decimaler
    uppgifter = [
        ("Tas med", "Ja" if rad.tas_med else "Nej"),
        ("Skäl", rad.skal),
        ("Omfattning", delar.omfattning(rad.version.hela, rad.promille, rad.givare_fore, d)),
        (delar.OM_ANDELEN_ANDRAS, delar.villkor_text(rad.version)),
        (
            forslag.givare.namn,
            f"{promille(rad.givare_fore, d)} före, {promille(rad.givare_efter, d)} efter" if rad.tas_med else "",
        ),
        (
            forslag.mottagare.namn,
            f"{promille(rad.mottagare_fore, d)} före, {promille(rad.mottagare_efter, d)} efter allt som tas emot"
            if rad.tas_med
            else "",
        ),
        ("Migrationsverkets skäl för återlämnande", rad.aterlamnad_skal),
    ]
    return brev.Avsnitt(
        rubrik=f"{forslag.referens}: {forslag.givare.namn} till {forslag.mottagare.namn}",
        uppgifter=tuple(brev.Uppgift(etikett=e, varde=v) for e, v in uppgifter if v),
    )

"""The national level's tasks: tables to read in and publish, and the counties' reports to receive."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from anvisning import tid
from anvisning.anvisningar import med_inaktuell
from anvisning.berakningar.manad import att_publicera
from anvisning.driftlage import uppgivna
from anvisning.ifragasattanden import oppna
from anvisning.models import (
    Andelstabell,
    Anvisningsunderlag,
    Ar,
    Ifragasattande,
    Konto,
    Lan,
    Roll,
    Tabellimport,
    Tabellslag,
)
from anvisning.models.andelar import BESLUTADE
from anvisning.models.platser import GOTLAND
from anvisning.visning import datum, veckodatum
from omfordelning.models import Redovisning
from omfordelning.uppgifter.delar import Grupp, Uppgift, Uppgiftssida, ar_brattom, dagar, kraver_atgard

I_FORVAG = timedelta(days=14)
"""How long before the day the final table is asked for."""


def rikets_uppgifter(konto: Konto, nu: datetime) -> Uppgiftssida:
    """Give the national level's tasks (five queries)."""
    aren = _oppna_ar()
    aktuellt = next((ar for ar in aren if ar.preliminar), aren[0] if aren else None)
    redovisningar = _senaste_redovisningar([ar.pk for ar in aren])
    inlasta = _inlasta()
    pa_vag = {(rad.ar_id, rad.slag) for rad in inlasta}
    arbetar = konto.roll == Roll.ADMINISTRATOR
    uppgifter = [
        *(uppgift for rad in inlasta for uppgift in _inlast(rad, konto)),
        *(_anvisningar(underlag) for underlag in _forberedda(konto)),
        *(_ta_emot(r) for r in redovisningar if r.status == Redovisning.Status.OVERSAND),
        *(uppgift for ar in aren for uppgift in _tabeller(ar, pa_vag, nu)),
        *_antal(arbetar, nu),
    ]
    return Uppgiftssida(
        ingress=_ingress(aktuellt, nu),
        grupper=[
            kraver_atgard(
                [_med_bradska(u, nu) for u in uppgifter],
                egen=arbetar,
                tomt_text="Här visas tabeller att publicera och redovisningar från länsstyrelserna.",
            ),
            Grupp(
                namn="vantar",
                rubrik="Väntar på länsstyrelserna",
                uppgifter=_vantar(aktuellt, redovisningar, nu) if aktuellt else [],
            ),
        ],
        lankar=[
            ("Länsöversikt", reverse("lansoversikt")),
            ("Ifrågasatta uppgifter", reverse("riket_ifragasatta")),
            *([("Läs in andelar", reverse("importer", args=[aktuellt.pk]))] if arbetar and aktuellt else []),
        ],
        dagar=dagar(aktuellt, None, nu) if aktuellt else [],
        ar=aktuellt.pk if aktuellt else None,
    )


def _ingress(ar: Ar | None, nu: datetime) -> str:
    if ar is None:
        return "Ingen omgång är öppen. Lägg upp nästa år i Länsöversikten."
    redovisar = "skulle redovisa" if nu >= ar.redovisas_senast else "redovisar"
    return f"Omgången gäller andelarna för {ar.pk}. Länsstyrelserna {redovisar} senast {veckodatum(ar.redovisas_dag)}."


def _oppna_ar() -> list[Ar]:
    """Give the years that are not decided, each with the counties that report. Gotland has nothing to report."""
    redovisar = Lan.objects.exclude(kod=GOTLAND).order_by("sortering")
    tabeller = Andelstabell.objects.filter(ar=OuterRef("pk"))
    ar = Ar.objects.annotate(
        preliminar=Exists(tabeller.filter(slag=Tabellslag.PRELIMINAR)),
        faststalld=Exists(tabeller.filter(slag__in=BESLUTADE)),
        redovisar=ArraySubquery(redovisar.values(lan=JSONObject(kod="kod", namn="namn"))),
    )
    return list(ar.filter(faststalld=False).order_by("ar"))


def _senaste_redovisningar(ar: list[int]) -> list[Redovisning]:
    nyare = Redovisning.objects.filter(ar=OuterRef("ar"), lan=OuterRef("lan"), version__gt=OuterRef("version"))
    return list(Redovisning.objects.filter(~Exists(nyare), ar__in=ar).select_related("lan").order_by("oversand"))


def _inlasta() -> list[Tabellimport]:
    return list(med_fel(Tabellimport.objects.filter(kasserad=None, tabell=None)))


def med_fel(rader: QuerySet[Tabellimport]) -> QuerySet[Tabellimport]:
    """Annotate `har_fel`: the file has to be mended. What was understood stays in the database."""
    fel = Q(tolkning__rader__contains=[{"slag": "fel"}]) | ~Q(tolkning__fel=[]) & ~Q(tolkning__fragar_kolumn=True)
    return rader.annotate(har_fel=Case(When(fel, then=Value(True)), default=Value(False))).defer("innehall", "tolkning")


def _inlast(rad: Tabellimport, konto: Konto) -> list[Uppgift]:
    """Give what is to be done with a table that is read in. A file with errors is a task only of who read it in."""
    egen = rad.importerad_av_id == konto.pk
    vad = f"{rad.get_slag_display()} för {rad.ar_id}"
    if rad.har_fel:
        rubrik, text = f"{vad}: rätta filen", "Kassera inläsningen, rätta filen och läs in den igen."
    else:
        rubrik = f"{vad}: granska och publicera"
        text = "Du läste in tabellen. En annan person ska publicera den." if egen else f"Filen {rad.filnamn} är inläst."
    if rad.har_fel and not egen:
        return []
    return [Uppgift(rubrik=rubrik, url=reverse("import_", args=[rad.publikt_id]), sedan=rad.importerad, text=text)]


def _forberedda(konto: Konto) -> QuerySet[Anvisningsunderlag]:
    """What is prepared about assignments and waits for the account: what has faults is not ready.

    It is posted by somebody else than who prepared it, but read anew or thrown away by that same person; when that
    account is closed, thrown away by anybody.
    """
    rader = med_inaktuell(Anvisningsunderlag.objects.filter(avslutad=None, bokning=None))
    hela = Q(filnamn="") | Q(tolkning__fel=[], tolkning__antal_cellfel=0)
    beredaren = Q(forberedd_av=konto)
    overgiven = Q(ska_kasseras=True, forberedd_av__is_active=False)
    vantar = beredaren & Q(inaktuell=True) | ~beredaren & Q(inaktuell=False) | overgiven
    return rader.filter(hela & vantar).defer("innehall", "tolkning")


def _anvisningar(underlag: Anvisningsunderlag) -> Uppgift:
    if underlag.ska_kasseras:  # type: ignore[attr-defined]  # annotated
        att_gora = "kassera underlaget"
    else:
        att_gora = "läs om tabellen" if underlag.inaktuell else "granska och bokför"  # type: ignore[attr-defined]  # annotated
    return Uppgift(
        rubrik=f"{underlag.get_slag_display()}: {att_gora}",
        url=reverse("anvisningsunderlag", args=[underlag.publikt_id]),
        sedan=underlag.forberedd,
        text=f"{underlag.filnamn or underlag.skal}".strip()[:120],
    )


def _ta_emot(rad: Redovisning) -> Uppgift:
    vad = "nollrapporten" if rad.nollrapport else "redovisningen"
    return Uppgift(
        rubrik=f"Ta emot {vad} från {rad.lan.namn}",
        url=reverse("riket_redovisning", args=[rad.publikt_id]),
        sedan=rad.oversand or rad.beslutad,
        text=f"Version {rad.version} för {rad.ar_id}.",
    )


def _tabeller(ar: Ar, pa_vag: set[tuple[int, str]], nu: datetime) -> list[Uppgift]:
    """Give the table to read in next, unless one is on its way already."""
    if not ar.preliminar:
        slag, dag, ord_ = Tabellslag.PRELIMINAR, ar.preliminar_dag, "preliminära"
    else:
        slag, dag, ord_ = Tabellslag.FASTSTALLD, ar.faststalls_dag, "fastställda"
    borjar = tid.start_pa_dagen(dag) - (I_FORVAG if slag == Tabellslag.FASTSTALLD else timedelta())
    if nu < borjar or (ar.pk, slag) in pa_vag:
        return []
    return [
        Uppgift(
            rubrik=f"Läs in de {ord_} andelarna för {ar.pk}",
            url=reverse("importera", args=[ar.pk, slag]),
            sedan=borjar,
            slut=tid.slut_pa_dagen(dag),
        )
    ]


def _antal(arbetar: bool, nu: datetime) -> list[Uppgift]:
    """Give disputed numbers, the month to publish and (an administrator) given up work, as one task each: one query."""
    fragor = {
        "ifragasatta": (oppna(), "ifragasatt"),
        "manad": (att_publicera(nu), "startad"),
        **({"stannat": (uppgivna(), "uppgiven")} if arbetar else {}),
    }
    forsta, *andra = (_sedan(namn, rader, nar) for namn, (rader, nar) in fragor.items())
    bygg = {"ifragasatta": _ifragasatta, "manad": _manad, "stannat": _stannat}
    return [bygg[namn](antal, sedan) for namn, antal, sedan in forsta.union(*andra, all=True) if antal]


def _sedan(namn: str, rader: QuerySet, nar: str) -> QuerySet:
    """Count rows and find the oldest by the field `nar`, as one row that begins with `namn`."""
    raknat = rader.order_by().annotate(namn=Value(namn)).values("namn").annotate(antal=Count("pk"), sedan=Min(nar))
    return raknat.values_list("namn", "antal", "sedan")


def _ifragasatta(antal: int, sedan: datetime) -> Uppgift:
    vad = "en ifrågasatt uppgift" if antal == 1 else f"{antal} ifrågasatta uppgifter"
    return Uppgift(
        rubrik=f"Besvara {vad}",
        url=f"{reverse('riket_ifragasatta')}?status={Ifragasattande.Status.VANTAR}",
        sedan=sedan,
        text=f"{'Den' if antal == 1 else 'Den äldsta'} är från {datum(sedan)}.",
    )


def _manad(_antal: int, sedan: datetime) -> Uppgift:
    return Uppgift(
        rubrik="Publicera månadens måluppfyllelse",
        url=reverse("riket_berakningar"),
        sedan=sedan,
        text="Öppna beräkningen som är märkt ”att publicera”. Sidan visar först vad alla får se.",
    )


def _stannat(antal: int, sedan: datetime) -> Uppgift:
    return Uppgift(
        rubrik=f"{'Ett arbete' if antal == 1 else f'{antal} arbeten'} har stannat",
        url=reverse("driftlage"),
        sedan=sedan,
        text="Brev, filer eller mejl som tjänsten har gett upp om. Avhjälp felet och försök igen.",
    )


def _med_bradska(uppgift: Uppgift, nu: datetime) -> Uppgift:
    if not ar_brattom(uppgift.slut, nu):
        return uppgift
    return Uppgift(**{**vars(uppgift), "brattom": True})


def _vantar(ar: Ar, redovisningar: list[Redovisning], nu: datetime) -> list[Uppgift]:
    """Give which counties have not sent, and which decide anew: one row each."""
    arets = [r for r in redovisningar if r.ar_id == ar.pk]
    aterlamnade = {r.lan_id for r in arets if r.status == Redovisning.Status.ATERLAMNAD}
    klara = {r.lan_id for r in arets if r.status != Redovisning.Status.BESLUTAD}
    grupper = (
        ("har inte redovisat än", [lan for lan in ar.redovisar if lan["kod"] not in klara]),
        ("beslutar om en ny version", [lan for lan in ar.redovisar if lan["kod"] in aterlamnade]),
    )
    return [
        Uppgift(
            rubrik=f"{len(rader)} {'länsstyrelse' if len(rader) == 1 else 'länsstyrelser'} {vad}",
            url=reverse("lansoversikt_ar", args=[ar.pk]),
            sedan=tid.start_pa_dagen(ar.preliminar_dag),
            text=f"{', '.join(lan['namn'].removesuffix(' län') for lan in rader)}.",
            slut=ar.redovisas_senast,
            brattom=ar_brattom(ar.redovisas_senast, nu),
        )
        for vad, rader in grupper
        if rader
    ]

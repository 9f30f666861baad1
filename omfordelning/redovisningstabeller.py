"""The tables of a county's report and of the whole country's: one row per pair, per municipality, per county."""

from collections.abc import Iterable

from anvisning import querysets, tid
from anvisning.models import Ar, Lan
from anvisning.tabell.export import Kolumn, Tabell, Varde
from omfordelning.brevunderlag import delar
from omfordelning.brevunderlag.redovisning import kommunsummor, lanets_kommuner, redovisningarnas_rader
from omfordelning.models import Redovisning, Redovisningsrad
from omfordelning.parter import Part
from omfordelning.process import Sida

PAR = (
    Kolumn("År", "heltal"),
    Kolumn("Länskod"),
    Kolumn("Län"),
    Kolumn("Referens"),
    Kolumn("Givande kommun, kod"),
    Kolumn("Givande kommun"),
    Kolumn("Givarens andel före", "promille"),
    Kolumn("Förs över", "promille"),
    Kolumn("Givarens andel efter", "promille"),
    Kolumn("Mottagande kommun, kod"),
    Kolumn("Mottagande kommun"),
    Kolumn("Mottagarens andel före", "promille"),
    Kolumn("Mottagaren tar emot, summa", "promille"),
    Kolumn("Mottagarens andel efter", "promille"),
    Kolumn("Hela andelen eller del"),
    Kolumn("Om andelen ändras"),
    Kolumn("Givarens beslut"),
    Kolumn("Mottagarens beslut"),
    Kolumn("Länsstyrelsens diarienummer"),
    Kolumn("Kontakt"),
)
KOMMUNER = (
    Kolumn("Länskod"),
    Kolumn("Län"),
    Kolumn("Kommunkod"),
    Kolumn("Kommun"),
    Kolumn("Andel före", "promille"),
    Kolumn("Lämnar", "promille"),
    Kolumn("Tar emot", "promille"),
    Kolumn("Andel efter", "promille"),
)
LAN = (
    Kolumn("Länskod"),
    Kolumn("Län"),
    Kolumn("Redovisning"),
    Kolumn("Version", "heltal"),
    Kolumn("Omfördelningar", "heltal"),
    Kolumn("Länsstyrelsens diarienummer"),
    Kolumn("Beslutsdag", "datum"),
    Kolumn("Översänd", "datum"),
    Kolumn("Migrationsverkets beteckning"),
)
Rad = list[Varde]


def partabell(redovisning: Redovisning, rader: list[Redovisningsrad], svar: str = "") -> Tabell:
    """The pairs that are taken along. `svar` is what a nollrapport says of the municipalities' answers."""
    rubrik = f"Par {redovisning.ar_id} {redovisning.lan.namn}"
    return _tabell(redovisning.ar, rubrik, PAR, _par(redovisning, rader), svar)


def kommuntabell(redovisning: Redovisning, rader: list[Redovisningsrad], svar: str = "") -> Tabell:
    """Every municipality of the county before and after. `svar` as in `partabell`."""
    lan = redovisning.lan
    return _tabell(
        redovisning.ar,
        f"Kommuner {redovisning.ar_id} {lan.namn}",
        KOMMUNER,
        [
            [lan.kod, lan.namn, k.kod, k.namn, k.fore, k.lamnar, k.tar_emot, k.efter]
            for k in kommunsummor(lanets_kommuner(redovisning), rader)
        ],
        svar,
    )


def _tabell(ar: Ar, rubrik: str, kolumner: tuple[Kolumn, ...], rader: list[Rad], not_: str = "") -> Tabell:
    return Tabell(rubrik=rubrik, kolumner=kolumner, rader=rader, not_=not_, preliminar=True, exempeldata=ar.exempeldata)


def _par(redovisning: Redovisning, rader: list[Redovisningsrad]) -> list[Rad]:
    lan = Part(organisation=redovisning.lan.organisation, organ=None)
    kontakt = delar.kontakt(lan, redovisning.beslutad_av)
    vem = ", ".join(del_ for del_ in (kontakt.namn, kontakt.funktion, kontakt.telefon, kontakt.epost) if del_)
    return [
        [
            redovisning.ar_id,
            redovisning.lan_id,
            redovisning.lan.namn,
            rad.forslag.referens,
            rad.forslag.givare_id,
            rad.forslag.givare.namn,
            rad.givare_fore,
            rad.promille,
            rad.givare_efter,
            rad.forslag.mottagare_id,
            rad.forslag.mottagare.namn,
            rad.mottagare_fore,
            rad.mottagare_far,
            rad.mottagare_efter,
            "hela" if rad.version.hela else "del",
            delar.villkor_text(rad.version),
            *_beslut(rad),
            redovisning.diarienummer,
            vem,
        ]
        for rad in rader
        if rad.tas_med
    ]


def _beslut(rad: Redovisningsrad) -> list[str]:
    beslut = delar.versionens_beslut(rad.version)
    return [
        delar.UTAN_BESLUT
        if (b := beslut[sida]) is None
        else f"{b}{f', {b.diarienummer}' if b.diarienummer else ''}{'' if b.ar_fattat else ' (planerat)'}"
        for sida in Sida
    ]


def rikstabeller(ar: Ar) -> list[Tabell]:
    """The whole country: the pairs of each county's newest sent report, all municipalities, and the counties."""
    sanda = senast_sanda(ar.ar)
    rader_i = redovisningarnas_rader(sanda.values())
    per_lan = {lanskod: rader_i[redovisning.pk] for lanskod, redovisning in sanda.items()}
    par = [rad for lanskod, redovisning in sanda.items() for rad in _par(redovisning, per_lan[lanskod])]
    rader = [rad for lanets in per_lan.values() for rad in lanets if rad.tas_med]
    lan = list(Lan.objects.order_by("kod"))
    return [
        _tabell(ar, f"Par {ar.ar}", PAR, par),
        _tabell(ar, f"Kommuner {ar.ar}", KOMMUNER, _kommuner(ar, rader)),
        _tabell(ar, f"Län {ar.ar}", LAN, [_lan(ett, sanda.get(ett.kod), per_lan.get(ett.kod, [])) for ett in lan]),
    ]


def senast_sanda(ar: int) -> dict[str, Redovisning]:
    """Give county code → the newest report that has been sent to Migrationsverket."""
    sanda = (
        Redovisning.objects.filter(ar=ar, oversand__isnull=False)
        .select_related("ar", "lan__organisation", "beslutad_av")
        .prefetch_related("lan__organisation__kontakter")
        .order_by("lan_id", "version")
    )
    return {redovisning.lan_id: redovisning for redovisning in sanda}


def _kommuner(ar: Ar, rader: Iterable[Redovisningsrad]) -> list[Rad]:
    alla = querysets.med_andelar(querysets.preliminar_tabell(ar.ar)).select_related("lan")
    kommuner = list(alla.order_by("kod"))
    return [
        [kommun.lan_id, kommun.lan.namn, summa.kod, summa.namn, summa.fore, summa.lamnar, summa.tar_emot, summa.efter]
        for kommun, summa in zip(kommuner, kommunsummor(kommuner, rader), strict=True)
    ]


def _lan(lan: Lan, redovisning: Redovisning | None, rader: list[Redovisningsrad]) -> Rad:
    if redovisning is None:
        status = "Inte översänd" if lan.kan_omfordela else "Ej aktuellt: länet har en kommun"
        return [lan.kod, lan.namn, status, None, None, "", None, None, ""]
    status = redovisning.get_status_display()
    return [
        lan.kod,
        lan.namn,
        f"{status}, nollrapport" if redovisning.nollrapport else status,
        redovisning.version,
        sum(rad.tas_med for rad in rader),
        redovisning.diarienummer,
        redovisning.beslutsdag,
        tid.svensk_dag(redovisning.oversand) if redovisning.oversand else None,
        redovisning.kvittens,
    ]

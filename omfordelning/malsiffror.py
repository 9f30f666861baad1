"""Så har vi räknat: each figure of a municipality's fulfilment as formula, inputs, source and run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse

from anvisning.anvisningar.kallan import kallan
from anvisning.berakningar.kommunbild import Kommunlage
from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.maluppfyllelse.underlag import Metod
from anvisning.models import Anvisningsbokning, Berakning
from anvisning.visning import HARDBLANK, datum, promille, tal, tidpunkt
from omfordelning.malord import antal, avstand, delens_namn, exakt, gemen, procent, skal, turmening

KORT = 12
"""Characters of a fingerprint that are shown."""
Rader = list[dict[str, str]]

ANTALET = {
    Metod.ORDINARIE_ANDEL: "Barn på kontot",
    Metod.PERIODSUMMA: "Barn i kommunen",
    Metod.GALLANDE_ANDEL: "Barn i kommunen",
}
AVTRYCK = {
    "anvisningar": "Avtryck av anvisningarna",
    "andelar": "Avtryck av andelarna",
    "omfordelningar": "Avtryck av omfördelningarna",
    "installningar": "Avtryck av inställningarna",
}
MALET = {
    Metod.ORDINARIE_ANDEL: "Målet är kommunens ordinarie andel av alla barn som har anvisats i landet sedan 2016.",
    Metod.PERIODSUMMA: "Målet är summan av varje års gällande andel av det årets barn i landet.",
    Metod.GALLANDE_ANDEL: "Målet är årets gällande andel av alla barn som har anvisats i landet sedan 2016.",
}
TUREN = {
    Metod.ORDINARIE_ANDEL: (
        "Nästa utjämnande anvisning tas från det konto som har lägst antal i förhållande till sin ordinarie andel. "
        "Är kontot delat går barnet till den del som har fått lägst antal i år i förhållande till sin andel."
    ),
    Metod.PERIODSUMMA: "Nästa utjämnande anvisning går till den kommun som har lägst antal i förhållande till målet.",
    Metod.GALLANDE_ANDEL: (
        "Nästa utjämnande anvisning går till den kommun som har lägst antal i förhållande till sin gällande andel."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Utrakning:
    """A figure as it is worked out."""

    id: str
    """Its anchor on the page."""
    rubrik: str
    varde: str
    formel: str
    text: str = ""
    rader: Rader = field(default_factory=list)


def utrakningar(lage: Kommunlage, namn: Mapping[str, str], inom: int) -> list[Utrakning]:
    """Give every figure of a municipality. `namn`: code → name of those it has parts with."""
    u = lage.uppfyllelse
    matt = [
        Utrakning(
            id="procent",
            rubrik="Måluppfyllelse",
            varde=_procentvarde(u),
            formel=f"{tal(u.antal)} barn ÷ {exakt(u.mal)} barn = {procent(u.kvot)}" if u.kvot is not None else "",
            text=u.skal or f"100{HARDBLANK}% är precis målet.",
            rader=[_rad("Antal barn", tal(u.antal)), _rad("Mål", exakt(u.mal))],
        ),
        Utrakning(
            id="avstand",
            rubrik="Avstånd till målet",
            varde=avstand(lage.avstand),
            formel="" if lage.avstand is None else f"{tal(u.antal)} − {exakt(u.mal)} = {exakt(lage.avstand)} barn",
            text=u.skal,
            rader=[_rad("Antal barn", tal(u.antal)), _rad("Mål", exakt(u.mal))],
        ),
    ]
    return [_antal(lage), _mal(lage), *matt, *_delar(lage, namn), *_turer(lage, namn, inom)]


def kallor(berakning: Berakning, orsak: str) -> Rader:
    """Give what the figures come from: the file, the table of shares, and the run with why it was made (one query)."""
    tabell = berakning.tabell
    skal_ = f" ({gemen(orsak)})" if orsak else ""
    return [
        _rad("Anvisningar", kallans_namn(berakning) or "inga är bokförda"),
        _rad("Andelar", f"{tabell.kalla}: {tabell}, {datum(tabell.beslutsdag)}"),
        _rad("Beräkning", f"{tidpunkt(berakning.startad)}{skal_}, id {berakning.publikt_id}"),
        _rad("Metod", berakning.get_metod_display()),
        _rad("Kodversion", berakning.kodversion[:KORT]),
    ]


def avtryck(berakning: Berakning) -> Rader:
    """Give the fingerprints of what went into a run."""
    return [_rad(namn, berakning.fingeravtryck[vad][:KORT]) for vad, namn in AVTRYCK.items()]


def med_kallor(figurer: Sequence[Utrakning], berakning: Berakning, kod: str) -> list[Utrakning]:
    """Give the figures, each also with what it comes from and its own lasting address (two queries)."""
    fran, plats = kallor(berakning, orsaken(berakning)), adress(berakning, kod)

    def rader(u: Utrakning) -> Rader:
        fast = {"namn": "Fast adress", "varde": "Den här uträkningen", "url": f"{plats}#{u.id}"}
        return [*u.rader, *fran, fast]

    return [replace(u, rader=rader(u)) for u in figurer]


def orsaken(berakning: Berakning) -> str:
    """Say why a run was made (one query)."""
    order = berakning.ordrar.filter(gav_ny=True).first()
    return order.get_orsak_display() if order else ""


def bokningens_namn(bokning: Anvisningsbokning) -> str:
    """Name a posting by source, day and id. Not by its file's hash: a small file could be found by trying."""
    return (
        f"{bokning.kalla}: {bokning.get_slag_display().lower()} till och med {datum(bokning.till_och_med)}, "
        f"bokfört {datum(bokning.bokford)}. Id {bokning.publikt_id}"
    )


def kallans_namn(berakning: Berakning) -> str:
    """Name what a run's assignments come from; "" when nothing is posted (one query)."""
    kalla = kallan(berakning.bokning)
    if kalla.fil is None:
        return "rättelser" if kalla.rattad else ""
    return f"{bokningens_namn(kalla.fil)}{kalla.tillagg}"


def adress(berakning: Berakning, kod: str) -> str:
    """Give the address that always shows a municipality in just this run."""
    return reverse("berakning_kommun", args=[berakning.publikt_id, kod])


def _antal(lage: Kommunlage) -> Utrakning:
    barn, i_kommunen = lage.uppfyllelse.antal, lage.i_kommunen
    rader, formel = [_rad("Barn i kommunen sedan 1 januari 2016", tal(i_kommunen))], ""
    text = "Utjämnande anvisningar och anknytningsanvisningar sedan 1 januari 2016, lagda ihop."
    if barn != i_kommunen:
        skillnad = f"{'+' if barn > i_kommunen else '−'} {tal(abs(barn - i_kommunen))}"
        rader.append(_rad("Skillnad mellan kontot och kommunen", skillnad))
        formel = f"{tal(i_kommunen)} {skillnad} = {tal(barn)}"
        text = (
            "Ett barn räknas på det konto som anvisningen togs från, också när andelen är omfördelad. "
            "Därför är antalet på kontot ett annat än antalet i kommunen."
        )
    return Utrakning(id="antal", rubrik=ANTALET[lage.metod], varde=tal(barn), formel=formel, text=text, rader=rader)


def _mal(lage: Kommunlage) -> Utrakning:
    mal, andel = exakt(lage.uppfyllelse.mal), promille(lage.andel)
    if lage.metod is Metod.PERIODSUMMA:
        formel = f"{exakt(lage.tidigare_mal)} + {andel} × {tal(lage.i_ar)} barn = {mal} barn"
        rader = [_rad("Tidigare års mål", exakt(lage.tidigare_mal)), _rad("Barn i landet i år", tal(lage.i_ar))]
    else:
        formel = f"{andel} × {tal(lage.alla)} barn = {mal} barn"
        rader = [_rad("Barn i landet sedan 1 januari 2016", tal(lage.alla))]
    sort = "Ordinarie andel" if lage.metod is Metod.ORDINARIE_ANDEL else "Gällande andel"
    return Utrakning(
        id="mal",
        rubrik="Mål",
        varde=antal(lage.uppfyllelse.mal),
        formel=formel,
        text=MALET[lage.metod],
        rader=[_rad(sort, andel), *rader],
    )


def _delar(lage: Kommunlage, namn: Mapping[str, str]) -> Iterator[Utrakning]:
    for nr, d in enumerate(lage.delar):
        if (u := d.uppfyllelse) is None:
            continue
        yield Utrakning(
            id=f"del-{nr}",
            rubrik=f"{delens_namn(d, lage, namn)}, sedan 1 januari",
            varde=_procentvarde(u),
            formel=(
                f"{tal(u.antal)} barn ÷ ({promille(d.andel)} × {tal(lage.i_ar)} barn) = "
                f"{tal(u.antal)} ÷ {exakt(u.mal)} = {procent(u.kvot)}"
                if u.kvot is not None
                else ""
            ),
            text=skal(u, i_ar=True) or "Räknat på utjämnande anvisningar till delen sedan 1 januari.",
            rader=[
                _rad("Delens andel", promille(d.andel)),
                _rad("Utjämnande anvisningar till delen i år", tal(u.antal)),
                _rad("Barn i landet i år", tal(lage.i_ar)),
            ],
        )


def _turer(lage: Kommunlage, namn: Mapping[str, str], inom: int) -> Iterator[Utrakning]:
    for nr, d in enumerate(lage.delar):
        yield Utrakning(
            id=f"tur-{nr}",
            rubrik=f"Turordning: {gemen(delens_namn(d, lage, namn))}",
            varde=f"{tal(d.plats.barn_fore)} barn före" if d.plats else "–",
            formel="",
            text=f"{turmening(d, inom)} {TUREN[lage.metod]}",
            rader=[
                _rad("Andel", promille(d.andel)),
                _rad("Kommuner som får barn före", tal(d.plats.kommuner_fore) if d.plats else "–"),
                _rad("Utjämnande anvisningar i landet före", tal(d.plats.barn_fore) if d.plats else "–"),
            ],
        )


def _procentvarde(u: Uppfyllelse) -> str:
    """Write a percentage with what it is of: it stands alone in the title of a closed fold-out."""
    return procent(u.kvot) if u.kvot is None else f"{procent(u.kvot)}, {tal(u.antal)} av {antal(u.mal)} barn"


def _rad(namn: str, varde: str) -> dict[str, str]:
    return {"namn": namn, "varde": varde}

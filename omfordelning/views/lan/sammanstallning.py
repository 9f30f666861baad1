"""Sammanställning: every municipality of the county, its cases by whose turn it is, and the table as files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anvisning import querysets, visning
from anvisning.behorighet import LANET_ARBETAR
from anvisning.models import Andelstabell, Kommun, Kontaktfunktion
from anvisning.sortering import soknyckel
from anvisning.tabell.export import Kolumn, Tabell, till_xlsx_bok
from omfordelning.arsbesked import med_svar, svarslage_av
from omfordelning.process import AVSLUTADE
from omfordelning.querysets import aktuella_godkannanden
from omfordelning.sammanstallning import Rad, Sammanstallning, build_sammanstallning
from omfordelning.views.lan.gemensamt import GOTLAND, Lansar, get_lansar, inget_ar
from omfordelning.views.lan.oversikt import FLAGGOR, GRUPPER, Arenderad, build_rad, lanets_alla

SORTERING: dict[str, Callable[[Rad], Any]] = {
    "namn": lambda rad: rad.kommun.sortering,
    "egen": lambda rad: rad.egen,
    "ut": lambda rad: rad.ut,
    "in": lambda rad: rad.in_,
    "vantar_ut": lambda rad: rad.vantar_ut,
    "vantar_in": lambda rad: rad.vantar_in,
    "resultat": lambda rad: rad.resultat,
}
"""What the table may be sorted by, as the address says it; "-" before it turns the order round."""


@dataclass(frozen=True, kw_only=True)
class Underlag:
    """All that the page and the files show, before search and order."""

    lansar: Lansar
    tabell: Andelstabell | None
    sammanstallning: Sammanstallning
    arenden: tuple[Arenderad, ...]

    @property
    def preliminar(self) -> bool:
        return self.tabell is None or self.tabell.ar_preliminar


def build_underlag(lansar: Lansar) -> Underlag:
    """Gather a county's year: four queries, five when the shares are decided."""
    ar, kod = lansar.ar.pk, lansar.lan.pk
    tabell = querysets.gallande_tabell(ar)
    forslag = list(lanets_alla(ar, kod)) if lansar.tidplan else []
    godkannanden = aktuella_godkannanden(forslag)
    pagar = [f for f in forslag if f.status not in AVSLUTADE]
    rader = build_sammanstallning(ar, kod, pagar, tabell)
    egna = {rad.kommun.kod: rad for rad in rader.rader}
    beslutad = tabell is not None and not tabell.ar_preliminar

    def rad_av(f: Any) -> Arenderad:
        egen = egna.get(f.givare_id)
        ordinarie = egen.egen if egen and tabell else None
        bokfort = egen.ut if egen and beslutad else None
        return build_rad(f, godkannanden[f.pk], lansar.tidplan, ordinarie, bokfort)

    return Underlag(lansar=lansar, tabell=tabell, sammanstallning=rader, arenden=tuple(map(rad_av, forslag)))


def sammanstallning(request: HttpRequest, ar: int | None = None) -> HttpResponse:
    """Show the county's table and its cases. `?q`, `?sortera`, `?tur`, `?flagga` are kept in the address."""
    lansar = get_lansar(request.user, request.mottagen, ar)
    if lansar is None:
        return inget_ar(request)
    underlag = build_underlag(lansar)
    q = request.GET.get("q", "").replace("\x00", "")[:100]
    ordning, rader = sortera(underlag.sammanstallning.rader, request.GET.get("sortera", ""))
    sok = soknyckel(q)
    visade = [rad for rad in rader if sok in rad.kommun.sokning]
    tur = request.GET.get("tur", "") if request.GET.get("tur") in GRUPPER else ""
    flagga = request.GET.get("flagga", "") if request.GET.get("flagga") in FLAGGOR else ""
    arenden = [a for a in underlag.arenden if (not tur or a.grupp == tur) and (not flagga or flagga in a.koder)]
    svarande = _svarande(lansar, request.mottagen) if lansar.tidplan and underlag.preliminar else []
    return render(
        request,
        "omfordelning/lan/sammanstallning.html",
        {
            "rubrik": f"Sammanställning {lansar.ar.pk}",
            "lansar": lansar,
            "tabell": underlag.tabell,
            "preliminar": underlag.preliminar,
            "rader": visade,
            "antal_kommuner": len(rader),
            "summor": underlag.sammanstallning.summor,
            "summan_stammer": summan_stammer(underlag.sammanstallning),
            "decimaler": decimaler(underlag),
            "ryms_inte": [a for a in underlag.arenden if not a.ryms],
            "nollor": [rad.kommun.namn for rad in rader if rad.resultat == 0 and rad.ut > 0],
            "q": q,
            "nu": request.mottagen,
            "sortering": ordning,
            "dolda": [(namn, request.GET[namn]) for namn in ("sortera", "tur", "flagga") if namn in request.GET],
            "grupper": grupper(arenden),
            "antal_arenden": len(underlag.arenden),
            "turval": _turval(underlag.arenden, tur),
            "flaggval": _flaggval(underlag.arenden, flagga),
            "tur": tur,
            "flagga": flagga,
            "vantar_lan": sum(a.grupp == "lan" for a in underlag.arenden),
            "vantar_kommuner": sum(a.grupp == "kommuner" for a in underlag.arenden),
            "utan_forslag": _utan_forslag(underlag, svarande),
            "svarslage": svarslage_av(svarande) if svarande else None,
            "far_handla": request.user.roll in LANET_ARBETAR,
            "gotland": "" if lansar.tidplan else GOTLAND,
        },
    )


def sortera(rader: Sequence[Rad], onskad: str) -> tuple[str, list[Rad]]:
    """Give the order that holds (an unknown one is by name) and the rows in it; equals stand in order of name."""
    nyckel = SORTERING.get(onskad.removeprefix("-"))
    if nyckel is None:
        onskad, nyckel = "namn", SORTERING["namn"]
    efter_namn = sorted(rader, key=SORTERING["namn"])
    return onskad, sorted(efter_namn, key=nyckel, reverse=onskad.startswith("-"))


def summan_stammer(rader: Sammanstallning) -> bool:
    """Tell whether the county has as much after as before, and as much going out as coming in."""
    summor = rader.summor
    return summor["egen"] == summor["resultat"] and summor["ut"] == summor["in_"]


def decimaler(underlag: Underlag) -> int:
    """Give how many decimals the whole table shows: alike in all columns, and enough for every stored digit."""
    return visning.behovda_decimaler(
        [
            varde
            for rad in underlag.sammanstallning.rader
            for varde in (rad.egen, rad.ut, rad.in_, rad.vantar_ut, rad.vantar_in)
        ],
        underlag.lansar.ar.decimaler,
    )


def grupper(arenden: Sequence[Arenderad]) -> list[tuple[str, str, list[Arenderad]]]:
    """Give (code, heading, cases) for each group that has any, in order."""
    alla = [(kod, rubrik, [a for a in arenden if a.grupp == kod]) for kod, rubrik in GRUPPER.items()]
    return [grupp for grupp in alla if grupp[2]]


def _turval(arenden: Sequence[Arenderad], vald: str) -> list[dict[str, Any]]:
    antal = Counter(a.grupp for a in arenden)
    return [
        {"kod": kod, "text": text, "antal": antal[kod], "vald": kod == vald}
        for kod, text in GRUPPER.items()
        if antal[kod] or kod == vald
    ]


def _flaggval(arenden: Sequence[Arenderad], vald: str) -> list[dict[str, Any]]:
    antal = Counter(kod for a in arenden for kod in a.koder)
    return [
        {"kod": kod, "text": text, "antal": antal[kod], "vald": kod == vald}
        for kod, text in FLAGGOR.items()
        if antal[kod] or kod == vald
    ]


def _svarande(lansar: Lansar, nu: datetime) -> list[Kommun]:
    """Give the county's municipalities with what they have answered and `kontakter` to call (one query)."""
    kontakter = Kontaktfunktion.objects.filter(organisation__kommun=OuterRef("pk")).order_by("funktion")
    rad = JSONObject(funktion="funktion", telefon="telefon", epost="epost")
    kommuner = med_svar(Kommun.objects.filter(lan=lansar.lan), lansar.ar.pk, nu)
    return list(kommuner.annotate(kontakter=ArraySubquery(kontakter.values(rad=rad))))


def _utan_forslag(underlag: Underlag, kommuner: Sequence[Kommun]) -> list[Kommun]:
    """Keep the municipalities that have no case going on."""
    med = {
        kod for a in underlag.arenden if a.grupp != "avslutade" for kod in (a.forslag.givare_id, a.forslag.mottagare_id)
    }
    return [kommun for kommun in kommuner if kommun.kod not in med]


def sammanstallning_fil(request: HttpRequest, ar: int, format: str) -> HttpResponse:
    """Hand out the table: CSV (Swedish), XLSX with the cases on a second sheet, JSON."""
    if format not in FORMAT:
        raise Http404
    lansar = get_lansar(request.user, request.mottagen, ar)
    if lansar is None:
        raise Http404
    underlag = build_underlag(lansar)
    mediatyp, skriv = FORMAT[format]
    svar = HttpResponse(skriv(underlag), content_type=mediatyp)
    svar["Content-Disposition"] = f'attachment; filename="sammanstallning-{lansar.lan.pk}-{ar}.{format}"'
    return svar


def kommuntabell(underlag: Underlag) -> Tabell:
    """Give the municipalities with a total row, in Swedish order of names."""
    antal = underlag.lansar.ar.decimaler
    rader: list[list[str | Decimal | None]] = [
        [r.kommun.kod, r.kommun.namn, r.egen, r.ut, r.in_, r.vantar_ut, r.vantar_in, r.resultat]
        for r in sortera(underlag.sammanstallning.rader, "namn")[1]
    ]
    s = underlag.sammanstallning.summor
    rader.append(["", "Summa", s["egen"], s["ut"], s["in_"], s["vantar_ut"], s["vantar_in"], s["resultat"]])
    return Tabell(
        rubrik=f"Sammanställning {underlag.lansar.ar.pk}, {underlag.lansar.lan.namn}",
        kolumner=(
            Kolumn("Kommunkod"),
            Kolumn("Kommun"),
            Kolumn("Egen andel (promille)", "promille", antal),
            Kolumn("Lämnar (promille)", "promille", antal),
            Kolumn("Tar emot (promille)", "promille", antal),
            Kolumn("Lämnar, väntar på svar (promille)", "promille", antal),
            Kolumn("Tar emot, väntar på svar (promille)", "promille", antal),
            Kolumn("Andel efter omfördelning (promille)", "promille", antal),
        ),
        rader=rader,
        not_=_kalla(underlag.tabell),
        preliminar=underlag.preliminar,
        exempeldata=underlag.lansar.ar.exempeldata,
    )


def arendetabell(underlag: Underlag) -> Tabell:
    """Give the cases, ended ones too, in order of reference."""
    antal = underlag.lansar.ar.decimaler
    return Tabell(
        rubrik=f"Ärenden {underlag.lansar.ar.pk}",
        kolumner=(
            Kolumn("Referens"),
            Kolumn("Givande kommun"),
            Kolumn("Mottagande kommun"),
            Kolumn("Hela andelen"),
            Kolumn("Omfördelas (promille)", "promille", antal),
            Kolumn("Status"),
            Kolumn("Väntar på"),
            Kolumn("Sista dag", "datum"),
            Kolumn("Flaggor"),
        ),
        rader=[
            [
                a.forslag.referens,
                a.forslag.givare.namn,
                a.forslag.mottagare.namn,
                "ja" if a.forslag.hela else "nej",
                a.promille,
                a.status,
                a.vantar_pa,
                a.sista_dag,
                ", ".join(f.text for f in a.flaggor),
            ]
            for a in underlag.arenden
        ],
        preliminar=underlag.preliminar,
        exempeldata=underlag.lansar.ar.exempeldata,
    )


def _kalla(tabell: Andelstabell | None) -> str:
    if tabell is None:
        return ""
    return f"Källa: {tabell.kalla}, version {tabell.version}, {visning.datum(tabell.beslutsdag)}."


def _xlsx(underlag: Underlag) -> bytes:
    return till_xlsx_bok([kommuntabell(underlag), arendetabell(underlag)])


FORMAT: dict[str, tuple[str, Callable[[Underlag], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda underlag: kommuntabell(underlag).till_csv()),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "json": ("application/json", lambda underlag: kommuntabell(underlag).till_json()),
}
"""File format → media type and writer."""

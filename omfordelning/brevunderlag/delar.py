"""Parts that several documents share, built from rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypedDict, TypeVar

from anvisning.models import (
    Andelstabell,
    Ar,
    Dokument,
    Ersattning,
    Konto,
    Organ,
    Organslag,
    Tabellslag,
    Tidplan,
)
from anvisning.visning import datum, promille
from omfordelning import brev
from omfordelning.models import Brev, Forslag, Forslagsversion, Kommunbeslut, Redovisning
from omfordelning.parter import Part, Parter, myndighet
from omfordelning.process import Sida, Villkor

B = TypeVar("B", brev.Beskedsbrev, brev.Bekraftelsebrev)
NOLL = Decimal(0)
UTAN_BESLUT = "Beslut saknas."
OM_ANDELEN_ANDRAS = "Om andelen ändras"


class Andelsrader(TypedDict):
    """Both municipalities before and after."""

    givare: brev.Andelsrad
    mottagande: brev.Andelsrad


def andelsrader(
    forslag: Forslag, namn: tuple[str, str], givare_fore: Decimal, mottagare_fore: Decimal, flyttas: Decimal
) -> Andelsrader:
    """Give both rows of a before/after table, in promille; `flyttas` is 0 when nothing moves."""
    return Andelsrader(
        givare=brev.Andelsrad(
            kod=forslag.givare_id, namn=namn[0], fore=givare_fore, andring=-flyttas, efter=givare_fore - flyttas
        ),
        mottagande=brev.Andelsrad(
            kod=forslag.mottagare_id,
            namn=namn[1],
            fore=mottagare_fore,
            andring=flyttas,
            efter=mottagare_fore + flyttas,
        ),
    )


def avsandare(lan: Part) -> brev.Avsandare:
    """Give the county as sender, with its mailbox."""
    return brev.Avsandare(namn=lan.namn, epost=lan.organ.funktionsbrevlada if lan.organ else "")


def mottagare(kommun: Part, organ: Organ | None) -> brev.Mottagare:
    """Give the addressee with the organ and the mailbox that the letter goes to."""
    return brev.Mottagare(
        namn=kommun.namn,
        organ=organ.namn if organ else "",
        epost=organ.funktionsbrevlada if organ else "",
    )


def sandlista(parter: Parter, adressater: Mapping[Sida, Organ | None]) -> tuple[str, ...]:
    """List to whom the letters of a case go."""
    return tuple(myndighet(organ) if organ else parter.kommun(sida).namn for sida, organ in adressater.items())


def kontakt(lan: Part, annars: Konto) -> brev.Kontakt:
    """Give whom to ask: the county's contact function, or the one who decided when none is registered."""
    funktion = next(iter(lan.organisation.kontakter.all()), None)
    if funktion is None:
        titel = inne_i_mening(annars.titel)
        return brev.Kontakt(namn=annars.namn, funktion=titel, telefon=annars.telefon, epost=annars.epost)
    return brev.Kontakt(
        namn=lan.namn,
        funktion=inne_i_mening(funktion.funktion),
        telefon=funktion.telefon,
        epost=funktion.epost,
    )


def inne_i_mening(text: str) -> str:
    """Give a title as it is written inside a sentence: "Handläggare" → "handläggare"; "IT-samordnare" stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def i_tjanst(namn: str, titel: str) -> str:
    """Write a name with its title: "Åsa Exempelsson, länsråd"."""
    return f"{namn}, {inne_i_mening(titel)}" if titel else namn


def person(konto: Konto) -> str:
    """Write a person in service: "Åsa Exempelsson, länsråd"."""
    return i_tjanst(konto.namn, konto.titel)


def lansbeslut(redovisning: Redovisning) -> brev.Lansbeslut:
    """Give the county's decision with who decided, presented and took part (förvaltningslagen 31 §)."""
    return brev.Lansbeslut(
        datum=redovisning.beslutsdag,
        dnr=redovisning.diarienummer,
        beslutande=person(redovisning.beslutad_av),
        foredragande=redovisning.foredragande,
        ovriga=(redovisning.narvarande,) if redovisning.narvarande else (),
        rattslig_grund=redovisning.rattslig_grund,
    )


def stycken(text: str) -> tuple[str, ...]:
    """Split a text into its paragraphs."""
    return tuple(rad.strip() for rad in text.splitlines() if rad.strip())


_JUSTERING = {
    Kommunbeslut.Tillstand.PLANERAT: "",
    Kommunbeslut.Tillstand.FATTAT: "Protokollet är inte justerat än.",
    Kommunbeslut.Tillstand.JUSTERAT: "Protokollet är justerat.",
    Kommunbeslut.Tillstand.OMEDELBART: "Protokollet är omedelbart justerat.",
}


def kommunbeslut(namn: str, beslut: Kommunbeslut | None) -> brev.Kommunbeslut:
    """Give one municipality's decision as it is reported; without one the document says that it is missing."""
    if beslut is None:
        return brev.Kommunbeslut(kommun=namn, anmarkning=UTAN_BESLUT)
    tillagg = []
    if not beslut.ar_fattat:
        tillagg.append(f"Beslutet är planerat till den {datum(beslut.dag)} och är inte fattat.")
    if beslut.organslag == Organslag.DELEGATION:
        tillagg.append(f"Fattat på delegation, punkt {beslut.delegationspunkt}.")
    if beslut.organslag == Organslag.ORDFORANDE:
        tillagg.append("Fattat av ordföranden i ett brådskande ärende.")
    if beslut.ram is not None:
        tillagg.append(f"Beslutet gäller upp till {promille(beslut.ram)}.")
    if beslut.utdrag_foljer:
        tillagg.append("Protokollsutdraget följer senare.")
    if beslut.registrerat_av_lan:
        tillagg.append("Registrerat av länsstyrelsen.")
    return brev.Kommunbeslut(
        kommun=namn,
        organ=beslut.organnamn,
        datum=beslut.dag if beslut.ar_fattat else None,
        paragraf=beslut.paragraf,
        dnr=beslut.diarienummer,
        justering=_JUSTERING[Kommunbeslut.Tillstand(beslut.tillstand)],
        anmarkning=" ".join(tillagg),
    )


def versionens_beslut(version: Forslagsversion) -> dict[Sida, Kommunbeslut | None]:
    """Give the decision that each side's approval of a version rests on."""
    finns = {Sida(g.sida): g.kommunbeslut for g in version.godkannanden.all()}
    return {sida: finns.get(sida) for sida in Sida}


def preliminar_tabell(ar: int, vid: datetime) -> Andelstabell | None:
    """Give the table of preliminary shares that held at an instant."""
    tabeller = Andelstabell.objects.filter(ar=ar, slag=Tabellslag.PRELIMINAR, publicerad__lte=vid)
    return tabeller.order_by("-version").first()


def tabellnamn(tabell: Andelstabell) -> str:
    """Name a table: "Migrationsverkets preliminära andelar för 2027, version 2, den 20 augusti 2026"."""
    slag = {
        Tabellslag.PRELIMINAR: "preliminära andelar",
        Tabellslag.FASTSTALLD: "fastställda andelar",
        Tabellslag.RATTELSE: "rättade andelar",
    }[Tabellslag(tabell.slag)]
    kalla = "" if tabell.kalla == "Migrationsverket" else f" ({tabell.kalla})"
    return (
        f"Migrationsverkets {slag} för {tabell.ar_id}, version {tabell.version}, den {datum(tabell.beslutsdag)}{kalla}"
    )


def kalla(tabell: Andelstabell | None) -> str:
    """Name the source of the figures, also when there is none."""
    return tabellnamn(tabell) if tabell else "ingen publicerad tabell"


def omfattning(hela: bool, flyttas: Decimal, av: Decimal | None, decimaler: int) -> str:
    """Write how much is moved: "Hela andelen: 1,25 ‰" or "En del av andelen: 0,80 ‰ av 1,25 ‰"."""
    if hela:
        return f"Hela andelen: {promille(flyttas, decimaler)}"
    hel = f" av {promille(av, decimaler)}" if av is not None else ""
    return f"En del av andelen: {promille(flyttas, decimaler)}{hel}"


def villkor_text(version: Forslagsversion) -> str:
    """Write what holds if the final share is another than the preliminary."""
    return "Hela den fastställda andelen förs över" if version.hela else Villkor(version.villkor).text


def ersattning(ar: Ar, flyttas: Decimal) -> brev.Ersattning | None:
    """Give the state's compensation as it stands on 1 January of the year, None when the amounts are not loaded.

    The variable part is paid by share: kr × (promille / 1000 × the year's forecast of children). The example is given
    only when the year has a forecast, rounded half up to whole kr.
    """
    dag = date(ar.ar, 1, 1)
    galler = Ersattning.objects.filter(slag__in=("fast", "rorlig"), galler_fran__lte=dag)
    rader = {e.slag: e for e in galler.exclude(galler_till__lt=dag).order_by("galler_fran")}
    if len(rader) < 2:
        return None
    fast, rorlig = rader["fast"], rader["rorlig"]
    exempel = None
    if ar.prognos_huvud:
        belopp = Decimal(rorlig.belopp) * flyttas * ar.prognos_huvud / 1000
        exempel = brev.Ersattningsexempel(
            antal_barn=ar.prognos_huvud,
            promille=flyttas,
            belopp_kr=belopp.quantize(Decimal(1), rounding=ROUND_HALF_UP),
        )
    return brev.Ersattning(
        fast_del_kr=Decimal(fast.belopp),
        rorlig_del_kr=Decimal(rorlig.belopp),
        grund=_grund(fast.rattsgrund, rorlig.rattsgrund),
        exempel=exempel,
    )


def _grund(en: str, annan: str) -> str:
    """Join two references without saying what they have in common twice: "7 § andra stycket och tredje stycket"."""
    if en == annan:
        return en
    forsta, andra = en.split(), annan.split()
    lika = 0
    while lika < min(len(forsta), len(andra)) and forsta[lika] == andra[lika]:
        lika += 1
    return f"{en} och {' '.join(andra[lika:]) or annan}"


def overklagandetext(ar: int, lanskod: str) -> str:
    """Give the county's own text on how to appeal; "" (the default) leaves the section out."""
    return Tidplan.objects.filter(ar=ar, lan=lanskod).values_list("overklagandetext", flat=True).first() or ""


def till_sidorna(
    brevet: B, adressater: Mapping[Sida, Organ | None], parter: Parter, tidigare: Mapping[Sida, Brev], skal: str
) -> dict[Sida, B]:
    """Give each side its letter: to its own addressee, with its own number and the letter it replaces."""
    return {
        sida: replace(
            brevet,
            beteckning=f"{brevet.beteckning}, version {version}",
            mottagare=mottagare(parter.kommun(sida), adressater[sida]),
            version=version,
            ersatter=ersatt(tidigare[sida], skal) if sida in tidigare else None,
        )
        for sida in Sida
        for version in [tidigare[sida].version + 1 if sida in tidigare else 1]
    }


def ersatt(tidigare: Brev, skal: str) -> brev.ErsattHandling:
    """Name the letter that a new version replaces, from what it says itself."""
    handling = tidigare.dokument.underlag["underlag"]
    return brev.ErsattHandling(
        beteckning=handling["beteckning"], datum=date.fromisoformat(handling["datum"]), skal=skal
    )


def bilagor(dokument: Iterable[Dokument]) -> tuple[brev.Bilaga, ...]:
    """List files with size and SHA-256; one that is still being made is left out."""
    return tuple(
        brev.Bilaga(namn=d.filnamn, storlek=len(d.innehall), sha256=d.sha256) for d in dokument if d.klar is not None
    )


def referenser(par: Iterable[tuple[str, str]]) -> tuple[brev.Referens, ...]:
    """Give the authorities' own numbers from (authority, number), without the empty and the repeated."""
    return tuple(
        brev.Referens(myndighet=myndighet, beteckning=nummer) for myndighet, nummer in dict.fromkeys(par) if nummer
    )

"""All that is served of a small country, page by page and file by file, holds no number but those the reader uses."""

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
import python_calamine
from pytest_django import DjangoDbBlocker

from anvisning.berakningar import manad
from tests.anvisning.berakningar import scen
from tests.anvisning.berakningar.servat import Sett, exakta, i_ar, kommunens
from tests.anvisning.berakningar.test_skold import KVAR, Publikt, allt_publikt, krav_hemligt, kvar, visa_allt_utom_smatt
from tests.fabrik import Riket, klockan
from tests.omfordelning.publikt.sidtext import hamta
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ANDELAR = {
    "0114": 40,
    "0180": 560,
    "0760": 60,
    "0763": 40,
    "0765": 100,
    "0980": 40,
    "2518": 5,
    "2560": 15,
    "2580": 90,
    "2582": 35,
    "2583": 15,
}
"""Promille of eleven municipalities in four counties."""
MANADER = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
KLASSER = (90, 98, 102, 110)
"""Percentages at which the map's next class begins."""
I_LANDET = 290
TAL = re.compile(r"\d+(?:\xa0\d{3})*(?:,\d+)?")
MANADSORD = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
INGA_ANTAL = re.compile(
    rf"(?:\d+\s)?(?:{MANADSORD})\s\d{{4}}(?:\skl\.\s\d\d\.\d\d)?|\d{{4}}-\d\d(?:-\d\d)?"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b|\([0-9a-f]{8}\)"
    r"|SHA-256|version\s\d|sedan\s2016|gränser\s\(2023\)|1\s000\s‰|/\s1\s000|annars med 3\."
)
"""Days, months, ids, hashes, and numbers that stand in every country's sentences."""


def bygg() -> Riket:
    riket = scen.bygg({kod: Decimal(andel) for kod, andel in ANDELAR.items()})
    slump, koder = Random(4), sorted(ANDELAR)
    for nr, dag in enumerate(MANADER):
        nu = klockan(dag + timedelta(days=8))
        valda = slump.choices(koder, [ANDELAR[kod] for kod in koder], k=400 if nr == 0 else slump.choice([30, 60, 90]))
        scen.bokfor(riket, {kod: valda.count(kod) for kod in sorted(set(valda))}, dag=dag, nu=nu)
        berakning = scen.rakna(nu)
        assert berakning is not None
        manad.publicera(berakning.pk, av=riket.publicist, nu=nu)
    return riket


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, bygg) as riket:
        yield riket


@pytest.fixture
def publikt(landet: Riket, db: None) -> Publikt:
    return allt_publikt()


def tal_i(text: str) -> set[Decimal]:
    """Give the numbers of a page's words, without sign."""
    ord_ = html.unescape(re.sub(r"<(style|script|form)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL))
    ord_ = INGA_ANTAL.sub(" ", ord_.replace("−", " ").replace("\u202f", "\xa0"))
    return {Decimal(tal.replace("\xa0", "").replace(",", ".")) for tal in TAL.findall(ord_)}


def huvuddelen(adress: str) -> str:
    sida = hamta(adress).decode()
    return sida[sida.index("<main") : sida.index("</main")]


def radens(kod: str, manader: list[Sett]) -> set[Decimal]:
    """Give the numbers that a municipality's row in the last of the months may show."""
    sett = manader[-1]
    (rad,) = (r for r in sett.rader if r["Kommunkod"] == kod)
    utraknade = kommunens(kod, manader).values()
    servade = (rad[namn] for namn in ("Andel (promille)", "Barn till i landet före (ungefär)", "Kommuner före"))
    return {abs(Decimal(v)) for v in [*utraknade, *servade] if v is not None and not re.fullmatch(r"\d{4}-.*", str(v))}


def utraknade(kod: str, manader: list[Sett]) -> set[Decimal]:
    """Give the numbers that the page of how they are computed may show beside the row's."""
    sett, e = manader[-1], exakta(kod, manader)
    exakt = {abs(Decimal(v.numerator) / v.denominator) for v in e.values() if v is not None and v.denominator < 10**9}
    landets = {Decimal(sett.riket or 0), Decimal(i_ar(manader) or 0), Decimal(100), Decimal(1000), Decimal(sett.ar)}
    return exakt | landets | {Decimal(sett.ar - 1)}


def test_ingen_raknar_fram_ett_litet_tal(publikt: Publikt) -> None:
    krav_hemligt(publikt)
    assert all(len(sett.visat) < len(sett.rader) for sett in publikt.manader)


def test_utan_skolden_raknas_det_fram(publikt: Publikt) -> None:
    p = visa_allt_utom_smatt(publikt)
    assert sum(antal < KVAR for antal in kvar(p.manader, p.sant).values()) >= 1


def test_alla_filer_sager_detsamma(publikt: Publikt) -> None:
    for sett in publikt.manader:
        for vad, rader in (("", sett.rader), ("/lan", sett.lansrader)):
            adress = f"/maluppfyllelse/{sett.manad:%Y-%m}{vad}"
            sedda = [[celltext(v) for v in rad.values()] for rad in rader]
            maskin = list(csv.reader(io.StringIO(hamta(f"{adress}.maskin.csv").decode())))[1:]
            svensk = list(csv.reader(io.StringIO(hamta(f"{adress}.csv").decode("utf-8-sig")), delimiter=";"))
            bok = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(hamta(f"{adress}.xlsx")))
            ark = [rad for blad in bok.sheet_names for rad in bok.get_sheet_by_name(blad).to_python()]
            bredd = len(rader[0])
            for fil in (maskin, svensk, ark):
                celler = [[celltext(v) for v in rad[:bredd]] for rad in fil]
                start = celler.index(sedda[0])
                assert celler[start : start + len(sedda)] == sedda, adress
                utanfor = celler[:start] + celler[start + len(sedda) + (vad == "/lan") :]
                assert not [rad for rad in utanfor if any(re.fullmatch(r"-?\d+(\.\d+)?", text) for text in rad)], adress


def celltext(varde: object) -> str:
    text = "" if varde is None else str(varde)
    if re.fullmatch(r"-?(0|[1-9]\d*)([.,]\d+)?", text):
        return f"{Decimal(text.replace(',', '.')).normalize():f}"
    return text


def test_listan(publikt: Publikt) -> None:
    for nr, sett in enumerate(publikt.manader):
        manader = publikt.manader[: nr + 1]
        sida = huvuddelen(f"/maluppfyllelse/{sett.manad:%Y-%m}/")
        for kod in ANDELAR:
            raden = hitta_rad(sida, f"k{kod}")
            assert tal_i(raden) <= radens(kod, manader), (sett.manad, kod)
            if kod in sett.visat:
                assert Decimal(sett.visat[kod]) in tal_i(raden)
        for rad in sett.lansrader:
            assert tal_i(hitta_rad(sida, f"l{rad['Länskod']}")) <= summans(rad), (sett.manad, rad)
        resten = re.sub(r"<tr[^>]* id=\"[kl]\d+\".*?</tr>", "", sida, flags=re.DOTALL)
        assert tal_i(resten) <= landets(manader), sett.manad


def hitta_rad(sida: str, id_: str) -> str:
    traff = re.search(rf'<tr[^>]* id="{id_}".*?</tr>', sida, re.DOTALL)
    assert traff, id_
    return traff[0]


def summans(rad: Mapping[str, object]) -> set[Decimal]:
    namn = ("Antal barn", "Mål", "Beräknad måluppfyllelse (procent)", "Mot målet (barn)")
    return {abs(Decimal(str(rad[n]))) for n in namn if rad[n] is not None}


def landets(manader: list[Sett]) -> set[Decimal]:
    """Give the numbers of the list that are nobody's own: the country's, how many are shown, and the map's classes."""
    sett = manader[-1]
    riket = sett.riket or 0
    kvoter = [100_000 * antal / (sett.andelar[kod] * riket) for kod, antal in sett.visat.items() if riket]
    klassade = Counter(sum(kvot >= grans for grans in KLASSER) for kvot in kvoter)
    antalen = {len(sett.rader), len(sett.rader) - len(sett.visat), sum(k >= 100 for k in kvoter)}
    antalen |= {sum(k < 100 for k in kvoter), *klassade.values(), I_LANDET - len(kvoter)}
    procent = {rad["Beräknad måluppfyllelse (procent)"] for rad in sett.rader} - {None}
    ovriga = {0, *KLASSER, 100, sett.ar, sett.ar - 1, riket, i_ar(manader) or 0}
    return {Decimal(v) for v in antalen | ovriga | procent}


def test_kommunens_utrakningar_och_historik(publikt: Publikt) -> None:
    alla = publikt.manader
    for kod in ANDELAR:
        historik = set().union(*(radens(kod, alla[: nr + 1]) for nr in range(len(alla))))
        for nr, sett in enumerate(alla):
            sida = huvuddelen(f"/maluppfyllelse/{sett.manad:%Y-%m}/{kod}/")
            fore, historiken = sida.split('<section id="historik"')
            assert tal_i(historiken) <= historik, (sett.manad, kod)
            manader = alla[: nr + 1]
            assert tal_i(fore) <= radens(kod, manader) | utraknade(kod, manader), (sett.manad, kod)
            if kod in sett.visat:
                assert Decimal(sett.visat[kod]) in tal_i(fore) & tal_i(historiken)


def test_lanets_och_kommunens_egna_sidor(publikt: Publikt) -> None:
    alla = publikt.manader
    for rad in alla[-1].lansrader:
        sida = huvuddelen(f"/lan/{rad['Länskod']}/")
        tabell = next(t for t in re.findall(r"<table.*?</table>", sida, re.DOTALL) if "Beräknad måluppfyllelse" in t)
        koder = [kod for kod, lan in alla[-1].lan_av.items() if lan == rad["Länskod"]]
        tillatna = set().union(summans(rad), *(radens(kod, alla) for kod in koder))
        assert tal_i(tabell) <= tillatna, rad
        for kod in koder:
            sida = huvuddelen(f"/kommuner/{kod}/")
            traff = re.search(r"<h2[^>]*>\s*Måluppfyllelse.*?(?=<h2)", sida, re.DOTALL)
            assert traff, kod
            assert tal_i(traff[0]) <= radens(kod, alla), kod


def test_en_siffra_till_marks(publikt: Publikt) -> None:
    """What is not taken would be found: a row with a withheld municipality's own count is no longer explained."""
    sett = publikt.manader[-1]
    dold = next(kod for kod in ANDELAR if kod not in sett.visat)
    sant = publikt.sant[-1][dold]
    raden = hitta_rad(huvuddelen(f"/maluppfyllelse/{sett.manad:%Y-%m}/"), f"k{dold}")
    assert not tal_i(raden.replace("visas inte", f"visas inte ({sant})")) <= radens(dold, publikt.manader)

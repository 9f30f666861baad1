"""The import doctor: files about assignments as they come, cell by cell; nothing is guessed."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from anvisning.tabell import (
    Antalsrad,
    Anvisningstolkning,
    Filform,
    find_personnummer,
    kolumnnyckel,
    las,
    skillnad,
    tolka_anvisningar,
)
from anvisning.tabell.anvisningsceller import (
    Cellstopp,
    Period,
    find_dag,
    find_manad,
    find_typ,
    parse_antal,
    parse_decimaltal,
)
from anvisning.tabell.anvisningstabell import INGEN_RUBRIKRAD, MALLEN_DOLJER
from tests.anvisning.tabellfiler import build_xlsx, get_kommuner, get_lan

OKTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
FORM = Filform("perioder", OKTOBER.till, OKTOBER.fran, "", date(2026, 10, 2))
UTAN_TID = Filform("perioder", date(2026, 10, 31), inledande_fran=date(2026, 10, 2))
SAMMANLAGT = Filform("sammanlagt", date(2026, 10, 31), inledande_fran=date(2026, 10, 2))
NBSP = "\u00a0"


def tolka(text: str, form: Filform = FORM, **val: Mapping[str, str] | str) -> Anvisningstolkning:
    bok = las(text.encode("utf-8-sig"), "anvisade.csv")
    return tolka_anvisningar(bok, get_kommuner(), get_lan(), form, **val)


def korta(tolkning: Anvisningstolkning) -> list[tuple[int, str, str, int]]:
    """Row, municipality, type and number of what was understood; nothing may be wrong."""
    assert (tolkning.fel, tolkning.cellfel) == ((), ())
    return [(rad.radnummer, rad.kommunkod, rad.typ, rad.antal) for rad in tolkning.rader]


def felen(tolkning: Anvisningstolkning) -> list[tuple[str, str]]:
    return [(f"{fel.bokstav}{fel.radnummer}", fel.text) for fel in tolkning.cellfel]


SOM_DEN_KOMMER = f"""Rubrik;Anvisade ensamkommande barn per kommun
Uppdaterad;2026-11-01
;
Län;Kommun;Utjämnande;Anknytning;Totalt
BLEKINGE LÄN;KARLSHAMN;1{NBSP}234;;1 234
;KARLSKRONA;2;1;3
;Delsumma;1{NBSP}236;1;1{NBSP}237
DALARNA LÄN;MALUNG;1,0;-;1
;Delsumma;1;;1
;
JÖNKÖPING LÄN;HABO;1;;1
;Delsumma;1;;1
UPPSALA LÄN;HÅBO;;2;2
;Delsumma;;2;2
Riket;;1238;3;1241
Källa: Migrationsverket
"""


def test_a_file_as_it_comes_is_understood_row_by_row() -> None:
    tolkning = tolka(SOM_DEN_KOMMER)
    assert korta(tolkning) == [
        (5, "1082", "utjamnande", 1234),
        (6, "1080", "utjamnande", 2),
        (6, "1080", "anknytning", 1),
        (8, "2023", "utjamnande", 1),
        (11, "0643", "utjamnande", 1),
        (13, "0305", "anknytning", 2),
    ]
    assert {(rad.fran, rad.dag) for rad in tolkning.rader} == {OKTOBER}
    assert (tolkning.rubrik, tolkning.uppdaterad) == ("Anvisade ensamkommande barn per kommun", date(2026, 11, 1))
    assert (tolkning.kodning, tolkning.skiljetecken, tolkning.rubrikrad) == ("UTF-8 med BOM", ";", 4)
    assert [(k.bokstav, k.roll) for k in tolkning.kolumner] == [
        ("A", "lan"),
        ("B", "kommun"),
        ("C", "antal:utjamnande"),
        ("D", "antal:anknytning"),
        ("E", "summa"),
    ]
    assert tolkning.varningar == ()
    assert [(rad.radnummer, rad.text) for rad in tolkning.hoppade] == [
        (7, "Summarad."),
        (9, "Summarad."),
        (12, "Summarad."),
        (14, "Summarad."),
        (15, "Summarad."),
        (16, "Text utan tal."),
    ]
    assert len(tolkning.saknade) == 290 - 5


def test_several_sheets_with_words_beside_the_table() -> None:
    tabell = [["Kommun", "Beslutsdatum", "Typ", "Antal"], ["Luleå", "2026-03-02", "Utjämnande anvisning", 2]]
    ord_ = [["Begrepp", "Förklaring"], ["Anknytningsanvisning", "Efter anknytning"]]
    bok = las(build_xlsx({"Förklaringar och begrepp": ord_, "Data": tabell}), "a.xlsx")
    tolkning = tolka_anvisningar(bok, get_kommuner(), get_lan(), UTAN_TID)
    assert tolkning.blad == "Data"
    assert tolkning.rader == (Antalsrad(2, "2580", date(2026, 3, 2), date(2026, 3, 2), "utjamnande", 2),)


def test_two_sheets_with_tables_are_a_question() -> None:
    tabell = [["Kommun", "Utjämnande"], ["Luleå", 2]]
    bok = las(build_xlsx({"2025": tabell, "2026": [tabell[0], ["Boden", 3]]}), "a.xlsx")
    tolkning = tolka_anvisningar(bok, get_kommuner(), get_lan(), FORM)
    assert tolkning.fel == ("Flera blad kan vara tabellen: ”2025” och ”2026”. Välj vilket blad som ska läsas in.",)
    assert tolkning.bladval == ("2025", "2026")
    assert korta(tolka_anvisningar(bok, get_kommuner(), get_lan(), FORM, blad="2026")) == [(2, "2582", "utjamnande", 3)]


@pytest.mark.parametrize(
    ("rubriker", "rad", "perioder"),
    [
        ("Kommun;Månad;Utjämnande", "Luleå;2026-02;1", [(date(2026, 2, 1), date(2026, 2, 28))]),
        ("Kommun;År;Månad;Utjämnande", "Luleå;2026;feb;1", [(date(2026, 2, 1), date(2026, 2, 28))]),
        ("Kommun;År;Utjämnande", "Luleå;2025;1", [(date(2025, 1, 1), date(2025, 12, 31))]),
        ("Kommun;År;Utjämnande", "Luleå;2026;1", [(date(2026, 1, 1), date(2026, 10, 31))]),
        (
            "Kommun;Typ;september 2026;2026-10",
            "Luleå;Anknytning;1;2",
            [(date(2026, 9, 1), date(2026, 9, 30)), OKTOBER],
        ),
    ],
)
def test_the_time_comes_from_a_column_or_a_heading(rubriker: str, rad: str, perioder: list[object]) -> None:
    tolkning = tolka(f"{rubriker}\n{rad}\n", UTAN_TID)
    assert tolkning.fel == ()
    assert [(r.fran, r.dag) for r in tolkning.rader] == perioder


@pytest.mark.parametrize(
    ("text", "form", "mening"),
    [
        ("Kommun;Utjämnande\nLuleå;1", UTAN_TID, "inte vilken dag eller månad"),
        ("Kommun;Antal\nLuleå;1", FORM, "inte vilket slag"),
        ("Kommun;Placerade\nLuleå;1", FORM, "Ingen kolumn har tal att läsa in"),
        ("Ort;Antal\nLuleå;1", FORM, "Hittade ingen rad med kolumnrubriker"),
        ("Kommun;Utjämnande maj;Utjämnande juni\nLuleå;1;2", FORM, "Kolumnerna B och C har samma slag och samma tid"),
        ("Kommun;Typ;Antal;Antal barn\nLuleå;Anknytning;1;2", FORM, "Kolumnerna C och D har samma slag"),
        ("Kommun;Kommun;Utjämnande\nLuleå;Luleå;1", FORM, "Flera kolumner är kommunens namn"),
        ("Kommun;Utjämnande\n", FORM, "inga kommuner under rubrikerna"),
    ],
)
def test_what_the_file_does_not_say_is_asked_for(text: str, form: Filform, mening: str) -> None:
    tolkning = tolka(text, form)
    assert len(tolkning.fel) == 1
    assert mening in tolkning.fel[0]
    assert tolkning.rader == ()


def test_a_person_says_what_the_columns_are() -> None:
    text = "Kommun;Placerade;Varav anknytning\nLuleå;3;1\n"
    assert korta(tolka(text, kolumnval={"B": "antal:utjamnande"})) == [
        (2, "2580", "utjamnande", 3),
        (2, "2580", "anknytning", 1),
    ]
    assert korta(tolka(text, kolumnval={"B": "antal:utjamnande", "C": ""})) == [(2, "2580", "utjamnande", 3)]
    mall = {kolumnnyckel("PLACERADE "): "antal:utjamnande", kolumnnyckel("Varav anknytning"): ""}
    assert korta(tolka(text, mall=mall)) == [(2, "2580", "utjamnande", 3)]
    assert tolka(text, kolumnval={"B": "procent"}).kolumner[1].roll == ""


def test_a_template_that_hides_every_heading_is_left_out_with_a_warning() -> None:
    """Otherwise there would be no columns to say anything of: the file could not be read at all."""
    mall = {"kommun": "summa", "placerade": "antal:utjamnande", "utjamnande": "summa"}
    assert korta(tolkning := tolka("Kommun;Utjämnande\nLuleå;3\n", mall=mall)) == [(2, "2580", "utjamnande", 3)]
    assert tolkning.varningar == (MALLEN_DOLJER,)
    utan_tal = tolka("Kommun;Placerade\nLuleå;3\n", mall=mall)
    assert [(k.bokstav, k.roll) for k in utan_tal.kolumner] == [("A", "kommun"), ("B", "")]
    assert MALLEN_DOLJER in utan_tal.varningar
    sagt = tolka("Kommun;Placerade\nLuleå;3\n", mall=mall, kolumnval={"B": "antal:anknytning"})
    assert korta(sagt) == [(2, "2580", "anknytning", 3)]
    med_kod = tolka("Kommunkod;Kommun;Placerade\n2580;Luleå;3\n", mall={**mall, "kommun": ""})
    assert (korta(med_kod), med_kod.varningar) == ([(2, "2580", "utjamnande", 3)], ())
    assert tolka("Ort;Placerade\nLuleå;3\n", mall=mall).fel == (INGEN_RUBRIKRAD,)


@pytest.mark.parametrize(
    ("rad", "cell", "mening"),
    [
        ("Hobo;1;", "A2", "Det finns ingen kommun som heter ”Hobo”. Menar du Habo (0643)"),
        ("Luleå;ett;", "B2", "”ett” är inget antal. Skriv ett helt tal, till exempel 12."),
        ("Luleå;1,5;", "B2", "”1,5” är inget antal"),
        ("Luleå;1.000;", "B2", "”1.000” är inget antal"),
        ("Luleå;1;x", "C2", "”x” är inget antal"),
        ("Luleå;100001;", "B2", "fler barn än landet"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(rad: str, cell: str, mening: str) -> None:
    tolkning = tolka(f"Kommun;Utjämnande;Anknytning\n{rad}\nBoden;1;\n")
    ((var, text),) = felen(tolkning)
    assert (var, text.startswith(mening) or mening in text) == (cell, True)
    assert tolkning.har_fel


@pytest.mark.parametrize(
    ("rad", "cell", "mening"),
    [
        ("Luleå;2026-13-01;Utjämnande;1", "B2", "”2026-13-01” är ingen dag. Skriv som 2026-11-02."),
        ("Luleå;;Utjämnande;1", "B2", "”” är ingen dag"),
        ("Luleå;2026-03-02;Kvot;1", "C2", "”Kvot” är inget slag"),
        ("Luleå;2015-12-31;Utjämnande;1", "D2", "räknas från och med 2016-01-01"),
        ("Luleå;2026-11-01;Utjämnande;1", "D2", "efter den sista dagen"),
        ("Luleå;2026-10-01;Inledande åtgärder;1", "D2", "inledande åtgärder fanns inte då"),
    ],
)
def test_a_row_with_a_day_and_a_type(rad: str, cell: str, mening: str) -> None:
    ((var, text),) = felen(tolka(f"Kommun;Datum;Typ;Antal\n{rad}\n", UTAN_TID))
    assert (var, mening in text) == (cell, True)


def test_the_wrong_county_and_the_sum_of_a_row_are_errors() -> None:
    tolkning = tolka("Län;Kommun;Utjämnande;Totalt\nUPPSALA LÄN;HABO;1;1\n;HÅBO;2;3\n")
    assert felen(tolkning) == [
        (
            "B2",
            "Habo (0643) ligger i Jönköpings län men står under Uppsala län. Menar du Håbo (0305)? "
            "Rätta kommunen eller länet.",
        ),
        ("D3", "Summan är 3, men radens antal är tillsammans 2. Rätta det som är fel."),
    ]


def test_what_is_unlikely_is_a_warning() -> None:
    text = "Län;Kommun;Utjämnande\nNORRBOTTENS LÄN;Luleå;3\n;Luleå;-1\n;Delsumma;5\n"
    assert tolka(text).varningar == (
        "I C4 (Norrbottens län) står summan 5, men raderna är tillsammans 2.",
        "1 rad har samma kommun, tid och slag som en annan rad (rad 2 och 3). Alla räknas.",
        "1 antal är mindre än 0: de räknas som rättelser (rad 3).",
    )
    tidig = tolka("Uppdaterad: 30 september 2026\nKommun;Utjämnande\nLuleå;1\n")
    assert tidig.varningar == ("Filen är uppdaterad 2026-09-30, före den sista dagen som är angiven (2026-10-31).",)


def test_a_cumulative_table_gives_totals_also_of_zero_and_one_row_each() -> None:
    tolkning = tolka("Kommun;Utjämnande;Anknytning\nLuleå;12;\nBoden;-;3\n", SAMMANLAGT)
    assert korta(tolkning) == [
        (2, "2580", "utjamnande", 12),
        (2, "2580", "anknytning", 0),
        (3, "2582", "utjamnande", 0),
        (3, "2582", "anknytning", 3),
    ]
    assert felen(tolka("Kommun;Utjämnande\nLuleå;12\nLULEÅ;1\n", SAMMANLAGT)) == [
        ("B3", "Luleå finns redan på rad 2. Ta bort den ena raden.")
    ]


@pytest.mark.parametrize("fro", range(5))
def test_the_difference_and_what_was_posted_are_the_table(fro: int) -> None:
    slump = random.Random(fro)
    celler = [(kommun.kod, typ) for kommun in get_kommuner()[:40] for typ in ("utjamnande", "anknytning")]
    bokfort = {cell: slump.randint(0, 9) for cell in celler if slump.random() < 0.7}
    fran, dag = date(2026, 10, 1), date(2026, 10, 31)
    tabell = [Antalsrad(nr, *cell[:1], fran, dag, cell[1], slump.randint(0, 9)) for nr, cell in enumerate(celler)]
    nytt = skillnad(tabell, bokfort, fran, dag)
    efter = Counter(bokfort)
    for rad in nytt:
        assert rad.antal
        efter[rad.kommunkod, rad.typ] += rad.antal
    assert {cell: efter[cell] for cell in celler} == {(r.kommunkod, r.typ): r.antal for r in tabell}
    assert skillnad(tabell, efter, fran, dag) == []


@pytest.mark.parametrize("fro", range(5))
def test_whatever_is_written_is_read_back(fro: int) -> None:
    """Any numbers in any order of municipalities, with or without codes, subtotals and blanks."""
    slump = random.Random(fro)
    kommuner = slump.sample(get_kommuner(), 30)
    facit, rader = {}, ["Kommunkod;Kommun;Datum;Typ;Antal"]
    for kommun in kommuner:
        dag = date(2016, 1, 1) + timedelta(days=slump.randrange(3900))
        typ = slump.choice(["Utjämnande", "Anknytning"])
        antal = slump.randint(0, 2000)
        visat = f"{antal:,}".replace(",", slump.choice([" ", NBSP])) if antal else slump.choice(["", "-", "0"])
        namn = slump.choice([kommun.namn, kommun.namn.upper()])
        rader.append(f"{slump.choice([kommun.kod, ''])};{namn};{dag};{typ};{visat}")
        if antal:
            facit[kommun.kod, dag, typ[0]] = antal
    tolkning = tolka("\n".join(rader), UTAN_TID)
    assert (tolkning.fel, tolkning.cellfel) == ((), ())
    assert {(r.kommunkod, r.dag, r.typ[0].upper()): r.antal for r in tolkning.rader} == facit


def test_published_fulfilment_and_factors() -> None:
    tolkning = tolka(
        f"Kommun;Måluppfyllelse\nLuleå;98,5 %\nBoden;1{NBSP}012,25\nKalix;-\n", Filform("maluppfyllelse", OKTOBER.till)
    )
    assert [(v.kommunkod, v.roll, v.varde) for v in tolkning.varden] == [
        ("2580", "procent", Decimal("98.5")),
        ("2582", "procent", Decimal("1012.25")),
    ]
    andelar = tolka("Kommun;Måluppfyllelse\nLuleå;0,985\n", Filform("maluppfyllelse", OKTOBER.till))
    assert andelar.varningar == ("Inget värde är över 5 procent. Är de skrivna som andelar i stället för procent?",)
    faktorer = tolka("Kommun;Folkmängd;Nyanlända\nLuleå;79 000;12\nLuleå;1;1\n", Filform("faktorer", OKTOBER.till))
    assert [(v.roll, v.varde) for v in faktorer.varden] == [("faktor:folkmangd", 79000), ("faktor:nyanlanda", 12)]
    assert felen(faktorer) == [("3", "Luleå finns redan på rad 2. Ta bort den ena raden.")]


def test_the_saved_form_counts_all_and_keeps_some() -> None:
    rader = "\n".join(f"Ort {nr};1" for nr in range(300))
    sparat = tolka(f"Kommun;Utjämnande\n{rader}\n").to_json()
    assert (sparat["antal_cellfel"], len(sparat["cellfel"])) == (300, 200)
    assert "rader" not in sparat


def test_a_personal_identity_number_is_found_where_it_stands() -> None:
    bok = las(build_xlsx({"Data": [["Kommun", "Not"], ["Luleå", "barn 20120304-1234"]]}), "a.xlsx")
    assert find_personnummer(bok) == "Cellen Data B2"
    assert find_personnummer(las("Kommun;Not\nLuleå;8501011234\n".encode(), "a.csv")) == "Cellen B2"
    assert find_personnummer(las(SOM_DEN_KOMMER.encode(), "a.csv")) == ""


@pytest.mark.parametrize("tal", ["12345,1201011234", "-0.199001011234", "98,1201011234"])
def test_the_decimals_of_a_number_are_nobodys(tal: str) -> None:
    """A computed share has as many decimals as the spreadsheet keeps: ten, or twelve, look like anything."""
    assert find_personnummer(las(f"Kommun;Andel\nLuleå;{tal}\n".encode(), "a.csv")) == ""
    bok = las(build_xlsx({"D": [["Kommun", "Andel"], ["Luleå", float(tal.replace(",", "."))]]}), "a.xlsx")
    assert find_personnummer(bok) == ""


@pytest.mark.parametrize("cell", ["8501011234,0", "8501011234.0", "19850101.1234", "850101.1234", "barn 1,8501011234"])
def test_but_a_number_with_decimals_may_be_somebodys(cell: str) -> None:
    assert find_personnummer(las(f"Kommun;Not\nLuleå;{cell}\n".encode(), "a.csv")) == "Cellen B2"


@pytest.mark.parametrize(
    ("text", "vantat"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("2 mars 2026", date(2026, 3, 2)),
        ("2026-03-02 00:00", date(2026, 3, 2)),
        *((text, None) for text in ("2026-02-30", "mars 2026", "2/3 2026", "")),
    ],
)
def test_days(text: str, vantat: date | None) -> None:
    assert find_dag(text) == vantat


@pytest.mark.parametrize(
    ("text", "manad"),
    [
        ("2026-03", 3),
        ("202603", 3),
        ("mars 2026", 3),
        ("Mar. 2026", 3),
        ("juni 2026", 6),
        *((text, None) for text in ("ju 2026", "2026-13", "mars", "2 mars 2026", "2026")),
    ],
)
def test_months(text: str, manad: int | None) -> None:
    period = find_manad(text)
    assert (period.fran.month if period else None) == manad


@pytest.mark.parametrize(
    ("text", "typ"),
    [
        ("Utjämnande", "utjamnande"),
        ("ANKNYTNINGSANVISNING", "anknytning"),
        ("Screening", "inledande"),
        ("Inledande åtgärder", "inledande"),
        ("Utjämnande och anknytning", None),
        ("Antal", None),
    ],
)
def test_types(text: str, typ: str | None) -> None:
    assert find_typ(text) == typ


@pytest.mark.parametrize(
    ("cell", "tal"),
    [("12", 12), (Decimal("12"), 12), (f"1{NBSP}234", 1234), ("\u22123", -3), ("12,0", 12), ("12.00", 12)],
)
def test_numbers(cell: str | Decimal, tal: int) -> None:
    assert parse_antal(cell) == tal


@pytest.mark.parametrize("cell", ["1,5", "1.000", "1,234", "+1", "1e3", "٣", "", "12345678", Decimal("0.5")])
def test_what_is_no_whole_number(cell: str | Decimal) -> None:
    with pytest.raises(Cellstopp):
        parse_antal(cell)


@pytest.mark.parametrize("cell", ["-1", "1,2345", "NaN", "1e3", "٣", ""])
def test_what_is_no_value(cell: str) -> None:
    with pytest.raises(Cellstopp):
        parse_decimaltal(cell)

"""Cells to an understood table: every row is a municipality's share, an error with a sentence, or passed over."""

from decimal import Decimal

import pytest

from anvisning.tabell import Tolkning, las, tolka
from anvisning.tabell.kommunnamn import ALIAS, Register, normalform
from tests.anvisning.tabellfiler import build_xlsx, get_andelar, get_kommuner, get_lan, tolka_csv, tolka_xlsx

MIGRATIONSVERKETS_SATT = (
    "Rubrik;Anvisningsandel per kommun, preliminär\n"
    "Uppdaterad;2026-08-20\n"
    "\n"
    "Län;Kommun;Folkmängd;Andel (promille);Not\n"
    "BLEKINGE LÄN;KARLSHAMN;31\u00a0800;3,25;\n"
    ";KARLSKRONA;66 000;6,5;\n"
    ";Delsumma;97 800;9,75;\n"
    "KRONOBERG LÄN;ÄLMHULT;17 000;1,75;\n"
    ";VÄXJÖ;97 000;;a\n"
    ";Delsumma;114 000;1,75;\n"
    "DALARNA LÄN;MALUNG;10 000;1;\n"
    "VÄSTRA GÖTALAND LÄN;DALSED;4 600;1,001;\n"
    ";Delsumma;;1,001;\n"
    ";Totalt;;13,501;\n"
    "\n"
    "Källa: Migrationsverket;;;;\n"
)


def slag(tolkning: Tolkning) -> list[tuple[int, str, str]]:
    return [(rad.radnummer, rad.slag, rad.kommunkod) for rad in tolkning.rader]


def felen(tolkning: Tolkning) -> list[tuple[int, str]]:
    return [(rad.radnummer, rad.text) for rad in tolkning.felrader]


def test_a_table_as_it_comes_is_understood_row_by_row() -> None:
    svar = tolka_csv(MIGRATIONSVERKETS_SATT)
    assert not svar.har_fel
    assert slag(svar) == [
        (1, "hoppad", ""),
        (2, "hoppad", ""),
        (3, "hoppad", ""),
        (4, "hoppad", ""),
        (5, "forstadd", "1082"),
        (6, "forstadd", "1080"),
        (7, "hoppad", ""),
        (8, "forstadd", "0765"),
        (9, "forstadd", "0780"),
        (10, "hoppad", ""),
        (11, "forstadd", "2023"),
        (12, "forstadd", "1438"),
        (13, "hoppad", ""),
        (14, "hoppad", ""),
        (15, "hoppad", ""),
        (16, "hoppad", ""),
    ]
    assert svar.andelar == {
        "1082": Decimal("3.25"),
        "1080": Decimal("6.5"),
        "0765": Decimal("1.75"),
        "0780": Decimal(0),
        "2023": Decimal(1),
        "1438": Decimal("1.001"),
    }
    assert svar.rubriker == ("Rubrik | Anvisningsandel per kommun, preliminär", "Uppdaterad | 2026-08-20")
    assert svar.rubrikrad == 4
    assert [(k.roll, k.bokstav) for k in svar.kolumner] == [("lan", "A"), ("kommun", "B"), ("andel", "D")]
    assert svar.oanvanda_kolumner == ("C (Folkmängd)", "E (Not)")
    assert [(d.radnummer, d.omfattning, d.stammer) for d in svar.delsummor] == [
        (7, "Blekinge län", True),
        (10, "Kronobergs län", True),
        (13, "Västra Götalands län", True),
        (14, "hela tabellen", True),
    ]
    texter = {rad.radnummer: rad.text for rad in svar.rader}
    assert texter[9] == "Ingen andel i raden: läst som 0."
    assert texter[11] == "”MALUNG” läst som Malung-Sälen."
    assert texter[16] == "Text utan tal."
    assert svar.forstadda[0].last == "BLEKINGE LÄN | KARLSHAMN | 31\u00a0800 | 3,25"
    assert len(svar.saknade) == 284


@pytest.mark.parametrize("radslut", ["\n", "\r\n"])
@pytest.mark.parametrize("kodning", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_give_the_same_table(kodning: str, radslut: str) -> None:
    innehall = MIGRATIONSVERKETS_SATT.replace("\n", radslut).encode(kodning)
    svar = tolka(las(innehall, "a.csv"), get_kommuner(), get_lan())
    assert svar.rader == tolka_csv(MIGRATIONSVERKETS_SATT).rader


def test_the_same_table_as_a_workbook() -> None:
    rader = [
        ["Anvisningsandelar 2027"],
        [],
        ["Kod", "Kommun", "Andel, promille"],
        [114, "UPPLANDS VÄSBY", 4.61],
        ["0115", "VALLENTUNA", "3,22"],
        ["Summa", None, 7.83],
    ]
    svar = tolka_xlsx(rader)
    assert svar.andelar == {"0114": Decimal("4.61"), "0115": Decimal("3.22")}
    assert not svar.har_fel
    assert svar.delsummor[0].stammer
    assert svar.blad == "Andelar"


def test_the_whole_country() -> None:
    text = "Kommunkod;Kommun;Andel\n" + "".join(
        f"{kommun.kod};{kommun.namn};{str(get_andelar()[kommun.kod]).replace('.', ',')}\n" for kommun in get_kommuner()
    )
    svar = tolka_csv(text)
    assert svar.andelar == get_andelar()
    assert svar.summa == 1000
    assert not svar.har_fel
    assert svar.saknade == ()


@pytest.mark.parametrize(
    ("kommun", "lan"),
    [("Kommun", "Län"), ("KOMMUN", "LÄN"), ("Kommunnamn", "Länsnamn"), ("Kommuner", "Län "), ("Kommunens namn", "Län")],
)
@pytest.mark.parametrize(
    "andel",
    [
        "Andel",
        "Promille",
        "‰",
        "Andel (promille)",
        "Andel, ‰",
        "Andelstal",
        "Anvisningsandel",
        "Anvisningsandel 2027",
        "Anvisningsandelar för 2027 (promille)",
        "Kommunandel",
        "Preliminär andel",
        "FASTSTÄLLDA ANDELSTAL",
        "Kommunens andel i promille",
        "Andel före omfördelning",
        "Andel efter omfördelning (‰)",
        "Ordinarie andel",
    ],
)
def test_headings_that_are_recognised(kommun: str, lan: str, andel: str) -> None:
    svar = tolka_csv(f"{lan};{kommun};{andel}\nKalmar län;Kalmar;1,5\n")
    assert svar.andelar == {"0880": Decimal("1.5")}
    assert not svar.har_fel


@pytest.mark.parametrize(
    "andel", ["Andel av befolkningen", "Andel i procent", "Antal", "Förändring (promille)", "Flyttad andel", "Andel %"]
)
def test_headings_that_are_something_else(andel: str) -> None:
    svar = tolka_csv(f"Kommun;{andel}\nKalmar;1,5\n")
    assert svar.har_fel
    assert svar.fel[0].startswith("Hittade ingen rad med kolumnrubriker.")
    assert svar.rubriker[0] == f"Kommun | {andel}"
    assert not svar.andelar


@pytest.mark.parametrize(
    ("rubrik", "form"),
    [
        ("Andel före omfördelning", "fore"),
        ("Ordinarie andel", "fore"),
        ("Andel efter omfördelning", "efter"),
        ("Andel", None),
        ("Andel före och efter omfördelning", None),
    ],
)
def test_what_the_heading_says_of_itself(rubrik: str, form: str | None) -> None:
    assert tolka_csv(f"Kommun;{rubrik.replace(' och', '')}\nKalmar;1,5\n").kolumnform == form


BADA = "Kommun;Andel före omfördelning;Andel efter omfördelning\nKalmar;1,5;2,5\n"


def test_two_share_columns_are_never_chosen_between_silently() -> None:
    svar = tolka_csv(BADA)
    assert svar.fel == (
        "Flera kolumner kan vara andelen: B (Andel före omfördelning) och C (Andel efter omfördelning). Svara om "
        "andelarna är före eller efter omfördelning, eller ta bort den kolumn som inte ska läsas in.",
    )
    assert tolka_csv(BADA, kolumn="fore").andelar == {"0880": Decimal("1.5")}
    assert tolka_csv(BADA, kolumn="efter").andelar == {"0880": Decimal("2.5")}
    assert tolka_csv(BADA, kolumn="efter").oanvanda_kolumner == ("B (Andel före omfördelning)",)


def test_two_years_beside_each_other_are_refused() -> None:
    text = "Kommun;Andel 2026;Andel 2027\nKalmar;1,5;2,5\n"
    for val in ({}, {"kolumn": "fore"}):
        assert "Ta bort den kolumn" in tolka_csv(text, **val).fel[0]


def test_sheets_that_hold_no_table_are_named_and_two_tables_are_refused() -> None:
    tabell = [["Kommun", "Andel"], ["Kalmar", 1.5]]
    blad = {"Förklaringar och begrepp": [["Andel är …"]], "Andelar": tabell}
    svar = tolka(las(build_xlsx(blad), "a.xlsx"), get_kommuner(), get_lan())
    assert (svar.blad, svar.oanvanda_blad) == ("Andelar", ("Förklaringar och begrepp",))
    assert svar.andelar == {"0880": Decimal("1.5")}
    bok = las(build_xlsx({"2026": tabell, "2027": tabell}), "a.xlsx")
    assert tolka(bok, get_kommuner(), get_lan()).fel == (
        "Flera blad har andelar: ”2026” och ”2027”. Spara det blad du menar som en egen fil.",
    )
    assert tolka(bok, get_kommuner(), get_lan(), blad="2027").blad == "2027"
    dolt = las(build_xlsx({"2026": tabell, "2027": tabell}, d=lambda b: b.worksheets()[1].hide()), "a.xlsx")
    assert tolka(dolt, get_kommuner(), get_lan()).blad == "2026"


@pytest.mark.parametrize(
    ("rad", "text"),
    [
        (
            "Hbao;;1",
            "Det finns ingen kommun som heter ”Hbao”. Menar du Habo (0643) eller Håbo (0305)? Rätta namnet i filen.",
        ),
        (
            "HÄBO;;1",
            "Det finns ingen kommun som heter ”HÄBO”. Menar du Habo (0643) eller Håbo (0305)? Rätta namnet i filen.",
        ),
        ("Ljungbi;;1", "Det finns ingen kommun som heter ”Ljungbi”. Menar du Ljungby (0781)? Rätta namnet i filen."),
        ("Qqqqqq;;1", "Det finns ingen kommun som heter ”Qqqqqq”. Rätta namnet i filen."),
        ("Orebro;;1", "Det finns ingen kommun som heter ”Orebro”. Menar du Örebro (1880)? Rätta namnet i filen."),
        (
            "Hbao;;",
            "Det finns ingen kommun som heter ”Hbao”. Menar du Habo (0643) eller Håbo (0305)? Rätta namnet i filen.",
        ),
        (
            "Övriga kommuner i länet;;0",
            "Det finns ingen kommun som heter ”Övriga kommuner i länet”. Rätta namnet i filen.",
        ),
        ("Habo;0305;1", "Koden 0305 är Håbo, men Habo har koden 0643. Rätta namnet eller koden."),
        ("Hbo;0305;1", "Koden 0305 är Håbo, men raden heter ”Hbo”. Rätta namnet eller koden."),
        ("Habo;9999;1", "Det finns ingen kommun med koden ”9999”. Skriv fyra siffror, till exempel 0114."),
        ("Habo;x;1", "Det finns ingen kommun med koden ”x”. Skriv fyra siffror, till exempel 0114."),
        ("Habo;00643;1", "Det finns ingen kommun med koden ”00643”. Skriv fyra siffror, till exempel 0114."),
        ("Habo;٠٦٤٣;1", "Det finns ingen kommun med koden ”٠٦٤٣”. Skriv fyra siffror, till exempel 0114."),
        ("Kalmar;14;1", "Det finns ingen kommun med koden ”14”. Skriv fyra siffror, till exempel 0114."),
        (";;1", "Raden har ett tal men ingen kommun. Skriv kommunens namn eller kod."),
        ("Habo;;-1", "”-1” är ingen andel. Skriv andelen utan plus eller minus, till exempel 1,25."),
        ("Habo;;ett", "”ett” är ingen andel. Skriv hur många promille, till exempel 1,25."),
        ("Habo;;..", "”..” är ingen andel. Skriv hur många promille, till exempel 1,25."),
        ("Habo;;1e1", "”1e1” är ingen andel. Skriv hur många promille, till exempel 1,25."),
        ("Habo;;1,2345", "”1,2345” är ingen andel. Skriv andelen med högst tre decimaler, till exempel 1,255."),
        ("Habo;;1001", "”1001” är ingen andel. Skriv ett tal mellan 0 och 1\u00a0000 promille, till exempel 1,25."),
    ],
)
def test_errors_stop_and_say_what_to_do(rad: str, text: str) -> None:
    svar = tolka_csv(f"Kommun;Kommunkod;Andel\nKalmar;0880;2\n{rad}\n")
    assert felen(svar) == [(3, text)]
    assert svar.har_fel
    assert svar.andelar == {"0880": Decimal(2)}


@pytest.mark.parametrize(
    ("varde", "text"),
    [
        (-1.5, "Andelen är mindre än 0."),
        (1000.5, "Andelen är större än 1\u00a0000 promille."),
        (1.2345, "1,2345 har för många decimaler. Skriv andelen med högst tre decimaler"),
        (True, "”SANT” är ingen andel."),
    ],
)
def test_errors_in_a_workbook(varde: object, text: str) -> None:
    svar = tolka_xlsx([["Kommun", "Andel"], ["Kalmar", varde]])
    assert [rad.text.startswith(text) for rad in svar.felrader] == [True]


def test_suggestions_are_codes_in_swedish_order_and_never_used() -> None:
    svar = tolka_csv("Kommun;Andel\nHÄBO;1\n")
    assert svar.felrader[0].forslag == ("0643", "0305")
    assert svar.andelar == {}


def test_one_municipality_twice() -> None:
    svar = tolka_csv("Kommun;Kommunkod;Andel\nKalmar;;1\nNybro;;2\n;0880;1\nKALMAR KOMMUN;880;\n")
    assert felen(svar) == [
        (4, "Kalmar (0880) finns redan på rad 2. Ta bort den ena raden."),
        (5, "Kalmar (0880) finns redan på rad 2. Ta bort den ena raden."),
    ]


def test_a_municipality_under_another_county_is_an_error_with_the_likely_neighbour() -> None:
    svar = tolka_csv(
        "Län;Kommun;Andel\nUPPSALA LÄN;HABO;1\n;ENKÖPING;2\nJÖNKÖPING LÄN;HABO;3\n;HÅBO;4\nX LÄN;Kalmar;5\n"
    )
    assert felen(svar) == [
        (
            2,
            "Habo (0643) ligger i Jönköpings län men står under Uppsala län. Menar du Håbo (0305)? "
            "Rätta kommunen eller länet.",
        ),
        (
            5,
            "Håbo (0305) ligger i Uppsala län men står under Jönköpings län. Menar du Habo (0643)? "
            "Rätta kommunen eller länet.",
        ),
        (6, "Det finns inget län som heter ”X LÄN”. Rätta länets namn i filen."),
    ]
    assert svar.andelar == {"0381": Decimal(2), "0643": Decimal(3)}


def test_a_county_code_that_contradicts() -> None:
    svar = tolka_csv("Länskod;Kommun;Andel\n8;Kalmar;1\n07;Nybro;1\n")
    assert felen(svar) == [
        (3, "Nybro (0881) ligger i Kalmar län men står under länskoden 07. Rätta kommunen eller länet.")
    ]


def test_counties_as_rows_of_their_own_with_sums() -> None:
    svar = tolka_csv(
        "Län;Kommun;Länskod;Kommunkod;Andel\n"
        "BLEKINGE LÄN;;10;;3,5\nBLEKINGE LÄN;KARLSHAMN;10;1082;1,5\nBLEKINGE LÄN;KARLSKRONA;10;1080;2\n"
        "GOTLANDS LÄN;;09;;9\nGOTLANDS LÄN;GOTLAND;09;0980;4\n"
    )
    assert not svar.har_fel
    assert [(d.radnummer, d.omfattning, d.angiven, d.summa, d.stammer) for d in svar.delsummor] == [
        (2, "Blekinge län", Decimal("3.5"), Decimal("3.5"), True),
        (5, "Gotlands län", Decimal(9), Decimal(4), False),
    ]


def test_counties_and_municipalities_in_one_column_with_codes() -> None:
    svar = tolka_csv(
        "Kod;Namn;Andel\n00;Riket;10\n01;Stockholms län;6\n0114;Upplands Väsby;2\n0180;Stockholm;4\n"
        "08;Kalmar;4\n0880;Kalmar;4\n"
    )
    assert not svar.har_fel
    assert svar.andelar == {"0114": Decimal(2), "0180": Decimal(4), "0880": Decimal(4)}
    assert [(d.omfattning, d.stammer) for d in svar.delsummor] == [
        ("hela tabellen", True),
        ("Stockholms län", True),
        ("Kalmar län", True),
    ]


def test_code_and_name_in_one_cell() -> None:
    svar = tolka_csv("Kommun;Andel\n08 Kalmar län;4\n0880 Kalmar;3\n0881 Nybro;1\n")
    assert svar.andelar == {"0880": Decimal(3), "0881": Decimal(1)}
    assert [(d.omfattning, d.stammer) for d in svar.delsummor] == [("Kalmar län", True)]
    assert felen(tolka_csv("Kommun;Andel\n0880 Nybro;3\n")) == [
        (2, "Koden 0880 är Kalmar, men Nybro har koden 0881. Rätta namnet eller koden.")
    ]


def test_codes_alone_are_enough() -> None:
    svar = tolka_csv("Kommunkod;Andel\n0114;1\n115;2\n")
    assert svar.andelar == {"0114": Decimal(1), "0115": Decimal(2)}


@pytest.mark.parametrize(
    ("summarad", "omfattning", "stammer"),
    [
        ("Delsumma", "Kalmar län", True),
        ("Delsumma Kalmar län", "Kalmar län", True),
        ("KALMAR LÄN Totalt", "Kalmar län", True),
        ("Summa Kalmar", "Kalmar län", True),
        ("Totalt", "hela tabellen", True),
        ("Summa riket", "hela tabellen", True),
        ("Hela landet", "hela tabellen", True),
        ("SUMMA:", "hela tabellen", True),
        ("Delsumma Blekinge län", "Blekinge län", False),
    ],
)
def test_sum_rows_in_their_many_forms(summarad: str, omfattning: str, stammer: bool) -> None:
    svar = tolka_csv(f"Län;Kommun;Andel\nKALMAR LÄN;KALMAR;1,5\n;NYBRO;2\n;{summarad};3,5\n")
    assert not svar.har_fel
    assert [(d.omfattning, d.stammer) for d in svar.delsummor] == [(omfattning, stammer)]


def test_a_block_without_a_county_is_summed_from_the_last_sum() -> None:
    svar = tolka_csv("Kommun;Andel\nKalmar;1\nNybro;2\nDelsumma;3\nHabo;4\nDelsumma;5\nTotalt;7\nTotalt;x\n")
    assert [(d.radnummer, d.angiven, d.summa, d.stammer) for d in svar.delsummor] == [
        (4, Decimal(3), Decimal(3), True),
        (6, Decimal(5), Decimal(4), False),
        (7, Decimal(7), Decimal(7), True),
        (8, None, Decimal(7), False),
    ]


def test_rounding_in_the_table_is_allowed_but_not_a_missing_share() -> None:
    rader = "".join(f"{kommun.namn};1,11\n" for kommun in get_kommuner()[:20])
    for angiven, stammer in (("22,2", True), ("22,3", True), ("22,31", False), ("21,09", False)):
        assert tolka_csv(f"Kommun;Andel\n{rader}Totalt;{angiven}\n").delsummor[0].stammer is stammer


def test_an_empty_sum_is_not_compared() -> None:
    assert tolka_csv("Kommun;Andel\nKalmar;1\nTotalt;\n").delsummor == ()


@pytest.mark.parametrize("cell", ["", "-", "–", " "])
def test_blanks_for_zero_are_zero_and_marked(cell: str) -> None:
    svar = tolka_csv(f"Kommun;Andel\nKalmar;{cell}\nNybro;0\n")
    assert svar.andelar == {"0880": Decimal(0), "0881": Decimal(0)}
    assert [rad.tom for rad in svar.forstadda] == [True, False]


@pytest.mark.parametrize(
    "rad",
    [
        "Källa: Migrationsverket;",
        "* Preliminära uppgifter;",
        "1) Se förklaringar;",
        ";Not",
        "Uppdaterad 2026-08-20;",
        "Andelarna bygger på de fem faktorer som Migrationsverket har fastställt för året;",
        "Kommun;Andel",
        ";",
    ],
)
def test_what_is_no_row_of_the_table_is_passed_over(rad: str) -> None:
    text = f"Kommun;Andel\nKalmar;1\n{rad}\nNybro;2\n"
    svar = tolka_csv(text)
    if rad == ";Not":
        assert felen(svar) == [(3, "Raden har ett tal men ingen kommun. Skriv kommunens namn eller kod.")]
        return
    assert svar.rader[2].slag == "hoppad"
    assert svar.rader[2].text
    assert svar.andelar == {"0880": Decimal(1), "0881": Decimal(2)}


def test_headings_without_rows() -> None:
    assert tolka_csv("Kommun;Andel\n").fel == (
        "Tabellen har inga kommuner under rubrikerna. Välj en fil med en rad för varje kommun.",
    )


def test_a_table_far_longer_than_the_country_is_not_read_row_by_row() -> None:
    svar = tolka_csv("Kommun;Andel\n" + "Kalmar;1\n" * 2_001)
    assert svar.fel == (
        "Tabellen har 2001 rader, men Sverige har 290 kommuner. Ta bort rader som inte hör till tabellen.",
    )
    assert svar.rader == ()


def test_three_decimals_are_kept_also_when_the_year_shows_two() -> None:
    svar = tolka_csv("Kommun;Andel\nKalmar;1,255\n", decimaler=2)
    assert svar.andelar == {"0880": Decimal("1.255")}
    assert not svar.har_fel


def test_json_both_ways() -> None:
    for svar in (
        tolka_csv(MIGRATIONSVERKETS_SATT),
        tolka_csv("Kommun;Andel\nHÄBO;1\nTotalt;x\n"),
        tolka_csv("Inget;här\n"),
        tolka_csv(BADA),
    ):
        data = svar.to_json()
        assert Tolkning.from_json(data) == svar
    assert data["fel"] == list(svar.fel)
    assert tolka_csv(MIGRATIONSVERKETS_SATT).to_json()["rader"][4]["promille"] == "3.25"


@pytest.mark.parametrize("data", ["{}", "[]", "x", "null", '{"rader": 1}'])
def test_json_that_is_something_else(data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Tolkning.from_json(data)


def test_json_with_an_unknown_kind_of_row() -> None:
    data = tolka_csv("Kommun;Andel\nKalmar;1\n").to_json()
    data["rader"][1]["slag"] = "kanske"
    with pytest.raises(ValueError, match="kanske"):
        Tolkning.from_json(data)


# Names


def test_every_municipality_is_found_by_its_names_and_no_other() -> None:
    register = Register(get_kommuner(), get_lan())
    for kommun in get_kommuner():
        for form in (kommun.namn, kommun.namn.upper(), f" {kommun.namn.lower()} ", f"{kommun.namn} kommun"):
            assert register.find_kommun(form) == kommun
    assert register.find_kommun("Vaxholms stad").kod == "0187"
    assert register.find_kommun("Borås stad").kod == "1490"
    assert register.find_kommun("Borgholms kommun").kod == "0885"


def test_aliases_name_real_municipalities_and_shadow_none() -> None:
    namn = {kommun.namn for kommun in get_kommuner()}
    assert set(ALIAS.values()) <= namn
    assert not set(ALIAS) & {normalform(ett) for ett in namn}
    register = Register(get_kommuner(), get_lan())
    for alias, ratt in ALIAS.items():
        assert register.find_kommun(alias.upper()).namn == ratt


def test_every_county_is_found_in_every_form() -> None:
    register = Register(get_kommuner(), get_lan())
    for lan in get_lan():
        stam = lan.namn.removesuffix(" län")
        for form in (lan.namn, lan.namn.upper(), stam, stam.removesuffix("s"), f"{stam.removesuffix('s')} LÄN".upper()):
            assert register.find_lan(form) == lan, form
    assert register.find_lan("Kalmar", krav_lan=True) is None
    assert register.find_lan("") is None

"""What the letters say, in the right order and in plain Swedish."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from html.parser import HTMLParser

import pytest

from omfordelning import brev
from omfordelning.brev.sidor import build_html
from omfordelning.process import Villkor
from tests.omfordelning import brevexempel

FORBJUDNA = re.compile(
    r"\b(härmed|avseende|erhåll\w*|skall|ogiltig\w*|felaktig\w*|vänligen|flytt av barn|jämlikt|ovanstående)\b",
    re.IGNORECASE,
)
HOGSTA_LIX = 40
PROSA = {"h1", "p", "p.ingress", "p.viktigt", "p.ersatter", "p.under", "p.not", "li", "li.ihop"}
"""What is read as running text: not the letterhead, labels with values, lists of names, or how to reach somebody."""


class _Stycken(HTMLParser):
    """Collects headings, paragraphs and list items with their class; an item of a bare list is `li.rader`."""

    def __init__(self) -> None:
        super().__init__()
        self.stycken: list[tuple[str, str]] = []
        self.tagg = ""
        self.lista = ""
        self.huvud = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        klass = dict(attrs).get("class") or ""
        if tag in {"h1", "h2", "p", "li", "caption", "title"}:
            self.tagg = tag
            form = {"li": f"li.{self.lista}", "p": "p.huvud" if self.huvud else f"p.{klass}"}.get(tag, tag)
            self.stycken.append((form.rstrip("."), ""))
        elif tag == "ul":
            self.lista = klass
        elif tag == "div":
            self.huvud = klass in {"huvud", "handling"}

    def handle_data(self, data: str) -> None:
        if self.tagg:
            form, text = self.stycken[-1]
            self.stycken[-1] = (form, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.tagg:
            self.tagg = ""
        elif tag == "div":
            self.huvud = False


def get_stycken(underlag: brev.Underlag) -> list[tuple[str, str]]:
    """Every heading, paragraph and list item with its form, in order, spaces made plain."""
    parser = _Stycken()
    parser.feed(build_html(underlag))
    return [(form, " ".join(text.split())) for form, text in parser.stycken]


def get_text(underlag: brev.Underlag) -> str:
    """All of a document's prose, headings and lists."""
    return "\n".join(text for _, text in get_stycken(underlag))


def get_lix(text: str) -> float:
    """The readability index: words per sentence plus the percentage of words longer than six letters."""
    words = re.findall(r"[A-Za-zÅÄÖåäöéü]+", text)
    sentences = max(1, len(re.findall(r"[.!?:](?=\s|$)", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("namn", brevexempel.ALLA)
def test_plain_words(namn: str) -> None:
    assert FORBJUDNA.findall(get_text(brevexempel.ALLA[namn])) == []


@pytest.mark.parametrize("namn", [namn for namn in brevexempel.ALLA if namn != "arende"])
def test_plain_sentences(namn: str) -> None:
    """Names of places and authorities are part of the text and count; a registered act's title is the act's own."""
    forms = PROSA - {"h1"} if namn == "registreringskopia" else PROSA
    prose = " ".join(
        text if text.endswith((".", "!", "?", ":")) else f"{text}."
        for form, text in get_stycken(brevexempel.ALLA[namn])
        if form in forms
    )
    assert get_lix(prose) <= HOGSTA_LIX


def test_the_index_knows_heavy_text() -> None:
    assert get_lix("Myndighetens handläggningsrutiner avseende omfördelningsförfaranden implementeras successivt.") > 60
    assert get_lix("Du får brevet nu. Läs det i lugn och ro. Ring om du vill.") < 20


@pytest.mark.parametrize(
    ("namn", "rubrik", "ingress"),
    [
        ("besked", "Länsstyrelsen föreslår omfördelningen", "Den gäller först när Migrationsverket har beslutat."),
        ("besked-nej", "Länsstyrelsen tar inte med omfördelningen", "Förslaget tas inte med i redovisningen"),
        ("bekraftelse", "Omfördelningen är fastställd", "Emmaboda kommun lämnar 0,80 ‰ till Kalmar kommun."),
        ("bekraftelse-avvikelse", "Omfördelningen är fastställd med ny siffra", "Emmaboda kommun lämnar 0,765 ‰"),
        ("bekraftelse-nej", "Omfördelningen är inte fastställd", "Båda kommunerna behåller sina andelar"),
    ],
)
def test_the_outcome_comes_first(namn: str, rubrik: str, ingress: str) -> None:
    stycken = get_stycken(brevexempel.ALLA[namn])
    forms = [form for form, _ in stycken]
    assert stycken[forms.index("h1")][1] == rubrik
    assert stycken[forms.index("p.ingress")][1].startswith(ingress)
    assert forms.index("p.ingress") < forms.index("h2")
    assert rubrik in stycken[0][1]


def test_a_yes_says_what_it_does_not_cover_and_a_no_does_not() -> None:
    for namn, omfattas in [("besked", True), ("bekraftelse", True), ("besked-nej", False), ("bekraftelse-nej", False)]:
        text = get_text(brevexempel.ALLA[namn])
        for del_ in ("anknytningsanvisningar", "flyktingkvoten", "redan är anvisade", "ankomstkommun", "ersättningen"):
            assert (del_ in text) == omfattas


def test_zero_promille_is_explained_only_then() -> None:
    varning = "En kommun med 0 ‰ kan ändå få ett barn anvisat"
    assert varning in get_text(brevexempel.BESKED_HELA)
    assert varning not in get_text(brevexempel.BESKED)


def test_a_no_gives_its_reasons_before_the_figures() -> None:
    for underlag in (brevexempel.BESKED_NEJ, brevexempel.BEKRAFTELSE_NEJ):
        text = get_text(underlag)
        assert text.index(underlag.skal[0]) < text.index("Andelarna ändras inte")


@pytest.mark.parametrize(
    ("villkor", "hela", "mening"),
    [
        (Villkor.PROMILLE, False, "så lämnas ändå 0,80 ‰, men aldrig mer än hela andelen."),
        (Villkor.PROPORTION, False, "så ändras antalet promille lika mycket i förhållande."),
        (Villkor.FORFALL, False, "så förfaller förslaget."),
        (Villkor.FORFALL, True, "så är det den som lämnas."),
    ],
)
def test_the_clause_is_spelled_out(villkor: Villkor, hela: bool, mening: str) -> None:
    text = get_text(replace(brevexempel.BESKED, villkor=villkor, hela_andelen=hela))
    assert mening in text
    assert "Det är alltid Migrationsverkets beslut som gäller." in text


def test_every_clause_has_a_sentence() -> None:
    texts = {get_text(replace(brevexempel.BESKED, villkor=villkor)) for villkor in Villkor}
    assert len(texts) == len(Villkor)
    rad = brevexempel.REDOVISNING.rader[2]
    texts = {get_text(replace(brevexempel.REDOVISNING, rader=(replace(rad, villkor=v),))) for v in Villkor}
    assert len(texts) == len(Villkor)


def test_who_decided() -> None:
    text = get_text(brevexempel.BESKED)
    for uppgift in (
        "Beslutande: Åsa Exempelsson, länsråd",
        "Föredragande: Örjan Påhittad, integrationshandläggare",
        "Deltog i övrigt: Märta Uppdiktad, länsjurist",
        "Beslutsdag: 10 november 2026",
        "Rättslig grund: 4 § förordningen (2017:193); förvaltningslagen (2017:900)",
    ):
        assert uppgift in text
    utan = get_text(brevexempel.BESKED_NEJ)
    assert "Föredragande: Ingen föredragande" in utan
    assert "Deltog i övrigt: Ingen annan deltog i den slutliga handläggningen" in utan


def test_a_deviation_is_explained() -> None:
    text = get_text(brevexempel.BEKRAFTELSE_AVVIKELSE)
    assert "Länsstyrelsen föreslog 0,80 ‰. Migrationsverket beslutade 0,765 ‰." in text
    assert "Emmaboda kommuns slutliga andel är lägre än den preliminära." in text
    assert "Kommunernas villkor för en ändrad andel hade gett 0,80 ‰." in text


def test_appeal_and_replacement_are_shown_only_when_set() -> None:
    med, utan = get_text(brevexempel.BESKED_HELA), get_text(brevexempel.BESKED)
    for text in (
        "Så överklagar du",
        "Ersätter besked OMF-2027-08-003, version 1 av den 6 november 2026.",
        "EXEMPELDATA – påhittade siffror",
        "Anstånd.",
    ):
        assert text in med
        assert text not in utan


def test_amounts_are_examples() -> None:
    text = get_text(brevexempel.BESKED)
    assert "Den fasta delen är 500 000 kr per kommun och år. Den stannar hos Emmaboda kommun." in text
    assert "om prognosen är 1 000 barn ger 0,80 ‰ en rörlig del på 7 560 kr. Beloppet är bara ett exempel" in text
    assert "kr" not in get_text(replace(brevexempel.BESKED, ersattning=None)).split()


def test_one_row_is_singular() -> None:
    en = replace(brevexempel.REDOVISNING, rader=brevexempel.REDOVISNING.rader[:1])
    assert "Länsstyrelsen föreslår 1 omfördelning. Den omfattar 1,00 ‰." in get_text(en)
    assert "Länsstyrelsen föreslår 3 omfördelningar. Tillsammans omfattar de 2,35 ‰." in get_text(
        brevexempel.REDOVISNING
    )


def test_the_receivers_rows_say_all_that_it_gets() -> None:
    """Kalmar gets from three: each of its rows has the sum, as on the screen, and the same share after."""
    html = build_html(brevexempel.REDOVISNING)
    assert ">Tar emot i allt</th>" in html
    assert html.count(">6,90</td><td>2,35</td><td>9,25</td>") == 3
    for lamnar in (
        "1,00</td><td>1,00</td><td>0,00",
        "1,05</td><td>0,55</td><td>0,50",
        "1,25</td><td>0,80</td><td>0,45",
    ):
        assert f">{lamnar}</td>" in html


def test_digits_that_are_stored_are_shown() -> None:
    """A third decimal is never hidden, and a column shows equal decimals."""
    html = build_html(brevexempel.BEKRAFTELSE_AVVIKELSE)
    for cell in ("1,190", "−0,765", "+0,765", "0,425", "7,715", "8,140"):
        assert f">{cell}</td>" in html


def test_nothing_is_said_about_what_is_not_stated() -> None:
    """Empty texts leave their line out: no label without a value, no "None", no double full stop."""
    tom = brev.Kontakt(namn="Växeln")
    underlag = replace(
        brevexempel.BESKED,
        mottagare=brev.Mottagare(namn="Emmaboda kommun"),
        avsandare=brev.Avsandare(namn="Länsstyrelsen i Kalmar län"),
        kontakt=tom,
        kommunbeslut=(brev.Kommunbeslut(kommun="Emmaboda kommun", datum=date(2026, 10, 6)),),
        referenser=(),
        sandlista=(),
        ersattning=None,
        vantas=None,
        beslut=replace(brevexempel.BESLUT, rattslig_grund=""),
        promille=D("0.80"),
    )
    text = get_text(underlag)
    assert "None" not in text
    assert ".." not in text
    assert "Kontakta Växeln." in text
    assert "Emmaboda kommun: 6 oktober 2026." in text
    for rubrik in ("Myndigheternas nummer", "Brevet skickas till", "Rättslig grund", "Telefon", "väntas"):
        assert rubrik not in text
    html = build_html(replace(underlag, kommunbeslut=()))
    assert "Kommunerna har inte redovisat några beslut." in html
    assert '<ul class="rader">' not in html


def test_lines_of_a_reason_stay_lines() -> None:
    html = build_html(replace(brevexempel.BESKED_NEJ, skal=("Rad ett.\nRad två.",)))
    assert "Rad ett.<br>Rad två." in html

"""The pages about assignments: who may see and act, the way of a file from reading to undoing, and bad input."""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar
from anvisning.models import (
    Anvisningsbokning,
    Anvisningsraknare,
    Anvisningsunderlag,
    Kolumnmall,
    Konto,
    Organisation,
    Roll,
)
from anvisning.tabell.anvisningstabell import MALLEN_DOLJER
from tests import fabrik
from tests.fabrik import START, Riket
from tests.inloggning import ge_losenord, logga_in
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
TABELL = "Kommun;Utjämnande;Anknytning\nLuleå;2;1\nBoden;;3\n"
DOLT = re.compile(r'<input[^>]*name="(nyckel|sett)"[^>]*value="([^"]*)"')


@pytest.fixture(scope="module")
def landet(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Riket]:
    with delad(django_db_blocker, lambda: fabrik.bygg_riket(nu=None)) as riket:
        yield riket


@pytest.fixture
def riket(landet: Riket, db: None) -> Iterator[Riket]:
    with mock.patch.object(timezone, "now", return_value=START):
        yield deepcopy(landet)


def som(konto: Konto) -> Client:
    return logga_in(Client(), konto)


@pytest.fixture
def en(riket: Riket) -> Client:
    """The administrator who reads in."""
    return som(riket.importor)


@pytest.fixture
def tva(riket: Riket) -> Client:
    """The administrator who posts."""
    klient = som(riket.publicist)
    ge_losenord(klient, riket.publicist)
    return klient


def text(svar: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", svar.content.decode()).replace("\u00a0", " ").split())


def nyckel() -> dict[str, str]:
    return {"nyckel": str(uuid.uuid4())}


def las_in(klient: Client, innehall: str = TABELL, namn: str = "juli.csv", **andra: str) -> HttpResponse:
    falt = {"slag": "perioder", "kalla": "Migrationsverket", "fran": "2026-07-01", "till_och_med": "2026-07-31"}
    fil = SimpleUploadedFile(namn, innehall.encode())
    return klient.post(reverse("anvisningar_las_in"), {**falt, **andra, **nyckel(), "fil": fil})


def underlaget(innehall: str = TABELL, *, riket: Riket, **andra: object) -> Anvisningsunderlag:
    u = anvisningar.Filuppgifter(
        "Migrationsverket", START.date().replace(month=7), START.date().replace(month=7, day=1)
    )
    return anvisningar.las_in("perioder", "a.csv", innehall.encode(), u, av=riket.importor, nu=START)


def bokfor(klient: Client, underlag: Anvisningsunderlag, **kryss: str) -> HttpResponse:
    adress = reverse("anvisningar_bokfor", args=[underlag.publikt_id])
    sidan = klient.get(adress)
    dolda = dict(DOLT.findall(sidan.content.decode()))
    kontroll = klient.post(adress, {**dolda, **kryss})
    if kontroll.status_code != 200:
        return kontroll
    dolda |= dict(DOLT.findall(kontroll.content.decode()))
    return klient.post(adress, {**dolda, **kryss, "steg": "skicka"})


def test_a_file_goes_from_one_person_to_the_other_and_can_be_undone(en: Client, tva: Client) -> None:
    svar = las_in(en)
    assert svar.status_code == 302
    sida = text(en.get(svar.url))
    assert "Inget räknas än" in sida
    assert "Du förberedde underlaget. En annan person ska granska och bokföra det." in sida
    assert "Luleå 2580 2 1 – 0 3" in sida
    assert "Summa 2 4 –" in sida
    underlag = Anvisningsunderlag.objects.get()
    assert f"{underlag.get_slag_display()} juli.csv" in text(tva.get(reverse("riket_anvisningar")))
    assert "Granska och bokför" in text(tva.get(svar.url))
    uppgift = f"{underlag.get_slag_display()}: granska och bokför"
    assert uppgift in text(tva.get(reverse("uppgifter")))
    assert uppgift not in text(en.get(reverse("uppgifter")))
    svar = bokfor(tva, underlag)
    assert svar.status_code == 302
    bokning = Anvisningsbokning.objects.get()
    sida = text(tva.get(svar.url))
    assert "Bokfört: anvisningar per dag, månad eller period." in sida
    assert "Ångra bokföringen" in sida
    adress = reverse("anvisningar_angra", args=[bokning.publikt_id])
    assert en.post(adress, {"skal": " ", **nyckel()}).status_code == 422
    svar = en.post(adress, {"skal": "Fel månad.", **nyckel()})
    motpost = Anvisningsunderlag.objects.get(slag="motpost")
    assert "Fel månad." in text(en.get(svar.url))
    assert bokfor(tva, motpost).status_code == 302
    assert "Bokföringen är ångrad" in text(en.get(reverse("anvisningsbokning", args=[bokning.publikt_id])))
    assert "(ångrad)" in text(en.get(reverse("riket_anvisningar")))
    assert not any(a.antal for a in Anvisningsraknare.objects.all())


def test_who_prepared_cannot_post_and_warnings_are_ticked(riket: Riket, en: Client, tva: Client) -> None:
    underlag = underlaget("Kommun;Utjämnande\nLuleå;3\nLuleå;-1\n", riket=riket)
    ge_losenord(en, riket.importor)
    adress = reverse("anvisningar_bokfor", args=[underlag.publikt_id])
    assert "En annan person ska godkänna" in text(en.get(adress))
    assert en.post(adress, {"sett": "1", "varning-1": "on", "varning-2": "on"}).status_code == 409
    svar = bokfor(tva, underlag, **{"varning-1": "on"})
    assert svar.status_code == 422
    assert "Bekräfta varningen, eller avbryt" in text(svar)
    assert not Anvisningsbokning.objects.exists()
    assert bokfor(tva, underlag, **{"varning-1": "on", "varning-2": "on"}).status_code == 302
    assert tva.get(adress).status_code == 409
    assert tva.get(reverse("anvisningar_kassera", args=[underlag.publikt_id])).status_code == 409


def test_the_columns_are_said_anew_and_remembered(riket: Riket, en: Client, tva: Client) -> None:
    svar = las_in(en, "Kommun;Placerade\nLuleå;4\n")
    sida = text(en.get(svar.url))
    assert "Ingen kolumn har tal att läsa in. Välj vilken eller vilka det är." in sida
    falt = {"kalla": "Migrationsverket", "fran": "2026-07-01", "till_och_med": "2026-07-31", "kolumn-A": "kommun"}
    falt |= {"kolumn-B": "antal:utjamnande", "spara_mall": "on"}
    assert en.post(svar.url, {**falt, **nyckel()}).status_code == 302
    assert "Luleå 2580 4" in text(en.get(svar.url))
    assert Kolumnmall.objects.get().kolumner["placerade"] == "antal:utjamnande"
    assert tva.post(svar.url, {**falt, **nyckel()}).status_code == 409
    svar = las_in(en, "Kommun;Placerade\nLuleå;5\n", "augusti.csv")
    assert "Luleå 2580 5" in text(en.get(svar.url))


def test_columns_of_a_file_that_cannot_be_read_are_not_remembered_and_the_page_says_so(en: Client) -> None:
    svar = las_in(en, "Kommun;Utjämnande\nLuleå;4\n")
    falt = {"kalla": "Migrationsverket", "fran": "2026-07-01", "till_och_med": "2026-07-31", "spara_mall": "on"}
    assert en.post(svar.url, {**falt, "kolumn-A": "summa", "kolumn-B": "summa", **nyckel()}).status_code == 302
    sida = text(en.get(svar.url))
    assert "Kolumnerna sparades inte för källan, eftersom filen har fel." in sida
    assert "Filen är läst på nytt." in sida
    assert not Kolumnmall.objects.exists()
    svar = las_in(en, "Kommun;Utjämnande\nLuleå;5\n", "augusti.csv")
    assert "Luleå 2580 5" in text(en.get(svar.url))


def test_saved_columns_that_hide_every_heading_can_be_said_anew(en: Client) -> None:
    Kolumnmall.objects.create(kalla="Migrationsverket", kolumner={"kommun": "summa", "placerade": "summa"})
    svar = las_in(en, "Kommun;Placerade\nLuleå;4\n")
    sida = text(en.get(svar.url))
    assert "Ingen kolumn har tal att läsa in. Välj vilken eller vilka det är." in sida
    assert MALLEN_DOLJER in sida
    assert "Kolumn B: Placerade" in sida
    falt = {"kalla": "Migrationsverket", "fran": "2026-07-01", "till_och_med": "2026-07-31", "spara_mall": "on"}
    falt |= {"kolumn-A": "kommun", "kolumn-B": "antal:utjamnande"}
    assert en.post(svar.url, {**falt, **nyckel()}).status_code == 302
    assert "Luleå 2580 4" in text(en.get(svar.url))
    svar = las_in(en, "Kommun;Placerade\nLuleå;5\n", "augusti.csv")
    sida = text(en.get(svar.url))
    assert "Luleå 2580 5" in sida
    assert MALLEN_DOLJER not in sida


def test_wrong_cells_are_shown_one_by_one(en: Client, tva: Client) -> None:
    svar = las_in(en, "Kommun;Utjämnande\nHobo;1\nLuleå;två\n")
    sida = text(en.get(svar.url))
    assert "2 celler har fel" in sida
    assert "granska och bokför" not in text(tva.get(reverse("uppgifter")))
    assert "A2 Hobo Det finns ingen kommun som heter ”Hobo”. Menar du Habo (0643)" in sida
    assert "B3 två ”två” är inget antal. Skriv ett helt tal, till exempel 12." in sida


def test_a_correction_is_typed_by_one_and_posted_by_the_other(en: Client, tva: Client) -> None:
    adress = reverse("anvisningar_rattelse")
    falt = {"kalla": "Brev", "skal": "Ett barn hade räknats två gånger."}
    svar = en.post(adress, {**falt, **nyckel(), "kommun-1": "Hobo", "dag-1": "i går", "antal-1": "x"})
    assert svar.status_code == 422
    for mening in ("kommunens namn eller kod", "Välj slag av anvisning", "Skriv ett helt antal barn"):
        assert mening in text(svar)
    rad = {"kommun-2": "luleå", "dag-2": "2026-07-03", "typ-2": "utjamnande", "antal-2": "2"}
    svar = en.post(adress, {**falt, **nyckel(), **rad})
    assert svar.status_code == 302
    assert "Rättelse: granska och bokför" in text(tva.get(reverse("uppgifter")))
    assert bokfor(tva, Anvisningsunderlag.objects.get()).status_code == 302
    assert "Luleå 2580 2" in text(
        tva.get(reverse("anvisningsbokning", args=[Anvisningsbokning.objects.get().publikt_id]))
    )
    assert "Skriv minst en rad" in text(en.post(adress, {**falt, **nyckel()}))
    assert "personnummer" in text(en.post(adress, {**falt, **nyckel(), **rad, "skal": "20120304-1234"}))


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"antal-2": "1_0"}, "Rad 2: Skriv ett helt antal barn, högst 100 000, till exempel 1 eller −1."),
        ({"antal-2": "0"}, "Rad 2: Skriv ett helt antal barn, högst 100 000, till exempel 1 eller −1."),
        ({"antal-2": "−100001"}, "Rad 2: Skriv ett helt antal barn, högst 100 000, till exempel 1 eller −1."),
        ({"antal-2": "9" * 5000}, "Rad 2: Skriv ett helt antal barn, högst 100 000, till exempel 1 eller −1."),
        ({"dag-2": "2015-12-31"}, "Rad 2: Skriv en dag från 1 januari 2016 till 20 augusti 2026."),
        ({"dag-2": "9999-12-31"}, "Rad 2: Skriv en dag från 1 januari 2016 till 20 augusti 2026."),
    ],
)
def test_a_correction_beyond_the_limits_is_told_the_limits(en: Client, andrat: dict[str, str], mening: str) -> None:
    falt = {"kalla": "Brev", "skal": "Ett barn hade räknats två gånger."}
    rad = {"kommun-2": "luleå", "dag-2": "2026-07-03", "typ-2": "utjamnande", "antal-2": "−1"}
    svar = en.post(reverse("anvisningar_rattelse"), {**falt, **nyckel(), **rad, **andrat})
    assert (svar.status_code, mening in text(svar)) == (422, True)


def test_a_correction_is_written_with_a_minus_sign(en: Client) -> None:
    falt = {"kalla": "Brev", "skal": "Ett barn hade räknats två gånger."}
    rad = {"kommun-2": "luleå", "dag-2": "2026-07-03", "typ-2": "utjamnande", "antal-2": "−1"}
    assert en.post(reverse("anvisningar_rattelse"), {**falt, **nyckel(), **rad}).status_code == 302
    assert Anvisningsunderlag.objects.get().rader.get().antal == -1


@pytest.mark.parametrize("vad", ["filnamn", "cell", "tom", "kalla"])
def test_what_cannot_be_read_is_refused_in_words(en: Client, vad: str) -> None:
    svar = {
        "filnamn": lambda: las_in(en, namn="20120304-1234.csv"),
        "cell": lambda: las_in(en, TABELL + "Kalix;1;20120304-1234\n"),
        "tom": lambda: las_in(en, ""),
        "kalla": lambda: las_in(en, kalla=" "),
    }[vad]()
    assert svar.status_code in (409, 422)
    assert "Det här behöver rättas" in text(svar)
    assert not Anvisningsunderlag.objects.exists()


def test_only_the_national_roles_see_and_only_administrators_act(riket: Riket, en: Client) -> None:
    underlag = underlaget(riket=riket)
    lasa = [reverse("riket_anvisningar"), reverse("anvisningsunderlag", args=[underlag.publikt_id])]
    gora = [
        reverse("anvisningar_las_in"),
        reverse("anvisningar_rattelse"),
        *(reverse(namn, args=[underlag.publikt_id]) for namn in ("anvisningar_bokfor", "anvisningar_kassera")),
    ]
    kommun = fabrik.skapa_konto(Organisation.objects.get(kommun="2580"), Roll.KOMMUN_FORETRADARE)
    granskare = som(riket.granskare)
    assert [granskare.get(adress).status_code for adress in lasa] == [200, 200]
    assert {granskare.get(adress).status_code for adress in gora} == {403}
    assert granskare.post(lasa[1], nyckel()).status_code == 403
    assert {som(kommun).get(adress).status_code for adress in [*lasa, *gora]} == {403}
    assert en.get(reverse("anvisningsunderlag", args=[uuid.uuid4()])).status_code == 404
    svar = en.post(gora[3], nyckel())
    assert (svar.status_code, svar.url) == (302, lasa[0])
    assert Anvisningsunderlag.objects.get().avslutad


SKRAP = ["", "\x00", "9" * 5000, "-1", "<script>", "2026-13-45", "\u0663", "’; DROP", "\ud7ff" * 3000]


def test_garbage_in_every_field_gives_an_answer_in_words(riket: Riket, en: Client, tva: Client) -> None:
    underlag = underlaget("Kommun;Utjämnande\nLuleå;3\nLuleå;-1\n", riket=riket)
    falt = {
        reverse("anvisningar_las_in"): ["slag", "kalla", "fran", "till_och_med", "typ", "nyckel"],
        reverse("anvisningar_rattelse"): ["kalla", "skal", "kommun-1", "dag-1", "typ-1", "antal-1", "nyckel"],
        reverse("anvisningsunderlag", args=[underlag.publikt_id]): [
            "kalla",
            "fran",
            "till_och_med",
            "kolumn-A",
            "nyckel",
        ],
    }
    for adress, namn in falt.items():
        for skrap in SKRAP:
            svar = en.post(adress, dict.fromkeys(namn, skrap))
            assert svar.status_code in (409, 422), (adress, skrap[:10])
    for skrap in SKRAP:
        for steg in ("", "skicka"):
            data = {"sett": skrap, "steg": steg, "nyckel": skrap, "varning-1": skrap}
            svar = tva.post(reverse("anvisningar_bokfor", args=[underlag.publikt_id]), data)
            assert svar.status_code in (409, 422)
    assert not Anvisningsbokning.objects.exists()

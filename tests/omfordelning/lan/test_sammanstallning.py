"""The county's table: exact rows and sums, cases by whose turn it is, files, search, questions that do not grow."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from anvisning.models import Ar, Kontaktfunktion, Organisation, Roll, Tabellslag
from anvisning.tabell import las
from omfordelning.handlaggning import anstand, granskning
from omfordelning.handlaggning.anstand import tillat_sen_inlamning
from omfordelning.handlaggning.forslag import avboj, registrera
from omfordelning.models import Omstandighet
from omfordelning.process import Sida
from omfordelning.sammanstallning import sammanstall
from omfordelning.views.lan.sammanstallning import summan_stammer
from tests import fabrik
from tests.fabrik import AR, BESLUTAT, FASTSTALLT, GRANSKAT, SKICKAT, SVARAT, Lansscen
from tests.omfordelning.lan.besok import Besok, rader, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
SIDA = f"/lanet/{AR}/"


def andel(kod: str) -> str:
    return f"{fabrik.preliminara()[kod]:.2f}".replace(".", ",")


def minus(kod: str, promille: str) -> str:
    return f"{fabrik.preliminara()[kod] - Decimal(promille):.2f}".replace(".", ",")


def plus(kod: str, promille: str) -> str:
    return f"{fabrik.preliminara()[kod] + Decimal(promille):.2f}".replace(".", ",")


def lanets_summa() -> str:
    return f"{sum(p for kod, p in fabrik.preliminara().items() if kod.startswith('25')):.2f}".replace(".", ",")


ALVSBYN, ARVIDSJAUR, JOKKMOKK, LULEA, BODEN = "2560", "2505", "2510", "2580", "2582"


def test_every_municipality_has_its_exact_row_and_the_sum_is_equal(lan: Lansscen, lasare: Besok) -> None:
    lan.overens("Älvsbyn", "Luleå")
    lan.overens("Arvidsjaur", "Luleå", "0.50")
    lan.skickat("Jokkmokk", "Boden", "0.40")
    svar = lasare.get(SIDA)
    tabell = {rad[0]: rad[1:] for rad in rader(svar)}
    assert len(tabell) == 16  # head, 14 municipalities, sum
    assert tabell["Älvsbyn"] == [andel(ALVSBYN), andel(ALVSBYN), "–", "–", "–", "0,00"]
    assert tabell["Arvidsjaur"] == [andel(ARVIDSJAUR), "0,50", "–", "–", "–", minus(ARVIDSJAUR, "0.50")]
    mottaget = f"{fabrik.preliminara()[ALVSBYN] + Decimal('0.50'):.2f}"
    assert tabell["Luleå"] == [andel(LULEA), "–", mottaget.replace(".", ","), "–", "–", plus(LULEA, mottaget)]
    assert tabell["Jokkmokk"] == [andel(JOKKMOKK), "–", "–", "0,40", "–", andel(JOKKMOKK)]
    assert tabell["Boden"] == [andel(BODEN), "–", "–", "–", "0,40", andel(BODEN)]
    assert tabell["Hela länet"][0] == tabell["Hela länet"][-1] == lanets_summa()
    assert tabell["Hela länet"][1] == tabell["Hela länet"][2] == mottaget.replace(".", ",")
    assert f"Länets summa är alltid lika: {lanets_summa()} ‰ före och {lanets_summa()} ‰ efter" in text(svar)
    assert "Älvsbyn får andelen 0 ‰. Även en kommun med andelen 0 ‰ kan få ett barn anvisat till sig" in text(svar)


def test_a_sum_that_is_not_equal_is_said_in_red(lan: Lansscen) -> None:
    alvsbyn = lan.kommuner["Älvsbyn"]
    lika = sammanstall([alvsbyn], {ALVSBYN: Decimal(1)}, [])
    olika = sammanstall([alvsbyn], {ALVSBYN: Decimal(1)}, [(ALVSBYN, "0000", Decimal("0.5"), True)])
    assert (summan_stammer(lika), summan_stammer(olika)) == (True, False)
    for rader_, rott in ((lika, False), (olika, True)):
        sammanhang = {"summor": rader_.summor, "summan_stammer": summan_stammer(rader_), "decimaler": 2}
        html = render_to_string("omfordelning/lan/_summan.html", sammanhang)
        assert ('data-color="danger"' in html, "Länets summa stämmer inte" in html) == (rott, rott)


def test_cases_stand_under_whose_turn_it_is(lan: Lansscen, handlaggare: Besok) -> None:
    overens = lan.overens("Älvsbyn", "Luleå")
    vantar = lan.skickat("Arvidsjaur", "Luleå", "0.50")
    nej = lan.skickat("Jokkmokk", "Boden", "0.40")
    avboj(nej.pk, skal="Platserna räcker inte.", av=lan.foretradare("Boden"), nu=SVARAT, kand_version=1)
    svar = handlaggare.get(SIDA)
    tabeller = [rader(svar, n) for n in (1, 2, 3)]
    assert [t[1][0] for t in tabeller] == [overens.referens, vantar.referens, nej.referens]
    assert tabeller[0][1][1:] == [
        "Älvsbyn",
        "Luleå",
        f"{andel(ALVSBYN)} hela andelen",
        "Överens väntar på länsstyrelsen protokollsutdrag följer från Älvsbyn protokollsutdrag följer från Luleå",
        "6 november 2026",
        f"Gör den formella kontrollen i {overens.referens}",
    ]
    assert "väntar på Luleå" in tabeller[1][1][4]
    assert tabeller[2][1][4] == "Avslutad – nej från Boden"
    html = svar.content.decode()
    platser = [html.index(f"{grupp} (1)") for grupp in ("Väntar på länsstyrelsen", "Väntar på kommunerna", "Avslutade")]
    assert platser == sorted(platser)


def test_flags_tell_what_is_missing(lan: Lansscen, handlaggare: Besok, annat: Lansscen) -> None:
    utan_beslut = lan.skickat("Älvsbyn", "Luleå", beslut=lan.uppgifter("Älvsbyn", tillstand="planerat"))
    med_anstand = lan.skickat("Arvidsjaur", "Luleå", "0.50")
    rad = anstand.begar_anstand(
        med_anstand.pk, sammantrade=date(2026, 11, 10), av=lan.foretradare("Luleå"), nu=SVARAT, skal="Extra sammanträde"
    )
    komplettering = lan.overens("Jokkmokk", "Boden", "0.40")
    granskning.begar_komplettering(
        komplettering.pk, sida=Sida.GIVARE, fraga="Skicka protokollet.", av=lan.handlaggare, nu=GRANSKAT
    )
    granskning.anmal_omstandighet(
        komplettering.pk,
        sida=Sida.GIVARE,
        slag=Omstandighet.Slag.OVERKLAGAT,
        dag=date(2026, 11, 2),
        av=lan.handlaggare,
        nu=GRANSKAT,
    )
    anmarkt = lan.overens("Pajala", "Boden", "0.30")
    granskning.kontrollera(
        anmarkt.pk, utan_anmarkning=False, anmarkning="Paragraf saknas", av=lan.handlaggare, nu=GRANSKAT, kand_version=1
    )
    svar = handlaggare.get(SIDA)
    lagen = {r[0]: r for n in (1, 2) for r in rader(svar, n)[1:]}
    assert "beslut saknas från Älvsbyn" in lagen[utan_beslut.referens][4]
    assert "anstånd begärt" in lagen[med_anstand.referens][4]
    assert lagen[med_anstand.referens][6] == f"Besluta om anstånd i {med_anstand.referens}"
    assert f"/lanet/anstand/{rad.pk}/" in svar.content.decode()
    assert "komplettering begärd" in lagen[komplettering.referens][4]
    assert "överklagat" in lagen[komplettering.referens][4]
    assert "anmärkning i kontrollen" in lagen[anmarkt.referens][4]
    begart = handlaggare.get(f"{SIDA}?flagga=anstand-begart")
    assert med_anstand.referens in text(begart)
    assert anmarkt.referens not in text(begart)
    hos_kommunerna = handlaggare.get(f"{SIDA}?tur=kommuner")
    assert komplettering.referens in text(hos_kommunerna)
    assert anmarkt.referens not in text(hos_kommunerna)


def test_granted_anstand_late_lane_and_registration_are_flags(lan: Lansscen, besok) -> None:
    f = lan.skickat("Arvidsjaur", "Luleå", "0.50")
    rad = anstand.begar_anstand(f.pk, sammantrade=date(2026, 11, 10), av=lan.foretradare("Luleå"), nu=SVARAT)
    anstand.besluta_anstand(rad.pk, beviljat_till=date(2026, 11, 11), av=lan.handlaggare, nu=SVARAT)
    tillat_sen_inlamning(
        AR, givare=JOKKMOKK, till=date(2026, 11, 12), skal="Sjukdom", av=lan.handlaggare, nu=fabrik.FOR_SENT
    )
    skickat = lan.skickat("Jokkmokk", "Boden", "0.40", nu=GRANSKAT)
    lan.godkant(skickat, nu=GRANSKAT)
    registrerat = registrera(
        AR,
        givare=ALVSBYN,
        mottagare=LULEA,
        innehall=fabrik.innehall(None),
        av=lan.handlaggare,
        nu=GRANSKAT,
        registrering=lan.registrering(Sida.GIVARE, SKICKAT),
    )
    svar = besok(lan.handlaggare).get(SIDA)
    lagen = {r[0]: r for n in (1, 2) for r in rader(svar, n)[1:]}
    assert "anstånd till 11 november 2026" in lagen[f.referens][4]
    assert lagen[f.referens][5] == "11 november 2026"
    assert "sen inlämning" in lagen[skickat.referens][4]
    assert "registrerat av länsstyrelsen" in lagen[registrerat.referens][4]


def test_search_and_order_are_kept_in_the_address(lan: Lansscen, lasare: Besok) -> None:
    svar = lasare.get(f"{SIDA}?q=alvs&sortera=-egen")
    assert [rad[0] for rad in rader(svar)[1:-1]] == ["Älvsbyn"]
    assert rader(svar)[-1][1] == lanets_summa()  # the sum is always the whole county's
    namn = [rad[0] for rad in rader(lasare.get(SIDA))[1:-1]]
    assert namn[0] == "Arjeplog"
    assert namn[-3:] == ["Älvsbyn", "Överkalix", "Övertorneå"]
    fallande = [Decimal(rad[1].replace(",", ".")) for rad in rader(lasare.get(f"{SIDA}?sortera=-egen"))[1:-1]]
    assert fallande == sorted(fallande, reverse=True)
    assert "Ingen kommun i länet heter så" in text(lasare.get(f"{SIDA}?q=xyz"))


@pytest.mark.parametrize(
    "fraga", ["sortera=drop", "sortera=--egen", "tur=allt", "flagga=%00", "q=%00%ED%A0%80" + "9" * 5000]
)
def test_anything_in_the_address_is_read_or_passed_by(lan: Lansscen, lasare: Besok, fraga: str) -> None:
    assert lasare.get(f"{SIDA}?{fraga}").status_code == 200


def test_files_hold_the_same_numbers(lan: Lansscen, lasare: Besok) -> None:
    f = lan.overens("Arvidsjaur", "Luleå", "0.50")
    rad = list(csv.reader(io.StringIO(lasare.get(f"/lanet/{AR}.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert ["2505", "Arvidsjaur", andel(ARVIDSJAUR), "0,50", "0,00", "0,00", "0,00", minus(ARVIDSJAUR, "0.50")] in rad
    assert rad[-1][1:3] == ["Summa", lanets_summa()]
    assert any("Preliminära" in r[0] for r in rad)
    blad = las(lasare.get(f"/lanet/{AR}.xlsx").content, "lanet.xlsx").blad
    assert [f.referens in str(ett.rader) for ett in blad] == [False, True]
    data = json.loads(lasare.get(f"/lanet/{AR}.json").content)
    assert data["preliminar"] is True
    assert data["rader"][0]["Kommun"] == "Arjeplog"
    assert lasare.get(f"/lanet/{AR}.exe").status_code == 404


def test_after_the_final_table_the_ledger_is_shown(lan: Lansscen, lasare: Besok, besok) -> None:
    lan.overens("Älvsbyn", "Luleå")
    lan.redovisat()
    lan.riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2560="1.30"), nu=FASTSTALLT)
    svar = besok(lan.konto(Roll.LAN_LASARE), FASTSTALLT).get(SIDA)
    tabell = {rad[0]: rad[1:] for rad in rader(svar)}
    assert tabell["Älvsbyn"] == ["1,30", "1,30", "–", "0,00"]
    assert "1,30 hela andelen" in rader(svar, 1)[1]
    assert "Preliminär" not in text(svar)


def test_empty_states_say_what_comes_and_when(lan: Lansscen, lasare: Besok, besok) -> None:
    assert "Inga förslag är skickade än" in text(lasare.get(SIDA))
    fabrik.skapa_ar(2028)
    svar = besok(lan.handlaggare).get("/lanet/2028/")
    assert "preliminära andelar för 2028 är inte publicerade än" in text(svar)
    assert "fredag 20 augusti 2027" in text(svar)


def test_who_to_call_in_municipalities_without_a_proposal(lan: Lansscen, lasare: Besok) -> None:
    Kontaktfunktion.objects.create(
        organisation=Organisation.objects.get(kommun=BODEN), funktion="Samordnare", telefon="0921-620 00"
    )
    lan.overens("Älvsbyn", "Luleå")
    tabell = {rad[0]: rad[1:] for rad in rader(lasare.get(SIDA), 2)[1:]}
    assert tabell["Boden"][:2] == ["Samordnare", "0921-620 00"]
    assert tabell["Kiruna"][0] == "Ingen kontakt angiven"
    assert "Älvsbyn" not in tabell


def test_the_open_year_is_shown_first_and_others_by_name(lan: Lansscen, lasare: Besok) -> None:
    assert f"Sammanställning {AR}" in text(lasare.get("/lanet/"))
    assert lasare.get("/lanet/1999/").status_code == 404
    assert lasare.get(f"/lanet/{'9' * 5000}/").status_code == 404


def test_gotland_has_a_reason_and_no_demand(lan: Lansscen, besok) -> None:
    organisation = Organisation.objects.get(lan="09")
    gotland = besok(fabrik.skapa_konto(organisation, Roll.LAN_BESLUTSFATTARE))
    svar = gotland.get("/lanet/")
    assert "Gotlands län har bara en kommun" in text(svar)
    assert [rad[0] for rad in rader(svar)[1:]] == ["Gotland", "Hela länet"]
    for adress in (
        "/lanet/redovisning/",
        f"/lanet/redovisning/{AR}/besluta/",
        f"/lanet/redovisning/{AR}/tidplan/",
        f"/lanet/redovisning/{AR}/allmanna-handlingar/",
        f"/lanet/{AR}/registrera/",
        f"/lanet/{AR}/sen-inlamning/",
    ):
        svar = gotland.get(adress)
        assert svar.status_code == 200
        assert "Gotlands län har bara en kommun" in text(svar)
        assert "Ni behöver inte göra något" in text(svar)


def test_a_county_without_any_year(lan: Lansscen, besok) -> None:
    Ar.objects.get(pk=AR).tidplaner.filter(lan="13").delete()
    halland = besok(fabrik.skapa_konto(Organisation.objects.get(lan="13"), Roll.LAN_LASARE))
    assert "Inget år är öppnat än" in text(halland.get("/lanet/"))
    assert "Inget år är öppnat än" in text(halland.get("/lanet/redovisning/"))
    assert halland.get(SIDA).status_code == 404


def test_questions_do_not_grow_with_the_rows(
    lan: Lansscen, lasare: Besok, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lan.overens("Älvsbyn", "Luleå")
    with django_assert_max_num_queries(8) as fa:
        lasare.get(SIDA)
    antal = len(fa)
    for namn in ("Arvidsjaur", "Jokkmokk", "Pajala"):
        lan.overens(namn, "Luleå", "0.30")
    lan.skickat("Kiruna", "Boden", "0.30")
    with django_assert_max_num_queries(antal):
        lasare.get(SIDA)
    with django_assert_max_num_queries(8):
        lasare.get(f"/lanet/{AR}.xlsx")
    lan.beslutat(nu=BESLUTAT)
    with django_assert_max_num_queries(8):
        lasare.get("/lanet/redovisning/")

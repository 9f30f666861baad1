"""My goal fulfilment: the authority's figure, the account and its parts, the queue, and each figure worked out."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning.berakningar import korning, lasning, manad, offentligt
from anvisning.berakningar.kommunbild import Kommunlage, kommunens_lage
from anvisning.berakningar.manad import HORISONT
from anvisning.maluppfyllelse.insyn import Insyn
from anvisning.models import Andelsandring, Roll
from anvisning.tabell import las
from anvisning.visning import promille, tal
from omfordelning.malord import turmening
from tests.anvisning.berakningar.scen import bokfor, rakna
from tests.fabrik import preliminara
from tests.omfordelning.lan.besok import rader, text
from tests.omfordelning.mal.conftest import Besoker
from tests.omfordelning.mal.scen import ALVSBYN, ARVIDSJAUR, LULEA, NU, Scen, publicerad, stall_in

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ADRESS = "/min-maluppfyllelse/"
ALLA = 290 * 2 - 4 + 14 + 9 + 40 + 4
"""Children in the country: two each, Luleå 14 and Arvidsjaur 9; 40 to Stockholm by tie; four in July's file."""
I_AR = 44


INTE_PUBLICERAT = "Platsen visas inte, för antalet barn på den andra kommunens konto är inte publicerat."


def egen_bild(scen: Scen, insyn: Insyn) -> Kommunlage:
    lage = kommunens_lage(lasning.underlag(scen.berakning), lasning.metod(scen.berakning), insyn, HORISONT)
    assert lage is not None
    return lage


def komma(tal_: float) -> str:
    return f"{tal_:.2f}".replace(".", ",")


def rutor(svar: object) -> list[tuple[str, str, str]]:
    return [
        (r["etikett"], r["varde"].replace("\xa0", " "), r["not"].replace("\xa0", " "))
        for r in svar.context["nyckeltal"]
    ]


def test_kontot_delarna_och_platserna_ar_motorns(scen: Scen, besok: Besoker) -> None:
    """Luleå has two parts of others; one child came to Älvsbyn's part, and counts on Älvsbyn's account."""
    svar = besok("Luleå").get(ADRESS)
    assert scen.berakning.alla == ALLA
    assert scen.berakning.i_ar == I_AR
    mal = Fraction(preliminara()[LULEA]) * ALLA / 1000
    lage = egen_bild(scen, Insyn(kod=LULEA))
    antal = lage.uppfyllelse.antal
    assert (antal, lage.i_kommunen) == (16, 17)
    assert rutor(svar) == [
        ("Barn på kontot", "16", "sedan 1 januari 2016"),
        ("Mål", komma(float(mal)), f"{promille(preliminara()[LULEA])} av 643 barn i landet".replace("\xa0", " ")),
        ("Måluppfyllelse", f"{float(antal / mal) * 100:.1f} %".replace(".", ","), f"16 av {komma(float(mal))} barn"),
        ("Avstånd till målet", f"+{komma(float(antal - mal))}", f"{komma(float(antal - mal))} barn fler än målet"),
    ]
    tabell = rader(svar)
    assert [(rad[0], rad[2]) for rad in tabell[1:]] == [("Del från Arvidsjaur", "0"), ("Del från Älvsbyn", "1")]
    assert tabell[1][1] == "0,50 ‰"
    sagt = text(svar)
    egen = lage.delar[0]
    assert egen.plats is not None
    barn = tal(egen.plats.barn_fore).replace("\xa0", " ")
    assert (
        f"{egen.plats.kommuner_fore} kommuner står före er; ungefär {barn} barn till i landet innan det är er tur."
    ) in sagt
    for konto in ("Arvidsjaur", "Älvsbyn"):
        assert f"Del från {konto} {INTE_PUBLICERAT}" in sagt
    assert "Inga antal är publicerade än. Därför fördelas landets barn efter andel på de andra kommunerna." in sagt
    assert "En anknytningsanvisning kan komma när som helst" in sagt
    assert "Beräknad" in sagt


def test_platserna_foljer_det_som_ar_publicerat(scen: Scen, besok: Besoker) -> None:
    """Arvidsjaur's ten children are shown, Älvsbyn's three are not: nor is Luleå's place on that account."""
    manad.publicera(scen.berakning.pk, av=scen.riket.publicist, nu=NU)
    insyn = offentligt.insyn(LULEA)
    assert insyn.nu[ARVIDSJAUR] == 10
    assert ALVSBYN not in insyn.senast
    lage = egen_bild(scen, insyn)
    assert [d.dold for d in lage.delar] == [False, False, True]
    sagt = text(besok("Luleå").get(ADRESS))
    arvidsjaurs = turmening(lage.delar[1], HORISONT, till_er=True).replace("\xa0", " ")
    assert f"Del från Arvidsjaur {arvidsjaurs}" in sagt
    assert f"Del från Älvsbyn {INTE_PUBLICERAT}" in sagt
    assert "Andra kommuner räknas med de antal som senast publicerades." in sagt


def test_en_korning_far_inte_veta_mer_av_det_som_publiceras_senare(scen: Scen) -> None:
    """A run's page says what was public when it was the newest; only its own month adds to that."""
    assert not offentligt.insyn(LULEA, scen.berakning).senast
    bokfor(scen.riket, {LULEA: 5}, dag=date(2027, 7, 31), nu=NU)
    ny = rakna(NU)
    assert ny is not None
    manad.publicera(ny.pk, av=scen.riket.publicist, nu=NU)
    assert offentligt.insyn(LULEA, ny) == offentligt.insyn(LULEA)
    assert offentligt.insyn(LULEA).nu[ARVIDSJAUR] == 10
    assert not offentligt.insyn(LULEA, scen.berakning).senast


def test_migrationsverkets_siffra_star_forst_och_ar_den_som_galler(scen: Scen, besok: Besoker) -> None:
    assert "Migrationsverket har inte publicerat någon siffra för er kommun." in text(besok("Luleå").get(ADRESS))
    publicerad(scen.riket, {"Luleå": "98,5"})
    sagt = text(besok("Luleå").get(ADRESS))
    assert "98,5 % den 31 juli 2027. Det är Migrationsverkets egen siffra, och det är den som gäller." in sagt
    assert sagt.index("98,5 %") < sagt.index("Beräknad måluppfyllelse")


def test_den_som_har_lamnat_allt_har_ett_streck_och_skalet(besok: Besoker) -> None:
    svar = besok("Älvsbyn").get(ADRESS)
    assert rader(svar)[1] == [
        "Behållen del Andelen är 0 promille. Därför finns inget mål att jämföra med.",
        "0,00 ‰",
        "0",
        "0,00",
        "–",
        "–",
    ]
    sagt = text(svar)
    assert f"{promille(preliminara()[ALVSBYN])} av kontot är omfördelat till Luleå.".replace("\xa0", " ") in sagt
    assert "Andelen är 0 promille. Därför finns ingen plats i turordningen." in sagt
    assert "Även en kommun med andelen 0 ‰ kan få ett barn anvisat." in sagt


def test_varje_siffra_ar_uppraknad_med_underlag_korning_och_fast_adress(scen: Scen, besok: Besoker) -> None:
    svar = besok("Luleå").get(ADRESS)
    figurer = {u.id: u for u in svar.context["utrakningar"]}
    assert list(figurer) == ["antal", "mal", "procent", "avstand", "del-1", "del-2", "tur-0", "tur-1", "tur-2"]
    mal = tal(preliminara()[LULEA] * ALLA / 1000)
    assert figurer["antal"].formel == "17 − 1 = 16"
    assert (
        figurer["mal"].formel.replace("\xa0", " ") == f"{komma(float(preliminara()[LULEA]))} ‰ × 643 barn = {mal} barn"
    )
    for id_ in ("procent", "del-2"):
        assert re.fullmatch(r"[\d ,]+ %, \d+ av [\d,]+ barn", figurer[id_].varde.replace("\xa0", " "))
    assert figurer["procent"].formel.replace("\xa0", " ").startswith(f"16 barn ÷ {mal} barn = ")
    b = scen.berakning
    assert b.bokning is not None
    for u in figurer.values():
        fakta = {rad["namn"]: rad["varde"] for rad in u.rader}
        assert b.bokning.sha256[:12] not in fakta["Anvisningar"]
        assert str(b.bokning.publikt_id) in fakta["Anvisningar"]
        assert fakta["Anvisningar"].startswith("Migrationsverket: ")
        assert str(b.publikt_id) in fakta["Beräkning"]
        assert fakta["Metod"] == "Ordinarie andel, med konton och delar"
        assert fakta["Kodversion"] == b.kodversion[:12]
        assert u.rader[-1]["url"] == f"/berakningar/{b.publikt_id}/{LULEA}/#{u.id}"
    sida = besok("Luleå").get(f"/berakningar/{b.publikt_id}/{LULEA}/").content.decode()
    assert all(f'id="{namn}"' in sida for namn in figurer)


def test_antalen_per_ar_och_manad_ar_kommunens_egna(besok: Besoker) -> None:
    svar = besok("Luleå").get(ADRESS)
    assert rader(svar, 1)[1:] == [["2027", "2", "1", "0", "3"], ["2026", "14", "0", "0", "14"]]
    manader = rader(svar, 2)
    assert len(manader) == 13
    assert [rad for rad in manader[1:] if rad[-1] != "0"] == [
        ["juli 2027", "2", "1", "0", "3"],
        ["december 2026", "14", "0", "0", "14"],
    ]
    assert "Anvisningar för inledande åtgärder räknas inte i måluppfyllelsen." in text(svar)


def test_filerna_har_samma_antal(besok: Besoker) -> None:
    besokare = besok("Luleå")
    fil = besokare.get(f"{ADRESS}antal.csv")
    assert fil["Content-Disposition"] == f'attachment; filename="anvisade-barn-{LULEA}.csv"'
    csv_rader = list(csv.reader(io.StringIO(fil.content.decode("utf-8-sig")), delimiter=";"))
    assert ["År", "2027-01-01", "2027-12-31", "2", "1", "0", "3"] in csv_rader
    assert ["Månad", "2026-12-01", "2026-12-31", "14", "0", "0", "14"] in csv_rader
    data = json.loads(besokare.get(f"{ADRESS}antal.json").content)
    assert (len(data["rader"]), data["rader"][0]["Summa"]) == (14, 3)
    assert las(besokare.get(f"{ADRESS}antal.xlsx").content, "antal.xlsx")
    assert besokare.get(f"{ADRESS}antal.pdf").status_code == 404


@pytest.mark.parametrize("metod", ["periodsumma", "gallande_andel"])
def test_med_en_annan_metod_raknas_kommunen_och_inte_konton(scen: Scen, besok: Besoker, metod: str) -> None:
    stall_in(scen.riket, metod=metod)
    svar = besok("Luleå").get(ADRESS)
    assert rutor(svar)[0][:2] == ("Barn i kommunen", "17")
    assert svar.context["delar"] == []
    assert len(svar.context["turer"]) == 1
    mal = next(u for u in svar.context["utrakningar"] if u.id == "mal").formel.replace("\xa0", " ")
    gallande = preliminara()[LULEA] + preliminara()[ALVSBYN] + Decimal("0.50")
    assert f"{komma(float(gallande))} ‰ × {I_AR if metod == 'periodsumma' else ALLA} barn = " in mal


def test_utan_korning_sags_vad_som_kommer(scen: Scen, besok: Besoker) -> None:
    korning.ta_tillbaka(scen.berakning.pk, skal="Prov.", av=scen.riket.importor, nu=NU)
    sagt = text(besok("Luleå").get(ADRESS))
    assert "Ingen beräkning än" in sagt
    assert "Anvisade barn per år" in sagt


def test_bara_kommunen_ser_sin_sida(scen: Scen, besok: Besoker) -> None:
    for roll in (Roll.KOMMUN_LASARE, Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE):
        assert besok("Arvidsjaur", roll).get(ADRESS).status_code == 200
    for konto in (scen.lan.handlaggare, scen.riket.granskare):
        for vag in (ADRESS, f"{ADRESS}antal.csv", f"{ADRESS}forvantat/"):
            assert besok(konto).get(vag).status_code == 403


def test_fragorna_ar_fa_och_beror_inte_pa_raderna(
    besok: Besoker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for namn, antal in (("Luleå", 12), ("Boden", 11)):  # Boden has no part whose name is asked for
        besokare = besok(namn)
        besokare.get(ADRESS)
        with django_assert_num_queries(antal):
            besokare.get(ADRESS)


def test_den_som_har_delar_ser_vems(scen: Scen, besok: Besoker) -> None:
    assert Andelsandring.objects.filter(kommun=ARVIDSJAUR).exists()
    svar = besok("Arvidsjaur").get(ADRESS)
    assert rader(svar)[1][:3] == ["Behållen del", "0,50 ‰", "1"]
    assert "0,50 ‰ av kontot är omfördelat till Luleå." in text(svar)


ETT_TAL = re.compile(r"\d[\d\xa0]*(?:,\d+)?")


def raknat(led: str) -> Fraction:
    """Work out one side of a formula as it is shown."""
    uttryck = ETT_TAL.sub(lambda m: f"Fraction('{m[0].replace(chr(0xA0), '').replace(',', '.')}')", led)
    for tecken, python in (("\xa0%", "/100"), ("\xa0‰", "/1000"), ("barn", ""), ("÷", "/"), ("×", "*"), ("−", "-")):
        uttryck = uttryck.replace(tecken, python)
    return Fraction(eval(uttryck, {"Fraction": Fraction}))  # noqa: S307  # digits and signs of our own page


@pytest.mark.parametrize("metod", ["ordinarie_andel", "periodsumma", "gallande_andel"])
@pytest.mark.parametrize("kommun", ["Luleå", "Arvidsjaur"])
def test_each_formula_can_be_worked_out_again_from_what_it_shows(
    scen: Scen, besok: Besoker, kommun: str, metod: str
) -> None:
    """Arvidsjaur has kept 0,51 ‰ of 44 children: 0,02244, which no rounded middle step gives."""
    if metod != "ordinarie_andel":
        stall_in(scen.riket, metod=metod)
    formler = {u.id: u.formel for u in besok(kommun).get(ADRESS).context["utrakningar"] if u.formel}
    assert {"mal", "procent", "avstand"} <= set(formler)
    for id_, formel in formler.items():
        forst, *resten = (raknat(led) for led in formel.split("="))
        for led, text_ in zip(resten, formel.split("=")[1:], strict=True):
            halv = Fraction(1, 2000) if "%" in text_ else 0
            assert abs(forst - led) <= halv, (id_, formel)

"""Vad händer om …: the page for each role, its numbers and its words, and the same panel where a case is made."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from anvisning import tid
from anvisning.berakningar.antaganden import antaganden_for
from anvisning.berakningar.landet import las_landet
from anvisning.maluppfyllelse.metoder import Uppfyllelse
from anvisning.maluppfyllelse.turordning import Plats
from anvisning.maluppfyllelse.underlag import Del, Metod
from anvisning.maluppfyllelse.vad_om import Jamforelse, jamfor
from anvisning.models import Ar, Kommun, Konto, Organisation, Roll, Tabellslag
from anvisning.prognos import TreScenarier
from anvisning.visning import HARDBLANK, promille, tal
from omfordelning import vad_om_ord
from omfordelning.malord import procent
from omfordelning.vad_om import VadOm, las_vad_om
from tests import fabrik
from tests.anvisning.berakningar.scen import bokfor, ratta
from tests.fabrik import AR, FASTSTALLT, GRANSKAT, SKICKAT, START, Lansscen
from tests.omfordelning.kommun.sidor import BESLUT, SKRAP, sida
from tests.omfordelning.lan.besok import Besok, nyckel, text
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ALVSBYN, BODEN, LULEA, KALMAR, NYBRO, GOTLAND = "2560", "2582", "2580", "0880", "0881", "0980"
SIDAN = "/vad-hander-om/"
DAG = tid.svensk_dag(SKICKAT)
ANTAL = {kod: int(andel) + int(kod) % 3 for kod, andel in fabrik.preliminara().items()}
INOM_LANET = [kod for kod in fabrik.preliminara() if kod.startswith("25")]


@dataclass
class Scen:
    """Norrbotten, Kalmar län, and somebody on Gotland."""

    lan: Lansscen
    annat: Lansscen
    gotlanning: Konto

    def konto(self, vem: str, roll: Roll) -> Konto:
        """Give an account by municipality ("" for the county, "riket" for the nation)."""
        if vem == "riket":
            return self.lan.riket.granskare if roll == Roll.GRANSKARE else self.lan.riket.importor
        return self.lan.konto(roll, vem)

    def besok(self, vem: str = "Älvsbyn", roll: Roll = Roll.KOMMUN_FORETRADARE) -> Besok:
        return Besok(self.konto(vem, roll), SKICKAT)


def bygg() -> Scen:
    """A year with a forecast, in a country where children have been assigned."""
    riket = fabrik.bygg_riket(prognos_lag=700, prognos_huvud=1000, prognos_hog=1500, prognos_kalla="Februariprognosen")
    lan = fabrik.bygg_lan(riket, kommuner=["Älvsbyn", "Luleå", "Boden"])
    annat = fabrik.bygg_lan(riket, "08", kommuner=["Kalmar"])
    gotland = fabrik.skapa_konto(Organisation.objects.get(kommun=GOTLAND), Roll.KOMMUN_FORETRADARE)
    bokfor(riket, ANTAL, dag=date(2026, 7, 31), nu=START)
    return Scen(lan, annat, gotland)


@pytest.fixture(scope="module")
def delat(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, bygg) as scen:
        yield scen


@pytest.fixture
def scen(delat: Scen, db: None) -> Scen:
    return deepcopy(delat)


def fraga(givare: str = ALVSBYN, mottagare: str = LULEA, andel: str = "0,40", mer: str = "") -> str:
    return f"{SIDAN}?givare={givare}&mottagare={mottagare}&promille={andel}{mer}"


def motorns(givare: str = ALVSBYN, mottagare: str = LULEA, andel: str = "0.40") -> Jamforelse:
    landet = las_landet(AR, DAG)
    antaganden = antaganden_for(landet.ar)
    return jamfor(
        landet.underlag,
        givare=givare,
        mottagare=mottagare,
        andel=Decimal(andel),
        lan=INOM_LANET,
        antaganden=antaganden,
    )


def panelens(givare: str = ALVSBYN, mottagare: str = LULEA, andel: str = "0.40", ser: str = "") -> VadOm:
    ena, andra = (Kommun.objects.get(pk=kod) for kod in (givare, mottagare))
    svar = las_vad_om(AR, ena, andra, ena.lan, Decimal(andel), ser=ser, dag=DAG)
    assert svar is not None
    return svar


def siffror(vad_om: VadOm) -> list[dict[str, tuple[str, str, str]]]:
    """Give both sides' figures by name, with common spaces."""
    return [
        {r.namn: tuple(t.replace(HARDBLANK, " ") for t in (r.fore, r.efter, r.andring)) for r in part.rader}
        for part in vad_om.parter
    ]


KOMMUN, LAN, RIKET = (Roll.for_slag(slag) for slag in ("kommun", "lansstyrelse", "nationell"))
EGEN = "Er kommun, Älvsbyn, ska vara en av de två."


@pytest.mark.parametrize(
    ("vem", "roller", "givare", "mottagare", "sagt"),
    [
        ("Älvsbyn", KOMMUN, ALVSBYN, LULEA, ""),
        ("Älvsbyn", KOMMUN, LULEA, ALVSBYN, ""),
        ("Älvsbyn", KOMMUN, LULEA, BODEN, EGEN),
        ("Älvsbyn", KOMMUN, ALVSBYN, KALMAR, "Välj en kommun."),
        ("Älvsbyn", KOMMUN, KALMAR, NYBRO, "Välj en kommun."),
        ("", LAN, LULEA, BODEN, ""),
        ("", LAN, KALMAR, NYBRO, "Välj en kommun."),
        ("riket", RIKET, LULEA, BODEN, ""),
        ("riket", RIKET, KALMAR, NYBRO, ""),
        ("riket", RIKET, LULEA, KALMAR, "Andelar omfördelas bara inom ett län."),
        ("riket", RIKET, GOTLAND, KALMAR, "Gotlands län har bara en kommun."),
        ("riket", RIKET, KALMAR, GOTLAND, "Gotlands län har bara en kommun."),
    ],
)
def test_who_may_compare_whom(vem: str, roller: list[Roll], givare: str, mottagare: str, sagt: str, scen: Scen) -> None:
    for roll in roller:
        svar = scen.besok(vem, roll).get(fraga(givare, mottagare))
        assert (svar.status_code, svar.context["vad_om"] is None) == ((422, True) if sagt else (200, False)), roll
        assert sagt in text(svar)


@pytest.mark.parametrize(
    ("vem", "roll", "sidan"),
    [
        ("Älvsbyn", Roll.KOMMUN_LASARE, "/min-maluppfyllelse/"),
        ("", Roll.LAN_LASARE, "/lanet/maluppfyllelse/"),
        ("riket", Roll.GRANSKARE, "/riket/berakningar/"),
    ],
)
def test_the_way_to_how_fulfilment_is_worked_out(vem: str, roll: Roll, sidan: str, scen: Scen) -> None:
    assert f'href="{sidan}"' in scen.besok(vem, roll).get(fraga()).content.decode().partition("<main")[2]


def test_a_visitor_is_asked_to_log_in(scen: Scen, client: Client) -> None:
    assert "/konto/login/" in client.get(fraga())["Location"]


def test_the_figures_are_the_engines(scen: Scen) -> None:
    svar, (givaren, mottagaren) = motorns(), siffror(panelens())
    for sidan, fore, efter in (
        (givaren, svar.fore.givare, svar.efter.givare),
        (mottagaren, svar.fore.mottagare, svar.efter.mottagare),
    ):
        assert sidan["Andel"][:2] == tuple(promille(bild.andel).replace(HARDBLANK, " ") for bild in (fore, efter))
        assert sidan[f"Väntade barn {AR}"][:2] == tuple(
            f"{tal(bild.barn.huvud, 1)} ({tal(bild.barn.lag, 1)} till {tal(bild.barn.hog, 1)})"
            for bild in (fore, efter)
        )
        assert sidan["Fast ersättning"] == ("500 000 kr", "500 000 kr", "oförändrad")
        assert sidan["Rörlig ersättning per år"][1].startswith(tal(efter.rorlig_del.huvud, 0).replace(HARDBLANK, " "))
        assert sidan["Måluppfyllelse, eget konto"][0].startswith(f"{fore.uppfyllelse.antal} av ")
        assert sidan["Måluppfyllelse, eget konto"][1].endswith(procent(efter.uppfyllelse.kvot).replace(HARDBLANK, " "))
        assert sidan["Måluppfyllelse, eget konto"][2] == "oförändrad"
    assert mottagaren["Plats i turordningen, delen från Älvsbyn"][::2] == ("–", "ny")
    plats = svar.efter.mottagare.platser[Del(ALVSBYN, LULEA)]
    assert mottagaren["Plats i turordningen, delen från Älvsbyn"][1] == i_ord(plats)
    assert givaren["Plats i turordningen, egen del"][:2] == tuple(
        i_ord(lage.givare.platser[Del(ALVSBYN, ALVSBYN)]) for lage in (svar.fore, svar.efter)
    )
    assert mottagaren["Måluppfyllelse, delen från Älvsbyn"] == ("–", "0 barn, inget mål än", "ny")


def i_ord(plats: Plats) -> str:
    barn = tal(plats.barn_fore).replace(HARDBLANK, " ")
    return f"{plats.kommuner_fore} kommuner före, ungefär {barn} barn till" if plats.barn_fore else "först i tur"


def test_the_sentences_the_sum_and_what_is_assumed(scen: Scen) -> None:
    sidan = text(scen.besok().get(fraga()))
    assert "Om Älvsbyn lämnar 0,40 ‰ till Luleå får Älvsbyn andelen 0,60 ‰ och Luleå 7,70 ‰ för 2027." in sidan
    assert (
        "Då väntas ungefär 0,6 barn till Älvsbyn i stället för 1,0, och ungefär 7,7 till Luleå i stället för 7,3. "
        "Det är en uppskattning, inget löfte." in sidan
    )
    summa = promille(sum(fabrik.preliminara()[kod] for kod in INOM_LANET)).replace(HARDBLANK, " ")
    assert f"Norrbottens län har {summa} före och {summa} efter. Länets summa är oförändrad." in sidan
    for antaget in (
        "Preliminära, version 1",
        "1 000 (700 till 1 500) barn i landet. Källa: Februariprognosen.",
        "Ordinarie andel, med konton och delar.",
        "Bokförda till och med 31 juli 2026.",
        "500 000 kr per kommun och år, och 9 450 kr per väntat barn.",
    ):
        assert antaget in sidan


def test_a_sum_that_is_not_the_same_is_red(scen: Scen) -> None:
    fel = replace(panelens(), lanet_efter=Decimal(1))
    html = render_to_string("komponenter/vad_om.html", {"v": fel})
    assert 'data-color="danger"' in html
    assert "Summan ska vara oförändrad." in html
    assert 'data-color="danger"' not in render_to_string("komponenter/vad_om.html", {"v": panelens()})


def test_of_another_municipality_only_what_is_public_is_shown(scen: Scen) -> None:
    """Nothing is published: no count, percent or place that rests on the other's account."""
    dolt = ("visas inte för andra kommuner", "visas inte för andra kommuner", "–")
    luleas, alvsbyns, lanets = (siffror(panelens(ser=kod)) for kod in (LULEA, ALVSBYN, ""))

    def skilda(sidor: list[dict[str, tuple[str, str, str]]]) -> list[dict[str, tuple[str, str, str]]]:
        return [
            {namn: rad for namn, rad in en.items() if rad != alla[namn]} for en, alla in zip(sidor, lanets, strict=True)
        ]

    egen, delen = "Plats i turordningen, egen del", "Plats i turordningen, delen från Älvsbyn"
    for sidor, nr, namn in ((luleas, 1, egen), (alvsbyns, 0, egen), (alvsbyns, 1, delen)):
        assert "barn till" in sidor[nr].pop(namn)[1]  # on its own account, by what it may know of the others
    assert skilda(luleas) == [{"Måluppfyllelse, eget konto": dolt, egen: dolt}, {delen: dolt}]
    assert skilda(alvsbyns) == [{}, {"Måluppfyllelse, eget konto": dolt, egen: dolt}]


@pytest.mark.parametrize("metod", Metod)
@pytest.mark.parametrize("andel", ["0.01", "0.40", "1.00"])
def test_no_figure_tells_a_municipality_of_the_others(metod: Metod, andel: str, scen: Scen) -> None:
    """Whatever share it asks about: its answers do not depend on how many children the others have."""
    Ar.objects.update(metod=metod)
    fore = {ser: panelens(andel=andel, ser=ser) for ser in (ALVSBYN, LULEA, "")}
    andra = iter(kod for kod in sorted(ANTAL) if kod not in (ALVSBYN, LULEA))
    flyttade = [{av: -ANTAL[av], till: ANTAL[av]} for av, till in zip(andra, andra, strict=True) if ANTAL[av]]
    ratta(scen.lan.riket, {kod: barn for par in flyttade for kod, barn in par.items()}, nu=START)
    assert {ser for ser, vad_om in fore.items() if panelens(andel=andel, ser=ser) != vad_om} == {""}


@pytest.mark.parametrize(
    ("fore", "efter", "andring"),
    [
        ((3, 2), (3, 2), "oförändrad"),
        ((300, 263), (300, 262), "1 kommun färre före"),
        ((300, 262), (312, 264), "2 kommuner fler före, 12 barn senare"),
        ((300, 262), (290, 262), "10 barn tidigare"),
        ((4, 4), (0, 0), "4 kommuner färre före, 4 barn tidigare"),
    ],
)
def test_a_changed_place_is_never_called_unchanged(fore: tuple[int, int], efter: tuple[int, int], andring: str) -> None:
    da, sedan = (Plats(barn_fore=barn, kommuner_fore=kommuner) for barn, kommuner in (fore, efter))
    assert vad_om_ord._platsens_andring(da, sedan) == andring


@pytest.mark.parametrize("andel", ["0.01", "0.13", "0.40", "0.55", "0.67"])
@pytest.mark.parametrize("prognos", [(700, 1000, 1500), (703, 999, 1511)])
def test_what_one_side_loses_the_other_gains(andel: str, prognos: tuple[int, int, int], scen: Scen) -> None:
    lag, huvud, hog = prognos
    Ar.objects.update(prognos_lag=lag, prognos_huvud=huvud, prognos_hog=hog)
    givaren, mottagaren = siffror(panelens(andel=andel))
    for namn in (f"Väntade barn {AR}", "Rörlig ersättning per år"):
        assert givaren[namn][2] == mottagaren[namn][2].replace("+", "−")
        assert givaren[namn][2].startswith("−")


@pytest.mark.parametrize(
    ("fore", "efter", "rad"),
    [
        ("12.34", "12.46", ("12,3", "12,5", "+0,1", f"{vad_om_ord.SCENARIER}. Avrundat var för sig.")),
        ("12.46", "12.34", ("12,5", "12,3", "−0,1", f"{vad_om_ord.SCENARIER}. Avrundat var för sig.")),
        ("12.34", "12.44", ("12,3", "12,4", "+0,1", vad_om_ord.SCENARIER)),
    ],
)
def test_a_change_is_rounded_once_and_says_where_it_does_not_add_up(
    fore: str, efter: str, rad: tuple[str, ...]
) -> None:
    da, sedan = (TreScenarier(lag=Decimal(t), huvud=Decimal(t), hog=Decimal(t)) for t in (fore, efter))
    svar = vad_om_ord._scenariorad("Barn", da, sedan, 1)
    assert (svar.fore, svar.efter, svar.andring, svar.not_) == rad


def test_a_changed_target_is_told_where_the_percent_is_the_same() -> None:
    """Two targets that differ can both give 98,8 %."""
    mal = [Uppfyllelse(antal=79, mal=Fraction(m, 100), kvot=Fraction(7900, m), skal="") for m in (7998, 7999)]
    assert vad_om_ord._uppfyllelsens_andring(*mal) == "målet +0,01 barn"


def test_a_whole_share(scen: Scen) -> None:
    hela = panelens(andel=str(fabrik.preliminara()[ALVSBYN]))
    givaren, _ = siffror(hela)
    assert givaren["Plats i turordningen, egen del"][1] == "ingen plats, andelen är 0 ‰"
    assert givaren["Måluppfyllelse, egen del"][1] == "0 barn, andelen är 0 ‰"
    assert givaren["Andel"][1] == "0,00 ‰"
    assert "kan få ett barn anvisat till sig" in hela.meningar[-1]


@pytest.mark.parametrize("metod", [Metod.PERIODSUMMA, Metod.GALLANDE_ANDEL])
def test_the_other_methods_have_no_accounts(metod: Metod, scen: Scen) -> None:
    Ar.objects.update(metod=metod)
    vad_om = panelens()
    for part in siffror(vad_om):
        assert [namn for namn in part if namn.startswith(("Mål", "Plats"))] == [
            "Måluppfyllelse",
            "Plats i turordningen, egen del",
        ]
    varnar = any("andra kommuners plats" in mening for mening in vad_om.meningar)
    assert varnar == (metod is Metod.GALLANDE_ANDEL)


def test_without_a_forecast_neither_children_nor_compensation(scen: Scen) -> None:
    Ar.objects.update(prognos_lag=None, prognos_huvud=None, prognos_hog=None)
    svar = scen.besok().get(fraga())
    assert f"Det finns ingen prognos för {AR} än." in text(svar)
    for part in siffror(svar.context["vad_om"]):
        assert not any(namn.startswith(("Väntade", "Fast", "Rörlig")) for namn in part)
        assert part["Andel"][2] in ("−0,40 ‰", "+0,40 ‰")


@pytest.mark.parametrize(
    ("mottagare", "andel", "falt", "sagt"),
    [
        (LULEA, "1,01", "promille", "Älvsbyns andel är 1,00 ‰. Skriv högst så mycket."),
        (LULEA, "0", "promille", "Skriv ett tal större än 0, till exempel 1,25."),
        (LULEA, "0,405", "promille", "Skriv andelen med högst två decimaler, till exempel 1,25."),
        (LULEA, "mycket", "promille", "Skriv hur många promille, till exempel 1,25."),
        (LULEA, "-1", "promille", "Skriv andelen utan plus eller minus, till exempel 1,25."),
        (LULEA, "", "promille", "Skriv hur många promille, till exempel 1,25."),
        (ALVSBYN, "0,40", "mottagare", "Välj två olika kommuner."),
        ("", "0,40", "mottagare", "Välj en kommun."),
    ],
)
def test_bad_input_is_told_at_the_field_and_kept(mottagare: str, andel: str, falt: str, sagt: str, scen: Scen) -> None:
    svar = scen.besok().get(fraga(ALVSBYN, mottagare, andel))
    fel = {namn: [t.replace(HARDBLANK, " ") for t in rader] for namn, rader in svar.context["form"].errors.items()}
    assert (svar.status_code, fel) == (422, {falt: [sagt]})
    assert "<title>Fel: " in svar.content.decode()
    form = svar.context["form"]
    assert [form[namn].value() for namn in ("givare", "mottagare", "promille")] == [ALVSBYN, mottagare, andel]
    panelen = scen.besok().get(fraga(ALVSBYN, mottagare, andel, "&panel=sida"))
    assert (panelen.status_code, sagt in text(panelen)) == (422, True)


@pytest.mark.parametrize("skrot", SKRAP)
def test_garbage_is_answered_with_a_page(skrot: str, scen: Scen) -> None:
    besoket = scen.besok()
    for falt in ("givare", "mottagare", "promille"):
        data = {"givare": ALVSBYN, "mottagare": LULEA, "promille": "0,40", falt: skrot}
        assert besoket.get(f"{SIDAN}?{urlencode(data)}").status_code == 422
    assert besoket.get(f"{SIDAN}?{urlencode({'ar': skrot})}").status_code == 404


def test_a_year_in_the_address_and_years_without_shares(scen: Scen) -> None:
    assert scen.besok().get(fraga(mer=f"&ar={AR}")).context["vad_om"].ar == AR
    fabrik.skapa_ar(AR + 1)
    assert scen.besok().get(SIDAN).context["ar"].pk == AR
    assert "Det går inte att räkna än" in text(scen.besok().get(f"{SIDAN}?ar={AR + 1}"))


def test_another_years_shares_are_told_beside_the_figures(scen: Scen) -> None:
    """The shares of 2027 are compared in 2026, whose fulfilment the other pages show."""
    sagt = f"Räknat med de preliminära andelarna för {AR}. Därför skiljer sig siffrorna från årets måluppfyllelse."
    for adress in (fraga(), fraga(mer="&panel=sida")):
        assert sagt in text(scen.besok().get(adress))
    ena, andra = (Kommun.objects.get(pk=kod) for kod in (ALVSBYN, LULEA))
    sedan = las_vad_om(AR, ena, andra, ena.lan, Decimal("0.40"), ser="", dag=date(AR, 1, 2))
    assert sedan is not None
    assert sedan.annat_ar == ""


def test_gotland_has_nobody_to_compare_with(scen: Scen) -> None:
    sidan = Besok(scen.gotlanning, SKICKAT).get(fraga(GOTLAND, LULEA))
    assert "Gotlands län har bara en kommun." in text(sidan)


def test_the_panel_alone_is_no_page(scen: Scen) -> None:
    besoket = scen.besok()
    svar = {panel: besoket.get(fraga(mer=f"&panel={panel}")).content.decode() for panel in ("sida", "forslag")}
    assert not any("<html" in html for html in svar.values())
    assert [html.count("Gör ett förslag av det här") for html in svar.values()] == [1, 0]


def test_from_the_answer_to_a_proposal_without_script(scen: Scen) -> None:
    besoket = scen.besok()
    forst = besoket.get(SIDAN)
    assert forst.context["form"]["givare"].value() == ALVSBYN
    assert "Visa vad som händer" in text(forst)
    (lank,) = re.findall(r'href="(/forslag/[^"]*)"', besoket.get(fraga()).content.decode())
    formularet = besoket.get(lank.replace("&amp;", "&"))
    assert {n: str(formularet.context["form"][n].value()) for n in ("motpart", "omfattning", "promille")} == {
        "motpart": LULEA,
        "omfattning": "del",
        "promille": "0,40",
    }
    assert formularet.context["vad_om"] == panelens(ser=ALVSBYN)
    data = {"motpart": LULEA, "omfattning": "del", "promille": "0,40", "villkor": "promille", "nyckel": nyckel()}
    assert besoket.post("/forslag/nytt/", **data, steg="rakna").context["vad_om"] == panelens(ser=ALVSBYN)
    vidare = besoket.post("/forslag/nytt/", **data, steg="vidare")["Location"]
    kontroll, _ = besoket.kontrollera(vidare, **BESLUT)
    assert kontroll.context["vad_om"] == panelens(ser=ALVSBYN)
    assert "Om Älvsbyn lämnar 0,40 ‰ till Luleå" in text(kontroll)


def test_the_receiver_makes_an_invitation_of_it(scen: Scen) -> None:
    svar = scen.besok("Luleå").get(fraga(andel="1,00"))
    lank = svar.context["forslag_url"]
    assert lank == "/forslag/ny-inbjudan/?motpart=2560&promille=1%2C00"
    form = scen.besok("Luleå").get(lank).context["form"]
    assert [form[namn].value() for namn in ("motpart", "omfattning", "promille")] == [ALVSBYN, "hela", None]
    assert scen.besok("Älvsbyn", Roll.KOMMUN_LASARE).get(fraga()).context["forslag_url"] == ""
    assert scen.besok("", Roll.LAN_HANDLAGGARE).get(fraga()).context["forslag_url"] == ""


@pytest.mark.parametrize("fraga_", ["motpart=0880&promille=1", "motpart=2580&promille=x", "motpart=2560&promille=1"])
def test_an_address_that_cannot_be_read_begins_an_empty_proposal(fraga_: str, scen: Scen) -> None:
    svar = scen.besok().get(f"/forslag/nytt/?{fraga_}")
    assert (svar.status_code, svar.context["form"]["motpart"].value(), svar.context["vad_om"]) == (200, None, None)


def test_the_countys_check_shows_it_until_it_is_decided(scen: Scen) -> None:
    f = scen.lan.overens("Älvsbyn", "Luleå", "0.40")
    kontroll = Besok(scen.lan.handlaggare, GRANSKAT).get(sida(f, "lan_kontroll"))
    assert kontroll.context["vad_om"] == panelens()
    assert "Vad händer om det blir av?" in text(kontroll)

    scen.lan.redovisat()
    scen.lan.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    assert Besok(scen.lan.handlaggare, FASTSTALLT).get(sida(f, "lan_kontroll")).context["vad_om"] is None
    redan = Besok(scen.lan.foretradare("Älvsbyn"), FASTSTALLT).get(fraga(mottagare=BODEN))
    assert redan.status_code == 422
    assert "Älvsbyn har redan lämnat 0,40 ‰ för 2027." in text(redan)
    fler = Besok(scen.lan.foretradare("Boden"), FASTSTALLT).get(fraga(BODEN, LULEA))
    (_, mottagaren), ordinarie = siffror(fler.context["vad_om"]), fabrik.preliminara()[LULEA]
    assert [namn for namn in mottagaren if namn.startswith("Plats")] == [
        "Plats i turordningen, egen del",
        "Plats i turordningen, delen från Älvsbyn",
        "Plats i turordningen, delen från Boden",
    ]
    assert mottagaren["Andel"][0] == promille(ordinarie + Decimal("0.40")).replace(HARDBLANK, " ")
    assert fler.context["forslag_url"] == ""


def test_the_queries_are_as_many_whoever_asks(scen: Scen, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for vem, roll in (("Älvsbyn", Roll.KOMMUN_LASARE), ("", Roll.LAN_LASARE), ("riket", Roll.GRANSKARE)):
        besoket = scen.besok(vem, roll)
        for adress in (fraga(), fraga(mer="&panel=sida"), SIDAN):
            with django_assert_num_queries(10 + (vem == "Älvsbyn" and adress != SIDAN)):
                besoket.get(adress)


def test_the_proposals_form_asks_seven_times_more_when_there_is_something_to_compare(
    scen: Scen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    besoket = scen.besok()
    for adress, antal in (("/forslag/nytt/", 8), (f"/forslag/nytt/?motpart={LULEA}&promille=0,40", 15)):
        with django_assert_num_queries(antal):
            besoket.get(adress)

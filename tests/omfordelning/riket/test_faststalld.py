"""A final table as it is published, and a rättelse of it: rows, ledger, differences, events and letters."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoDbBlocker

from anvisning import querysets
from anvisning.maluppfyllelse.underlag import HELA
from anvisning.models import Andelsandring, Andelstabell, Epostmeddelande, Handelse
from omfordelning.exempeldata.bokforing import andelslage
from omfordelning.handlaggning.publicering import satt_utfall
from omfordelning.models import Avvikelse, Brev, Forslag
from omfordelning.process import Status
from omfordelning.publicering import planera
from tests import fabrik
from tests.fabrik import FASTSTALLT, RATTAT
from tests.helhet import krav_helhet
from tests.omfordelning.riket.norrbotten import (
    ALVSBYN,
    ANDRADE,
    ARVIDSJAUR,
    BODEN,
    FASTSTALLD,
    JOKKMOKK,
    KIRUNA,
    LULEA,
    OVERKALIX,
    PAJALA,
    RATTELSE,
    Scen,
    bokfort,
    bygg_faststalld,
    fore,
    i_kraft,
    import_av,
    slutliga,
    ut,
    visa,
)
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


@pytest.fixture(scope="module")
def delad_scen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scen]:
    with delad(django_db_blocker, bygg_faststalld) as scen:
        yield scen


@pytest.fixture
def scen(delad_scen: Scen, db: None) -> Scen:
    return deepcopy(delad_scen)


def test_a_final_table_decides_every_case(scen: Scen) -> None:
    tabell = Andelstabell.objects.get(slag=FASTSTALLD)
    assert {kod: scen.arende(kod).status for kod in scen.forslag} == {
        ALVSBYN: Status.FASTSTALLD,
        ARVIDSJAUR: Status.FASTSTALLD,
        JOKKMOKK: Status.FASTSTALLD,
        PAJALA: Status.INTE_FASTSTALLD,
        OVERKALIX: Status.FASTSTALLD,
    }
    d = Decimal
    assert bokfort() == {
        (1, ALVSBYN): d("-1.30"),
        (1, LULEA): d("1.30"),
        (2, ARVIDSJAUR): d("-0.50"),
        (2, LULEA): d("0.50"),
        (3, JOKKMOKK): d("-0.44"),
        (3, LULEA): d("0.44"),
        (5, OVERKALIX): d("-1.00"),
        (5, BODEN): d("1.00"),
    }
    efter = slutliga()
    for (_, kod), promille in bokfort().items():
        efter[kod] += promille
    assert i_kraft() == efter
    for andelarna in (efter, querysets.ordinarie_andelar(tabell)):
        assert sum(andelarna.values()) == sum(slutliga().values()) == 1000
        lanet = sum(p for kod, p in andelarna.items() if kod.startswith("25"))
        assert lanet == sum(p for kod, p in slutliga().items() if kod.startswith("25"))


FORKLARINGAR = {
    "0180": "Den ordinarie andelen är {ny}. I den preliminära tabellen var den {gammal}.",
    JOKKMOKK: (
        "Den ordinarie andelen är 1,10 ‰. I den preliminära tabellen var den 1,00 ‰. "
        "I OMF-2027-25-003 fördes 0,44 ‰ över i stället för 0,40 ‰. "
        "Kommunernas villkor är att samma del av andelen förs över."
    ),
    PAJALA: (
        "Den ordinarie andelen är 1,05 ‰. I den preliminära tabellen var den 1,00 ‰. "
        "OMF-2027-25-004 fastställdes inte. "
        "Kommunernas villkor är att omfördelningen förfaller när den fastställda andelen blir en annan."
    ),
    LULEA: (
        "I OMF-2027-25-001 fördes 1,30 ‰ över i stället för 1,00 ‰. "
        "Hela andelen är alltid hela den fastställda andelen. "
        "I OMF-2027-25-003 fördes 0,44 ‰ över i stället för 0,40 ‰. "
        "Kommunernas villkor är att samma del av andelen förs över."
    ),
    BODEN: (
        "OMF-2027-25-004 fastställdes inte. "
        "Kommunernas villkor är att omfördelningen förfaller när den fastställda andelen blir en annan."
    ),
    KIRUNA: "Den ordinarie andelen är {ny}. I den preliminära tabellen var den {gammal}.",
}


def test_every_difference_has_its_sentence_and_there_are_no_others(scen: Scen) -> None:
    foreslagna = dict(fabrik.preliminara())
    for f in Forslag.objects.all():
        promille = f.versioner.get().promille
        foreslagna[f.givare_id] -= promille
        foreslagna[f.mottagare_id] += promille
    nu = i_kraft()
    skiljer = {kod for kod in nu if nu[kod] != foreslagna[kod]}
    rader = {a.kommun_id: a for a in Avvikelse.objects.all()}
    assert set(rader) == skiljer == set(FORKLARINGAR)
    for kod, rad in rader.items():
        gammal, ny = fabrik.preliminara()[kod], slutliga()[kod]
        assert (rad.preliminar, rad.foreslagen, rad.faststalld) == (gammal, foreslagna[kod], nu[kod])
        text = FORKLARINGAR[kod].format(ny=visa(ny), gammal=visa(gammal))
        assert rad.forklaring == text.replace(" ‰", "\u00a0‰")
    arende = {kod: rad.forslag_id for kod, rad in rader.items()}
    alla = scen.forslag
    assert arende == {
        "0180": None,
        KIRUNA: None,
        LULEA: None,
        JOKKMOKK: alla[JOKKMOKK],
        PAJALA: alla[PAJALA],
        BODEN: alla[PAJALA],
    }


def test_one_event_per_case_and_one_for_the_country(scen: Scen) -> None:
    inlasning = ("tabell_importerad", "import_kompletterad")
    nya = Handelse.objects.filter(nar=FASTSTALLT).exclude(slag__in=inlasning)
    assert Counter(h.slag for h in nya) == {"faststalld": 4, "inte_faststalld": 1, "tabell_publicerad": 1}
    per_arende = Counter(h.arende for h in nya if h.arende)
    assert per_arende == {str(scen.arende(kod).publikt_id): 1 for kod in scen.forslag}
    texter = {h.arende: h.text for h in nya}
    assert texter[str(scen.arende(ALVSBYN).publikt_id)] == (
        "Migrationsverket har fastställt omfördelningen: 1,30\u00a0‰. Föreslaget var 1,00\u00a0‰. "
        "Hela andelen är alltid hela den fastställda andelen."
    )
    riket = next(h for h in nya if h.slag == "tabell_publicerad")
    assert (riket.lanskod, riket.uppgifter["avvikelser"], riket.uppgifter["omfordelningar"]) == ("00", 6, 4)
    assert riket.uppgifter["importerad_av"] == scen.riket.importor.namn
    krav_helhet()


def test_each_side_gets_its_letter_and_nobody_else_any(scen: Scen) -> None:
    brev = Brev.objects.filter(slag=Brev.Slag.BEKRAFTELSE)
    assert Counter((b.forslag_id, b.sida, b.version) for b in brev) == {
        (pk, sida, 1): 1 for pk in scen.forslag.values() for sida in ("givare", "mottagare")
    }
    nej = brev.get(forslag=scen.forslag[PAJALA], sida="givare").dokument.underlag["underlag"]
    assert nej["faststalld"] is False
    assert "förfaller" in " ".join(nej["skal"])


def test_the_parties_and_the_county_are_told(scen: Scen) -> None:
    notiser = Epostmeddelande.objects.filter(nyckel__startswith="notis:", skapad=FASTSTALLT)
    till = {m.till.partition("@")[0] for m in notiser if "OMF-2027-25-004" in m.amne}
    assert till == {
        *(f"{roll}.{kod}" for roll in ("handlaggare", "foretradare") for kod in (PAJALA, BODEN)),
        "handlaggare.25",
        "beslutsfattare.25",
    }


# --- Rättelse ---

RATTADE = ANDRADE | {ALVSBYN: "1.40", KIRUNA: "2.60"}


def test_a_rattelse_corrects_what_it_changes_and_nothing_else(scen: Scen) -> None:
    fore_rattelsen, handelser_fore = i_kraft(), Handelse.objects.count()
    ratt = fore(**RATTADE)
    tabell = ut(scen, import_av(scen, ratt, RATTELSE))
    nu = i_kraft()
    andrade = {kod for kod in nu if nu[kod] != fore_rattelsen[kod]}
    assert andrade == {LULEA, KIRUNA, "0180"}
    assert {a.kommun_id for a in tabell.avvikelser.all()} == andrade
    assert bokfort()[1, ALVSBYN] == Decimal("-1.40")
    rader = Andelsandring.objects.filter(tabell=tabell).order_by("promille", "kommun")
    assert [(r.kommun_id, str(r.promille)) for r in rader] == [
        (ALVSBYN, "-1.400"),
        (LULEA, "-1.300"),
        (ALVSBYN, "1.300"),
        (LULEA, "1.400"),
    ]
    assert sum(nu.values()) == sum(fore_rattelsen.values()) == 1000
    nya = Handelse.objects.order_by("-pk")[: Handelse.objects.count() - handelser_fore]
    arenden = {str(scen.arende(k).publikt_id) for k in (ALVSBYN, ARVIDSJAUR, JOKKMOKK)}
    rattade = {h.arende for h in nya if h.slag == "rattad"}
    assert rattade <= arenden
    assert str(scen.arende(ALVSBYN).publikt_id) in rattade


@pytest.mark.langsam
def test_the_ledger_is_right_on_every_day(scen: Scen) -> None:
    fran_januari = i_kraft(date(2027, 1, 15))
    ratt = fore(**RATTADE)
    ut(scen, import_av(scen, ratt, RATTELSE, galler_fran=date(2027, 4, 1)))
    efter_forsta = i_kraft()
    assert i_kraft(date(2027, 3, 31)) == fran_januari
    assert i_kraft(date(2027, 4, 1)) == efter_forsta
    igen = fore(**(RATTADE | {ALVSBYN: "1.50"}))
    rad = import_av(scen, igen, RATTELSE, galler_fran=date(2027, 2, 1))
    ut(scen, rad, senare=1)
    vantat = dict(igen)
    for (_, kod), promille in bokfort().items():
        vantat[kod] += promille
    assert i_kraft(date(2027, 1, 31)) == fran_januari
    for dag in (date(2027, 2, 1), date(2027, 3, 31), date(2027, 4, 1), date(2027, 12, 31), None):
        assert i_kraft(dag) == vantat
        assert i_kraft(dag)[ALVSBYN] == 0


@pytest.mark.parametrize("kolumn", ["fore", "efter"])
def test_a_rattelse_starts_from_what_the_ledger_holds(scen: Scen, kolumn: str) -> None:
    """Älvsbyn's whole share was 1.30 in the end: a table after redistribution cannot tell, the ledger can."""
    tabell = slutliga() if kolumn == "fore" else i_kraft()
    tabell[KIRUNA] += Decimal("0.05")
    tabell["0180"] -= Decimal("0.05")
    fore_rattelsen = bokfort()
    rad = import_av(scen, tabell, RATTELSE, kolumn=kolumn)
    assert {u.forslag.givare_id: str(u.beslutat) for u in planera(rad).utfall} == {
        ALVSBYN: "1.300",
        ARVIDSJAUR: "0.500",
        JOKKMOKK: "0.440",
        OVERKALIX: "1.000",
    }
    publicerad = ut(scen, rad)
    assert bokfort() == fore_rattelsen
    assert querysets.ordinarie_andelar(publicerad)[ALVSBYN] == Decimal("1.30")
    assert {a.kommun_id for a in publicerad.avvikelser.all()} == {KIRUNA, "0180"}
    assert not Handelse.objects.filter(slag="rattad").exists()
    assert not Brev.objects.filter(slag=Brev.Slag.BEKRAFTELSE, version=2).exists()


def test_the_sentence_of_a_rattelse(scen: Scen) -> None:
    ratt = fore(**RATTADE)
    tabell = ut(scen, import_av(scen, ratt, RATTELSE))
    forut = slutliga()[LULEA] + Decimal("2.24")
    assert tabell.avvikelser.get(kommun=LULEA).forklaring == (
        f"Före rättelsen var andelen {visa(forut)}. "
        "I OMF-2027-25-001 förs 1,40\u00a0‰ över i stället för 1,30\u00a0‰. Skäl: Räknefel i underlaget."
    )
    assert tabell.avvikelser.get(kommun=KIRUNA).forklaring == (
        "Före rättelsen var andelen 2,55\u00a0‰. Den ordinarie andelen ändras från 2,55\u00a0‰ till 2,60\u00a0‰. "
        "Skäl: Räknefel i underlaget."
    )


def test_a_rattelse_gives_letters_that_replace(scen: Scen) -> None:
    ratt = fore(**RATTADE)
    ut(scen, import_av(scen, ratt, RATTELSE))
    nya = Brev.objects.filter(slag=Brev.Slag.BEKRAFTELSE, version=2)
    assert {(b.forslag.givare_id, b.sida) for b in nya} >= {(ALVSBYN, "givare"), (ALVSBYN, "mottagare")}
    assert not nya.filter(forslag=scen.forslag[OVERKALIX]).exists()
    assert nya.filter(forslag=scen.forslag[ALVSBYN])[0].dokument.underlag["underlag"]["ersatter"]


@pytest.mark.langsam
def test_a_redistribution_can_be_taken_back_and_made_again(scen: Scen) -> None:
    rad = import_av(scen, slutliga(), RATTELSE)
    pk = scen.forslag[ALVSBYN]
    satt_utfall(rad.pk, utfall={pk: ("0", "Domstolen upphävde beslutet.")}, av=scen.riket.importor, nu=RATTAT)
    ut(scen, rad)
    assert (1, ALVSBYN) not in bokfort()
    assert i_kraft()[ALVSBYN] == Decimal("1.30")
    andra = import_av(scen, fore(**ANDRADE | {KIRUNA: "2.60"}), RATTELSE)
    assert planera(andra).utfall[0].beslutat == 0
    satt_utfall(andra.pk, utfall={pk: ("", "")}, av=scen.riket.importor, nu=RATTAT)
    ut(scen, andra, senare=1)
    assert (1, ALVSBYN) not in bokfort()
    tredje = import_av(scen, fore(**ANDRADE | {KIRUNA: "2.61"}), RATTELSE)
    satt_utfall(tredje.pk, utfall={pk: ("1,30", "")}, av=scen.riket.importor, nu=RATTAT)
    ut(scen, tredje, senare=2)
    assert bokfort()[1, LULEA] == Decimal("1.30")
    assert sum(i_kraft().values()) == 1000


def test_the_example_country_assigns_by_what_the_ledger_says_on_the_day(scen: Scen) -> None:
    ut(scen, import_av(scen, fore(**ANDRADE | {ALVSBYN: "1.40"}), RATTELSE))
    for dag, alvsbyn in ((date(2027, 2, 1), 1300), (date(2027, 3, 1), 1400)):
        lage = andelslage(dag)
        assert lage.ordinarie[ALVSBYN] == alvsbyn
        assert sum(lage.ordinarie.values()) == HELA
        assert lage.omfordelade == (
            (ALVSBYN, LULEA, alvsbyn),
            (ARVIDSJAUR, LULEA, 500),
            (JOKKMOKK, LULEA, 440),
            (OVERKALIX, BODEN, 1000),
        )

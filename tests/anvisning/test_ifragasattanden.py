"""A municipality disputes a month's number: who may, what may be asked and answered, the events and the mails."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import DjangoDbBlocker

from anvisning import anvisningar, ifragasattanden, sandning
from anvisning.anvisningar import Andring
from anvisning.anvisningar.kommunens import manader_till, per_manad
from anvisning.hinder import Hinder, Redan
from anvisning.ifragasattanden.urval import STATUS
from anvisning.models import (
    Anvisningsbokning,
    Epostmeddelande,
    Forklaringsskal,
    Handelse,
    Ifragasattande,
    Konto,
    Notisval,
    Roll,
    Samlingsrad,
)
from tests import fabrik
from tests.fabrik import START, Lansscen, Riket
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
JULI, AUGUSTI = date(2026, 7, 1), date(2026, 8, 1)
FRAGAT = START + timedelta(days=1)
RATTAT = FRAGAT + timedelta(days=1)
SVARAT = FRAGAT + timedelta(days=2)
SENARE = fabrik.klockan(date(2026, 12, 1))
"""After assignments for initial measures have begun."""


def bygg() -> tuple[Lansscen, Lansscen]:
    """Norrbotten and Kalmar län; July's figures of Luleå and Boden are posted."""
    riket = fabrik.bygg_riket(nu=None)
    lan, annat = (fabrik.bygg_lan(riket, kod, [*namn]) for kod, namn in (("25", ["Luleå", "Boden"]), ("08", ["Nybro"])))
    bokfor_fil(riket, "Kommun;Utjämnande;Anknytning\nLuleå;3;1\nBoden;2;\n", JULI, date(2026, 7, 31), START)
    return lan, annat


def bokfor_fil(riket: Riket, text: str, fran: date, till: date, nu: datetime) -> Anvisningsbokning:
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", till, fran)
    underlag = anvisningar.las_in("perioder", "fil.csv", text.encode(), uppgifter, av=riket.importor, nu=nu)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=nu)


@pytest.fixture(scope="module")
def delade(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Lansscen, Lansscen]]:
    with delad(django_db_blocker, bygg) as lanen:
        yield lanen


@pytest.fixture
def lan(delade: tuple[Lansscen, Lansscen], db: None) -> Lansscen:
    return deepcopy(delade[0])


@pytest.fixture
def annat(delade: tuple[Lansscen, Lansscen], db: None) -> Lansscen:
    return deepcopy(delade[1])


def fraga(lan: Lansscen, antal: int = 4, *, manad: date = JULI, typ: str = "utjamnande") -> Ifragasattande:
    return ifragasattanden.ifragasatt(manad, typ, antal=antal, av=lan.foretradare("Luleå"), nu=FRAGAT)


def ratta(lan: Lansscen, antal: int = 1, kommun: str = "2580", dag: date = date(2026, 7, 8), nu=RATTAT):
    """Post a correction; gives the posting."""
    rad = Andring(kommun, dag, "utjamnande", antal)
    underlag = anvisningar.forbered_rattelse([rad], kalla="Brev", skal="Saknades.", av=lan.riket.importor, nu=nu)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=lan.riket.publicist, nu=nu)


def handelser() -> list[tuple[str, str, str]]:
    rader = Handelse.objects.filter(arende__startswith="IU-").order_by("pk")
    return list(rader.values_list("slag", "lanskod", "aktor"))


def konton(lan: Lansscen, annat: Lansscen) -> dict[str, Konto]:
    """Everybody who may be signed in, by a name."""
    egna = {roll: lan.konto(roll, "Luleå") for roll in Roll.for_slag("kommun")}
    egna |= {roll: lan.konto(roll) for roll in Roll.for_slag("lansstyrelse")}
    egna |= {Roll.ADMINISTRATOR: lan.riket.importor, Roll.GRANSKARE: lan.riket.granskare}
    har_slutat = {"epost": "slutat@example.org", "is_active": False}
    borta = fabrik.skapa_konto(lan.foretradare("Luleå").organisation, Roll.KOMMUN_FORETRADARE, **har_slutat)
    return {
        **{str(roll): konto for roll, konto in egna.items()},
        "grannkommunen": lan.foretradare("Boden"),
        "annat län": annat.handlaggare,
        "borta": borta,
    }


GOR, SER, NEKAS, FINNS_INTE = "does", "sees", "is refused", "is not there"
KAN = {
    #                       dispute  take back    answer  sees
    "k_handlaggare": (GOR, GOR, NEKAS, SER),
    "k_foretradare": (GOR, GOR, NEKAS, SER),
    "k_lasare": (NEKAS, NEKAS, NEKAS, SER),
    "l_handlaggare": (NEKAS, NEKAS, NEKAS, SER),
    "l_beslutsfattare": (NEKAS, NEKAS, NEKAS, SER),
    "l_lasare": (NEKAS, NEKAS, NEKAS, SER),
    "n_administrator": (NEKAS, NEKAS, GOR, SER),
    "n_granskare": (NEKAS, NEKAS, NEKAS, SER),
    "grannkommunen": (GOR, FINNS_INTE, NEKAS, FINNS_INTE),
    "annat län": (NEKAS, NEKAS, NEKAS, FINNS_INTE),
    "borta": (NEKAS, NEKAS, NEKAS, FINNS_INTE),
}
"""Who may do what with Luleå's: the neighbour disputes its own number."""


@pytest.mark.parametrize("vem", KAN)
def test_who_may_do_what(vem: str, lan: Lansscen, annat: Lansscen) -> None:
    alla, rad = konton(lan, annat), fraga(lan)
    konto = alla[vem]

    def provat(gor: Callable[[], object]) -> str:
        punkt = transaction.savepoint()
        try:
            gor()
        except PermissionDenied:
            return NEKAS
        except Ifragasattande.DoesNotExist:
            return FINNS_INTE
        finally:
            transaction.savepoint_rollback(punkt)
        return GOR

    assert (
        provat(lambda: ifragasattanden.ifragasatt(JULI, "anknytning", antal=9, av=konto, nu=FRAGAT)),
        provat(lambda: ifragasattanden.aterta(rad.pk, av=konto, nu=FRAGAT)),
        provat(lambda: ifragasattanden.besvara(rad.pk, skal="upphavd", av=konto, nu=FRAGAT)),
        SER if ifragasattanden.synliga_for(konto).filter(pk=rad.pk).exists() else FINNS_INTE,
    ) == KAN[vem]
    assert set(KAN) == set(alla)


def test_what_is_asked_is_kept_with_the_services_own_number_then(lan: Lansscen) -> None:
    rad = fraga(lan)
    ratta(lan)
    rad.refresh_from_db()
    assert (rad.kommun_id, rad.manad, rad.typ, rad.uppgift, rad.tjanstens) == ("2580", JULI, "utjamnande", 4, 3)
    assert (rad.ifragasatt, rad.ifragasatt_av) == (FRAGAT, lan.foretradare("Luleå"))
    assert rad.status == Ifragasattande.Status.VANTAR
    assert handelser() == [("uppgift_ifragasatt", "00", lan.foretradare("Luleå").namn)]


INTE = {
    "in the future": (date(2026, 8, 1), "utjamnande", 1, "Välj en månad från januari 2016 till juli 2026."),
    "before 2016": (date(2015, 12, 1), "utjamnande", 1, "Välj en månad från januari 2016 till juli 2026."),
    "not a month": (date(2026, 7, 2), "utjamnande", 1, "Välj en månad från januari 2016 till juli 2026."),
    "not yet a type": (JULI, "inledande", 1, "Anvisning för inledande åtgärder fanns inte den månaden."),
    "no type": (JULI, "flytt", 1, "Välj slag av anvisning."),
    "negative": (JULI, "utjamnande", -1, "Skriv ett helt antal barn från 0 till 100\u00a0000."),
    "too many": (JULI, "utjamnande", 100_001, "Skriv ett helt antal barn från 0 till 100\u00a0000."),
    "the same": (
        JULI, "utjamnande", 3,
        "Tjänsten har redan 3 för utjämnande anvisning i juli 2026. Det finns inget att ifrågasätta."
    ),
    "none, as the service": (
        date(2016, 1, 1), "anknytning", 0,
        "Tjänsten har redan 0 för anknytningsanvisning i januari 2016. Det finns inget att ifrågasätta.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fall", INTE)
def test_what_cannot_be_disputed_is_refused_in_words(fall: str, lan: Lansscen) -> None:
    manad, typ, antal, mening = INTE[fall]
    with pytest.raises(Hinder) as fel:
        fraga(lan, antal, manad=manad, typ=typ)
    assert fel.value.skal == [mening]
    assert (handelser(), Epostmeddelande.objects.count()) == ([], 0)


def test_the_months_end_where_the_figures_do_and_never_in_the_future(lan: Lansscen) -> None:
    assert ifragasattanden.sista_manaden(START) == JULI
    assert ifragasattanden.sista_manaden(fabrik.klockan(date(2026, 6, 30))) == date(2026, 6, 1)
    assert ifragasattanden.sista_manaden(SENARE) == JULI
    bokfor_fil(lan.riket, "Kommun;Utjämnande\nBoden;1\n", AUGUSTI, date(2026, 8, 2), START)
    assert ifragasattanden.sista_manaden(SENARE) == AUGUSTI


def test_nothing_can_be_disputed_before_there_are_figures(lan: Lansscen) -> None:
    bokning = Anvisningsbokning.objects.get()
    motpost = anvisningar.forbered_motpost(bokning.pk, skal="Fel fil.", av=lan.riket.importor, nu=START)
    anvisningar.bokfor(motpost.pk, kand_version=1, av=lan.riket.publicist, nu=START)
    with pytest.raises(Hinder, match="inga uppgifter om anvisningar än"):
        fraga(lan)


def test_initial_measures_can_be_disputed_from_the_month_they_began(lan: Lansscen) -> None:
    bokfor_fil(lan.riket, "Kommun;Utjämnande\nBoden;1\n", date(2026, 10, 1), date(2026, 10, 31), SENARE)
    av = lan.foretradare("Luleå")
    with pytest.raises(Hinder, match="fanns inte den månaden"):
        ifragasattanden.ifragasatt(date(2026, 9, 1), "inledande", antal=1, av=av, nu=SENARE)
    rad = ifragasattanden.ifragasatt(date(2026, 10, 1), "inledande", antal=1, av=av, nu=SENARE)
    assert rad.tjanstens == 0


def test_one_question_at_a_time_and_a_new_one_when_it_is_done(lan: Lansscen) -> None:
    rad = fraga(lan)
    with pytest.raises(Redan, match="väntar på svar"):
        fraga(lan, 5)
    fraga(lan, 5, typ="anknytning")
    fraga(lan, 5, manad=date(2026, 6, 1))
    ifragasattanden.aterta(rad.pk, av=lan.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå"), nu=SVARAT)
    igen = fraga(lan, 5)
    ifragasattanden.besvara(igen.pk, skal="raknas_inte", av=lan.riket.importor, nu=SVARAT)
    fraga(lan, 5)
    assert Ifragasattande.objects.count() == 5


def test_no_more_questions_than_can_be_answered(lan: Lansscen) -> None:
    def fragor(manader: list[date], nu: datetime) -> list[Ifragasattande]:
        av = lan.foretradare("Luleå")
        return [ifragasattanden.ifragasatt(manad, "anknytning", antal=9, av=av, nu=nu) for manad in manader]

    manader = list(manader_till(JULI))
    dygnet_efter = FRAGAT + timedelta(days=1)
    forsta = fragor(manader[:50], FRAGAT)
    with pytest.raises(Hinder, match="Ni har redan 50 ifrågasatta uppgifter som väntar på svar eller är från"):
        fragor(manader[50:51], dygnet_efter)
    ifragasattanden.aterta(forsta[0].pk, av=lan.foretradare("Luleå"), nu=FRAGAT)
    with pytest.raises(Hinder, match="Ni har redan 50"):  # asked and taken back all day long is a flood, too
        fragor(manader[50:51], dygnet_efter - timedelta(seconds=1))
    assert len(fragor(manader[50:51], dygnet_efter)) == 1
    assert Handelse.objects.filter(slag="uppgift_ifragasatt").count() == 51
    ifragasattanden.ifragasatt(JULI, "anknytning", antal=9, av=lan.foretradare("Boden"), nu=FRAGAT)


def test_a_correction_that_overtook_the_question_on_its_way_is_judged_by_what_the_question_saw(lan: Lansscen) -> None:
    """Requests that arrive in one order may be done in another: what was posted afterwards may be the answer."""
    fore = ratta(lan, nu=SVARAT)
    rad = fraga(lan, 9)
    assert rad.tjanstens == 4
    efter = ratta(lan, nu=START)
    assert list(ifragasattanden.mojliga_rattelser(rad)) == [efter]
    assert rad.bas == fore


def test_a_correction_is_an_answer_when_it_changed_the_number_after_the_question(lan: Lansscen) -> None:
    tidigare = ratta(lan, nu=START)
    rad = fraga(lan, 5)
    annans, annan_manad = ratta(lan, kommun="2582"), ratta(lan, dag=date(2026, 6, 30))
    bokning = ratta(lan)
    assert list(ifragasattanden.mojliga_rattelser(rad)) == [bokning]
    for fel in (tidigare, annans, annan_manad):
        with pytest.raises(Hinder, match="rättar inte siffran"):
            ifragasattanden.besvara(rad.pk, rattelse=fel.publikt_id, av=lan.riket.importor, nu=SVARAT)
    svarat = ifragasattanden.besvara(
        rad.pk, rattelse=bokning.publikt_id, forklaring=" Tack. ", av=lan.riket.importor, nu=SVARAT
    )
    svarat.refresh_from_db()
    assert (svarat.status, svarat.rattelse, svarat.skal, svarat.forklaring) == ("rattad", bokning, "", "Tack.")
    assert (svarat.besvarat, svarat.besvarat_av) == (SVARAT, lan.riket.importor)
    assert [slag for slag, *_ in handelser()] == ["uppgift_ifragasatt", "ifragasattande_besvarat"]
    assert Handelse.objects.get(slag="ifragasattande_besvarat").uppgifter["bokning"] == str(bokning.publikt_id)


def test_each_state_of_the_list_is_the_state_of_the_question(lan: Lansscen) -> None:
    rattad, vantar = fraga(lan), fraga(lan, 9, typ="anknytning")
    forklarad, atertagen = fraga(lan, manad=date(2026, 6, 1)), fraga(lan, manad=date(2026, 5, 1))
    bokning = ratta(lan)
    ifragasattanden.besvara(rattad.pk, rattelse=bokning.publikt_id, av=lan.riket.importor, nu=SVARAT)
    ifragasattanden.besvara(forklarad.pk, skal="upphavd", av=lan.riket.importor, nu=SVARAT)
    ifragasattanden.aterta(atertagen.pk, av=lan.foretradare("Luleå"), nu=SVARAT)
    i_listan = {lage: [*Ifragasattande.objects.filter(villkor)] for lage, villkor in STATUS.items()}
    assert i_listan == {"vantar": [vantar], "rattad": [rattad], "forklarad": [forklarad], "atertagen": [atertagen]}
    assert all(rad.status == lage for lage, rader in i_listan.items() for rad in rader)
    assert [rad for rad in Ifragasattande.objects.all() if rad.oppet] == [vantar]


def test_a_correction_that_is_undone_or_leaves_the_number_is_none(lan: Lansscen) -> None:
    rad = fraga(lan)
    bokning, tillbaka = ratta(lan), ratta(lan, -1)
    with pytest.raises(Hinder, match="detsamma som när kommunen frågade"):
        ifragasattanden.besvara(rad.pk, rattelse=tillbaka.publikt_id, av=lan.riket.importor, nu=SVARAT)
    motpost = anvisningar.forbered_motpost(bokning.pk, skal="Fel.", av=lan.riket.importor, nu=RATTAT)
    genom = anvisningar.bokfor(motpost.pk, kand_version=1, av=lan.riket.publicist, nu=RATTAT)
    assert set(ifragasattanden.mojliga_rattelser(rad)) == {tillbaka, genom}
    rad = ifragasattanden.besvara(rad.pk, rattelse=genom.publikt_id, av=lan.riket.importor, nu=SVARAT)
    assert rad.rattelse == genom


SVAR = {
    "none": ({}, "Välj ett svar."),
    "both": ({"rattelse": uuid4(), "skal": "upphavd"}, "Välj ett svar."),
    "not a reason": ({"skal": "vet ej"}, "Välj ett svar."),
    "an identity number": (
        {"skal": "upphavd", "forklaring": "Barnet 20120304-1234."},
        "Förklaringen ser ut att innehålla ett personnummer. Ta bort det.",
    ),
    "long": ({"skal": "upphavd", "forklaring": "å" * 501}, "Korta förklaringen till högst 500 tecken."),
    "no such posting": (
        {"rattelse": uuid4()},
        "Bokföringen rättar inte siffran. Välj en som är gjord efter frågan, eller förklara siffran.",
    ),
}


@pytest.mark.parametrize("fall", SVAR)
def test_an_answer_that_is_none_is_refused_in_words(fall: str, lan: Lansscen) -> None:
    rad, (svar, mening) = fraga(lan), SVAR[fall]
    with pytest.raises(Hinder) as fel:
        ifragasattanden.besvara(rad.pk, **svar, av=lan.riket.importor, nu=SVARAT)
    assert fel.value.skal == [mening]
    rad.refresh_from_db()
    assert rad.oppet


@pytest.mark.parametrize("skal", Forklaringsskal.values)
def test_every_reason_can_be_given(skal: str, lan: Lansscen) -> None:
    rad = ifragasattanden.besvara(fraga(lan).pk, skal=skal, av=lan.riket.publicist, nu=SVARAT)
    rad.refresh_from_db()
    assert (rad.status, rad.skal, rad.rattelse, rad.forklaring) == ("forklarad", skal, None, "")


def test_what_is_done_takes_no_act_and_is_never_changed(lan: Lansscen) -> None:
    svarad, atertagen = fraga(lan), fraga(lan, 5, typ="anknytning")
    ifragasattanden.besvara(svarad.pk, skal="stammer", av=lan.riket.importor, nu=SVARAT)
    ifragasattanden.aterta(atertagen.pk, av=lan.foretradare("Luleå"), nu=SVARAT)
    for rad, mening in ((svarad, "redan besvarad"), (atertagen, "tagit tillbaka")):
        with pytest.raises(Redan, match=mening):
            ifragasattanden.besvara(rad.pk, skal="upphavd", av=lan.riket.importor, nu=SVARAT)
        with pytest.raises(Redan, match=mening):
            ifragasattanden.aterta(rad.pk, av=lan.foretradare("Luleå"), nu=SVARAT)
    oppen = fraga(lan, 5, manad=date(2026, 6, 1))
    for rad, falt in ((svarad, {"forklaring": "Nytt."}), (atertagen, {"atertaget": None}), (oppen, {"uppgift": 9})):
        for andring in (lambda rader, falt=falt: rader.update(**falt), lambda rader: rader.delete()):
            with pytest.raises(DatabaseError, match="ändras inte"), transaction.atomic():
                andring(Ifragasattande.objects.filter(pk=rad.pk))


HALVA = {
    "answered by nobody": {"besvarat": SVARAT, "utfall": "forklarad", "skal": "upphavd"},
    "an answer that was never given": {"utfall": "forklarad", "skal": "upphavd"},
    "corrected by nothing": {"besvarat": SVARAT, "besvarat_av": 1, "utfall": "rattad"},
    "explained without a reason": {"besvarat": SVARAT, "besvarat_av": 1, "utfall": "forklarad"},
    "a reason of another list": {"besvarat": SVARAT, "besvarat_av": 1, "utfall": "forklarad", "skal": "vet ej"},
    "an outcome of no kind": {"besvarat": SVARAT, "besvarat_av": 1, "utfall": "kanske", "skal": "upphavd"},
    "taken back by nobody": {"atertaget": SVARAT},
    "taken back and answered": {
        "atertaget": SVARAT, "atertaget_av": 1, "besvarat": SVARAT, "besvarat_av": 1, "utfall": "forklarad",
        "skal": "upphavd",
    },
}  # fmt: skip


@pytest.mark.parametrize("fall", HALVA)
def test_the_database_takes_no_half_answer(fall: str, lan: Lansscen) -> None:
    rad = fraga(lan)
    falt = {namn: lan.riket.importor.pk if namn.endswith("_av") else varde for namn, varde in HALVA[fall].items()}
    with pytest.raises(IntegrityError, match="ifragasattande_"), transaction.atomic():
        Ifragasattande.objects.filter(pk=rad.pk).update(**falt)


def test_the_months_numbers_and_the_rows_behind_one(lan: Lansscen) -> None:
    bokning = ratta(lan, 2)
    manader = per_manad("2580", [JULI, date(2026, 6, 1)])
    assert [(m.fran, m.per_typ, m.raknat_fran) for m in manader] == [
        (JULI, [5, 1, 0], None),
        (date(2026, 6, 1), [0, 0, 0], None),
    ]
    bakom = ifragasattanden.bakom(fraga(lan))
    assert [(r.bokning.slag, r.antal) for r in bakom] == [("perioder", 3), ("rattelse", 2)]
    assert bakom[1].bokning == bokning


def test_a_row_of_several_months_is_disputed_in_its_last_one(lan: Lansscen) -> None:
    bokfor_fil(lan.riket, "Kommun;Utjämnande\nBoden;7\n", date(2026, 3, 1), date(2026, 7, 31), START)
    (juli,) = per_manad("2582", [JULI])
    assert (juli.per_typ, juli.raknat_fran) == ([9, 0, 0], date(2026, 3, 1))
    assert ifragasattanden.manadens_antal("2582", JULI, "utjamnande") == 9
    assert ifragasattanden.manadens_antal("2582", date(2026, 3, 1), "utjamnande") == 0


def mejl() -> set[tuple[str, str]]:
    return {(m.till, m.amne) for m in Epostmeddelande.objects.all()}


def test_the_question_is_mailed_to_the_administrators_and_the_answer_to_the_municipality(lan: Lansscen) -> None:
    slutat = fabrik.skapa_konto(lan.riket.importor.organisation, Roll.ADMINISTRATOR, epost="slutat@example.org")
    Konto.objects.filter(pk=slutat.pk).update(is_active=False)
    rad = fraga(lan, 4711)
    administratorer = (lan.riket.importor, lan.riket.publicist)
    fragan = {(konto.epost, f"Ifrågasatt uppgift, {rad.referens}") for konto in administratorer}
    assert mejl() == fragan
    ratta(lan, 4708)
    ifragasattanden.besvara(rad.pk, skal="upphavd", forklaring="Ring oss.", av=lan.riket.importor, nu=SVARAT)
    arbetar = (Roll.KOMMUN_HANDLAGGARE, Roll.KOMMUN_FORETRADARE)
    assert mejl() - fragan == {
        (lan.konto(roll, "Luleå").epost, f"Svar på ifrågasatt uppgift, {rad.referens}") for roll in arbetar
    }
    for m in Epostmeddelande.objects.all():
        assert len(f"{m.amne} {m.text}".split()) <= 120
        assert m.text.count("http") == 1
        for hemligt in ("4711", "4708", "juli", "2026-07", "Ring oss"):
            assert hemligt not in m.amne + m.text + m.html


def test_an_answer_waits_for_the_daily_mail_of_who_wants_it_and_a_question_does_not(lan: Lansscen) -> None:
    Konto.objects.update(notisval=Notisval.SAMLAT)
    rad = fraga(lan)
    assert len(mejl()) == 2
    ifragasattanden.besvara(rad.pk, skal="upphavd", av=lan.riket.importor, nu=SVARAT)
    assert len(mejl()) == 2
    assert set(Samlingsrad.objects.values_list("konto__roll", "text")) == {
        (roll, f"Svar på ifrågasatt uppgift, Luleå, {rad.referens}") for roll in ("k_handlaggare", "k_foretradare")
    }


@pytest.mark.parametrize("hur", ["answered", "taken back"])
def test_a_question_that_is_done_is_not_mailed_late(hur: str, lan: Lansscen) -> None:
    rad = fraga(lan)
    fragan = list(Epostmeddelande.objects.values_list("pk", flat=True))
    if hur == "answered":
        ifragasattanden.besvara(rad.pk, skal="upphavd", av=lan.riket.importor, nu=SVARAT)
    else:
        ifragasattanden.aterta(rad.pk, av=lan.foretradare("Luleå"), nu=SVARAT)
    for pk in fragan:
        sandning.skicka(pk, nu=SVARAT)
    assert set(Epostmeddelande.objects.values_list("pk", "skickad", "upphavd")) >= {(pk, None, SVARAT) for pk in fragan}

"""Reminders: who is reminded which day of an autumn, exactly, and that nobody is reminded of what is done."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anvisning import tid, utkorg
from anvisning.models import Epostmeddelande, Konto, Organ, Roll, Tidplan, Utkorgsrad
from omfordelning.handlaggning import anstand, granskning
from omfordelning.handlaggning import beslut as beslutskommandon
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag, Kommunbeslut, Paminnelse
from omfordelning.paminnelser import paminn
from omfordelning.paminnelser.dagar import dags, paminnelsedag
from omfordelning.paminnelser.mejl import mottagare
from omfordelning.process import Sida
from omfordelning.querysets import senast_pamind
from omfordelning.uppgifter.kommun import kommunens_uppgifter
from omfordelning.uppgifter.lan import lanets_uppgifter
from tests import fabrik
from tests.fabrik import klockan

DAGARNA = [30, 14, 7, 2, 1]
NOV6 = date(2026, 11, 6)
FORUT = date(2026, 9, 14)
KODER = {"Boden": "2582", "Luleå": "2580", "Kiruna": "2584", "Piteå": "2581", "Kalix": "2514", "Älvsbyn": "2560"}


class TestDagarna:
    @pytest.mark.parametrize(
        ("sista_dag", "dagar", "dag"),
        [
            (NOV6, 30, date(2026, 10, 7)),
            (NOV6, 14, date(2026, 10, 23)),
            (NOV6, 7, date(2026, 10, 30)),
            (NOV6, 6, date(2026, 10, 30)),  # All Saints' Day
            (NOV6, 5, date(2026, 10, 30)),  # Sunday
            (NOV6, 2, date(2026, 11, 4)),
            (NOV6, 1, date(2026, 11, 5)),
            (date(2026, 11, 16), 30, date(2026, 10, 16)),  # Saturday
            (date(2026, 11, 16), 2, date(2026, 11, 13)),
            (date(2026, 11, 16), 1, date(2026, 11, 13)),
            (date(2027, 1, 8), 2, date(2027, 1, 5)),  # Epiphany
            (date(2026, 12, 28), 2, date(2026, 12, 23)),  # Christmas, its eve and its weekend
        ],
    )
    def test_a_reminder_falls_on_a_working_day(self, sista_dag: date, dagar: int, dag: date) -> None:
        assert paminnelsedag(sista_dag, dagar) == dag

    @pytest.mark.parametrize(
        ("senast", "idag", "vilken"),
        [
            (FORUT, date(2026, 10, 6), None),
            (FORUT, date(2026, 10, 7), 30),
            (date(2026, 10, 7), date(2026, 10, 8), None),
            (FORUT, date(2026, 10, 9), 30),  # missed for two days
            (FORUT, date(2026, 10, 24), 14),  # two missed: one is sent
            (FORUT, date(2026, 11, 6), 1),
            (FORUT, date(2026, 11, 7), None),
            (date(2026, 10, 23), date(2026, 10, 29), None),
            (date(2026, 10, 30), date(2026, 10, 30), None),  # arose, or was reminded of, today
            (date(2026, 10, 30), date(2026, 11, 4), 2),
            (date(2026, 11, 4), date(2026, 11, 5), 1),
            (date(2026, 10, 31), date(2026, 11, 3), None),
        ],
    )
    def test_which_is_due(self, senast: date, idag: date, vilken: int | None) -> None:
        assert dags(NOV6, DAGARNA, senast, idag) == vilken

    def test_each_reminder_once_whatever_days_are_missed(self) -> None:
        """From 60 days before, deadlines through two years, run each day or only every third."""
        for n in range(0, 730, 3):
            sista_dag = date(2026, 1, 1) + timedelta(days=n)
            for steg in (1, 3):
                senast, skickade = sista_dag - timedelta(days=60), []
                for kvar in range(59, -2, -steg):
                    idag = sista_dag - timedelta(days=kvar)
                    if (vilken := dags(sista_dag, DAGARNA, senast, idag)) is not None:
                        assert idag <= sista_dag
                        assert steg > 1 or (tid.ar_arbetsdag(idag) and kvar >= vilken)
                        skickade.append(vilken)
                        senast = idag
                assert skickade == sorted(set(skickade), reverse=True)
                assert steg > 1 or len(skickade) == len({paminnelsedag(sista_dag, d) for d in DAGARNA})


def bygg() -> fabrik.Lansscen:
    """Norrbotten with a proposal from Boden to Luleå."""
    lan = fabrik.bygg_lan(fabrik.bygg_riket(), kommuner=KODER)
    skickat(lan, "Boden", "Luleå")
    return lan


def foretradare(kommun: str) -> str:
    return f"foretradare.{KODER[kommun]}@example.org"


def handlaggare(kommun: str) -> str:
    return f"handlaggare.{KODER[kommun]}@example.org"


def brevlada(kommun: str) -> str:
    return f"registrator.{KODER[kommun]}@example.org"


def arbetar(kommun: str) -> set[str]:
    return {foretradare(kommun), handlaggare(kommun)}


def alla(kommun: str) -> set[str]:
    return {*arbetar(kommun), brevlada(kommun)}


def morgon(dag: date) -> datetime:
    return klockan(dag, 7, 30)


def _sak(amne: str) -> str:
    """Shorten a subject: "svar 1", the case's number; a draft has none."""
    vad, _, vilket = amne.removeprefix("Påminnelse om ").partition(", ")
    return f"{vad} {int(vilket[-3:])}" if vilket.startswith("OMF-") else vad


def paminda(dag: date, *, ganger: int = 1) -> set[tuple[str, str]]:
    """Run the duty on a morning: to whom its mails go, and about what (each once)."""
    fore = set(Epostmeddelande.objects.values_list("pk", flat=True))
    for _ in range(ganger):
        paminn(nu=morgon(dag))
    nya = Epostmeddelande.objects.exclude(pk__in=fore)
    mejl = Counter((m.till, _sak(m.amne)) for m in nya)
    assert set(mejl.values()) <= {1}
    return set(mejl)


def uppgifter(lanet: fabrik.Lansscen, kommun: str, dag: date) -> list[str]:
    """Give what stands under "Kräver åtgärd" for a municipality's företrädare on a morning."""
    sidan = kommunens_uppgifter(lanet.foretradare(kommun), morgon(dag))
    return [u.rubrik for grupp in sidan.grupper if grupp.namn == "atgard" for u in grupp.uppgifter]


def om(vad: str, *adresser: set[str]) -> set[tuple[str, str]]:
    return {(till, vad) for grupp in adresser for till in grupp}


def klart(lanet: fabrik.Lansscen, kommun: str) -> beslutskommandon.Beslutsuppgifter:
    """A decision that lacks nothing."""
    return lanet.uppgifter(kommun, utdrag=fabrik.handling(nu=fabrik.SKICKAT))


def skickat(lanet: fabrik.Lansscen, givare: str, mottagare: str, promille: str = "0.20", **mer: object) -> Forslag:
    mer.setdefault("beslut", klart(lanet, str(mer.get("av") or givare)))
    return lanet.skickat(givare, mottagare, promille, **mer)


def dagarna(fran: date, till: date) -> list[date]:
    return [fran + timedelta(days=n) for n in range((till - fran).days + 1)]


class TestMottagare:
    F1, F2, H = "f1@example.org", "f2@example.org", "h@example.org"

    @pytest.mark.parametrize(
        ("slag", "dagar", "vilka"),
        [
            ("svar", 30, "F"),
            ("svar", 8, "F"),
            ("svar", 7, "FH"),
            ("svar", 3, "FH"),
            ("svar", 2, "FHB"),
            ("svar", 0, "FHB"),
            ("beslut", 30, "FH"),
            ("utdrag", 30, "FH"),
            ("komplettering", 30, "FH"),
            ("beslut", 2, "FHB"),
            ("utkast", 30, "FH"),
            ("utkast", 1, "FH"),
        ],
    )
    def test_more_are_told_the_nearer_it_is(self, slag: str, dagar: int, vilka: str) -> None:
        adresser = {"F": "f@example.org", "H": "h@example.org", "B": "brevlada@example.org"}
        konton = [_konto("f", Roll.KOMMUN_FORETRADARE), _konto("h", Roll.KOMMUN_HANDLAGGARE)]
        till = mottagare(Paminnelse.Slag(slag), dagar, konton, adresser["B"])
        assert till == [adresser[v] for v in vilka]

    def test_a_municipality_without_anybody_who_can_answer(self) -> None:
        """No företrädare, or only one who has never chosen a password: the mailbox hears from the first."""
        inbjuden = _konto("f", Roll.KOMMUN_FORETRADARE)
        inbjuden.set_unusable_password()
        handlaggare = _konto("h", Roll.KOMMUN_HANDLAGGARE)
        svar = Paminnelse.Slag.SVAR
        assert mottagare(svar, 30, [handlaggare], "b@example.org") == ["b@example.org"]
        assert mottagare(svar, 30, [inbjuden], "b@example.org") == ["f@example.org", "b@example.org"]
        assert mottagare(Paminnelse.Slag.BESLUT, 30, [handlaggare], "b@example.org") == ["h@example.org"]
        assert mottagare(svar, 1, [handlaggare], "") == ["h@example.org"]
        assert mottagare(svar, 30, [], "") == []
        assert mottagare(Paminnelse.Slag.UTKAST, 1, [], "b@example.org") == []

    def test_an_address_gets_one(self) -> None:
        konton = [_konto("f", Roll.KOMMUN_FORETRADARE)]
        assert mottagare(Paminnelse.Slag.SVAR, 1, konton, "f@example.org") == ["f@example.org"]


def _konto(namn: str, roll: Roll) -> Konto:
    return Konto(epost=f"{namn}@example.org", roll=roll, password="pbkdf2_sha256$1$x$x")


@pytest.mark.django_db
@pytest.mark.langsam
class TestEttArende:
    """One case waits: Boden has sent, Luleå is silent; and Boden lacks nothing."""

    @pytest.fixture
    def fall(self, lanet: fabrik.Lansscen) -> Forslag:
        return Forslag.objects.get(ar=lanet.ar)

    def test_stops_at_once_when_answered(self, lanet: fabrik.Lansscen, fall: Forslag) -> None:
        assert paminda(date(2026, 10, 7), ganger=2) == om("svar 1", {foretradare("Luleå")})
        lanet.godkant(fall, beslut=klart(lanet, "Luleå"), nu=klockan(date(2026, 10, 22)))
        assert [paminda(date(2026, *dag)) for dag in ((10, 23), (10, 30), (11, 4), (11, 5))] == [set()] * 4

    def test_a_missed_day_is_one_reminder(self, lanet: fabrik.Lansscen) -> None:
        assert paminda(date(2026, 11, 4), ganger=2) == om("svar 1", alla("Luleå"))
        assert Paminnelse.objects.values_list("dagar", flat=True).get() == 2

    def test_reminders_follow_the_day(self, lanet: fabrik.Lansscen, fall: Forslag) -> None:
        """Moved later, what is near no more is not said; moved back, it is said again in its time."""
        assert paminda(date(2026, 11, 4)) == om("svar 1", alla("Luleå"))
        Forslag.objects.update(slut=tid.slut_pa_dagen(date(2026, 11, 13)))
        assert paminda(date(2026, 11, 5)) == set()
        assert paminda(date(2026, 11, 6)) == om("svar 1", arbetar("Luleå"))
        Forslag.objects.update(slut=tid.slut_pa_dagen(date(2026, 11, 9)))
        assert paminda(date(2026, 11, 7)) == set()
        assert paminda(date(2026, 11, 9)) == set()  # two days and one day before were 6 November, a Friday
        mejl = Epostmeddelande.objects.filter(till=foretradare("Luleå"), nyckel__startswith="paminnelse").order_by("pk")
        assert ["fredag 6 november" in m.text for m in mejl] == [True, False]

    def test_the_countys_own_days(self, lanet: fabrik.Lansscen) -> None:
        Tidplan.objects.filter(pk=lanet.tidplan.pk).update(paminnelsedagar=[10])
        assert paminda(date(2026, 10, 26)) == set()
        assert paminda(date(2026, 10, 27)) == om("svar 1", {foretradare("Luleå")})
        assert [paminda(date(2026, 11, dag)) for dag in (4, 5, 6)] == [set()] * 3

    def test_nobody_to_tell_is_not_called_a_reminder(self, lanet: fabrik.Lansscen) -> None:
        Konto.objects.filter(organisation__kommun="2580").update(is_active=False)
        assert paminda(date(2026, 10, 7)) == om("svar 1", {brevlada("Luleå")})
        Organ.objects.filter(organisation__kommun="2580").delete()
        assert paminda(date(2026, 10, 23)) == set()
        assert Paminnelse.objects.count() == 1

    def test_a_question_after_the_day_is_asked_again_before_the_national_date(
        self, lanet: fabrik.Lansscen, fall: Forslag
    ) -> None:
        lanet.godkant(fall, beslut=klart(lanet, "Luleå"))
        granskning.begar_komplettering(fall.pk, sida=Sida.GIVARE, fraga="?", av=lanet.handlaggare, nu=fabrik.GRANSKAT)
        assert paminda(date(2026, 11, 9)) == set()  # asked today
        assert paminda(date(2026, 11, 13), ganger=2) == om("fråga från länsstyrelsen 1", alla("Boden"))
        assert paminda(date(2026, 11, 16)) == paminda(date(2026, 11, 17)) == set()

    def test_what_the_county_does_not_require(self, lanet: fabrik.Lansscen) -> None:
        skickat(lanet, "Piteå", "Luleå", beslut=lanet.uppgifter("Piteå"))
        assert paminda(date(2026, 10, 7)) >= om("protokollsutdrag 2", arbetar("Piteå"))
        assert uppgifter(lanet, "Piteå", date(2026, 10, 23)) == ["Lägg till protokollsutdraget"]
        Tidplan.objects.filter(pk=lanet.tidplan.pk).update(krav_beslut=False)
        assert uppgifter(lanet, "Piteå", date(2026, 10, 23)) == []
        assert not {rad for rad in paminda(date(2026, 10, 23)) if "protokoll" in rad[1]}

    def test_a_draft_that_cannot_be_sent(self, lanet: fabrik.Lansscen) -> None:
        lanet.utkast("Boden", "Piteå", "0.10")  # Boden's one place is taken
        lanet.utkast("Kalix", "Piteå", "0.10")
        assert paminda(date(2026, 10, 7)) == om("utkast", arbetar("Kalix")) | om("svar 1", {foretradare("Luleå")})

    @pytest.mark.langsam
    def test_a_figure_that_no_longer_fits(self, lanet: fabrik.Lansscen, fall: Forslag) -> None:
        lanet.godkant(fall, beslut=klart(lanet, "Luleå"))
        lanet.riket.publicera(andelar=fabrik.andrade(k2582="0.10"), nu=fabrik.SVARAT)
        vilka = om("siffra som inte ryms 1", arbetar("Boden"), arbetar("Luleå"))
        assert paminda(date(2026, 10, 30)) == vilka
        assert [uppgifter(lanet, namn, date(2026, 10, 30)) for namn in ("Boden", "Luleå")] == [["Ändra siffran"]] * 2
        assert paminda(date(2026, 11, 7)) == set()

    @pytest.mark.langsam
    def test_a_giver_that_is_bound_need_not_answer_an_invitation(self, lanet: fabrik.Lansscen) -> None:
        """Boden has sent to Luleå: it can only say no to Kiruna, and is not told that it must answer."""
        skickat(lanet, "Boden", "Kiruna", av="Kiruna")
        skickat(lanet, "Kalix", "Kiruna", av="Kiruna")
        assert paminda(date(2026, 10, 7)) == om("svar 1", {foretradare("Luleå")}) | om("svar 3", {foretradare("Kalix")})
        assert uppgifter(lanet, "Boden", date(2026, 10, 7)) == []
        assert uppgifter(lanet, "Kalix", date(2026, 10, 7)) == ["Svara på inbjudan från Kiruna"]

    @pytest.mark.langsam
    def test_the_number_of_queries_is_the_same_for_many(self, lanet: fabrik.Lansscen) -> None:
        def rakna(dag: date) -> int:
            with CaptureQueriesContext(connection) as fragor:
                assert paminda(dag)
            return len(fragor)

        ett = rakna(date(2026, 10, 7))
        for kommun in ("Kiruna", "Piteå", "Älvsbyn", "Kalix"):
            skickat(lanet, kommun, "Luleå", beslut=lanet.uppgifter(kommun))
        assert rakna(date(2026, 10, 23)) == ett

    def test_a_reminder_that_could_not_go_before_the_answer_is_not_sent(
        self, lanet: fabrik.Lansscen, fall: Forslag
    ) -> None:
        """The mail server is away for a day: what waited is asked again, and the rest goes."""
        skickat(lanet, "Piteå", "Luleå")
        paminda(date(2026, 10, 7))
        lanet.godkant(fall, beslut=klart(lanet, "Luleå"), nu=klockan(date(2026, 10, 7), 12))
        for rad in _rader():
            assert utkorg.utfor(rad.pk, nu=klockan(date(2026, 10, 8)))
        assert [m.subject for m in mail.outbox] == ["Påminnelse om svar, OMF-2027-25-002"]
        ej = Epostmeddelande.objects.get(upphavd__isnull=False)
        assert (ej.amne, ej.skickad) == ("Påminnelse om svar, OMF-2027-25-001", None)

    def test_a_reminder_with_a_day_that_has_moved_is_not_sent(self, lanet: fabrik.Lansscen) -> None:
        paminda(date(2026, 11, 5))
        Forslag.objects.update(slut=tid.slut_pa_dagen(date(2026, 11, 13)))
        for rad in _rader():
            utkorg.utfor(rad.pk, nu=klockan(date(2026, 11, 5)))
        assert mail.outbox == []

    @pytest.mark.langsam
    def test_when_last(self, lanet: fabrik.Lansscen, client: Client) -> None:
        """The county and the case say when; a reminder of a draft is the municipality's own."""
        lanet.utkast("Kalix", "Piteå", "0.10")
        sida = reverse("arende", args=[Forslag.objects.get(nummer=1).publikt_id])
        client.force_login(lanet.foretradare("Boden"))
        assert "Senast påmind" not in client.get(sida).content.decode()
        paminda(date(2026, 10, 7))
        paminda(date(2026, 10, 23))
        assert senast_pamind(KODER.values(), fabrik.AR) == {"2580": morgon(date(2026, 10, 23))}
        assert senast_pamind(["2582"], fabrik.AR) == senast_pamind(KODER.values(), 2028) == {}
        assert "Senast påmind: Luleå 23 oktober 2026." in client.get(sida).content.decode()
        sidan = lanets_uppgifter(lanet.handlaggare, morgon(date(2026, 10, 24)))
        (vantar,) = next(grupp.uppgifter for grupp in sidan.grupper if grupp.namn == "vantar")
        assert vantar.text == "Senast påmind 23 oktober 2026."


def _rader() -> list[Utkorgsrad]:
    mejl = Epostmeddelande.objects.filter(nyckel__startswith="paminnelse").values("pk")
    return list(Utkorgsrad.objects.filter(uppgift="epost", objekt__in=mejl).order_by("pk"))


@pytest.mark.django_db
@pytest.mark.langsam
class TestHosten:
    def test_a_whole_autumn(self, lanet: fabrik.Lansscen) -> None:
        """Every day from the first proposal to after the national date, against the table."""
        # 1, Boden to Luleå, is sent: Luleå is silent
        lanet.godkant(skickat(lanet, "Kiruna", "Luleå"), beslut=klart(lanet, "Luleå"))  # 2: nothing is left to do
        planerat = lanet.uppgifter("Piteå", date(2026, 11, 3), tillstand=Kommunbeslut.Tillstand.PLANERAT, paragraf="")
        lanet.godkant(skickat(lanet, "Piteå", "Luleå", beslut=planerat), beslut=lanet.uppgifter("Luleå"))  # 3
        lanet.utkast("Kalix", "Luleå", "0.20")
        nej = skickat(lanet, "Älvsbyn", "Luleå")  # 4
        kommandon.avboj(nej.pk, skal="Nej.", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1)
        sen = skickat(lanet, "Älvsbyn", "Luleå", nu=fabrik.SVARAT)  # 5
        mejl = {dag: paminda(dag) for dag in dagarna(date(2026, 9, 15), date(2026, 10, 27))}
        begart = anstand.begar_anstand(
            sen.pk, sammantrade=date(2026, 11, 12), av=lanet.foretradare("Luleå"), nu=klockan(date(2026, 10, 28))
        )
        mejl |= {dag: paminda(dag) for dag in dagarna(date(2026, 10, 28), date(2026, 11, 2))}
        anstand.besluta_anstand(
            begart.pk, beviljat_till=date(2026, 11, 13), av=lanet.handlaggare, nu=klockan(date(2026, 11, 2))
        )
        mejl |= {dag: paminda(dag) for dag in dagarna(date(2026, 11, 3), date(2026, 11, 20))}
        utkast, piteas, luleas = om("utkast", arbetar("Kalix")), "kommunens beslut 3", "protokollsutdrag 3"
        tidigt = utkast | om(piteas, arbetar("Piteå")) | om(luleas, arbetar("Luleå"))
        sent = utkast | om(piteas, alla("Piteå")) | om(luleas, alla("Luleå")) | om("svar 1", alla("Luleå"))
        assert {dag: vilka for dag, vilka in mejl.items() if vilka} == {
            date(2026, 10, 7): tidigt | om("svar 1", {foretradare("Luleå")}) | om("svar 5", {foretradare("Luleå")}),
            date(2026, 10, 23): tidigt | om("svar 1", {foretradare("Luleå")}) | om("svar 5", {foretradare("Luleå")}),
            date(2026, 10, 30): tidigt | om("svar 1", arbetar("Luleå")),
            date(2026, 11, 3): om("svar 5", {foretradare("Luleå")}),
            date(2026, 11, 4): sent,
            date(2026, 11, 5): sent,
            date(2026, 11, 6): om("svar 5", arbetar("Luleå")),
            date(2026, 11, 9): om(piteas, arbetar("Piteå")) | om(luleas, arbetar("Luleå")),
            date(2026, 11, 11): om("svar 5", alla("Luleå")),
            date(2026, 11, 12): om("svar 5", alla("Luleå")),
            date(2026, 11, 13): om(piteas, alla("Piteå")) | om(luleas, alla("Luleå")),
        }

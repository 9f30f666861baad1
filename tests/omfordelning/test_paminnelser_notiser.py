"""Notices: a year's first, whose share is another, the daily mail, and what is not sent because it is done."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anvisning import notiser, utkorg
from anvisning.models import (
    Epostmeddelande,
    Konto,
    Notisval,
    Organ,
    Organisation,
    Samlingsrad,
    Tabellslag,
    Tidplan,
    Utkorgsrad,
)
from anvisning.visning import promille
from omfordelning import notisvillkor
from omfordelning.aktnamn import AKTNAMN, SVARA, Uppmaning
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag
from omfordelning.process import Sida
from tests import fabrik
from tests.fabrik import klockan

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ANDRAT = klockan(date(2026, 9, 21))
KOMMUNER = ("Boden", "Luleå", "Kiruna", "Piteå")
KODER = {"Boden": "2582", "Luleå": "2580", "Kiruna": "2584", "Piteå": "2581"}
LANETS = {"handlaggare.25@example.org", "beslutsfattare.25@example.org"}


def kommunens(namn: str) -> set[str]:
    return {f"{vem}.{KODER[namn]}@example.org" for vem in ("handlaggare", "foretradare", "registrator")}


def bygg() -> fabrik.Lansscen:
    """A county with accounts, before any shares have come."""
    return fabrik.bygg_lan(fabrik.bygg_riket(nu=None), kommuner=KOMMUNER)


def till(amne: str) -> dict[str, str]:
    """Who has a mail with a subject, and what it says (each once)."""
    rader = list(Epostmeddelande.objects.filter(amne=amne))
    assert len(rader) == len({m.till for m in rader})
    return {m.till: m.text for m in rader}


class TestTabellen:
    def test_the_first_shares_are_told_to_all(self, lanet: fabrik.Lansscen) -> None:
        gotland = Organisation.objects.get(kommun="0980")
        fabrik.skapa_organ(gotland)
        Tidplan.objects.create(
            ar=lanet.ar, lan_id="09", sista_dag=lanet.tidplan.sista_dag
        )  # a day with nothing to do by
        fabrik.bygg_lan(lanet.riket, "09", kommuner=[])
        Konto.objects.filter(epost="handlaggare.2582@example.org").update(notisval=Notisval.AV)
        lanet.riket.publicera()
        mejl = till("Preliminära andelar, 2027")
        gotlands = {"registrator.0980@example.org", "handlaggare.09@example.org", "beslutsfattare.09@example.org"}
        assert set(mejl) == set.union(*map(kommunens, KOMMUNER)) | LANETS | gotlands
        assert mejl["registrator.2582@example.org"].startswith(
            "De preliminära andelarna för 2027 har kommit, och ni kan omfördela till och med fredag 6 november 2026. "
            f"Er preliminära andel är {promille(fabrik.preliminara()['2582'])}.\n"
        )
        assert "kommunerna kan omfördela till och med fredag 6 november 2026.\n" in mejl["handlaggare.25@example.org"]
        assert "‰" not in mejl["handlaggare.25@example.org"]
        for adress in gotlands:
            assert "och ni behöver inte göra något nu." in mejl[adress]
        for text in mejl.values():
            assert len(text.split()) < notiser.HOGST
            assert text.count("‰") <= 1

    def test_the_number_of_queries_is_the_same_for_the_whole_country(self, lanet: fabrik.Lansscen) -> None:
        def rakna(**mer: object) -> int:
            with CaptureQueriesContext(connection) as fragor:
                lanet.riket.publicera(**mer)
            return len([f for f in fragor if "epostmeddelande" in f["sql"] or "utkorgsrad" in f["sql"]])

        Organ.objects.all().delete()
        fa = rakna(nu=fabrik.START)
        Organ.objects.bulk_create(fabrik._organ(o) for o in Organisation.objects.filter(slag="kommun"))
        andrade = {kod: andel + Decimal("0.01") for kod, andel in fabrik.preliminara().items()}
        assert rakna(nu=ANDRAT, andelar=andrade) == fa
        assert len(till("Nya preliminära andelar, 2027")) == 290 + 2 * len(KOMMUNER)

    def test_a_new_version_tells_whose_share_is_another(self, lanet: fabrik.Lansscen) -> None:
        """The parties of an open case are told in the case; a draft, or an ended case, is no open case."""
        lanet.riket.publicera()
        oppet = lanet.skickat("Boden", "Luleå", "0.60")
        nej = lanet.skickat("Kiruna", "Luleå", "0.60")
        kommandon.avboj(nej.pk, skal="Nej", av=lanet.foretradare("Luleå"), nu=fabrik.SKICKAT, kand_version=1)
        Konto.objects.filter(epost="handlaggare.2584@example.org").update(notisval=Notisval.SAMLAT)
        Konto.objects.filter(epost="foretradare.2584@example.org").update(notisval=Notisval.AV)
        lanet.riket.publicera(andelar=fabrik.andrade(k2584="2.50", k2582="2.50"), nu=ANDRAT)
        assert set(till("Nya preliminära andelar, 2027")) == {"registrator.2584@example.org"}
        assert (
            "Er andel är 2,50\u00a0‰. Den var " in till("Nya preliminära andelar, 2027")["registrator.2584@example.org"]
        )
        assert [(rad.konto.epost, rad.text) for rad in Samlingsrad.objects.all()] == [
            ("handlaggare.2584@example.org", "Nya preliminära andelar, 2027")
        ]
        parter = {k for namn in ("Boden", "Luleå") for k in kommunens(namn) if not k.startswith("registrator")}
        assert set(till(f"Nya preliminära andelar, {oppet.referens}")) == parter | LANETS

    def test_a_rattelse_tells_also_those_outside(self, lanet: fabrik.Lansscen) -> None:
        lanet.riket.publicera()
        fall = lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.redovisat()
        redovisning.kvittera(rapport.pk, kvittens="MV-1", av=lanet.riket.importor, nu=fabrik.KVITTERAT)
        lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
        lanet.riket.publicera(
            Tabellslag.RATTELSE,
            fabrik.andrade(k2584="2.50", k2582="2.50"),
            nu=fabrik.RATTAT,
            skal="Fel i underlaget.",
            galler_fran=date(2027, 2, 3),
        )
        mejl = till("Rättade andelar, 2027")
        assert set(mejl) == kommunens("Kiruna")
        assert "Er andel är 2,50\u00a0‰ från den 3 februari 2027. Den var " in mejl["registrator.2584@example.org"]
        parter = {k for namn in ("Boden", "Luleå") for k in kommunens(namn) if not k.startswith("registrator")}
        assert set(till(f"Rättade andelar, {fall.referens}")) == parter | LANETS


class TestDagligt:
    """Boden's företrädare wants one mail a day."""

    KLOCKAN_16 = klockan(date(2026, 10, 5), 16)

    @pytest.fixture
    def rader(self, lanet: fabrik.Lansscen) -> list[Samlingsrad]:
        boden = lanet.foretradare("Boden")
        Konto.objects.update(notisval=Notisval.SAMLAT)
        return Samlingsrad.objects.bulk_create(
            Samlingsrad(
                konto=boden,
                nyckel=f"notis:{n}",
                text=f"Förslaget är godkänt, OMF-2027-25-{n:03}, Boden och Luleå",
                skapad=fabrik.SVARAT,
            )
            for n in range(1, 31)
        )

    def samlat(self) -> list[Epostmeddelande]:
        return list(Epostmeddelande.objects.filter(nyckel__startswith="samling:").order_by("pk"))

    def test_one_mail_that_fits(self, rader: list[Samlingsrad]) -> None:
        notiser.samla(nu=self.KLOCKAN_16)
        notiser.samla(nu=self.KLOCKAN_16 + timedelta(hours=1))
        (m,) = self.samlat()
        assert (m.till, m.amne) == ("foretradare.2582@example.org", "Dagens händelser, 5 oktober 2026")
        assert m.text.startswith("30 saker har hänt i era ärenden, och ni behöver inte göra något nu.\n\n")
        visade = m.text.count("Förslaget är godkänt")
        assert 5 <= visade < 30
        assert f"\nOch {30 - visade} till.\n" in m.text
        assert len(f"{m.amne} {m.text}".split()) <= notiser.HOGST

    def test_what_comes_after_goes_the_next_day(self, rader: list[Samlingsrad], lanet: fabrik.Lansscen) -> None:
        notiser.samla(nu=self.KLOCKAN_16)
        sent = self.KLOCKAN_16 + timedelta(hours=1)
        Samlingsrad.objects.create(konto=rader[0].konto, nyckel="notis:99", text="Sent", skapad=sent)
        notiser.samla(nu=sent)
        assert len(self.samlat()) == 1
        notiser.samla(nu=self.KLOCKAN_16 + timedelta(days=1))
        _, andra = self.samlat()
        assert andra.text.startswith("En sak har hänt i era ärenden,")
        assert "\nSent.\n" in andra.text

    def test_a_clock_set_back_stops_nobodys_mail(self, rader: list[Samlingsrad], lanet: fabrik.Lansscen) -> None:
        """Who has had the day's mail gets the rest the next day; the others get theirs."""
        notiser.samla(nu=self.KLOCKAN_16)
        fore = self.KLOCKAN_16 - timedelta(minutes=30)
        for konto in (rader[0].konto, lanet.handlaggare):
            Samlingsrad.objects.create(konto=konto, nyckel="notis:99", text="Sent", skapad=fore)
        notiser.samla(nu=fore)
        assert [m.till for m in self.samlat()] == [rader[0].konto.epost, lanet.handlaggare.epost]
        notiser.samla(nu=fore + timedelta(days=1))
        assert [m.till for m in self.samlat()[2:]] == [rader[0].konto.epost]

    @pytest.mark.parametrize("byte", [{"notisval": "av"}, {"is_active": False}])
    def test_who_wants_none_or_has_left_gets_none(self, rader: list[Samlingsrad], byte: dict[str, object]) -> None:
        Konto.objects.filter(pk=rader[0].konto_id).update(**byte)
        notiser.samla(nu=self.KLOCKAN_16)
        assert self.samlat() == []
        assert not Samlingsrad.objects.exists()

    def test_who_wants_them_at_once_again_gets_what_waited(self, rader: list[Samlingsrad]) -> None:
        Konto.objects.update(notisval=Notisval.GENAST)
        notiser.samla(nu=self.KLOCKAN_16)
        assert len(self.samlat()) == 1

    def test_an_act_is_one_line_however_often_it_is_told(self, rader: list[Samlingsrad]) -> None:
        konto = rader[0].konto
        konto.notisval = Notisval.SAMLAT
        mejl = notiser.Mejl(mall="samling", till=konto.epost, nyckel="notis:1", sammanhang={})
        notis = notiser.Notis(konto=konto, mejl=mejl, rad="En gång till", atgard=False)
        assert notiser.fordela([notis, notis], nu=self.KLOCKAN_16) == []
        assert Samlingsrad.objects.count() == len(rader)


class TestBehovsInte:
    """Each thing that a mail asks for, while it waits and when it is done."""

    def kvar(self) -> Counter[str]:
        """Send what waits, long after: by subject, the notices that still were to go."""
        Epostmeddelande.objects.exclude(nyckel__startswith="notis:").delete()
        for rad in Utkorgsrad.objects.filter(
            uppgift="epost", klar=None, objekt__in=Epostmeddelande.objects.values("pk")
        ).order_by("pk"):
            assert utkorg.utfor(rad.pk, nu=self.nar)
        return Counter(m.subject.partition(",")[0] for m in mail.outbox)

    nar = klockan(date(2026, 11, 10))

    @pytest.fixture
    def fall(self, lanet: fabrik.Lansscen) -> Forslag:
        lanet.riket.publicera()
        fall = lanet.overens("Boden", "Luleå", "0.60")
        Epostmeddelande.objects.all().delete()
        return fall

    @pytest.mark.parametrize("svarat", [False, True])
    def test_a_question(self, lanet: fabrik.Lansscen, fall: Forslag, svarat: bool) -> None:
        fraga = granskning.begar_komplettering(
            fall.pk, sida=Sida.GIVARE, fraga="?", av=lanet.handlaggare, nu=fabrik.GRANSKAT
        )
        if svarat:
            granskning.besvara_komplettering(fraga.pk, svar="!", av=lanet.foretradare("Boden"), nu=fabrik.GRANSKAT)
        assert self.kvar()["Begäran om komplettering"] == (0 if svarat else 2)

    @pytest.mark.parametrize("beslutat", [False, True])
    def test_anstand(self, lanet: fabrik.Lansscen, fall: Forslag, beslutat: bool) -> None:
        begart = anstand.begar_anstand(
            fall.pk, sammantrade=date(2026, 11, 9), av=lanet.foretradare("Boden"), nu=fabrik.SVARAT
        )
        if beslutat:
            anstand.besluta_anstand(begart.pk, beviljat_till=date(2026, 11, 9), av=lanet.handlaggare, nu=fabrik.SVARAT)
        # Luleå's two are told what they need not act on; the county's two only while there is something to decide
        assert self.kvar()["Begäran om anstånd"] == (2 if beslutat else 4)

    @pytest.mark.parametrize(("nar", "antal"), [(date(2026, 11, 12), 4), (date(2026, 11, 13), 0)])
    def test_time_to_comment(self, lanet: fabrik.Lansscen, fall: Forslag, nar: date, antal: int) -> None:
        granskning.kommunicera(
            fall.pk, text="?", svar_senast=date(2026, 11, 12), av=lanet.handlaggare, nu=fabrik.GRANSKAT
        )
        self.nar = klockan(nar)
        assert self.kvar()["Tillfälle att yttra sig"] == antal

    @pytest.mark.parametrize(("nar", "antal"), [(date(2026, 11, 6), 2), (date(2026, 11, 7), 0)])
    def test_another_version_has_its_own_question(
        self, lanet: fabrik.Lansscen, fall: Forslag, nar: date, antal: int
    ) -> None:
        nytt = lanet.skickat("Kiruna", "Luleå", "0.60")
        ord_ = {"innehall": fabrik.innehall("0.40"), "beslut": lanet.uppgifter("Luleå")}
        kommandon.andra(nytt.pk, av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1, **ord_)
        self.nar = klockan(nar)
        assert self.kvar()["Ändrat förslag"] == antal
        assert mail.outbox == [] or antal  # nobody is asked for the first version's answer

    def test_a_report(self, lanet: fabrik.Lansscen, fall: Forslag) -> None:
        rapport = lanet.redovisat()
        redovisning.aterlamna(rapport.pk, skal="Rätta.", rader={}, av=lanet.riket.importor, nu=fabrik.KVITTERAT)
        lanet.beslutat(nu=fabrik.KVITTERAT, kontrollera=False)
        assert not {"Redovisning av omfördelningar", "Redovisningen är återlämnad"} & set(self.kvar())

    def test_every_condition_is_a_function(self) -> None:
        uppmaningar = [u for a in AKTNAMN.values() for u in (a.kommunen, a.lanet) if isinstance(u, Uppmaning)]
        for uppmaning in [SVARA, *uppmaningar]:
            assert not uppmaning.uppgift or callable(getattr(notisvillkor, uppmaning.uppgift))

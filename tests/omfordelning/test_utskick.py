"""Mail: one recipient each, short, without case facts; and a message that waits for its letter."""

import logging
import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from anvisning import utkorg, utskick
from anvisning.models import (
    Dokument,
    Epostmeddelande,
    Konto,
    Notisval,
    Organ,
    Roll,
    Samlingsrad,
    Tabellslag,
    Utkorgsrad,
)
from omfordelning import aktnamn
from omfordelning.aktnamn import AKTNAMN
from omfordelning.dokument import bestall
from omfordelning.handlaggning import anstand, granskning, redovisning
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag
from omfordelning.parter import build_parter
from omfordelning.process import Sida
from tests import fabrik
from tests.omfordelning import brevexempel
from tests.omfordelning.test_brev_sprak import FORBJUDNA, get_lix

pytestmark = pytest.mark.django_db
HOGSTA_LIX = 35
HOGST = 120
"""Words in a mail, subject included."""
SEKUND = timedelta(seconds=1)


def notiser(amne: str) -> set[str]:
    """To whom the notices with a subject have gone, once each."""
    till = list(Epostmeddelande.objects.filter(nyckel__startswith="notis:", amne=amne).values_list("till", flat=True))
    assert len(till) == len(set(till))
    return set(till)


def lix(text: str) -> float:
    """How heavy a mail is to read, addresses and references left out."""
    return get_lix(re.sub(r"https?://\S+|OMF-[\d-]+", "", text))


def bestall_mejl(
    nyckel: str,
    *,
    mall: str = "registreringskopia",
    till: str = "a@example.org",
    bilagor: tuple | list = (),
    **ord_: object,
) -> None:
    sammanhang = {"referens": "R", "rubrik": "Å"} | ord_
    mejl = utskick.Mejl(mall=mall, till=till, nyckel=nyckel, sammanhang=sammanhang, bilagor=bilagor)
    utskick.bestall([mejl], nu=fabrik.START)


def kommunens(kod: str) -> set[str]:
    return {f"handlaggare.{kod}@example.org", f"foretradare.{kod}@example.org"}


LANETS = {"handlaggare.25@example.org", "beslutsfattare.25@example.org"}


class TestVemSomFarVeta:
    def test_the_other_side_is_told_and_when(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.60", meddelande="Hemlig text")
        assert notiser(f"Förslag om omfördelning, {f.referens}") == kommunens("2580")
        text = Epostmeddelande.objects.get(till="foretradare.2580@example.org").text
        assert text.startswith(
            "Bodens kommun har skickat ett förslag, och ni behöver svara senast den 6 november 2026 kl. 23.59.\n"
        )

    def test_an_agreement_goes_to_the_sender_and_the_county(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        assert notiser(f"Förslaget är godkänt, {f.referens}") == kommunens("2582") | LANETS
        texter = {m.till: m.text for m in Epostmeddelande.objects.filter(amne=f"Förslaget är godkänt, {f.referens}")}
        assert "och ni behöver inte göra något nu." in texter["foretradare.2582@example.org"]
        assert "och ni kan göra den formella kontrollen." in texter["handlaggare.25@example.org"]

    def test_the_one_who_acts_and_who_has_left_are_not_told(self, lanet: fabrik.Lansscen) -> None:
        konto = lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Luleå")
        konto.is_active = False
        konto.save()
        f = lanet.skickat("Boden", "Luleå", "0.60")
        assert notiser(f"Förslag om omfördelning, {f.referens}") == {"foretradare.2580@example.org"}
        anstand.begar_anstand(f.pk, sammantrade=fabrik.SVARAT.date(), av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT)
        assert notiser(f"Begäran om anstånd, {f.referens}") == kommunens("2582") | LANETS

    def test_the_report_and_its_answers(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.redovisat()
        amne = "Redovisning av omfördelningar, Norrbottens län 2027"
        assert notiser(amne) == {k.epost for k in (riket.importor, riket.publicist, riket.granskare)}
        redovisning.aterlamna(rapport.pk, skal="Rätta Boden.", rader={}, av=riket.importor, nu=fabrik.KVITTERAT)
        assert notiser("Redovisningen är återlämnad, Norrbottens län 2027") == LANETS
        text = Epostmeddelande.objects.get(
            nyckel__startswith="notis:", amne__startswith="Redovisningen", till="handlaggare.25@example.org"
        ).text
        assert "besluta en ny version senast den 16 november 2026" in text
        assert "Rätta" not in text

    def test_each_authority_gets_one_register_copy(self, lanet: fabrik.Lansscen) -> None:
        lanet.skickat("Boden", "Luleå", "0.60")
        kopior = list(Epostmeddelande.objects.filter(nyckel__startswith="kopia:").prefetch_related("bilagor"))
        assert len(kopior) == 3
        assert {m.till for m in kopior} == {f"registrator.{plats}@example.org" for plats in ("25", "2580", "2582")}
        assert all(len(m.bilagor.all()) == 1 for m in kopior)

    def test_letters_go_to_each_side_and_all_to_the_county(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.beslutat()
        breven = Epostmeddelande.objects.filter(amne=f"Besked, {f.referens}").prefetch_related("bilagor")
        assert {m.till: len(m.bilagor.all()) for m in breven} == {
            "registrator.2582@example.org": 1,
            "registrator.2580@example.org": 1,
            "registrator.25@example.org": 2,
        }


class TestValet:
    def test_only_information_waits_or_is_left_out(self, lanet: fabrik.Lansscen) -> None:
        """Boden sends, and hears of the answer as each there has chosen; Luleå is to answer, and hears at once."""
        for konto, val in (
            (lanet.foretradare("Boden"), Notisval.SAMLAT),
            (lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), Notisval.AV),
            (lanet.foretradare("Luleå"), Notisval.AV),
            (lanet.handlaggare, Notisval.AV),
            (lanet.beslutsfattare, Notisval.SAMLAT),
        ):
            Konto.objects.filter(pk=konto.pk).update(notisval=val)
        f = lanet.skickat("Boden", "Luleå", "0.60")
        assert notiser(f"Förslag om omfördelning, {f.referens}") == kommunens("2580")
        lanet.godkant(f)
        assert notiser(f"Förslaget är godkänt, {f.referens}") == LANETS
        assert [(rad.konto.epost, rad.text) for rad in Samlingsrad.objects.select_related("konto")] == [
            ("foretradare.2582@example.org", f"Förslaget är godkänt, {f.referens}, Boden och Luleå")
        ]


class TestBehovsInte:
    def test_the_answer_came_before_the_question_could_go(self, lanet: fabrik.Lansscen) -> None:
        """The mail server was away: who has answered is not asked, information and register copies go."""
        lanet.overens("Boden", "Luleå", "0.60")
        lanet.kontrollerat(*Forslag.objects.filter(ar=lanet.ar))
        Dokument.objects.filter(klar=None).update(klar=fabrik.START, innehall=b"x", sha256="x")
        assert _skicka_alla(fabrik.GRANSKAT) == {
            "Registreringskopia": 6,
            "Förslaget är godkänt": 2,  # to Boden; the county has made its check already
        }
        ej = Epostmeddelande.objects.filter(upphavd__isnull=False)
        assert {(m.amne.partition(",")[0], m.till) for m in ej} == {
            *(("Förslag om omfördelning", till) for till in kommunens("2580")),
            *(("Förslaget är godkänt", till) for till in LANETS),
        }
        assert not ej.filter(skickad__isnull=False).exists()

    def test_the_question_stands(self, lanet: fabrik.Lansscen) -> None:
        lanet.skickat("Boden", "Luleå", "0.60")
        Dokument.objects.filter(klar=None).update(klar=fabrik.START, innehall=b"x", sha256="x")
        assert _skicka_alla(fabrik.SVARAT) == {"Registreringskopia": 3, "Förslag om omfördelning": 2}

    @pytest.mark.langsam
    def test_nobody_is_asked_when_the_time_is_out(self, lanet: fabrik.Lansscen) -> None:
        lanet.skickat("Boden", "Luleå", "0.60")
        Dokument.objects.filter(klar=None).update(klar=fabrik.START, innehall=b"x", sha256="x")
        assert _skicka_alla(fabrik.FOR_SENT) == {"Registreringskopia": 3}


def _skicka_alla(nu: datetime) -> Counter[str]:
    """Let the worker send what waits: how many mails went, by subject."""
    for rad in Utkorgsrad.objects.filter(uppgift="epost").order_by("pk"):
        assert utkorg.utfor(rad.pk, nu=nu)
    return Counter(m.subject.partition(",")[0] for m in mail.outbox)


class TestOrden:
    def test_short_and_with_one_link(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.60")
        url = f"http://localhost:8000/arenden/{f.publikt_id}/"
        allt = {"forslag": f, "parter": build_parter(f, fabrik.SKICKAT.date()), "arende_url": url}
        for slag, er_tur, lanet, for_sent in product(AKTNAMN, *[(True, False)] * 3):
            mening = aktnamn.mening(
                slag,
                er_tur=er_tur,
                lanet=lanet,
                for_sent=for_sent,
                fran="Länsstyrelsen i Västra Götalands län",
                slut="6 november 2026 kl. 23.59",
                svar_senast="9 november 2026",
                dag="16 november 2026",
            )
            assert re.fullmatch(r"[A-ZÅÄÖ][^{}]+, och ni [^{}]+\.", mening)
            text = render_to_string(
                "epost/handelse.txt", allt | {"amne": AKTNAMN[slag].amne, "mening": mening, "lanet": lanet}
            )
            assert len(text.split()) <= HOGST
            assert re.findall(r"https?://\S+", text) == [url]
            assert ("Har du frågor?" in text) is not lanet
            assert lix(text) <= HOGSTA_LIX, text

    def test_plain_sentences(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        """All that a round sends; the title of a registered act is the act's own."""
        lanet.overens("Boden", "Luleå", "0.60")
        rapport = lanet.redovisat()
        redovisning.kvittera(rapport.pk, kvittens="MV-1", av=riket.importor, nu=fabrik.KVITTERAT)
        riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
        assert {m.amne.partition(",")[0] for m in Epostmeddelande.objects.all()} >= {
            "Registreringskopia",
            "Besked",
            "Bekräftelse",
            "Redovisning av omfördelningar",
            "Redovisningen är mottagen",
        }
        for m in Epostmeddelande.objects.all():
            assert lix(re.sub("Förslag till rubrik: .*", "", m.text)) <= HOGSTA_LIX, m.text
            assert FORBJUDNA.findall(m.text) == []

    def test_no_free_text_and_no_figure(self, lanet: fabrik.Lansscen) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.61", meddelande="FRITEXT")
        granskning.begar_komplettering(
            f.pk, sida=Sida.MOTTAGARE, fraga="FRITEXT", av=lanet.handlaggare, nu=fabrik.SVARAT
        )
        kommandon.avboj(f.pk, skal="FRITEXT", av=lanet.foretradare("Luleå"), nu=fabrik.SVARAT, kand_version=1)
        for meddelande in Epostmeddelande.objects.filter(nyckel__startswith="notis:"):
            assert "FRITEXT" not in meddelande.text + meddelande.html + meddelande.amne
            assert "0,61" not in meddelande.text
            assert meddelande.bilagor.count() == 0

    def test_html_says_the_same_as_the_text(self, lanet: fabrik.Lansscen) -> None:
        lanet.skickat("Boden", "Luleå", "0.60")
        for m in Epostmeddelande.objects.all():
            assert m.html.startswith('<!DOCTYPE html>\n<html lang="sv">')
            assert "style" not in m.html
            kropp = re.sub(r"<[^>]+>", " ", m.html.partition("</h1>")[2])
            assert kropp.split() == m.text.split()

    def test_invitation(self, lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
        konto, lank = lanet.konto(Roll.KOMMUN_LASARE, "Boden"), "http://localhost:8000/valkommen/NTI5:1x-Rdx/"
        for av, sagt in ((riket.importor, "från Migrationsverket"), (None, "från den som driver tjänsten")):
            ord_ = {"konto": konto, "lank": lank, "giltig_till": date(2026, 9, 3), "inbjuden_av": av}
            bestall_mejl(f"inbjudan:{sagt}", mall="inbjudan", **ord_)
            m = Epostmeddelande.objects.latest("pk")
            assert m.amne == "Inbjudan till Omfördelning av anvisningsandelar"
            assert m.text.startswith("Välj ett lösenord senast den 3 september 2026")
            assert sagt in m.text
            assert "Bodens kommun som läsare" in m.text
            assert f'<a href="{lank}"' in m.html
            assert lix(m.text) <= HOGSTA_LIX
            assert len(f"{m.amne} {m.text}".split()) <= HOGST

    @pytest.mark.parametrize("mall", ["password_reset_key", "password_changed", "password_set", "password_reset"])
    def test_the_account_mails(self, mall: str) -> None:
        lank = "http://localhost:8000/konto/x/?a=1&b=2"
        bestall_mejl("k", mall=f"konto_{mall}", password_reset_url=lank)
        m = Epostmeddelande.objects.get()
        assert "lösenord" in m.amne
        assert (lank in m.text) == (mall == "password_reset_key")
        assert len(m.text.split()) <= HOGST
        assert lix(m.text) <= HOGSTA_LIX


class TestSkicka:
    @pytest.fixture
    def dokument(self) -> Dokument:
        (dokument,) = bestall([("brev.pdf", brevexempel.BESKED)], nu=fabrik.START)
        return dokument

    @pytest.fixture
    def rad(self, dokument: Dokument) -> Utkorgsrad:
        bestall_mejl("prov", bilagor=[dokument])
        return Utkorgsrad.objects.get(uppgift="epost")

    def test_waits_for_its_letter_without_a_sound(
        self, rad: Utkorgsrad, dokument: Dokument, brevbibliotek: None, caplog: pytest.LogCaptureFixture,
        django_capture_on_commit_callbacks,
    ) -> None:  # fmt: skip
        nu = fabrik.START + timedelta(days=40)  # how old the work is does not matter
        with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks() as ringt:
            for forsok in range(20):
                assert not utkorg.utfor(rad.pk, nu=nu + forsok * SEKUND)
        rad.refresh_from_db()
        assert (rad.forsok, rad.fel, rad.klar, rad.uppgiven) == (0, "", None, None)
        assert rad.nasta == nu + 29 * SEKUND
        assert len(ringt) == 20
        assert caplog.records == []
        assert mail.outbox == []
        fabrik.arbeta("dokument", nu=nu)
        assert utkorg.utfor(rad.pk, nu=rad.nasta)
        (brev,) = mail.outbox
        assert brev.to == ["a@example.org"]
        assert brev.extra_headers["Auto-Submitted"] == "auto-generated"
        ((namn, innehall, typ),) = brev.attachments
        dokument.refresh_from_db()
        assert (namn, bytes(innehall), typ) == ("brev.pdf", bytes(dokument.innehall), "application/pdf")
        assert not utkorg.utfor(rad.pk, nu=nu)
        assert len(mail.outbox) == 1

    def test_waits_as_long_as_its_letter_does(
        self, rad: Utkorgsrad, dokument: Dokument, django_capture_on_commit_callbacks
    ) -> None:
        senare = fabrik.START + timedelta(hours=1)
        Utkorgsrad.objects.filter(uppgift="dokument").update(nasta=senare, fel="OSError: no font")
        with django_capture_on_commit_callbacks() as ringt:
            assert not utkorg.utfor(rad.pk, nu=fabrik.START)
        rad.refresh_from_db()
        assert rad.nasta == senare
        assert ringt == []  # the sweeper will ring
        assert rad.pk not in utkorg.ta_att_gora(senare - SEKUND, 10)
        assert rad.pk in utkorg.ta_att_gora(senare, 10)

    def test_fails_when_its_letter_was_given_up(self, rad: Utkorgsrad, caplog: pytest.LogCaptureFixture) -> None:
        Utkorgsrad.objects.filter(uppgift="dokument").update(uppgiven=fabrik.START)
        nu = fabrik.START
        for _ in range(10):
            utkorg.utfor(rad.pk, nu=nu)
            rad.refresh_from_db()
            nu = max(nu, rad.nasta)
        assert rad.uppgiven is not None
        assert rad.fel == "RuntimeError: brev.pdf will not be rendered"
        assert rad.forsok == len(utkorg.VANTA) + 1
        assert len([post for post in caplog.records if post.exc_info]) == rad.forsok

    def test_a_subject_is_one_line(self) -> None:
        bestall_mejl(
            "k", mall="redovisning", amne="Hej\u2028Bcc: b@example.org", mening="M", redovisning=None, bas_url=""
        )
        assert utkorg.utfor(Utkorgsrad.objects.get(uppgift="epost").pk, nu=fabrik.START)
        (brev,) = mail.outbox
        assert brev.subject.startswith("Hej Bcc: b@example.org")
        assert brev.recipients() == ["a@example.org"]

    def test_each_has_an_id_of_its_own_and_none_is_ordered_twice(self) -> None:
        bestall_mejl("prov")
        bestall_mejl("prov", till="b@example.org")
        assert len(set(Epostmeddelande.objects.values_list("message_id", flat=True))) == 2
        with pytest.raises(IntegrityError), transaction.atomic():
            bestall_mejl("prov")

    def test_two_authorities_may_share_a_mailbox(self, lanet: fabrik.Lansscen) -> None:
        Organ.objects.filter(organisation__kommun__in=("2580", "2582")).update(funktionsbrevlada="delad@example.org")
        lanet.overens("Boden", "Luleå", "0.60")
        kopior = Epostmeddelande.objects.filter(till="delad@example.org").prefetch_related("bilagor")
        assert sorted(k.bilagor.get().underlag["underlag"]["for_myndighet"] for k in kopior) == [
            "Bodens kommun, Kommunstyrelsen",
            "Bodens kommun, Kommunstyrelsen",
            "Luleå kommun, Kommunstyrelsen",
            "Luleå kommun, Kommunstyrelsen",
        ]

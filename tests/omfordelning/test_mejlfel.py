"""A mail that did not arrive: whose task it is, what the case shows, and the ways in which it vanishes."""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from anvisning import driftlage, leverans, mejlfel, utskick
from anvisning.hinder import Hinder
from anvisning.models import Epostmeddelande, Handelse, Konto, Leveransfel, Organ, Roll, Utkorgsrad
from omfordelning.models import Forslag
from omfordelning.uppgifter import uppgifter_for
from tests import fabrik
from tests.fabrik import SVARAT, Lansscen
from tests.inloggning import logga_in
from tests.omfordelning.riket.scen import delad

pytestmark = pytest.mark.django_db
BREVLADA = "registrator.2582@example.org"


@pytest.fixture(scope="module")
def delat(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Lansscen, Konto]]:
    """Norrbotten with a proposal from Boden to Luleå that has been sent, and an official in Kalmar."""

    def bygg() -> tuple[Lansscen, Konto]:
        riket = fabrik.bygg_riket()
        lan = fabrik.bygg_lan(riket, kommuner=["Boden", "Luleå"])
        lan.skickat("Boden", "Luleå", "0.60")
        return lan, fabrik.bygg_lan(riket, "08", kommuner=[]).handlaggare

    with delad(django_db_blocker, bygg) as scen:
        yield scen


@pytest.fixture
def lan(delat: tuple[Lansscen, Konto], db: None) -> Lansscen:
    return deepcopy(delat[0])


@pytest.fixture
def kalmar(delat: tuple[Lansscen, Konto], db: None) -> Konto:
    return deepcopy(delat[1])


def kopian() -> Epostmeddelande:
    """The register copy to the municipality of Luleå's mailbox (Boden's code is 2582)."""
    return Epostmeddelande.objects.get(till=BREVLADA)


@pytest.fixture
def fel(lan: Lansscen) -> Leveransfel:
    leverans.notera(kopian(), Leveransfel.Slag.STUDS, "550 5.1.1 okänd", nu=SVARAT)
    return Leveransfel.objects.get()


def uppgifter(konto: Konto) -> list[str]:
    sida = uppgifter_for(konto, SVARAT)
    return [u.rubrik for grupp in sida.grupper if grupp.namn == "atgard" for u in grupp.uppgifter if "Mejl" in u.rubrik]


def test_every_mail_knows_whose_it_is_and_what_it_is_about(lan: Lansscen) -> None:
    f = Forslag.objects.get()
    mejlen = Epostmeddelande.objects.filter(nyckel__regex="^(notis|kopia):").select_related("organisation")
    assert mejlen.count() > 3
    for m in mejlen:
        assert m.arende == f.arende
        assert m.organisation is not None
        kod = re.findall(r"\.(\d{2,4})@", m.till)[0]
        assert kod == (m.organisation.kommun_id or m.organisation.lan_id)


def test_a_mailbox_that_others_have_too_is_the_one_the_mail_was_for(lan: Lansscen, kalmar: Konto) -> None:
    """Two municipalities share a nämnd; somebody in another county has written the same address, by mistake or not."""
    Organ.objects.filter(organisation__in=[kalmar.organisation, lan.kommuner["Luleå"].organisation]).update(
        funktionsbrevlada=BREVLADA
    )
    fore = Epostmeddelande.objects.latest("pk").pk
    lan.godkant(Forslag.objects.get())
    mejlen = Epostmeddelande.objects.filter(pk__gt=fore, till=BREVLADA).select_related("organisation")
    assert sorted(m.organisation.namn for m in mejlen) == ["Bodens kommun", "Luleå kommun"]


class TestUppgiften:
    def test_it_is_the_countys_and_nobody_elses(self, lan: Lansscen, kalmar: Konto, fel: Leveransfel) -> None:
        text = f"Mejl kom inte fram: {BREVLADA}"
        vilka = {
            "handlaggare": (lan.handlaggare, [text]),
            "beslutsfattare": (lan.beslutsfattare, [text]),
            "läsare": (lan.konto(Roll.LAN_LASARE), [text]),
            "annat län": (kalmar, []),
            "kommunen": (lan.foretradare("Boden"), []),
            "administratör": (lan.riket.importor, []),
            "granskare": (lan.riket.granskare, []),
        }
        assert {namn: uppgifter(konto) for namn, (konto, _) in vilka.items()} == {n: v for n, (_, v) in vilka.items()}

    def test_it_is_there_when_no_round_is_open(self, lan: Lansscen, kalmar: Konto, fel: Leveransfel) -> None:
        sent = fabrik.klockan(fabrik.FASTSTALLT.date().replace(year=2029))
        sida = uppgifter_for(lan.handlaggare, sent)
        assert [u.rubrik for g in sida.grupper for u in g.uppgifter if "Mejl" in u.rubrik] == [
            f"Mejl kom inte fram: {BREVLADA}"
        ]

    def test_without_a_county_it_is_the_administrators(self, lan: Lansscen) -> None:
        utskick.bestall([utskick.Mejl(mall="driftlarm", till="x@example.org", nyckel="k", sammanhang={})], nu=SVARAT)
        till_riket = Epostmeddelande.objects.get(till="x@example.org")
        leverans.notera(till_riket, Leveransfel.Slag.AVVISAT, "550", nu=SVARAT)
        assert uppgifter(lan.riket.importor) == ["Mejl kom inte fram: x@example.org"]
        assert (uppgifter(lan.handlaggare), uppgifter(lan.riket.granskare)) == ([], [])
        assert not Handelse.objects.filter(slag="mejl_kom_inte_fram").exists()

    def test_the_case_shows_it_without_the_address_and_the_others_are_untouched(
        self, lan: Lansscen, fel: Leveransfel
    ) -> None:
        handelse = Handelse.objects.latest("pk")
        referens = Forslag.objects.get().referens
        assert (handelse.slag, handelse.arende, handelse.lanskod, handelse.ar) == (
            "mejl_kom_inte_fram",
            Forslag.objects.get().arende,
            "25",
            fabrik.AR,
        )
        assert handelse.text == f"Ett mejl till Bodens kommun kom inte fram: Registreringskopia, {referens}."
        assert "@" not in handelse.text + str(handelse.uppgifter)
        assert Leveransfel.objects.count() == 1


class TestAtgarden:
    def test_marked_as_seen_to_it_vanishes_and_the_event_says_who(self, lan: Lansscen, fel: Leveransfel) -> None:
        mejlfel.hantera(fel.pk, av=lan.handlaggare, nu=SVARAT)
        fel.refresh_from_db()
        assert (fel.hanterat, fel.hanterat_av, fel.nytt) == (SVARAT, lan.handlaggare, None)
        handelse = Handelse.objects.latest("pk")
        assert (handelse.slag, handelse.konto_id, handelse.nar) == ("mejlfel_hanterat", lan.handlaggare.pk, SVARAT)
        assert uppgifter(lan.handlaggare) == []
        with pytest.raises(Hinder, match="redan åtgärdat"):
            mejlfel.hantera(fel.pk, av=lan.beslutsfattare, nu=SVARAT)

    def test_who_may(self, lan: Lansscen, kalmar: Konto, fel: Leveransfel) -> None:
        for konto in (lan.konto(Roll.LAN_LASARE), kalmar, lan.foretradare("Boden"), lan.riket.granskare):
            with pytest.raises(PermissionDenied):
                mejlfel.hantera(fel.pk, av=konto, nu=SVARAT)
        mejlfel.hantera(fel.pk, av=lan.riket.importor, nu=SVARAT)

    def test_a_corrected_address_gets_a_mail_of_its_own(self, lan: Lansscen, fel: Leveransfel) -> None:
        Organ.objects.filter(funktionsbrevlada=BREVLADA).update(funktionsbrevlada="ny@example.org")
        fore = Epostmeddelande.objects.count()
        assert BREVLADA not in dict(mejlfel.adresser(fel, SVARAT))
        mejlfel.skicka_igen(fel.pk, "ny@example.org", av=lan.handlaggare, nu=SVARAT)
        fel.refresh_from_db()
        nytt, gammalt = fel.nytt, fel.epostmeddelande
        assert Epostmeddelande.objects.count() == fore + 1
        assert (nytt.till, nytt.amne, nytt.text, nytt.html) == (
            "ny@example.org",
            gammalt.amne,
            gammalt.text,
            gammalt.html,
        )
        assert list(nytt.bilagor.all()) == list(gammalt.bilagor.all()) != []
        assert nytt.message_id != gammalt.message_id
        assert Utkorgsrad.objects.filter(uppgift="epost", objekt=nytt.pk, klar=None).count() == 1
        assert uppgifter(lan.handlaggare) == []
        assert Handelse.objects.latest("pk").slag == "mejl_skickat_igen"

    @pytest.mark.parametrize("till", [BREVLADA.replace("2582", "2580"), "vem.som.helst@example.org", ""])
    def test_only_the_organisations_own_addresses(self, lan: Lansscen, fel: Leveransfel, till: str) -> None:
        with pytest.raises(Hinder, match="organisationens adresser"):
            mejlfel.skicka_igen(fel.pk, till, av=lan.handlaggare, nu=SVARAT)
        assert Leveransfel.objects.get().hanterat is None

    @pytest.mark.langsam
    def test_what_is_tried_again_is_not_also_sent_anew(self, lan: Lansscen) -> None:
        """An administrator has pressed the button; the county's task is still open."""
        mejl = kopian()
        rad = Utkorgsrad.objects.get(uppgift="epost", objekt=mejl.pk)
        Utkorgsrad.objects.filter(pk=rad.pk).update(uppgiven=SVARAT, fel="F")
        leverans.notera(mejl, Leveransfel.Slag.UPPGIVET, "F", nu=SVARAT)
        fel = Leveransfel.objects.get()
        driftlage.forsok_igen([rad.pk], av=lan.riket.importor, nu=SVARAT)
        with pytest.raises(Hinder, match="försöker skicka mejlet igen"):
            mejlfel.skicka_igen(fel.pk, BREVLADA, av=lan.handlaggare, nu=SVARAT)
        assert not Epostmeddelande.objects.filter(nyckel__startswith="igen:").exists()
        Utkorgsrad.objects.filter(pk=rad.pk).update(uppgiven=SVARAT)
        mejlfel.skicka_igen(fel.pk, BREVLADA, av=lan.handlaggare, nu=SVARAT)
        assert driftlage.forsok_igen([rad.pk], av=lan.riket.importor, nu=SVARAT) == 0

    def test_a_link_to_an_account_is_sent_to_nobody_else(self, lan: Lansscen) -> None:
        konto = lan.foretradare("Boden")
        utskick.bestall([utskick.Mejl(mall="driftlarm", till=konto.epost, nyckel="k", sammanhang={})], nu=SVARAT)
        leverans.notera(Epostmeddelande.objects.latest("pk"), Leveransfel.Slag.STUDS, "550", nu=SVARAT)
        ett = Leveransfel.objects.get()
        assert mejlfel.adresser(ett, SVARAT) == []
        with pytest.raises(Hinder):
            mejlfel.skicka_igen(ett.pk, konto.epost, av=lan.handlaggare, nu=SVARAT)


@pytest.mark.langsam
class TestSidan:
    def test_one_click(self, lan: Lansscen, fel: Leveransfel) -> None:
        klient, adress = logga_in(Client(), lan.handlaggare), reverse("mejlfel", args=[fel.pk])
        sida = klient.get(adress).content.decode()
        assert BREVLADA in sida
        assert "550 5.1.1 okänd" in sida
        assert reverse("arende", args=[Forslag.objects.get().publikt_id]) in sida
        nyckel = str(uuid.uuid4())
        for _ in range(2):  # a double click
            assert klient.post(adress, {"nyckel": nyckel}).status_code == 302
        assert Handelse.objects.filter(slag="mejlfel_hanterat").count() == 1
        assert klient.post(adress, {"nyckel": str(uuid.uuid4())}).status_code == 409
        sida = klient.get(adress).content.decode()
        assert "Markera som åtgärdat" not in sida
        assert lan.handlaggare.namn in sida

    def test_the_cases_event_has_no_receipt(self, lan: Lansscen, fel: Leveransfel) -> None:
        f = Forslag.objects.get()
        for konto in (lan.handlaggare, lan.foretradare("Boden")):
            klient = logga_in(Client(), konto)
            for handelse in Handelse.objects.filter(arende=f.arende):
                adress = reverse("arende_kvitto", args=[f.publikt_id, handelse.nummer])
                vantat = 404 if handelse.slag == "mejl_kom_inte_fram" else 200
                assert klient.get(adress).status_code == vantat, handelse.slag

    def test_again_to_a_chosen_address(self, lan: Lansscen, fel: Leveransfel) -> None:
        klient, adress = logga_in(Client(), lan.handlaggare), reverse("mejlfel_igen", args=[fel.pk])
        for till, status in (("", 422), ("annan@example.org", 422), ("foretradare.2582@example.org", 302)):
            assert klient.post(adress, {"nyckel": str(uuid.uuid4()), "till": till}).status_code == status
        assert Leveransfel.objects.get().nytt.till == "foretradare.2582@example.org"
        sent = klient.post(adress, {"nyckel": str(uuid.uuid4()), "till": BREVLADA})
        assert sent.status_code in (409, 422)
        assert Epostmeddelande.objects.filter(nyckel__startswith="igen:").count() == 1

    def test_for_others_it_is_not_there(self, lan: Lansscen, kalmar: Konto, fel: Leveransfel) -> None:
        for konto in (kalmar, lan.foretradare("Boden"), lan.riket.granskare):
            klient = logga_in(Client(), konto)
            for namn in ("mejlfel", "mejlfel_igen"):
                assert klient.post(reverse(namn, args=[fel.pk]), {"till": BREVLADA}).status_code == 404
            assert klient.get(reverse("mejlfel", args=[fel.pk])).status_code == 404
        laser = logga_in(Client(), lan.konto(Roll.LAN_LASARE))
        assert "Markera som åtgärdat" not in laser.get(reverse("mejlfel", args=[fel.pk])).content.decode()
        svar = laser.post(reverse("mejlfel", args=[fel.pk]), {"nyckel": str(uuid.uuid4())})
        assert (svar.status_code, Leveransfel.objects.get().hanterat) == (403, None)

"""Drafts: new, continued by a colleague, counted, copied, thrown away; and what a copy says of a new year."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anvisning.models import Ar, Roll
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning.anstand import tillat_sen_inlamning
from omfordelning.models import Forslag
from omfordelning.process import Sida, Status, Villkor
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, FOR_SENT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import BESLUT, SKRAP, sida
from tests.omfordelning.lan.besok import nyckel, rader, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
NYTT, INBJUDAN = "/forslag/nytt/", "/forslag/ny-inbjudan/"
DEL = {"motpart": "2580", "omfattning": "del", "promille": "0,40", "villkor": "proportion", "meddelande": "Hej."}
HELA = {"motpart": "2580", "omfattning": "hela"}


def enda() -> Forslag:
    """Give the only case there is."""
    return Forslag.objects.get()


def test_a_handlaggare_drafts_and_a_colleague_continues(lan: Lansscen, besok: Besoker) -> None:
    handlaggare = besok("Älvsbyn", Roll.KOMMUN_HANDLAGGARE)
    svar = handlaggare.post(NYTT, **DEL, nyckel=nyckel(), steg="spara")
    utkast = enda()
    assert (svar.status_code, svar["Location"]) == (302, sida(utkast))
    assert "Utkastet är sparat." in text(handlaggare.get(svar["Location"]))
    version = utkast.versioner.get()
    assert (utkast.givare_id, utkast.mottagare_id, utkast.initiativ) == ("2560", "2580", Sida.GIVARE)
    assert (version.promille, version.villkor, version.meddelande) == (Decimal("0.40"), "proportion", "Hej.")
    kollega = besok("Älvsbyn")
    form = kollega.get(sida(utkast, "utkast")).context["form"]
    assert {namn: form[namn].value() for namn in DEL} == DEL
    svar = kollega.post(sida(utkast, "utkast"), **DEL | {"promille": "0,35"}, nyckel=nyckel(), steg="vidare")
    assert svar["Location"] == sida(utkast, "arende_skicka")
    assert utkast.versioner.get().promille == Decimal("0.35")


def test_saved_twice_with_the_same_key_is_one_draft(lan: Lansscen, besok: Besoker) -> None:
    besoket, samma = besok("Älvsbyn"), nyckel()
    svar = [besoket.post(NYTT, **DEL, nyckel=samma, steg="spara") for _ in range(2)]
    assert svar[0]["Location"] == svar[1]["Location"] == sida(enda())
    besoket.post(NYTT, **DEL, nyckel=nyckel(), steg="spara")
    assert Forslag.objects.count() == 2  # several drafts are allowed


def test_an_invitation_is_the_receivers_draft(lan: Lansscen, besok: Besoker) -> None:
    besok("Luleå").post(INBJUDAN, motpart="2584", omfattning="hela", nyckel=nyckel(), steg="spara")
    utkast = enda()
    assert (utkast.givare_id, utkast.mottagare_id, utkast.initiativ) == ("2584", "2580", Sida.MOTTAGARE)
    version = utkast.versioner.get()
    assert (version.hela, version.promille) == (True, fabrik.preliminara()["2584"])


def test_count_shows_both_sides_without_saving(lan: Lansscen, besok: Besoker) -> None:
    svar = besok("Älvsbyn").post(NYTT, **DEL, nyckel=nyckel(), steg="rakna")
    fe, andelar = svar.context["fe"], fabrik.preliminara()
    assert svar.status_code == 200
    assert (fe.givare_efter, fe.mottagare_efter) == (
        andelar["2560"] - Decimal("0.40"),
        andelar["2580"] + Decimal("0.40"),
    )
    assert not Forslag.objects.exists()
    for_mycket = besok("Älvsbyn").post(NYTT, **DEL | {"promille": "999"}, nyckel=nyckel(), steg="rakna")
    assert (for_mycket.status_code, "andel är 1,00 ‰. Skriv högst så mycket." in text(for_mycket)) == (422, True)
    hela = besok("Älvsbyn").post(NYTT, **HELA, nyckel=nyckel(), steg="rakna")
    assert hela.context["fe"].givare_efter == 0
    assert "Även en kommun med andelen 0 ‰ kan få ett barn anvisat" in text(hela)


def test_the_other_municipalities_of_the_county_are_offered_in_swedish_order(lan: Lansscen, besok: Besoker) -> None:
    val = [namn for _, namn in besok("Luleå").get(NYTT).context["form"].fields["motpart"].choices]
    assert val == [
        "Välj kommun", "Arjeplog", "Arvidsjaur", "Boden", "Gällivare", "Haparanda", "Jokkmokk", "Kalix", "Kiruna",
        "Pajala", "Piteå", "Älvsbyn", "Överkalix", "Övertorneå",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("andrat", "sagt"),
    [
        ({"motpart": ""}, "Välj en kommun i länet."),
        ({"motpart": "2560"}, "Välj en kommun i länet."),
        ({"motpart": "0880"}, "Välj en kommun i länet."),
        ({"omfattning": ""}, "Välj hela andelen eller en del av den."),
        ({"promille": ""}, "Skriv hur många promille, till exempel 1,25."),
        ({"promille": "0"}, "Skriv ett tal större än 0, till exempel 1,25."),
        ({"promille": "0,405"}, "Skriv andelen med högst två decimaler, till exempel 1,25."),
        ({"promille": "-1"}, "Skriv andelen utan plus eller minus, till exempel 1,25."),
        ({"villkor": "kanske"}, "Välj vad som ska gälla om andelen blir en annan."),
        ({"meddelande": "a" * 2001}, "Korta texten till högst 2000 tecken."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    andrat: dict[str, str], sagt: str, lan: Lansscen, besok: Besoker
) -> None:
    svar = besok("Älvsbyn").post(NYTT, **DEL | andrat, nyckel=nyckel(), steg="spara")
    assert svar.status_code == 422
    assert sagt in text(svar)
    assert "<title>Fel: " in svar.content.decode()
    assert {namn: svar.context["form"][namn].value() for namn in DEL} == DEL | andrat
    assert not Forslag.objects.exists()


@pytest.mark.parametrize("skrot", SKRAP)
def test_garbage_makes_no_draft(skrot: str, lan: Lansscen, besok: Besoker) -> None:
    besoket = besok("Älvsbyn")
    for falt in ("motpart", "omfattning", "promille", "villkor"):
        assert besoket.post(NYTT, **DEL | {falt: skrot}, nyckel=nyckel(), steg="spara").status_code == 422
    assert besoket.post(NYTT, **DEL, nyckel=skrot, steg="spara").status_code == 409
    assert not Forslag.objects.exists()


def test_a_draft_is_thrown_away_once_and_not_when_it_was_sent(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket, samma = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn", Roll.KOMMUN_HANDLAGGARE), nyckel()
    adress = sida(utkast, "utkast_slang")
    assert "Det har aldrig skickats." in text(besoket.get(adress))
    assert [besoket.post(adress, nyckel=samma)["Location"] for _ in range(2)] == ["/uppgifter/", "/uppgifter/"]
    assert not Forslag.objects.exists()
    assert besoket.get(adress).status_code == 404
    skickat = lan.skickat("Älvsbyn", "Luleå")
    for svar in (
        besoket.get(sida(skickat, "utkast_slang")),
        besoket.post(sida(skickat, "utkast_slang"), nyckel=nyckel()),
        besoket.get(sida(skickat, "utkast")),
        besoket.post(sida(skickat, "utkast"), **DEL, nyckel=nyckel(), steg="spara"),
    ):
        assert svar.status_code == 409
        assert "Förslaget är redan skickat" in text(svar)


def test_who_may_not_draft(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    for konto in (lan.konto(Roll.KOMMUN_LASARE, "Älvsbyn"), lan.handlaggare, lan.riket.importor):
        for adress in (NYTT, INBJUDAN, sida(utkast, "utkast"), sida(utkast, "utkast_slang")):
            assert besok(konto).get(adress).status_code == 403
    for konto in (lan.foretradare("Luleå"), annat.foretradare("Kalmar")):
        for adress in (sida(utkast, "utkast"), sida(utkast, "utkast_slang"), sida(utkast, "arende_kopiera")):
            assert besok(konto).get(adress).status_code == 404


def test_past_the_countys_day_a_draft_can_be_kept(lan: Lansscen, besok: Besoker) -> None:
    besoket = besok("Älvsbyn", nu=FOR_SENT)
    svar = besoket.get(NYTT)
    assert "Länets sista dag har varit." in text(svar)
    assert "010-000 00 01" in text(svar)
    assert besoket.knappar(svar) == ["Räkna", "Spara utkast"]
    assert besoket.post(NYTT, **DEL, nyckel=nyckel(), steg="spara").status_code == 302


def test_the_late_lane_and_a_taken_place_are_known_when_one_begins(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.40")
    varning = f"Ni har redan ett förslag till Luleå ({forslag.referens}). Ett utkast går att spara, men inte att skicka"
    assert varning in text(besok("Älvsbyn").get(NYTT))
    assert "Ni har redan" not in text(besok("Älvsbyn").get(INBJUDAN))
    dag = FOR_SENT.date() + timedelta(days=1)
    tillat_sen_inlamning(AR, givare="2582", till=dag, skal="Sjukdom", av=lan.handlaggare, nu=FOR_SENT)
    sen = besok("Boden", nu=FOR_SENT)
    assert "Spara och gå vidare till att skicka" in sen.knappar(sen.get(NYTT))


def test_without_an_open_round_the_page_says_when(lan: Lansscen, besok: Besoker) -> None:
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    svar = besok("Älvsbyn", nu=FASTSTALLT).get(NYTT)
    assert svar.status_code == 200
    assert "Ingen omgång är öppen" in text(svar)


def test_copy_an_ended_proposal_to_a_new_draft(lan: Lansscen, besok: Besoker) -> None:
    gammalt = lan.skickat("Älvsbyn", "Luleå", "0.40", meddelande="Hej.")
    kommandon.avboj(gammalt.pk, skal="Nej.", av=lan.foretradare("Luleå"), nu=SVARAT, kand_version=1)
    besoket = besok("Älvsbyn", nu=SVARAT)
    form = besoket.get(sida(gammalt, "arende_kopiera")).context["form"]
    assert (form["motpart"].value(), form["promille"].value()) == ("2580", "0,40")
    svar = besoket.post(sida(gammalt, "arende_kopiera"), **DEL | {"motpart": "2582"}, nyckel=nyckel(), steg="spara")
    nytt = Forslag.objects.get(kopia_av=gammalt)
    assert svar["Location"] == sida(nytt)
    assert (nytt.status, nytt.mottagare_id) == (Status.UTKAST, "2582")
    gammalt.refresh_from_db()
    assert gammalt.status == Status.NEJ
    assert gammalt.referens in text(besoket.get(sida(nytt)))


@pytest.mark.parametrize(
    ("promille_fore", "villkor", "promille_efter"),
    [(None, Villkor.PROMILLE, "4.00"), ("2.00", Villkor.PROPORTION, "3.88"), ("2.00", Villkor.PROMILLE, "2.00")],
)
def test_the_same_as_last_year_is_counted_on_the_new_shares(
    promille_fore: str | None, villkor: Villkor, promille_efter: str, lan: Lansscen, besok: Besoker
) -> None:
    gammalt = lan.overens("Kiruna", "Luleå", promille_fore, villkor=villkor)
    lan.redovisat()
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    nu = fabrik.klockan(fabrik.tid.forslagen_kalender(AR + 1)["preliminar"])
    nasta = fabrik.bygg_riket(ar=AR + 1, nu=None)
    nasta.publicera(andelar=fabrik.andrade(k2584="4.00"), nu=nu)
    svar = besok("Kiruna", nu=nu).get(sida(gammalt, "arende_kopiera"))
    form = svar.context["form"]
    assert "Samma som 2027" in text(svar)
    assert svar.context["plan"].ar == Ar.objects.get(ar=AR + 1)
    assert svar.context["fe"].promille == Decimal(promille_efter)
    if promille_fore:
        assert form["promille"].value() == promille_efter.replace(".", ",")
    assert rader(svar)[0] == ["Vad", "Då", "Nu"]
    tabell = {rad[0]: [cell.replace("\u00a0", " ") for cell in rad[1:]] for rad in rader(svar)}
    assert tabell["Kiruna, andel"] == ["2,06 ‰", "4,00 ‰ ändrad"]
    assert tabell["Luleå, andel"] == ["7,30 ‰", "7,30 ‰"]
    andrad = "" if promille_fore == promille_efter else " ändrad"
    assert tabell["Det som förs över"][1] == f"{promille_efter.replace('.', ',')} ‰{andrad}"


def test_before_the_preliminary_shares_a_draft_can_be_written(lan: Lansscen, besok: Besoker) -> None:
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    fabrik.bygg_riket(ar=AR + 1, nu=None)
    nu = fabrik.klockan(fabrik.date(AR, 5, 3))
    besoket = besok("Älvsbyn", nu=nu)
    svar = besoket.get(NYTT)
    assert "preliminära andelar väntas fredag 20 augusti 2027" in text(svar)
    besoket.post(NYTT, **HELA, nyckel=nyckel(), steg="spara")
    utkast = enda()
    assert utkast.ar_id == AR + 1
    sida_ = besoket.get(sida(utkast))
    assert sida_.status_code == 200
    assert "Migrationsverkets preliminära andelar för 2028 är inte publicerade." in text(sida_)
    skicka = besoket.get(sida(utkast, "arende_skicka"))
    assert skicka.status_code == 409


def test_whoever_comes_second_is_told_which_case_took_the_place_and_gets_there(lan: Lansscen, besok: Besoker) -> None:
    """F-12: two colleagues have come to the last button with a draft each. The second keeps the draft, and a link."""
    utkasten = [lan.utkast("Älvsbyn", "Luleå", "0.40"), lan.utkast("Älvsbyn", "Boden", "0.30")]
    kollegor = besok("Älvsbyn"), besok("Älvsbyn")
    adresser = [sida(utkast, "arende_skicka") for utkast in utkasten]
    dolda = [en.kontrollera(adress, **BESLUT)[1] for en, adress in zip(kollegor, adresser, strict=True)]
    svar = [en.post(adresser[n], **dolda[n], steg="skicka") for n, en in enumerate(kollegor)]
    assert [s.status_code for s in svar] == [302, 409]
    sant, kvar = (Forslag.objects.get(pk=utkast.pk) for utkast in utkasten)
    assert (sant.status, kvar.status) == (Status.VANTAR_SVAR, Status.UTKAST)
    lank = f'<a class="ds-link" href="{sida(sant)}">Läs {sant.referens}</a>'
    for sidan in (svar[1], kollegor[1].get(adresser[1])):
        assert f"Kommunen har redan godkänt ett annat förslag, {sant.referens}." in text(sidan)
        assert lank in sidan.content.decode()
    assert lank in kollegor[1].get(NYTT).content.decode()
    assert "SN 2026/566" in svar[1].content.decode()  # what was typed is there still

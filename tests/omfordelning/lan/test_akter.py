"""The county's acts in a case: who may, what is seen, what is written, and that nothing is done twice or elsewhere."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from anvisning.models import Handelse, Roll, Tabellslag
from omfordelning.handlaggning import anstand as anstandskommandon
from omfordelning.handlaggning import granskning
from omfordelning.handlaggning.forslag import andra, godkann
from omfordelning.models import Anstand, Forslag, Kommunicering, Komplettering, Kontroll, SenInlamning
from omfordelning.process import Sida, Status
from tests import fabrik
from tests.fabrik import AR, BESLUTAT, FASTSTALLT, FOR_SENT, GRANSKAT, OVERSANT, SVARAT, Lansscen
from tests.omfordelning.lan.besok import Besok, blandat, nyckel, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
Ny = Callable[..., Besok]
I_ARENDEN = ("lan_kontroll", "lan_komplettering_begar", "lan_kommunicera", "lan_avsluta", "lan_registrera_svar")


def scen(lan: Lansscen) -> list[Forslag]:
    """One agreed case, not checked."""
    return [lan.overens("Älvsbyn", "Luleå")]


def adress(namn: str, forslag: Forslag) -> str:
    return reverse(namn, args=[forslag.publikt_id])


def begart(lan: Lansscen, dag: date = date(2026, 11, 10)) -> Anstand:
    f = lan.skickat("Arvidsjaur", "Luleå", "0.50")
    return anstandskommandon.begar_anstand(
        f.pk, sammantrade=dag, av=lan.foretradare("Luleå"), nu=SVARAT, skal="Nämnden möts då."
    )


# --- who may ---


@pytest.mark.parametrize("namn", I_ARENDEN)
def test_another_countys_case_does_not_exist(lan: Lansscen, f: Forslag, annat: Lansscen, besok: Ny, namn: str) -> None:
    for konto in (annat.handlaggare, annat.beslutsfattare):
        if namn == "lan_avsluta" and konto == annat.handlaggare:
            continue
        assert besok(konto).get(adress(namn, f)).status_code == 404
        assert besok(konto).post(adress(namn, f), skal="x", nyckel=nyckel()).status_code == 404
    assert not Kontroll.objects.exists()


@pytest.mark.parametrize("namn", I_ARENDEN)
def test_others_than_the_county_are_refused(lan: Lansscen, f: Forslag, besok: Ny, namn: str) -> None:
    konton = [lan.foretradare("Älvsbyn"), lan.riket.importor, lan.riket.granskare]
    assert [besok(konto).get(adress(namn, f)).status_code for konto in konton] == [403, 403, 403]


def test_a_reader_sees_and_can_do_nothing(lan: Lansscen, f: Forslag, lasare: Besok) -> None:
    rad = begart(lan)
    svar = lasare.get(adress("lan_kontroll", f))
    assert svar.status_code == 200
    assert "Spara kontrollen" not in text(svar)
    antal = Handelse.objects.count()
    for namn in I_ARENDEN[1:]:
        assert lasare.get(adress(namn, f)).status_code == 403
    for a in [*(adress(namn, f) for namn in I_ARENDEN), f"/lanet/anstand/{rad.pk}/", f"/lanet/{AR}/sen-inlamning/"]:
        assert lasare.post(a, utfall="ja", version=1, nyckel=nyckel()).status_code == 403
    assert Handelse.objects.count() == antal
    sidan = lasare.get(reverse("arende", args=[f.publikt_id]))
    assert "inte kontrollerad än" in text(sidan)
    assert adress("lan_avsluta", f) not in sidan.content.decode()


def test_only_a_beslutsfattare_ends_a_case(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    assert handlaggare.get(adress("lan_avsluta", f)).status_code == 403
    sidan = text(handlaggare.get(reverse("arende", args=[f.publikt_id])))
    assert "Det gör en beslutsfattare hos länsstyrelsen." in sidan


def test_the_case_page_has_the_countys_acts(lan: Lansscen, f: Forslag, handlaggare: Besok, besok: Ny) -> None:
    html = handlaggare.get(reverse("arende", args=[f.publikt_id])).content.decode()
    for namn in ("lan_kontroll", "lan_komplettering_begar", "lan_kommunicera", "lan_registrera_svar"):
        assert adress(namn, f) in html
    innan = besok(lan.beslutsfattare, SVARAT).get(reverse("arende", args=[f.publikt_id]))
    assert "Kommunerna kan själva återkalla till och med 6 november 2026" in text(innan)
    lan.redovisat()
    redovisad = text(besok(lan.handlaggare, OVERSANT).get(reverse("arende", args=[f.publikt_id])))
    assert "Gör den formella kontrollen" not in redovisad
    assert "Begär komplettering" not in redovisad
    hos_kommunen = besok(lan.foretradare("Luleå")).get(reverse("arende", args=[f.publikt_id]))
    assert adress("lan_kontroll", f) not in hos_kommunen.content.decode()


# --- the formal check ---


def test_the_check_shows_what_is_seen_and_is_saved_once(lan: Lansscen, handlaggare: Besok) -> None:
    f = lan.overens("Arvidsjaur", "Luleå", "0.50")
    sida = text(handlaggare.get(adress("lan_kontroll", f)))
    assert "Arvidsjaur (2505) och Luleå (2580)." in sida
    assert "Version 1 är godkänd av Arvidsjaur och Luleå." in sida
    assert "Arvidsjaur: Kommunstyrelsen 1 september 2026 § 112, protokollsutdrag följer." in sida
    assert sida.count("Ja.") == 6
    en = {"version": 1, "utfall": "ja", "nyckel": nyckel()}
    forsta = handlaggare.post(adress("lan_kontroll", f), **en)
    andra = handlaggare.post(adress("lan_kontroll", f), **en)
    assert forsta.status_code == 302
    assert forsta["Location"] == andra["Location"]
    assert Kontroll.objects.get().utan_anmarkning is True
    kvitto = text(handlaggare.get(forsta["Location"]))
    assert "Kontrollen är sparad" in kvitto
    assert f.referens in kvitto
    assert "Version 1: utan anmärkning" in text(handlaggare.get(adress("lan_kontroll", f)))


def test_a_remark_must_be_said_and_stops_the_case(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    utan = handlaggare.post(adress("lan_kontroll", f), version=1, utfall="nej", nyckel=nyckel())
    assert utan.status_code == 422
    assert "Skriv vad anmärkningen gäller." in text(utan)
    svar = handlaggare.post(
        adress("lan_kontroll", f), version=1, utfall="nej", anmarkning="Paragrafen saknas.", nyckel=nyckel()
    )
    assert svar.status_code == 302
    assert "Paragrafen saknas." in text(handlaggare.get(adress("lan_kontroll", f)))
    assert "anmärkning i kontrollen" in text(handlaggare.get(f"/lanet/{AR}/"))


def test_a_version_that_has_changed_is_not_checked(lan: Lansscen, handlaggare: Besok) -> None:
    f = lan.overens("Arvidsjaur", "Luleå", "0.50")
    nytt = {"av": lan.foretradare("Luleå"), "nu": SVARAT, "kand_version": 1, "beslut": lan.uppgifter("Luleå")}
    andra(f.pk, innehall=fabrik.innehall("0.60"), **nytt)
    godkann(f.pk, av=lan.foretradare("Arvidsjaur"), nu=SVARAT, kand_version=2, beslut=lan.uppgifter("Arvidsjaur"))
    svar = handlaggare.post(adress("lan_kontroll", f), version=1, utfall="ja", nyckel=nyckel())
    assert svar.status_code == 409
    assert "Förslaget har ändrats sedan du öppnade sidan." in text(svar)
    assert not Kontroll.objects.exists()


def test_a_point_that_fails_is_seen(lan: Lansscen, handlaggare: Besok) -> None:
    planerat = lan.overens("Pajala", "Boden", "0.60", beslut=lan.uppgifter("Pajala", tillstand="planerat"))
    lan.riket.publicera(Tabellslag.PRELIMINAR, fabrik.andrade(k2521="0.50"), nu=GRANSKAT)
    sida = text(handlaggare.get(adress("lan_kontroll", planerat)))
    assert "0,60 ‰ av 0,50 ‰." in sida
    assert "Pajala: Kommunstyrelsen 1 september 2026 § 112 (planerat)." in sida
    assert sida.count("Ja.") == 4


# --- ask, hear, end ---


def test_completion_is_asked_for_in_three_pages(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    data = {"sida": "mottagare", "fraga": "Skicka protokollsutdraget."}
    kontroll, _ = handlaggare.kontrollera(adress("lan_komplettering_begar", f), **data)
    assert "Skicka frågan till Luleå" in handlaggare.knappar(kontroll)
    assert "Det du skickar blir allmän handling" in text(kontroll)
    assert not Komplettering.objects.exists()
    kvitto = handlaggare.genomfor(adress("lan_komplettering_begar", f), **data)
    assert "Frågan är skickad" in text(kvitto)
    rad = Komplettering.objects.get()
    assert (rad.sida, rad.fraga, rad.begard_av) == (Sida.MOTTAGARE, "Skicka protokollsutdraget.", lan.handlaggare)
    assert "komplettering begärd" in text(handlaggare.get(f"/lanet/{AR}/?tur=kommuner"))


def test_parties_are_heard(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    data = {"text": "Vi överväger att inte ta med ärendet.", "svar_senast": "2026-11-12"}
    assert "kommunerna får yttra sig" in text(handlaggare.genomfor(adress("lan_kommunicera", f), **data)).lower()
    assert Kommunicering.objects.get().svar_senast == date(2026, 11, 12)
    for_sent = handlaggare.post(adress("lan_kommunicera", f), text="x", svar_senast="2026-11-01")
    assert for_sent.status_code == 422
    assert "Dagen har redan varit." in text(for_sent)
    igen = text(handlaggare.get(adress("lan_kommunicera", f)))
    assert "svar senast 12 november 2026" in igen


def test_a_case_is_ended_with_a_reason_after_the_day(lan: Lansscen, f: Forslag, besok: Ny) -> None:
    innan = besok(lan.beslutsfattare, SVARAT)
    stopp = innan.get(adress("lan_avsluta", f))
    assert stopp.status_code == 409
    assert "Kommunerna kan själva återkalla till och med 6 november 2026." in text(stopp)
    assert innan.post(adress("lan_avsluta", f), skal="De bad om det.").status_code == 409
    efter = besok(lan.beslutsfattare)
    utan = efter.post(adress("lan_avsluta", f), skal=" ")
    assert utan.status_code == 422
    assert "Skriv skälet med minst en mening." in text(utan)
    kvitto = efter.genomfor(adress("lan_avsluta", f), skal="Älvsbyn bad om det den 9 november.")
    assert "Ärendet är avslutat" in text(kvitto)
    f.refresh_from_db()
    assert (f.status, f.avslutad_av, f.avslutsskal) == (
        Status.ATERKALLAD,
        "lan",
        "Älvsbyn bad om det den 9 november.",
    )


def test_back_from_the_check_page_keeps_everything(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    _, dolda = handlaggare.kontrollera(adress("lan_komplettering_begar", f), sida="givare", fraga="Vilken paragraf?")
    svar = handlaggare.post(adress("lan_komplettering_begar", f), **dolda, steg="andra")
    assert svar.status_code == 200
    assert "Vilken paragraf?" in svar.content.decode()
    assert 'value="givare"' in svar.content.decode()


# --- more time ---


def test_anstand_is_granted_to_the_meeting_and_refused_with_a_reason(lan: Lansscen, handlaggare: Besok) -> None:
    rad = begart(lan)
    sida = f"/lanet/anstand/{rad.pk}/"
    assert "tisdag 10 november 2026" in text(handlaggare.get(sida))
    assert 'value="2026-11-10"' in handlaggare.get(sida).content.decode()
    for_langt = handlaggare.post(sida, beslut="ja", beviljat_till="2026-11-17")
    assert for_langt.status_code == 409
    assert "Anstånd kan längst gälla till och med 16 november 2026." in text(for_langt)
    utan = handlaggare.post(sida, beslut="nej", beviljat_till="")
    assert utan.status_code == 422
    kontroll, _ = handlaggare.kontrollera(sida, beslut="ja", beviljat_till="2026-11-11")
    assert "Ge anstånd till och med 11 november 2026" in handlaggare.knappar(kontroll)
    assert "Anstånd är beviljat" in text(handlaggare.genomfor(sida, beslut="ja", beviljat_till="2026-11-11"))
    rad.refresh_from_db()
    assert rad.beviljat_till == date(2026, 11, 11)
    igen = handlaggare.get(sida)
    assert igen.status_code == 409
    assert "Begäran är redan avgjord. Anstånd gavs till och med 11 november 2026." in text(igen)


def test_anstand_refused(lan: Lansscen, handlaggare: Besok) -> None:
    rad = begart(lan)
    kvitto = handlaggare.genomfor(
        f"/lanet/anstand/{rad.pk}/", beslut="nej", beviljat_till="skräp", skal="Tiden räcker."
    )
    assert "Anstånd är inte beviljat" in text(kvitto)
    rad.refresh_from_db()
    assert (rad.beviljat_till, rad.beslutsskal) == (None, "Tiden räcker.")


def test_another_countys_anstand_does_not_exist(lan: Lansscen, annat: Lansscen, besok: Ny) -> None:
    rad = begart(lan)
    besoket = besok(annat.handlaggare)
    assert besoket.get(f"/lanet/anstand/{rad.pk}/").status_code == 404
    assert besoket.post(f"/lanet/anstand/{rad.pk}/", beslut="ja", beviljat_till="2026-11-11").status_code == 404
    assert besoket.get("/lanet/anstand/999999999999999999999/").status_code == 404


def test_the_late_lane(lan: Lansscen, besok: Ny) -> None:
    handlaggare = besok(lan.handlaggare, FOR_SENT)
    sida = f"/lanet/{AR}/sen-inlamning/"
    assert "Ingen kommun får skicka sent" in text(handlaggare.get(sida))
    data = {"givare": "2510", "till": "2026-11-10", "skal": "Registratorn var sjuk."}
    kontroll, _ = handlaggare.kontrollera(sida, **data)
    assert "Tillåt Jokkmokk att skicka sent" in handlaggare.knappar(kontroll)
    assert "Sen inlämning är tillåten" in text(handlaggare.genomfor(sida, **data))
    rad = SenInlamning.objects.get()
    assert (rad.givare_id, rad.till, rad.skal) == ("2510", date(2026, 11, 10), "Registratorn var sjuk.")
    assert "Registratorn var sjuk." in text(handlaggare.get(sida))
    assert handlaggare.post(sida, **data | {"till": "2026-11-06"}).status_code == 409
    annat_lan = handlaggare.post(sida, **data | {"givare": "0880"})
    assert annat_lan.status_code == 422
    assert "Välj en kommun i länet." in text(annat_lan)


# --- garbage and receipts ---


def test_garbage_is_answered_with_4xx(lan: Lansscen, f: Forslag, besok: Ny) -> None:
    rad = begart(lan)
    antal = Handelse.objects.count()
    besoket = besok(lan.beslutsfattare)
    svar = {
        (sida, n): besoket.post(sida, **skrap).status_code
        for sida, falt in {
            adress("lan_kontroll", f): ("version", "utfall", "nyckel", "anmarkning"),
            adress("lan_komplettering_begar", f): ("sida", "steg", "nyckel"),
            adress("lan_kommunicera", f): ("svar_senast", "steg"),
            f"/lanet/anstand/{rad.pk}/": ("beslut", "beviljat_till"),
            f"/lanet/{AR}/sen-inlamning/": ("givare", "till"),
        }.items()
        for n, skrap in enumerate(blandat(falt))
    }
    assert {plats: status for plats, status in svar.items() if not 400 <= status < 500} == {}
    assert Handelse.objects.count() == antal


def test_a_sent_key_with_other_content_is_refused(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    sida = adress("lan_komplettering_begar", f)
    _, dolda = handlaggare.kontrollera(sida, sida="givare", fraga="Vilken paragraf?")
    forsta = handlaggare.post(sida, **dolda, steg="skicka")
    assert handlaggare.post(sida, **dolda, steg="skicka")["Location"] == forsta["Location"]
    assert handlaggare.post(sida, **dolda | {"fraga": ["Något annat"]}, steg="skicka").status_code == 409
    assert Komplettering.objects.count() == 1


def test_receipts_are_the_countys_own(lan: Lansscen, f: Forslag, annat: Lansscen, besok: Ny) -> None:
    granskning.kontrollera(f.pk, utan_anmarkning=True, av=lan.handlaggare, nu=GRANSKAT, kand_version=1)
    handelser = Handelse.objects.filter(ar=AR, lanskod="25").order_by("nummer")
    godkannande, kontroll = list(handelser)[-2:]
    besoket = besok(lan.konto(Roll.LAN_LASARE))
    assert besoket.get(f"/lanet/{AR}/kvitto/{kontroll.nummer}/").status_code == 200
    assert besoket.get(f"/lanet/{AR}/kvitto/{godkannande.nummer}/").status_code == 404  # the municipality's act
    assert besok(annat.handlaggare).get(f"/lanet/{AR}/kvitto/{kontroll.nummer}/").status_code == 404
    assert besok(lan.foretradare("Luleå")).get(f"/lanet/{AR}/kvitto/{kontroll.nummer}/").status_code == 403


def test_everything_asks_an_anonymous_visitor_to_log_in(lan: Lansscen, f: Forslag, client) -> None:
    for sida in ("/lanet/", "/lanet/redovisning/", *(adress(namn, f) for namn in I_ARENDEN)):
        svar = client.get(sida)
        assert svar.status_code == 302
        assert "/konto/login/" in svar["Location"]


def test_after_the_final_table_the_case_is_closed_to_the_county(lan: Lansscen, f: Forslag, besok: Ny) -> None:
    lan.redovisat()
    lan.riket.publicera(Tabellslag.FASTSTALLD, nu=FASTSTALLT)
    besoket = besok(lan.beslutsfattare, FASTSTALLT)
    for namn in ("lan_komplettering_begar", "lan_kommunicera", "lan_avsluta"):
        assert besoket.get(adress(namn, f)).status_code == 409
    assert "Kontrollen går inte att göra nu" in text(besoket.get(adress("lan_kontroll", f)))


def test_case_acts_ask_the_database_a_fixed_number_of_times(
    lan: Lansscen, f: Forslag, besok: Ny, django_assert_max_num_queries
) -> None:
    besoket = besok(lan.beslutsfattare, BESLUTAT)
    for _ in range(3):
        granskning.kontrollera(f.pk, utan_anmarkning=True, av=lan.handlaggare, nu=GRANSKAT, kand_version=1)
    for namn in I_ARENDEN:
        # the check tells what the case would change: the country's shares and assignments, and what is assumed
        with django_assert_max_num_queries(15 if namn == "lan_kontroll" else 10):
            besoket.get(adress(namn, f))

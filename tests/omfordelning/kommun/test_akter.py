"""The municipality's acts in three pages: form, check, receipt. Sent twice is done once; what is stale is refused."""

from decimal import Decimal

import pytest

from anvisning.models import Handelse, Organ, Roll, Tidplan
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.handlaggning import granskning
from omfordelning.lage import Innehall
from omfordelning.models import Anstand, Forslag, Godkannande, Kommunbeslut, Omstandighet
from omfordelning.process import Sida, Status
from tests import fabrik
from tests.fabrik import FOR_SENT, GRANSKAT, SKICKAT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import BESLUT, SKRAP, handelser, sida
from tests.omfordelning.lan.besok import pdf, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
ALLMAN = "Det du skickar blir allmän handling hos kommunen, mottagaren och länsstyrelsen."


def beslut_i(forslag: Forslag, sida_: Sida) -> Kommunbeslut | None:
    """Give the decision behind a side's approval of the current version."""
    forslag.refresh_from_db()
    return Godkannande.objects.get(version__forslag=forslag, version__nummer=forslag.version, sida=sida_).kommunbeslut


def test_send_a_draft_all_the_way_to_the_receipt(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    kontroll, dolda = besoket.kontrollera(sida(utkast, "arende_skicka"), **BESLUT, fil=pdf("utdrag.pdf"))
    sagt = text(kontroll)
    assert besoket.knappar(kontroll) == ["Skicka förslaget till Luleå", "Ändra uppgifterna"]
    assert ALLMAN in sagt
    assert "En kommun med 0 ‰ kan ändå få ett barn anvisat." in sagt
    assert "Socialnämnden, 1 september 2026" in sagt
    assert "utdrag.pdf" in sagt
    assert kontroll.context["fe"].summa_fore == kontroll.context["fe"].summa_efter
    utkast.refresh_from_db()
    assert (utkast.status, utkast.nummer) == (Status.UTKAST, None)  # the dry run left nothing
    svar = besoket.post(sida(utkast, "arende_skicka"), **dolda, steg="skicka")
    utkast.refresh_from_db()
    assert (svar.status_code, utkast.status) == (302, Status.VANTAR_SVAR)
    assert svar["Location"] == sida(utkast, "arende_kvitto", 1)
    kvitto = text(besoket.get(svar["Location"]))
    for ord_ in (
        "Förslaget är skickat",
        utkast.referens,
        "Luleå behöver svara senast 6 november 2026 kl. 23.59.",
        "010-000 00 01",
    ):
        assert ord_ in kvitto
    beslut = beslut_i(utkast, Sida.GIVARE)
    assert (str(beslut), beslut.organslag) == ("Socialnämnden 2026-09-01 § 87", "namnd")
    assert beslut.utdrag.filnamn == "utdrag.pdf"
    assert handelser(utkast) == ["forslag_skickat"]


def test_sent_twice_with_the_same_key_is_done_once_and_gives_the_same_receipt(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    _, dolda = besoket.kontrollera(sida(utkast, "arende_skicka"), beslut_val="inget")
    forsta = besoket.post(sida(utkast, "arende_skicka"), **dolda, steg="skicka")
    andra = besoket.post(sida(utkast, "arende_skicka"), **dolda, steg="skicka")
    assert (forsta.status_code, andra.status_code) == (302, 302)
    assert forsta["Location"] == andra["Location"]
    assert handelser(utkast) == ["forslag_skickat"]
    ny_nyckel = besoket.post(
        sida(utkast, "arende_skicka"), beslut_val="inget", steg="skicka", nyckel=dolda["nyckel"][0]
    )
    assert ny_nyckel.status_code == 302  # the same content under the same key is the same sending
    annat = besoket.post(sida(utkast, "arende_skicka"), **BESLUT, steg="skicka", nyckel=dolda["nyckel"][0])
    assert annat.status_code == 409
    assert handelser(utkast) == ["forslag_skickat"]


@pytest.mark.parametrize("nyckel", ["", "inte-en-nyckel", "9" * 5000, "\x00"])
def test_without_a_form_key_nothing_is_done(nyckel: str, lan: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    svar = besok("Älvsbyn").post(sida(utkast, "arende_skicka"), beslut_val="inget", steg="skicka", nyckel=nyckel)
    assert svar.status_code == 409
    assert "Öppna den på nytt och skicka igen." in text(svar)
    assert handelser(utkast) == []


def test_change_brings_back_everything_typed_and_the_file(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    _, dolda = besoket.kontrollera(sida(utkast, "arende_skicka"), **BESLUT, fil=pdf("utdrag.pdf"))
    svar = besoket.post(sida(utkast, "arende_skicka"), **dolda, steg="andra")
    form = svar.context["form"]
    assert svar.status_code == 200
    assert {namn: form[namn].value() for namn in BESLUT} == BESLUT
    assert "Bifogad: utdrag.pdf." in text(svar)


def test_approve_and_the_next_form_offers_the_same_decision(lan: Lansscen, besok: Besoker) -> None:
    ett, tva = lan.skickat("Älvsbyn", "Luleå", "0.50"), lan.skickat("Jokkmokk", "Luleå", "0.40")
    besoket = besok("Luleå", nu=SVARAT)
    kvitto = besoket.genomfor(sida(ett, "arende_svara"), kand_version=1, **BESLUT)
    assert "Kommunerna är överens." in text(kvitto)
    assert kvitto.context["nasta_url"] == sida(tva)
    beslut = beslut_i(ett, Sida.MOTTAGARE)
    form = besoket.get(sida(tva, "arende_svara")).context["form"]
    val = [varde for varde, _ in form.fields["beslut_val"].choices]
    assert val == [str(beslut.publikt_id), "nytt", "inget"]
    besoket.genomfor(sida(tva, "arende_svara"), kand_version=1, beslut_val=str(beslut.publikt_id))
    assert beslut_i(tva, Sida.MOTTAGARE) == beslut
    assert Kommunbeslut.objects.filter(kommun="2580").count() == 1


def test_a_changed_proposal_is_read_before_it_is_approved(lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Luleå", nu=SVARAT)
    _, dolda = besoket.kontrollera(sida(forslag, "arende_svara"), kand_version=1, beslut_val="inget")
    innehall = Innehall(hela=False, promille=Decimal("0.70"), villkor="promille")
    kommandon.andra(forslag.pk, innehall=innehall, av=lan.foretradare("Älvsbyn"), nu=SVARAT, kand_version=1)
    svar = besoket.post(sida(forslag, "arende_svara"), **dolda, steg="skicka")
    assert svar.status_code == 409
    assert "Förslaget har ändrats sedan du öppnade sidan." in text(svar)
    assert svar.context["form_fe"].promille == Decimal("0.70")  # the new version is on the page
    assert svar.context["form"]["kand_version"].value() == 2
    forslag.refresh_from_db()
    assert forslag.status == Status.VANTAR_SVAR
    assert besoket.post(sida(forslag, "arende_svara"), kand_version=1, beslut_val="inget").status_code == 409


def test_answer_with_another_figure(lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Luleå", nu=SVARAT)
    data = {
        "kand_version": 1,
        "omfattning": "del",
        "promille": "0,40",
        "villkor": "forfall",
        "meddelande": "Hellre så.",
    }
    kontroll, dolda = besoket.kontrollera(sida(forslag, "arende_andra"), **data, beslut_val="inget")
    assert besoket.knappar(kontroll)[0] == "Skicka den nya siffran 0,40 ‰ till Älvsbyn".replace(" ‰", "\u00a0‰")
    assert kontroll.context["fe"].promille == Decimal("0.40")
    assert "Tidigare godkännanden gäller inte den nya versionen." in text(kontroll)
    besoket.post(sida(forslag, "arende_andra"), **dolda, steg="skicka")
    forslag.refresh_from_db()
    assert (forslag.version, forslag.status, forslag.givare_bunden) == (2, Status.VANTAR_SVAR, None)
    version = forslag.versioner.get(nummer=2)
    assert (version.promille, version.villkor, version.meddelande) == (Decimal("0.40"), "forfall", "Hellre så.")


def test_a_frame_lets_the_same_decision_cover_a_new_figure(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå", "0.50"), besok("Älvsbyn")
    besoket.genomfor(sida(utkast, "arende_skicka"), **BESLUT, ram="0,80")
    beslut = str(beslut_i(utkast, Sida.GIVARE).publikt_id)
    data = {"kand_version": 1, "omfattning": "del", "villkor": "promille", "beslut_val": beslut}
    utan = besoket.post(sida(utkast, "arende_andra"), **data, promille="0,70")
    assert utan.status_code == 409
    assert "Bekräfta att beslutet täcker även den här versionen." in text(utan)
    over = besoket.post(sida(utkast, "arende_andra"), **data, promille="0,90", ram_bekraftad="on")
    assert over.status_code == 409
    assert "Beslutet gäller upp till 0,8 ‰." in text(over)
    besoket.genomfor(sida(utkast, "arende_andra"), **data, promille="0,70", ram_bekraftad="on")
    utkast.refresh_from_db()
    assert utkast.version == 2


def test_say_no_with_a_reason(lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Luleå", "Älvsbyn", "0.50", av="Älvsbyn"), besok("Luleå", nu=SVARAT)
    utan = besoket.post(sida(forslag, "arende_avboj"), kand_version=1, skal="  ")
    assert utan.status_code == 422
    assert "Skriv skälet med minst en mening." in text(utan)
    kontroll, dolda = besoket.kontrollera(sida(forslag, "arende_avboj"), kand_version=1, skal="Vi har valt Boden.")
    assert besoket.knappar(kontroll)[0] == "Säg nej till inbjudan från Älvsbyn"
    assert "Ert beslut avser Älvsbyn. En annan mottagare kräver i regel ett nytt beslut." in text(kontroll)
    kvitto = besoket.get(besoket.post(sida(forslag, "arende_avboj"), **dolda, steg="skicka")["Location"])
    assert "Ring länsstyrelsen om ni söker en annan kommun." in text(kvitto)
    forslag.refresh_from_db()
    assert (forslag.status, forslag.avslutsskal) == (Status.NEJ, "Vi har valt Boden.")


def test_withdraw_freely_before_and_with_a_decision_after(lan: Lansscen, besok: Besoker) -> None:
    fritt, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Älvsbyn", nu=SVARAT)
    besoket.genomfor(sida(fritt, "arende_aterkalla"), skal="")
    fritt.refresh_from_db()
    assert fritt.status == Status.ATERKALLAD
    bundet = lan.overens("Älvsbyn", "Luleå", "0.50")
    utan = besoket.post(sida(bundet, "arende_aterkalla"), skal="Nytt läge.")
    assert utan.status_code == 422
    assert "Välj vilket beslut det gäller." in text(utan)
    kontroll, dolda = besoket.kontrollera(sida(bundet, "arende_aterkalla"), skal="Nytt läge.", **BESLUT)
    assert "En annan mottagare kräver i regel ett nytt beslut." in text(kontroll)
    besoket.post(sida(bundet, "arende_aterkalla"), **dolda, steg="skicka")
    bundet.refresh_from_db()
    assert bundet.status == Status.ATERKALLAD
    sista = Handelse.objects.filter(arende=bundet.arende).order_by("-nummer")[0]
    assert sista.uppgifter["beslut"] == "Socialnämnden 2026-09-01 § 87"


def test_report_the_decision_afterwards_and_complete_it_with_the_extract(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå", "0.50"), besok("Älvsbyn", Roll.KOMMUN_HANDLAGGARE)
    kvitto = text(besok("Älvsbyn").genomfor(sida(utkast, "arende_skicka"), beslut_val="inget"))
    assert "Meddela kommunens beslut senast 6 november 2026. Tills dess står det ”beslut saknas”." in kvitto
    assert "beslut saknas från Älvsbyn" in text(besoket.get(sida(utkast)))
    besoket.genomfor(sida(utkast, "arende_beslut"), **BESLUT)
    assert "protokollsutdrag följer från Älvsbyn" in text(besoket.get(sida(utkast)))
    svar = besoket.get(sida(utkast, "arende_beslut"))
    assert svar.context["rubrik"] == "Lägg till protokollsutdraget"
    assert "Det som saknas är protokollsutdraget." in text(svar)
    form = svar.context["form"]
    assert {namn: str(form[namn].value()) for namn in BESLUT} == BESLUT  # as reported, to be completed
    besoket.genomfor(sida(utkast, "arende_beslut"), **BESLUT, fil=pdf("utdrag.pdf"))
    assert beslut_i(utkast, Sida.GIVARE).utdrag.filnamn == "utdrag.pdf"
    sista = text(besoket.get(sida(utkast)))
    assert "protokollsutdrag följer" not in sista
    assert "Protokollsutdrag (PDF)" in sista


def test_a_handlaggare_prepares_the_decision_and_a_foretradare_uses_it(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå", "0.50")
    Tidplan.objects.filter(pk=lan.tidplan.pk).update(tva_personer=True)
    handlaggare, foretradare = besok("Luleå", Roll.KOMMUN_HANDLAGGARE, nu=SVARAT), besok("Luleå", nu=SVARAT)
    ensam = foretradare.post(sida(forslag, "arende_svara"), kand_version=1, **BESLUT)
    assert ensam.status_code == 409
    assert "I länet krävs två personer i kommunen" in text(ensam)
    kontroll, dolda = handlaggare.kontrollera(sida(forslag, "arende_beslut"), **BESLUT)
    assert handlaggare.knappar(kontroll)[0] == "Spara beslutet"
    assert ALLMAN not in text(kontroll)
    assert not Kommunbeslut.objects.filter(kommun="2580").exists()
    svar = handlaggare.post(sida(forslag, "arende_beslut"), **dolda, steg="skicka")
    assert svar["Location"] == sida(forslag)
    beslut = Kommunbeslut.objects.get(kommun="2580")
    assert "Socialnämnden" not in text(besok("Älvsbyn", nu=SVARAT).get(sida(forslag)))  # nobody else sees it yet
    foretradare.genomfor(sida(forslag, "arende_svara"), kand_version=1, beslut_val=str(beslut.publikt_id))
    assert beslut_i(forslag, Sida.MOTTAGARE) == beslut


def test_ask_for_more_time(lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå"), besok("Luleå", Roll.KOMMUN_HANDLAGGARE, nu=SVARAT)
    sent = besoket.post(sida(forslag, "arende_anstand"), sammantrade="2026-12-24", skal="")
    assert sent.status_code == 409
    assert "Ange ett tidigare sammanträde" in text(sent)
    kvitto = besoket.genomfor(sida(forslag, "arende_anstand"), sammantrade="2026-11-11", skal="Nämnden möts då.")
    assert "Ärendet förfaller inte under tiden." in text(kvitto)
    anstand = Anstand.objects.get(forslag=forslag)
    assert (str(anstand.sammantrade), anstand.sida) == ("2026-11-11", "mottagare")
    assert besoket.get(sida(forslag, "arende_anstand")).status_code == 409


def test_answer_the_county(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå")
    fraga = granskning.begar_komplettering(
        forslag.pk, sida=Sida.GIVARE, fraga="Vilken paragraf?", av=lan.handlaggare, nu=SVARAT
    )
    adress = sida(forslag, "arende_komplettering", fraga.pk)
    assert besok("Luleå", nu=SVARAT).get(adress).status_code == 404
    besoket = besok("Älvsbyn", Roll.KOMMUN_HANDLAGGARE, nu=SVARAT)
    sagt = text(besoket.get(adress))
    assert "Vilken paragraf?" in sagt
    assert "Ska ni bifoga ett protokollsutdrag? Gör det under Komplettera kommunens beslut" in sagt
    besoket.genomfor(adress, svar="Paragraf 87.")
    fraga.refresh_from_db()
    assert fraga.svar == "Paragraf 87."
    assert besoket.get(adress).status_code == 409
    assert besok(lan.handlaggare, nu=SVARAT).get(adress).status_code == 403


def test_report_a_changed_circumstance(lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.overens("Älvsbyn", "Luleå"), besok("Älvsbyn", Roll.KOMMUN_HANDLAGGARE, nu=GRANSKAT)
    data = {"slag": "overklagat", "dag": "2026-11-01", "domstol": "Förvaltningsrätten i Luleå", "malnummer": "123-26"}
    kontroll, dolda = besoket.kontrollera(sida(forslag, "arende_omstandighet"), **data)
    assert besoket.knappar(kontroll)[0] == "Anmäl: beslutet är överklagat"
    besoket.post(sida(forslag, "arende_omstandighet"), **dolda, steg="skicka")
    assert Omstandighet.objects.get(forslag=forslag).sida == Sida.GIVARE
    assert "överklagat" in text(besoket.get(sida(forslag)))


FORETRADARENS = ["arende_skicka", "arende_svara", "arende_andra", "arende_avboj", "arende_aterkalla"]
ALLA = [*FORETRADARENS, "arende_beslut", "arende_anstand", "arende_omstandighet"]


@pytest.mark.parametrize("namn", ALLA)
def test_who_may_not_is_refused_and_a_stranger_finds_nothing(
    namn: str, lan: Lansscen, annat: Lansscen, besok: Besoker
) -> None:
    forslag = lan.utkast("Älvsbyn", "Luleå") if namn == "arende_skicka" else lan.skickat("Älvsbyn", "Luleå")
    adress = sida(forslag, namn)
    nekade = [lan.konto(Roll.KOMMUN_LASARE, "Älvsbyn")]
    if namn in FORETRADARENS:
        nekade.append(lan.konto(Roll.KOMMUN_HANDLAGGARE, "Älvsbyn"))
    for konto in nekade:
        assert besok(konto).get(adress).status_code == 403
        assert besok(konto).post(adress, steg="skicka").status_code == 403
    for konto in (annat.foretradare("Kalmar"), lan.foretradare("Boden"), lan.riket.importor):
        assert besok(konto).get(adress).status_code == 404
        assert besok(konto).post(adress, steg="skicka").status_code == 404
    if namn != "arende_skicka":
        assert besok(lan.handlaggare).get(adress).status_code == 403
    assert handelser(forslag) == ([] if namn == "arende_skicka" else ["forslag_skickat"])


@pytest.mark.parametrize("namn", ["arende_svara", "arende_andra", "arende_anstand"])
def test_too_late_says_so_when_the_page_is_opened_and_when_it_is_sent(namn: str, lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Luleå", nu=FOR_SENT)
    svar = besoket.get(sida(forslag, namn))
    assert svar.status_code == 409
    assert "Ring länsstyrelsen" in text(svar)
    assert svar.context["tillbaka_url"] == sida(forslag)
    data = {"kand_version": 1, "beslut_val": "inget", "omfattning": "del", "promille": "0,30", "villkor": "promille"}
    sand = besoket.post(sida(forslag, namn), **data, sammantrade="2026-11-11")
    assert sand.status_code == 409
    assert handelser(forslag) == ["forslag_skickat"]


def test_the_own_bodies_are_offered_and_an_ended_one_is_not(lan: Lansscen, besok: Besoker) -> None:
    organisation = lan.kommuner["Älvsbyn"].organisation
    fabrik.skapa_organ(
        organisation, namn="Gamla nämnden", galler_till=fabrik.klockan(SKICKAT.date()).date().replace(day=1)
    )
    namnd = fabrik.skapa_organ(organisation, namn="Socialnämnden", slag="namnd")
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    form = besoket.get(sida(utkast, "arende_skicka")).context["form"]
    assert [text_ for _, text_ in form.fields["organ"].choices] == [
        "Välj", "Kommunstyrelsen", "Socialnämnden", "Någon annan",
    ]  # fmt: skip
    data = {namn: BESLUT[namn] for namn in ("beslut_val", "tillstand", "dag")}
    besoket.genomfor(sida(utkast, "arende_skicka"), **data, organ=str(namnd.pk))
    beslut = beslut_i(utkast, Sida.GIVARE)
    assert (beslut.organ, beslut.organslag, beslut.organnamn) == (namnd, "namnd", "Socialnämnden")
    assert Organ.objects.filter(pk=namnd.pk).exists()


@pytest.mark.parametrize(
    ("andrat", "falt", "sagt"),
    [
        ({"organ": ""}, "organ", "Välj vem som har beslutat."),
        ({"organslag": ""}, "organslag", "Välj vilket slags organ det är."),
        ({"organnamn": ""}, "organnamn", "Skriv vad organet heter"),
        ({"tillstand": ""}, "tillstand", "Välj hur långt beslutet har kommit."),
        ({"dag": ""}, "dag", "Skriv beslutets eller sammanträdets datum"),
        ({"dag": "igår"}, "dag", "Skriv datumet som år, månad och dag"),
        ({"dag": "1026-11-02"}, "dag", "Skriv datumet som år, månad och dag"),
        ({"organslag": "delegation"}, "delegationspunkt", "Skriv vilken punkt i delegationsordningen"),
        ({"ram": "0"}, "ram", "Skriv ett tak som är större än 0"),
        ({"ram": "mycket"}, "ram", "Skriv hur många promille, till exempel 1,25."),
        ({"paragraf": "8" * 21}, "paragraf", "Korta till högst 20 tecken."),
        ({"beslut_val": "fusk"}, "beslut_val", "Välj vilket beslut det gäller."),
    ],
)
def test_what_is_missing_in_a_decision_is_said_at_its_field(
    andrat: dict[str, str], falt: str, sagt: str, lan: Lansscen, besok: Besoker
) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    svar = besok("Älvsbyn").post(sida(utkast, "arende_skicka"), **BESLUT | andrat)
    assert svar.status_code == 422
    assert list(svar.context["form"].errors) == [falt]
    assert sagt in text(svar)


def test_a_decision_in_the_future_is_planned(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    svar = besoket.post(sida(utkast, "arende_skicka"), **BESLUT | {"dag": "2026-10-20"})
    assert (svar.status_code, list(svar.context["form"].errors)) == (422, ["dag"])
    assert "Beslutsdagen har inte varit än." in text(svar)
    besoket.genomfor(sida(utkast, "arende_skicka"), **BESLUT | {"dag": "2026-10-20", "tillstand": "planerat"})
    assert "beslut saknas från Älvsbyn" in text(besoket.get(sida(utkast)))


@pytest.mark.parametrize("skrot", SKRAP)
def test_garbage_in_any_field_is_answered_and_does_nothing(skrot: str, lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Luleå", nu=SVARAT)
    falt = [*BESLUT, "kand_version", "omfattning", "promille", "villkor", "meddelande", "ram", "fil_id", "skal", "steg"]
    falt += [
        "sammantrade",
        "slag",
        "domstol",
        "malnummer",
        "beskrivning",
        "nyckel",
        "ram_bekraftad",
        "delegationspunkt",
    ]
    data = dict.fromkeys(falt, skrot)
    for namn in ALLA:
        assert 400 <= besoket.post(sida(forslag, namn), **data).status_code < 500
    assert handelser(forslag) == ["forslag_skickat"]


@pytest.mark.parametrize("skrot", ["9" * 5000, "a\x00b"])
def test_garbage_in_one_field_keeps_what_is_right_in_the_others(skrot: str, lan: Lansscen, besok: Besoker) -> None:
    forslag, besoket = lan.skickat("Älvsbyn", "Luleå", "0.50"), besok("Luleå", nu=SVARAT)
    grund = {"kand_version": "1", "omfattning": "del", "promille": "0,30", "villkor": "promille", **BESLUT}
    for falt in grund:
        svar = besoket.post(sida(forslag, "arende_andra"), **grund | {falt: skrot})
        assert svar.status_code == 422, falt
        form = svar.context["form"]
        kvar = {namn: form[namn].value() for namn in grund if namn not in (falt, "kand_version")}
        assert kvar == {namn: varde for namn, varde in grund.items() if namn in kvar}
    assert handelser(forslag) == ["forslag_skickat"]


def test_earlier_decisions_are_told_apart_and_the_one_taken_back_is_not_offered(lan: Lansscen, besok: Besoker) -> None:
    """Two cases with the same paragraph: each says where it was used; to withdraw, another decision is needed."""
    forsta = lan.overens("Älvsbyn", "Luleå", "0.50")
    andra = lan.skickat("Boden", "Luleå", "0.40")
    val = besok("Luleå", nu=SVARAT).get(sida(andra, "arende_svara")).context["form"].fields["beslut_val"]
    assert [t for _, t in val.choices if "meddelat för" in t] == [
        "Kommunstyrelsen 1 september 2026 §\u00a0112 (meddelat för Älvsbyn, 0,50\u00a0‰)"
    ]
    assert val.help_text == "Välj ett tidigare beslut bara om det gäller också det här förslaget."
    besoket = besok("Luleå", nu=SVARAT)
    aterkalla = besoket.get(sida(forsta, "arende_aterkalla")).context["form"].fields["beslut_val"]
    assert [nyckel for nyckel, _ in aterkalla.choices] == ["nytt"]


def test_the_paragraphs_sign_is_not_written_twice(lan: Lansscen, besok: Besoker) -> None:
    utkast, besoket = lan.utkast("Älvsbyn", "Luleå"), besok("Älvsbyn")
    besoket.genomfor(sida(utkast, "arende_skicka"), **BESLUT | {"paragraf": "§ 77"})
    assert "§ 77" in text(besoket.get(sida(utkast)))
    assert "§ §" not in text(besoket.get(sida(utkast)))


def test_a_file_is_not_named_by_a_personal_identity_number(lan: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    svar = besok("Älvsbyn").post(sida(utkast, "arende_skicka"), **BESLUT, fil=pdf("beslut 850101-1234.pdf"))
    assert (svar.status_code, "Byt namn på filen" in text(svar)) == (422, True)

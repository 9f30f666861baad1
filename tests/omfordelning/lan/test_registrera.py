"""What came by mail: the document is required, its own time judges, and each answer becomes the right act."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from anvisning.models import Dokument, Handelse, Organ
from omfordelning.handlaggning import granskning
from omfordelning.models import Anstand, Forslag, Godkannande, Kommunbeslut, Omstandighet
from omfordelning.process import Sida, Status
from tests import fabrik
from tests.fabrik import AR, GRANSKAT, SVARAT, Lansscen
from tests.omfordelning.lan.besok import Besok, blandat, pdf, rader, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
Ny = Callable[..., Besok]
NYTT = f"/lanet/{AR}/registrera/"


def scen(lan: Lansscen) -> list[Forslag]:
    """One proposal that waits for the receiver's answer."""
    return [lan.skickat("Arvidsjaur", "Luleå", "0.50")]


def beslut(lan: Lansscen, kommun: str, **andra: Any) -> dict[str, Any]:
    """Give the fields of a decision that the document tells of."""
    organ = Organ.objects.get(organisation__kommun=lan.kommuner[kommun])
    return {
        "beslut_val": "nytt",
        "organ": organ.pk,
        "tillstand": "omedelbart",
        "dag": "2026-09-28",
        "paragraf": "87",
        "diarienummer": "KS 2026/99",
        **andra,
    }


def inkom(dag: str = "2026-11-06", klockan: str = "23.59", namn: str = "mejl.pdf") -> dict[str, Any]:
    return {"inkommen_dag": dag, "inkommen_tid": klockan, "fil": pdf(namn)}


def svarsadress(f: Forslag, vad: str, sida: Sida) -> str:
    return f"{reverse('lan_registrera_svar', args=[f.publikt_id])}?vad={vad}&sida={sida.value}"


def nya() -> QuerySet[Forslag]:
    """Give the cases that the county has registered."""
    return Forslag.objects.filter(versioner__godkannanden__registrerat_av_lan=True)


def test_a_proposal_that_came_in_time_is_in_time(lan: Lansscen, handlaggare: Besok) -> None:
    fraga = handlaggare.get(NYTT)
    assert "Vilken kommun kommer handlingen från?" in text(fraga)
    sida = f"{NYTT}?kommun=2510&sida=givare"
    assert "Jokkmokk vill lämna över sin andel." in text(handlaggare.get(sida))
    data = {"motpart": "2580", "omfattning": "del", "promille": "0,50", "villkor": "proportion"}
    data |= beslut(lan, "Jokkmokk", ram="0,80", ar_utdrag="on")
    kontroll, dolda = handlaggare.kontrollera(sida, **data, **inkom())
    assert rader(kontroll)[1][0] == "Jokkmokk ger en del"
    assert "fredag" not in text(kontroll)
    assert "6 november 2026 kl. 23.59" in text(kontroll)
    assert "mejl.pdf" in text(kontroll)
    assert handlaggare.knappar(kontroll)[0] == "Registrera förslaget från Jokkmokk"
    assert not nya().exists()
    svar = handlaggare.post(sida, **dolda, steg="skicka")
    assert handlaggare.post(sida, **dolda, steg="skicka")["Location"] == svar["Location"]  # a double click
    f = nya().get()
    godkannande = Godkannande.objects.get(registrerat_av_lan=True)
    assert (f.givare_id, f.mottagare_id, f.status, f.initiativ) == ("2510", "2580", Status.VANTAR_SVAR, Sida.GIVARE)
    assert godkannande.registrerat_av_lan
    assert godkannande.mottaget == fabrik.SISTA_MINUTEN
    assert godkannande.handling.filnamn == "mejl.pdf"
    rad = godkannande.kommunbeslut
    assert (rad.registrerat_av_lan, rad.paragraf, rad.ram, rad.utdrag) == (
        True,
        "87",
        Decimal("0.8"),
        godkannande.handling,
    )
    kvitto = text(handlaggare.get(svar["Location"]))
    assert "Förslaget är registrerat" in kvitto
    assert "Registrerat av länsstyrelsen." in kvitto
    assert "registrerat av länsstyrelsen" in text(handlaggare.get(f"/lanet/{AR}/"))


def test_an_invitation_is_the_receivers(lan: Lansscen, handlaggare: Besok) -> None:
    data = {"motpart": "2560", "omfattning": "hela", "promille": "skräp", **beslut(lan, "Luleå"), **inkom()}
    handlaggare.genomfor(f"{NYTT}?kommun=2580&sida=mottagare", **data)
    f = nya().get()
    assert (f.givare_id, f.mottagare_id, f.initiativ, f.givare_bunden) == ("2560", "2580", Sida.MOTTAGARE, None)
    version = f.versioner.get()
    assert (version.hela, version.promille) == (True, fabrik.preliminara()["2560"])
    assert Godkannande.objects.get(registrerat_av_lan=True).kommunbeslut.paragraf == "87"


def test_what_came_too_late_is_refused_with_what_to_do(lan: Lansscen, handlaggare: Besok) -> None:
    data = {"motpart": "2580", "omfattning": "hela", "beslut_val": "inget"}
    svar = handlaggare.post(f"{NYTT}?kommun=2510&sida=givare", **data, **inkom("2026-11-07", "00:00"))
    assert svar.status_code == 409
    assert "Sista dagen var 6 november 2026." in text(svar)
    framtid = handlaggare.post(f"{NYTT}?kommun=2510&sida=givare", **data, **inkom("2026-11-09", "09.01"))
    assert framtid.status_code == 422
    assert "Handlingen kan inte ha kommit in senare än nu." in text(framtid)
    assert not nya().exists()


def test_the_document_is_required_and_stays_when_another_field_is_wrong(lan: Lansscen, handlaggare: Besok) -> None:
    sida = f"{NYTT}?kommun=2510&sida=givare"
    assert "(frivilligt)" not in text(handlaggare.get(sida)).split("Handlingen som PDF")[1][:20]
    data = {"motpart": "2580", "omfattning": "hela", "beslut_val": "inget"}
    tid = {"inkommen_dag": "2026-11-05", "inkommen_tid": "12.00"}
    utan = handlaggare.post(sida, **data, **tid)
    assert utan.status_code == 422
    assert text(utan).count("Bifoga handlingen som PDF.") == 2  # in the summary and at the field
    ingen_pdf = handlaggare.post(sida, **data, **tid, fil=pdf("mejl.txt"))
    assert "Filen är ingen PDF." in text(ingen_pdf)
    fel_tid, dolda = handlaggare.kontrollera(sida, **data, inkommen_dag="i går", inkommen_tid="", fil=pdf())
    assert fel_tid.status_code == 422
    assert "Bifogad: mejl.pdf." in text(fel_tid)
    rattat = {k: v for k, v in dolda.items() if k not in ("inkommen_dag", "inkommen_tid")}
    assert handlaggare.genomfor(sida, **rattat | data | tid).status_code == 200
    assert Godkannande.objects.get(registrerat_av_lan=True).handling.filnamn == "mejl.pdf"


def test_only_municipalities_of_the_county(lan: Lansscen, handlaggare: Besok) -> None:
    for fraga in ("?kommun=0880&sida=givare", "?kommun=&sida=", "?kommun=2510&sida=ingen", "?sida=givare"):
        assert handlaggare.get(NYTT + fraga).status_code == 422
    data = {"motpart": "0880", "omfattning": "hela", "beslut_val": "inget", **inkom()}
    svar = handlaggare.post(f"{NYTT}?kommun=2510&sida=givare", **data)
    assert svar.status_code == 422
    assert "Välj en kommun i länet." in text(svar)
    assert handlaggare.post(NYTT, **data).status_code in (200, 422)
    assert not nya().exists()


def test_what_can_come_depends_on_whose_turn_it_is(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    sida = reverse("lan_registrera_svar", args=[f.publikt_id])
    html = handlaggare.get(sida).content.decode().replace("&amp;", "&")
    assert "vad=godkann&sida=mottagare" in html
    assert "vad=godkann&sida=givare" not in html
    assert "vad=aterkalla&sida=givare" in html
    assert "vad=aterkalla&sida=mottagare" not in html
    assert "vad=komplettering" not in html
    fel_sida = handlaggare.get(svarsadress(f, "godkann", Sida.GIVARE))
    assert fel_sida.status_code == 409
    assert "redan godkänt" in text(fel_sida)
    assert handlaggare.get(f"{sida}?vad=allt&sida=givare").status_code == 404
    assert handlaggare.get(f"{sida}?vad=godkann").status_code == 404
    assert handlaggare.post(f"{sida}?vad=godkann&sida=%00").status_code == 404


def test_an_approval_by_mail_makes_them_agree(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    sida = svarsadress(f, "godkann", Sida.MOTTAGARE)
    ingen_standard = handlaggare.post(sida, version=1, **inkom())
    assert ingen_standard.status_code == 422
    assert "Välj vilket beslut det gäller." in text(ingen_standard)
    kvitto = handlaggare.genomfor(sida, version=1, **beslut(lan, "Luleå"), **inkom("2026-11-06", "16:30"))
    assert "Godkännandet är registrerat" in text(kvitto)
    f.refresh_from_db()
    assert f.status == Status.OVERENS
    godkannande = Godkannande.objects.get(sida=Sida.MOTTAGARE)
    assert (godkannande.registrerat_av_lan, godkannande.mottaget) == (
        True,
        fabrik.klockan(date(2026, 11, 6), 16, 30),
    )
    assert godkannande.kommunbeslut.utdrag_foljer


def test_one_decision_may_cover_several(lan: Lansscen, handlaggare: Besok) -> None:
    lan.overens("Kiruna", "Luleå", "0.50")
    andra = lan.skickat("Jokkmokk", "Luleå", "0.40")
    tidigare = Kommunbeslut.objects.get(kommun="2580")
    data = {"version": 1, "beslut_val": str(tidigare.publikt_id), **inkom()}
    handlaggare.genomfor(svarsadress(andra, "godkann", Sida.MOTTAGARE), **data)
    assert Godkannande.objects.filter(kommunbeslut=tidigare).count() == 2


def test_a_no_another_figure_and_a_withdrawal(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    nej = f
    utan = handlaggare.post(svarsadress(nej, "avboj", Sida.MOTTAGARE), version=1, **inkom())
    assert utan.status_code == 422
    handlaggare.genomfor(svarsadress(nej, "avboj", Sida.MOTTAGARE), version=1, skal="Inga platser.", **inkom())
    nej.refresh_from_db()
    assert (nej.status, nej.avslutad_av, nej.avslutsskal) == (Status.NEJ, Sida.MOTTAGARE, "Inga platser.")

    annan = lan.skickat("Jokkmokk", "Luleå", "0.40")
    data = {"version": 1, "omfattning": "del", "promille": "0,30", "villkor": "promille", **beslut(lan, "Luleå")}
    handlaggare.genomfor(svarsadress(annan, "andra", Sida.MOTTAGARE), **data, **inkom())
    annan.refresh_from_db()
    assert (annan.version, annan.status) == (2, Status.VANTAR_SVAR)
    assert annan.versioner.get(nummer=2).promille == Decimal("0.3")

    tillbaka = lan.overens("Pajala", "Boden", "0.30")
    sida = svarsadress(tillbaka, "aterkalla", Sida.GIVARE)
    utan_beslut = handlaggare.post(sida, skal="Ångrat oss.", beslut_val="inget", **inkom())
    assert utan_beslut.status_code == 409
    assert "Ange det beslut som återkallelsen bygger på." in text(utan_beslut)
    handlaggare.genomfor(sida, skal="Ångrat oss.", **beslut(lan, "Pajala"), **inkom())
    tillbaka.refresh_from_db()
    assert (tillbaka.status, tillbaka.avslutad_av) == (Status.ATERKALLAD, Sida.GIVARE)


def test_anstand_decision_answer_and_circumstance(lan: Lansscen, handlaggare: Besok) -> None:
    f = lan.skickat("Pajala", "Luleå", "0.50", beslut=lan.uppgifter("Pajala", tillstand="planerat"))
    data = {"sammantrade": "2026-11-12", "skal": "Extra möte.", **inkom()}
    handlaggare.genomfor(svarsadress(f, "anstand", Sida.MOTTAGARE), **data)
    rad = Anstand.objects.get()
    assert (rad.sida, rad.sammantrade, rad.begart) == (Sida.MOTTAGARE, date(2026, 11, 12), fabrik.SISTA_MINUTEN)

    handlaggare.genomfor(svarsadress(f, "beslut", Sida.GIVARE), **beslut(lan, "Pajala"), **inkom())
    assert Godkannande.objects.get(version__forslag=f).kommunbeslut.tillstand == "omedelbart"

    fraga = granskning.begar_komplettering(
        f.pk, sida=Sida.GIVARE, fraga="Vilken paragraf?", av=lan.handlaggare, nu=SVARAT
    )
    adress, svar = svarsadress(f, "komplettering", Sida.GIVARE), {"fraga": fraga.pk, "svar": "Paragraf 87."}
    fore = handlaggare.post(adress, **svar, **inkom(dag="2026-10-01"))
    assert fore.status_code == 409
    assert "kan inte ha kommit in innan länsstyrelsen bad om komplettering" in text(fore)
    assert "Paragraf 87." in fore.content.decode()
    svar |= inkom()
    handlaggare.genomfor(svarsadress(f, "komplettering", Sida.GIVARE), **svar)
    fraga.refresh_from_db()
    assert fraga.svar == "Paragraf 87."

    hant = {"slag": "overklagat", "domstol": "Förvaltningsrätten i Luleå", "malnummer": "2211-26", "dag": "2026-11-03"}
    handlaggare.genomfor(svarsadress(f, "omstandighet", Sida.GIVARE), **hant, **inkom(namn="dom.pdf"))
    rad = Omstandighet.objects.get()
    assert (rad.sida, rad.slag, rad.malnummer) == (Sida.GIVARE, "overklagat", "2211-26")
    handelse = Handelse.objects.filter(slag="omstandighet_anmald").get()
    assert handelse.uppgifter["bilagor"][0]["namn"] == "dom.pdf"
    assert "Registrerat av länsstyrelsen." in handelse.text


def test_garbage_is_answered_with_4xx(lan: Lansscen, f: Forslag, handlaggare: Besok) -> None:
    falt = (
        "motpart omfattning promille villkor beslut_val organ organslag tillstand dag ram inkommen_dag inkommen_tid "
        "fil_id version sammantrade slag fraga"
    ).split()
    sidor = [f"{NYTT}?kommun=2510&sida=givare", svarsadress(f, "andra", Sida.MOTTAGARE)]
    sidor += [svarsadress(f, "omstandighet", Sida.GIVARE)]
    svar = {
        (sida, n): handlaggare.post(sida, **skrap).status_code
        for sida in sidor
        for n, skrap in enumerate(blandat(falt))
    }
    assert {plats: status for plats, status in svar.items() if not 400 <= status < 500} == {}
    assert not nya().exists()
    assert not Dokument.objects.filter(filnamn="mejl.pdf").exists()


def test_others_register_nothing(lan: Lansscen, f: Forslag, annat: Lansscen, lasare: Besok, besok: Ny) -> None:
    assert besok(annat.handlaggare).get(svarsadress(f, "godkann", Sida.MOTTAGARE)).status_code == 404
    assert lasare.get(NYTT).status_code == 403
    assert lasare.post(f"{NYTT}?kommun=2510&sida=givare", **inkom()).status_code == 403
    assert lasare.post(svarsadress(f, "godkann", Sida.MOTTAGARE), version=1).status_code == 403
    assert besok(lan.foretradare("Luleå"), GRANSKAT).get(NYTT).status_code == 403

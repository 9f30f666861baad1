"""A form open before the deadline and sent around it: arrival judges, and what comes too late is not lost (F-14)."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from anvisning.models import Ar, Roll
from omfordelning import klocka
from omfordelning.handlaggning.beslut import behall_beslut
from omfordelning.lage import MARGINAL
from omfordelning.models import Forslag, Godkannande, Kommunbeslut
from omfordelning.process import Sida, Status
from tests.fabrik import FOR_SENT, GRANSKAT, SISTA_MINUTEN, Lansscen, bygg_lan, bygg_riket
from tests.omfordelning.kommun.sidor import BESLUT, handelser, sida
from tests.omfordelning.lan.besok import Besok, pdf, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
SEKUND, MILLI = timedelta(seconds=1), timedelta(milliseconds=1)
LANETS_TELEFON = "010-000 00 01"


def bygg() -> Lansscen:
    return bygg_lan(bygg_riket(), "25", ["Luleå", "Boden", "Piteå"])


class LangsamKropp(BytesIO):
    """A request body that takes its time: when its first byte is read, the deadline has passed."""

    klockan: Any
    lasningar = 0

    def read(self, antal: int | None = -1) -> bytes:
        self.klockan.move_to(FOR_SENT + SEKUND)
        self.lasningar += 1
        return super().read(antal)


def skicka(besok: Besok, adress: str, dolda: dict[str, list[str]], nar: Any) -> HttpResponse:
    besok.nu = nar
    return besok.post(adress, **dolda, steg="skicka")


@pytest.mark.parametrize(
    ("nar", "i_tid"),
    [(FOR_SENT - SEKUND, True), (FOR_SENT - MILLI, True), (FOR_SENT, False), (FOR_SENT + MILLI, False)],
)
def test_ett_godkannande_bedoms_efter_nar_det_kom(lanet: Lansscen, nar: Any, i_tid: bool) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    besok = Besok(lanet.foretradare("Luleå"), SISTA_MINUTEN)
    adress = sida(forslag, "arende_svara")
    _, dolda = besok.kontrollera(adress, kand_version=1, **BESLUT, fil=pdf("utdrag.pdf"))
    svar = skicka(besok, adress, dolda, nar)
    forslag.refresh_from_db()
    assert (svar.status_code, forslag.status) == ((302, Status.OVERENS) if i_tid else (409, Status.VANTAR_SVAR))
    if i_tid:
        assert Godkannande.objects.get(version__forslag=forslag, sida=Sida.MOTTAGARE).mottaget == nar
        return
    sagt = text(svar)
    for ord_ in (
        "Sista dagen var 6 november 2026. Ring länsstyrelsen",
        "Inget du har skrivit är borta",
        "Beslutet är sparat i er kommun: Socialnämnden",
        LANETS_TELEFON,
    ):
        assert ord_ in sagt
    form = svar.context["form"]
    assert {namn: form[namn].value() for namn in BESLUT} == BESLUT
    assert "Bifogad: utdrag.pdf." in sagt
    skicka(besok, adress, dolda, nar)
    behallet = Kommunbeslut.objects.get(kommun=lanet.kommuner["Luleå"])
    assert (behallet.paragraf, behallet.utdrag.filnamn) == ("87", "utdrag.pdf")
    assert handelser(forslag) == ["forslag_skickat"]


def test_ett_utkast_som_tiden_gick_ifran_ar_kvar(lanet: Lansscen) -> None:
    utkast = lanet.utkast("Boden", "Luleå", "0.50", meddelande="Vi tar gärna en del.")
    besok = Besok(lanet.foretradare("Boden"), SISTA_MINUTEN)
    adress = sida(utkast, "arende_skicka")
    _, dolda = besok.kontrollera(adress, **BESLUT)
    svar = skicka(besok, adress, dolda, FOR_SENT)
    sagt = text(svar)
    assert svar.status_code == 409
    assert "Utkastet är sparat i er kommun." in sagt
    assert LANETS_TELEFON in sagt
    utkast.refresh_from_db()
    assert (utkast.status, utkast.versioner.get().meddelande) == (Status.UTKAST, "Vi tar gärna en del.")
    assert Kommunbeslut.objects.filter(kommun=lanet.kommuner["Boden"]).count() == 1
    for namn in ("arende", "utkast"):
        assert LANETS_TELEFON in text(besok.get(sida(utkast, namn)))


def test_det_som_skrivs_i_ett_utkast_efter_dagen_sparas(lanet: Lansscen) -> None:
    """The draft's own form, open before and sent after: saved, with the words that say what now."""
    besok = Besok(lanet.konto(Roll.KOMMUN_HANDLAGGARE, "Boden"), SISTA_MINUTEN)
    nyckel = besok.get("/forslag/nytt/").context["nyckel"]
    besok.nu = FOR_SENT + MILLI
    data = {"motpart": "2580", "omfattning": "del", "promille": "0,40", "villkor": "promille", "nyckel": nyckel}
    svar = besok.post("/forslag/nytt/", **data, steg="spara")
    utkast = Forslag.objects.get(status=Status.UTKAST)
    assert svar["Location"] == sida(utkast)
    assert LANETS_TELEFON in text(besok.get(sida(utkast, "utkast")))


def test_en_langsam_kropp_som_borjade_komma_i_tid_ar_i_tid(lanet: Lansscen) -> None:
    """Through the real middleware: the stamp is set before the body is read, which takes until after the deadline."""
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    besok = Besok(lanet.foretradare("Luleå"), SISTA_MINUTEN)
    adress = sida(forslag, "arende_svara")
    _, dolda = besok.kontrollera(adress, kand_version=1, **BESLUT)
    innehall = encode_multipart(BOUNDARY, dolda | {"steg": "skicka"})
    with time_machine.travel(FOR_SENT - MILLI, tick=False) as klockan:
        kropp = LangsamKropp(innehall)
        kropp.klockan = klockan
        svar = besok.klient.generic("POST", adress, innehall, MULTIPART_CONTENT, **{"wsgi.input": kropp})
    assert (svar.status_code, kropp.lasningar > 0) == (302, True)
    assert Godkannande.objects.get(version__forslag=forslag, sida=Sida.MOTTAGARE).mottaget == FOR_SENT - MILLI


def test_har_klockan_hunnit_fore_star_det_skrivna_anda_kvar(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    besok = Besok(lanet.foretradare("Luleå"), SISTA_MINUTEN)
    adress = sida(forslag, "arende_svara")
    _, dolda = besok.kontrollera(adress, kand_version=1, **BESLUT)
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    svar = skicka(besok, adress, dolda, FOR_SENT + MARGINAL)
    assert svar.status_code == 409
    assert {namn: svar.context["form"][namn].value() for namn in BESLUT} == BESLUT
    assert "Beslutet är sparat i er kommun: Socialnämnden" in text(svar)
    skicka(besok, adress, dolda, FOR_SENT + MARGINAL)
    assert Kommunbeslut.objects.filter(kommun=lanet.kommuner["Luleå"]).count() == 1
    assert "Inget du har skrivit är borta" in text(svar)
    assert LANETS_TELEFON in text(svar)


def test_ett_lika_beslut_om_ett_annat_ar_ar_ett_annat_beslut(lanet: Lansscen) -> None:
    forslag, av = lanet.skickat("Boden", "Luleå", "0.50"), lanet.foretradare("Luleå")
    ord_ = {"beslut": lanet.uppgifter("Luleå"), "av": av, "nu": FOR_SENT}
    forsta = behall_beslut(forslag.pk, **ord_)
    assert behall_beslut(forslag.pk, **ord_) == forsta
    nasta = Ar.objects.get(pk=forslag.ar_id)
    nasta.pk = forslag.ar_id + 1
    nasta.save(force_insert=True)
    Kommunbeslut.objects.filter(pk=forsta.pk).update(ar=nasta)
    assert behall_beslut(forslag.pk, **ord_).ar_id == forslag.ar_id


def test_lanet_registrerar_pa_sidan_det_som_kom_i_tid_i_ett_forfallet_arende(lanet: Lansscen) -> None:
    forslag = lanet.skickat("Boden", "Luleå", "0.50")
    klocka.forfall(nu=FOR_SENT + MARGINAL)
    besok = Besok(lanet.handlaggare, GRANSKAT)
    assert "Registrera det som kom med post" in text(besok.get(sida(forslag)))
    fraga = text(besok.get(sida(forslag, "lan_registrera_svar")))
    assert "Ärendet har förfallit: sista dagen var 6 november 2026" in fraga
    for ord_ in ("Ett godkännande", "En annan siffra", "Ett nej", "En begäran om anstånd", "En återkallelse"):
        assert ord_ in fraga
    assert "Kommunens beslut" not in fraga
    adress = sida(forslag, "lan_registrera_svar") + "?vad=godkann&sida=mottagare"
    assert "gäller förslaget igen när du registrerar den" in text(besok.get(adress))
    data = {"version": 1, **BESLUT, "inkommen_tid": "16.00"}
    for_sent = besok.post(adress, **data, inkommen_dag="2026-11-07", fil=pdf("mejl.pdf"))
    assert (for_sent.status_code, "Handlingen kom in efter sista dagen" in text(for_sent)) == (409, True)
    kontroll, _ = besok.kontrollera(adress, **data, inkommen_dag="2026-11-06", fil=pdf("mejl.pdf"))
    assert "så förslaget gäller igen när du registrerar den" in text(kontroll)
    assert kontroll.context["fe"].mottagare == "Luleå"
    besok.genomfor(adress, **data, inkommen_dag="2026-11-06", fil=pdf("mejl.pdf"))
    assert handelser(forslag) == ["forslag_skickat", "forslag_forfallet", "forfall_undanrojt", "forslag_godkant"]
    sagt = text(Besok(lanet.foretradare("Boden"), GRANSKAT).get(sida(forslag)))
    assert "Förslaget gäller igen: en handling kom in i tid, 6 november 2026 kl. 16.00." in sagt

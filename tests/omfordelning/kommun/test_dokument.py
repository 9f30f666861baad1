"""Downloads: letters, extracts, register copies and the whole case, for those whose case it is and for nobody else."""

import io
import zipfile
from datetime import date

import pytest

from anvisning.models import Dokument
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Brev
from omfordelning.process import Sida
from tests import fabrik
from tests.fabrik import BESLUTAT, FASTSTALLT, RATTAT, SKICKAT, SVARAT, Lansscen
from tests.omfordelning.kommun.conftest import Besoker
from tests.omfordelning.kommun.sidor import BESLUT, sida
from tests.omfordelning.lan.besok import Besok, pdf, text

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def hamta(besok: Besok, dokument: Dokument) -> int:
    """Give the status of a download."""
    return besok.get(f"/dokument/{dokument.publikt_id}/").status_code


def test_an_extract_is_read_by_both_sides_and_the_county(lan: Lansscen, annat: Lansscen, besok: Besoker) -> None:
    utdrag = fabrik.handling("utdrag å ä ö.pdf", nu=SKICKAT)
    forslag = lan.skickat("Älvsbyn", "Luleå", beslut=lan.uppgifter("Älvsbyn", utdrag=utdrag))
    for konto in (lan.foretradare("Älvsbyn"), lan.foretradare("Luleå"), lan.handlaggare):
        assert hamta(besok(konto), utdrag) == 200
    for konto in (lan.foretradare("Boden"), annat.foretradare("Kalmar"), annat.handlaggare, lan.riket.importor):
        assert hamta(besok(konto), utdrag) == 404
    svar = besok("Luleå").get(f"/dokument/{utdrag.publikt_id}/")
    assert svar.content == bytes(utdrag.innehall)
    assert svar["Content-Type"] == "application/pdf"
    assert svar["Content-Disposition"].startswith("attachment; filename*=utf-8''utdrag%20%C3%A5")
    assert svar["Cache-Control"] == "no-store"
    assert f"/dokument/{utdrag.publikt_id}/" in besok("Luleå").get(sida(forslag)).content.decode()


def test_an_extract_of_a_draft_is_the_own_municipalitys(lan: Lansscen, besok: Besoker) -> None:
    utkast = lan.utkast("Älvsbyn", "Luleå")
    besoket = besok("Älvsbyn")
    _, dolda = besoket.kontrollera(sida(utkast, "arende_beslut"), **BESLUT, fil=pdf("utdrag.pdf"))
    uppladdat = Dokument.objects.get(filnamn="utdrag.pdf")
    assert hamta(besoket, uppladdat) == 404  # not yet anybody's
    besoket.post(sida(utkast, "arende_beslut"), **dolda, steg="skicka")
    assert hamta(besoket, uppladdat) == 200
    assert hamta(besok("Luleå"), uppladdat) == 404
    assert hamta(besok(lan.handlaggare), uppladdat) == 404


def test_a_letter_is_the_addressees_and_shows_when_it_is_made(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå", "0.50")
    lan.beslutat()
    brev = Brev.objects.select_related("dokument").get(forslag=forslag, sida=Sida.GIVARE)
    vantar = besok("Älvsbyn", nu=BESLUTAT).get(f"/dokument/{brev.dokument.publikt_id}/")
    assert vantar.status_code == 202
    assert "Filen skapas nu" in text(vantar)
    assert "Ladda om sidan" in text(vantar)
    Dokument.objects.filter(pk=brev.dokument.pk).update(innehall=b"%PDF-brev", sha256="0" * 64, klar=BESLUTAT)
    assert hamta(besok("Älvsbyn", nu=BESLUTAT), brev.dokument) == 200
    assert hamta(besok(lan.handlaggare, nu=BESLUTAT), brev.dokument) == 200
    for konto in (lan.foretradare("Luleå"), lan.foretradare("Boden"), lan.riket.importor):
        assert hamta(besok(konto, nu=BESLUTAT), brev.dokument) == 404
    [rad] = besok("Älvsbyn", nu=BESLUTAT).get(sida(forslag)).context["brev"]
    assert (rad["vad"], rad["ersatt"], rad["url"]) == ("Besked", False, f"/dokument/{brev.dokument.publikt_id}/")
    lanets = besok(lan.handlaggare, nu=BESLUTAT).get(sida(forslag)).context["brev"]
    assert [rad["vad"] for rad in lanets] == ["Besked till Älvsbyns kommun", "Besked till Luleå kommun"]


def test_a_replaced_letter_is_marked(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.overens("Älvsbyn", "Luleå")
    lan.redovisat()
    lan.riket.publicera(slag="faststalld", nu=FASTSTALLT)
    rattelse = {"skal": "Ett räknefel.", "galler_fran": date(2027, 3, 1)}
    lan.riket.publicera(slag="rattelse", andelar=fabrik.andrade(k2560="1.10"), nu=RATTAT, **rattelse)
    svar = besok("Älvsbyn", nu=RATTAT).get(sida(forslag))
    assert [(rad["vad"], rad["ersatt"]) for rad in svar.context["brev"]] == [
        ("Bekräftelse, version 2", False),
        ("Bekräftelse", True),
        ("Besked", False),
    ]
    assert "rättad" in [flagga.text for flagga in svar.context["bild"].flaggor]


def test_what_came_with_a_no_by_mail_is_found(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    registrering = lan.registrering(Sida.MOTTAGARE, SVARAT, "nej.pdf")
    kommandon.avboj(forslag.pk, skal="Nej.", av=lan.handlaggare, nu=SVARAT, kand_version=1, registrering=registrering)
    assert hamta(besok("Älvsbyn", nu=SVARAT), registrering.handling) == 200
    assert hamta(besok("Boden", nu=SVARAT), registrering.handling) == 404


def test_the_receipt_gives_the_own_register_copy(lan: Lansscen, besok: Besoker) -> None:
    forslag = lan.skickat("Älvsbyn", "Luleå")
    kvitto = sida(forslag, "arende_kvitto", 1)
    tidigt = besok("Älvsbyn").get(kvitto)
    assert tidigt.context["filer"] == []
    assert "Registreringskopian (PDF) skapas nu." in text(tidigt)
    kopior = Dokument.objects.filter(filnamn=f"registreringskopia-{forslag.referens}-1.pdf")
    kopior.update(innehall=b"%PDF-kopia", sha256="0" * 64, klar=SKICKAT)
    [fil] = besok("Älvsbyn").get(kvitto).context["filer"]
    egen = Dokument.objects.get(publikt_id=fil["url"].split("/")[2])
    assert "Älvsbyn" in egen.underlag["underlag"]["for_myndighet"]
    assert hamta(besok("Älvsbyn"), egen) == 200
    assert hamta(besok("Boden"), egen) == 404
    assert besok("Boden").get(kvitto).status_code == 404
    assert besok("Älvsbyn").get(sida(forslag, "arende_kvitto", 99)).status_code == 404


@pytest.mark.usefixtures("brevbibliotek")
def test_the_whole_case_as_one_zip(lan: Lansscen, besok: Besoker) -> None:
    forslag, utkast = lan.overens("Älvsbyn", "Luleå", "0.50"), lan.utkast("Boden", "Luleå")
    besoket = besok("Luleå", nu=SVARAT)
    assert besoket.get(sida(forslag, "arende_zip"))["Location"] == sida(forslag, "arende")
    svar = besoket.post(sida(forslag, "arende_zip"))
    assert svar.status_code == 302
    skapas = besoket.get(svar["Location"])
    assert skapas.status_code == 202
    assert f'href="{sida(forslag)}">Till ärendet' in skapas.content.decode()
    assert besoket.post(sida(forslag, "arende_zip"))["Location"] == svar["Location"]  # one order, not two
    fabrik.arbeta("arendefil", nu=SVARAT)
    fil = besoket.get(svar["Location"])
    assert fil["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(fil.content)) as arkiv:
        assert f"{forslag.referens}.pdf" in arkiv.namelist()
    assert besok("Boden", nu=SVARAT).get(svar["Location"]).status_code == 404
    assert besok("Boden", nu=SVARAT).post(sida(forslag, "arende_zip")).status_code == 404
    assert besok("Boden", nu=SVARAT).post(sida(utkast, "arende_zip")).status_code == 409


def test_unknown_documents_do_not_exist(lan: Lansscen, besok: Besoker) -> None:
    assert besok("Luleå").get("/dokument/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert besok("Luleå").get("/dokument/x/").status_code == 404

"""Public documents: one case or a county's year as a ZIP, opened and read again."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from anvisning import handelser
from anvisning.hinder import Hinder
from anvisning.models import Dokument, Handelse, Tabellslag, Utkorgsrad
from omfordelning import arendefil
from omfordelning.dokument import framstall
from omfordelning.handlaggning import forslag as kommandon
from omfordelning.models import Forslag
from omfordelning.process import Sida
from tests import fabrik
from tests.omfordelning.pdfkontroll import run
from tests.omfordelning.test_redovisningsfiler import blad, tal

pytestmark = pytest.mark.django_db


SLUT = (".csv", ".json", "-manifest.json", ".pdf", ".xlsx")


def gor_klart(del_av_namn: str) -> None:
    """Render the ordered documents whose names hold a text; the others stay in the making."""
    for pk in Dokument.objects.filter(klar=None, filnamn__contains=del_av_namn).values_list("pk", flat=True):
        framstall(pk, nu=fabrik.FASTSTALLT)


def oppna(dokument: Dokument) -> dict[str, bytes]:
    """The files of a finished ZIP, after its own list of hashes has been checked."""
    dokument.refresh_from_db()
    assert dokument.sha256 == hashlib.sha256(dokument.innehall).hexdigest()
    with zipfile.ZipFile(io.BytesIO(dokument.innehall)) as arkiv:
        assert arkiv.testzip() is None
        assert len(set(arkiv.namelist())) == len(arkiv.namelist())
        filer = {namn: arkiv.read(namn) for namn in arkiv.namelist()}
    summor = filer.pop("SHA256SUMS.txt").decode()
    assert summor == "".join(f"{hashlib.sha256(data).hexdigest()}  {namn}\n" for namn, data in filer.items())
    return filer


def pdftext(innehall: bytes, tmp_path: Path) -> str:
    fil = tmp_path / "utskrift.pdf"
    fil.write_bytes(innehall)
    return " ".join(run("pdftotext", "-raw", str(fil), "-").split()).replace("\u00a0", " ")


class TestEttArende:
    def test_holds_all_that_belongs_to_the_case(
        self, lanet: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path
    ) -> None:
        utdrag = fabrik.handling("../../utdrag.pdf", nu=fabrik.SKICKAT)
        f = lanet.skickat("Boden", "Luleå", "0.60", beslut=lanet.uppgifter("Boden", utdrag=utdrag))
        annat = lanet.overens("Kalix", "Luleå", "0.30")
        lanet.godkant(f)
        lanet.redovisat()
        lanet.riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="0.50"), nu=fabrik.FASTSTALLT)
        gor_klart(f.referens)
        bestalld = arendefil.bestall_arendefil(f, nu=fabrik.RATTAT)
        assert (bestalld.klar, bestalld.mediatyp, bestalld.filnamn) == (None, "application/zip", "OMF-2027-25-001.zip")
        fabrik.arbeta("arendefil", nu=fabrik.RATTAT)
        filer = oppna(bestalld)
        assert [namn for namn in filer if not namn.startswith("registreringskopior/")] == [
            "OMF-2027-25-001.pdf",
            "OMF-2027-25-001-siffror.xlsx",
            "OMF-2027-25-001-handelser.csv",
            "OMF-2027-25-001-handelser.json",
            "handlingar/001-besked-OMF-2027-25-001-v1-givare.pdf",
            "handlingar/002-besked-OMF-2027-25-001-v1-mottagare.pdf",
            "handlingar/003-bekraftelse-OMF-2027-25-001-v1-givare.pdf",
            "handlingar/004-bekraftelse-OMF-2027-25-001-v1-mottagare.pdf",
            "handlingar/005-utdrag.pdf",
        ]
        assert filer["handlingar/005-utdrag.pdf"] == bytes(utdrag.innehall)
        kopior = [data for namn, data in filer.items() if namn.startswith("registreringskopior/")]
        assert len(kopior) == 3 * 5  # sent, approved, taken along, reported, confirmed
        text = pdftext(filer["OMF-2027-25-001.pdf"], tmp_path)
        assert "Status: Fastställd" in text
        assert "Bodens kommun: 0,50 ‰ före, 0,00 ‰ efter" in text
        assert annat.referens not in text
        andelar, versioner = blad(filer["OMF-2027-25-001-siffror.xlsx"]).values()
        assert [(r["Kommunkod"], tal(r["Ändring"])) for r in andelar] == [("2582", tal("-0.5")), ("2580", tal("0.5"))]
        assert [(r["Version"], tal(r["Promille"])) for r in versioner] == [(1, tal("0.6"))]

    def test_the_log_can_be_checked_against_the_chain(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        bestalld = arendefil.bestall_arendefil(f, nu=fabrik.RATTAT)
        fabrik.arbeta("arendefil", nu=fabrik.RATTAT)
        filer = oppna(bestalld)
        logg = json.loads(filer["OMF-2027-25-001-handelser.json"])
        assert [rad["slag"] for rad in logg] == ["forslag_skickat", "forslag_godkant"]
        for rad in logg:
            falt = {"lanskod": rad.pop("lan"), "aktor_roll": rad.pop("roll"), "konto_id": rad.pop("konto")}
            nar = fabrik.datetime.fromisoformat(rad.pop("nar"))
            handelse = Handelse(**rad, **falt, nar=nar)
            assert handelser.berakna_hash(handelse) == rad["hash"]
        rader = list(csv.reader(io.StringIO(filer["OMF-2027-25-001-handelser.csv"].decode("utf-8-sig")), delimiter=";"))
        assert [rad[2] for rad in rader[-2:]] == [h["text"] for h in logg]

    def test_what_came_by_mail_with_a_no(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        f = lanet.skickat("Boden", "Luleå", "0.60")
        registrering = lanet.registrering(Sida.MOTTAGARE, fabrik.SVARAT, "nej.pdf")
        kommandon.avboj(
            f.pk, skal="Nej.", av=lanet.handlaggare, nu=fabrik.SVARAT, kand_version=1, registrering=registrering
        )
        bestalld = arendefil.bestall_arendefil(f, nu=fabrik.RATTAT)
        fabrik.arbeta("arendefil", nu=fabrik.RATTAT)
        assert oppna(bestalld)["handlingar/001-nej.pdf"] == bytes(registrering.handling.innehall)

    def test_a_letter_in_the_making_is_left_out(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        f = lanet.overens("Boden", "Luleå", "0.60")
        lanet.beslutat()
        bestalld = arendefil.bestall_arendefil(f, nu=fabrik.BESLUTAT)
        fabrik.arbeta("arendefil", nu=fabrik.BESLUTAT)
        assert not [namn for namn in oppna(bestalld) if "besked" in namn]

    def test_same_one_within_a_minute(self, lanet: fabrik.Lansscen) -> None:
        f, annat = lanet.skickat("Boden", "Luleå", "0.60"), lanet.skickat("Kalix", "Luleå", "0.30")
        minut = timedelta(minutes=1)
        forsta = arendefil.bestall_arendefil(f, nu=fabrik.RATTAT)
        assert arendefil.bestall_arendefil(f, nu=fabrik.RATTAT + minut - timedelta(seconds=1)) == forsta
        assert arendefil.bestall_arendefil(annat, nu=fabrik.RATTAT) != forsta
        assert arendefil.bestall_arendefil(f, nu=fabrik.RATTAT + minut) != forsta
        assert Utkorgsrad.objects.filter(uppgift="arendefil").count() == 3

    def test_old_copies_are_thrown_away(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        f, annat = lanet.skickat("Boden", "Luleå", "0.60"), lanet.skickat("Kalix", "Luleå", "0.30")
        kvar = []
        for ett, minuter in ((annat, 0), (f, 0), (f, 30), (f, 61)):
            nu = fabrik.RATTAT + timedelta(minutes=minuter)
            kvar.append(arendefil.bestall_arendefil(ett, nu=nu).pk)
            fabrik.arbeta("arendefil", nu=nu)
        del kvar[1]
        assert list(Dokument.objects.filter(mediatyp=arendefil.ZIP).order_by("pk").values_list("pk", flat=True)) == kvar

    def test_a_draft_is_no_public_document(self, lanet: fabrik.Lansscen) -> None:
        utkast = lanet.utkast("Boden", "Luleå", "0.60")
        with pytest.raises(Hinder, match="Ett utkast är ingen allmän handling"):
            arendefil.bestall_arendefil(utkast, nu=fabrik.RATTAT)


class TestLanetsAr:
    def test_cases_table_reports_and_log(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        lanet.overens("Boden", "Luleå", "0.60")
        lanet.utkast("Kalix", "Luleå", "0.30")
        lanet.redovisat()
        fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
        gor_klart("besked")
        bestalld = arendefil.bestall_lansfil(2027, "25", nu=fabrik.RATTAT)
        assert arendefil.bestall_lansfil(2027, "25", nu=fabrik.RATTAT) == bestalld
        fabrik.arbeta("arendefil", nu=fabrik.RATTAT)
        filer = oppna(bestalld)
        assert [namn for namn in filer if not namn.startswith("OMF-2027-25-001/")] == [
            "sammanstallning-2027-25.xlsx",
            "2027-25-handelser.csv",
            "2027-25-handelser.json",
            *(f"redovisningar/redovisning-2027-25-v1{slut}" for slut in SLUT),
        ]
        assert "OMF-2027-25-001/OMF-2027-25-001.pdf" in filer
        assert "OMF-2027-25-001/handlingar/001-besked-OMF-2027-25-001-v1-givare.pdf" in filer
        (tabell,) = blad(filer["sammanstallning-2027-25.xlsx"]).values()
        assert len(tabell) == 15
        assert tal(tabell[-1]["Resultat"]) == tal(tabell[-1]["Egen andel"])
        assert {rad["slag"] for rad in json.loads(filer["2027-25-handelser.json"])} >= {
            "forslag_skickat",
            "redovisning_beslutad",
            "redovisning_oversand",
        }

    def test_an_empty_year(self, lanet: fabrik.Lansscen, brevbibliotek: None) -> None:
        bestalld = arendefil.bestall_lansfil(2027, "24", nu=fabrik.RATTAT)
        fabrik.arbeta("arendefil", nu=fabrik.RATTAT)
        assert set(oppna(bestalld)) == {
            "sammanstallning-2027-24.xlsx",
            "2027-24-handelser.csv",
            "2027-24-handelser.json",
        }
        assert Forslag.objects.count() == 0


IMPORTER = """
import sys, django
django.setup()
import anvisning.config.urls, anvisning.config.celery
import omfordelning.arendefil, omfordelning.brevbestallning, omfordelning.expediering, omfordelning.redovisningsfiler
assert "weasyprint" not in sys.modules, "the web process would load it"
from celery.signals import worker_init
for _, svar in worker_init.send(sender=None):
    assert not isinstance(svar, Exception), svar
assert "weasyprint" in sys.modules, "the worker would start cold"
"""


def test_weasyprint_is_loaded_by_the_workers_parent_and_by_nobody_else(brevbibliotek: None) -> None:
    svar = subprocess.run(
        [sys.executable, "-c", IMPORTER], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stderr

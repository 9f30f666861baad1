"""The confirmation: the figures that were fixed, why they differ, and the one that replaces it."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from anvisning.models import Lan, Tabellslag
from omfordelning import brev
from omfordelning.dokument import framstall
from omfordelning.models import Brev, Forslag
from omfordelning.process import Sida, Villkor
from tests import fabrik
from tests.omfordelning.brevunderlag.lasning import kopior, pdftext, underlag, uppgifter

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def test_decided_figures_and_why_they_differ(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    boden = lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
    alvsbyn = lanet.overens("Älvsbyn", "Luleå", None)
    lanet.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="2.50"), nu=fabrik.FASTSTALLT)
    (b,) = underlag(boden, "bekraftelse")
    assert b.faststalld
    assert (b.givare.fore, b.givare.andring, b.givare.efter) == (D("2.50"), D("-0.58"), D("1.92"))
    assert b.mottagande.efter == D("7.88")
    assert b.avvikelse == brev.Avvikelse(
        foreslaget=D("0.60"),
        beslutat=D("0.58"),
        forklaring="Andelen för Bodens kommun är 2,50\u00a0‰. Den var 2,57\u00a0‰ i den preliminära tabellen. "
        "Kommunerna valde att samma del av andelen ska lämnas.",
    )
    assert b.samlat == brev.SamlatMottagande(antal_givare=2, efter=D("8.88"))
    assert b.mv_beslut == brev.Migrationsverksbeslut(
        datum=date(2026, 12, 21), referens="MV-2027-faststalld", tabell="Fastställda andelar 2027, version 1"
    )
    assert b.beslut.dnr == "851-2026-25"
    (a,) = underlag(alvsbyn, "bekraftelse", Sida.MOTTAGARE)
    assert (a.avvikelse, a.givare.efter, a.samlat.efter) == (None, 0, D("8.88"))


def test_migrationsverkets_own_figure_wins(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    f = lanet.overens("Boden", "Luleå", "0.60")
    lanet.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT, utfall={f.pk: ("0,50", "Luleå tar emot mindre.")})
    assert underlag(f, "bekraftelse")[0].avvikelse == brev.Avvikelse(
        foreslaget=D("0.60"),
        beslutat=D("0.50"),
        forklaring="Luleå tar emot mindre.",
        enligt_villkoret=D("0.60"),
    )


def test_lapsed_by_the_clause(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    f = lanet.overens("Boden", "Luleå", "0.60", villkor=Villkor.FORFALL)
    lanet.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, fabrik.andrade(k2582="2.50"), nu=fabrik.FASTSTALLT)
    (b,) = underlag(f, "bekraftelse")
    assert not b.faststalld
    assert b.skal == ("Kommunernas villkor är att omfördelningen förfaller när den fastställda andelen blir en annan.",)
    assert (b.givare.andring, b.avvikelse, b.ersattning, b.samlat) == (0, None, None, None)


@pytest.fixture
def rattade(lanet: fabrik.Lansscen) -> tuple[Forslag, Forslag]:
    """Boden's redistribution, which a rättelse has changed, and Kalix', which it has not."""
    boden = lanet.overens("Boden", "Luleå", "0.60")
    kalix = lanet.overens("Kalix", "Piteå", "0.30")
    lanet.redovisat()
    lanet.riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    lanet.riket.publicera(
        Tabellslag.RATTELSE,
        fabrik.andrade(k2582="2.20"),
        nu=fabrik.RATTAT,
        skal="Folkmängden var fel.",
        galler_fran=date(2027, 3, 1),
    )
    return boden, kalix


def test_rattelse_replaces_only_the_letters_it_changes(rattade: tuple[Forslag, Forslag]) -> None:
    boden, kalix = rattade
    ettan, tvaan = underlag(boden, "bekraftelse")
    assert (ettan.givare.fore, tvaan.givare.fore) == (D("2.57"), D("2.20"))
    assert tvaan.ersatter == brev.ErsattHandling(
        beteckning=ettan.beteckning,
        datum=date(2026, 12, 21),
        skal="Migrationsverket har rättat andelarna (MV-2027-rattelse). Folkmängden var fel.",
    )
    assert (
        brev.Flagga(
            rubrik="Rättelse", text="De rättade andelarna gäller från den 1 mars 2027. Skäl: Folkmängden var fel."
        )
        in tvaan.flaggor
    )
    assert len(underlag(kalix, "bekraftelse")) == 1


def test_rattelse_on_paper(rattade: tuple[Forslag, Forslag], brevbibliotek: None, tmp_path: Path) -> None:
    boden, _ = rattade
    rad = Brev.objects.get(forslag=boden, slag="bekraftelse", version=2, sida=Sida.MOTTAGARE)
    framstall(rad.dokument_id, nu=fabrik.RATTAT)
    rad.dokument.refresh_from_db()
    text = pdftext(rad.dokument, tmp_path)
    assert "Ersätter Bekräftelse OMF-2027-25-001, version 1" in text
    assert "gäller från den 1 mars 2027 till den 31 december 2027" in " ".join(text.split())


def test_a_coordinating_county_restates_the_decision(lanet: fabrik.Lansscen, riket: fabrik.Riket) -> None:
    riket.publicist.organisation.samordnande_lan = Lan.objects.get(pk="07")
    riket.publicist.organisation.save()
    f = lanet.overens("Boden", "Luleå", "0.60")
    lanet.redovisat()
    riket.publicera(Tabellslag.FASTSTALLD, nu=fabrik.FASTSTALLT)
    aterger = "Länsstyrelsen i Kronobergs län, som återger Migrationsverkets beslut"
    assert [flagga.text for flagga in underlag(f, "bekraftelse")[0].flaggor] == [
        "Länsstyrelsen i Kronobergs län återger Migrationsverkets beslut den 21 december 2026 "
        "(referens MV-2027-faststalld)."
    ]
    kopia = kopior("faststalld")["Bodens kommun, Kommunstyrelsen"]
    assert kopia.avsandare == aterger
    assert uppgifter(kopia)["Migrationsverkets beslut", "Beslut"] == (
        "Återger Migrationsverkets beslut den 21 december 2026"
    )
    assert uppgifter(kopia)["Migrationsverkets beslut", "Referens"] == "MV-2027-faststalld"

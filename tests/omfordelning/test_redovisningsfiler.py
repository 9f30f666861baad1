"""The files of a county's report and of the country, read again with other tools than those that made them."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal as D
from pathlib import Path

import pikepdf
import pytest
from pytest_django import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from anvisning.models import Dokument, Utkorgsrad
from omfordelning import redovisningsfiler
from omfordelning.handlaggning.arsbesked import svara
from omfordelning.models import Redovisning
from omfordelning.process import Villkor
from tests import fabrik
from tests.omfordelning.pdfkontroll import read_pages
from tests.omfordelning.riket.scen import delad

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


@pytest.fixture(scope="module")
def delat_lan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[fabrik.Lansscen]:
    with delad(django_db_blocker, lambda: fabrik.bygg_lan(fabrik.bygg_riket(exempeldata=True))) as lan:
        yield lan


@pytest.fixture
def scen(delat_lan: fabrik.Lansscen, db: None) -> fabrik.Lansscen:
    return deepcopy(delat_lan)


@pytest.fixture
def rapport(scen: fabrik.Lansscen) -> Redovisning:
    scen.overens("Boden", "Luleå", "0.60", villkor=Villkor.PROPORTION)
    scen.overens("Älvsbyn", "Luleå", None)
    kalix = scen.overens("Kalix", "Piteå", "0.30")
    return scen.redovisat(nej={kalix.pk: "Beslutet är upphävt."})


def filer(rapport: Redovisning) -> dict[str, Dokument]:
    return {fil.format: fil.dokument for fil in rapport.filer.select_related("dokument")}


def blad(innehall: bytes) -> dict[str, list[dict[str, object]]]:
    """Sheet → its rows by heading; the lines above the headings are left out."""
    bok = CalamineWorkbook.from_filelike(io.BytesIO(innehall))
    svar = {}
    for namn in bok.sheet_names:
        rader = bok.get_sheet_by_name(namn).to_python()
        start = next(i for i, rad in enumerate(rader) if len([c for c in rad if c != ""]) > 2)
        svar[namn] = [dict(zip(map(str, rader[start]), rad, strict=True)) for rad in rader[start + 1 :]]
    return svar


def pdftext(dokument: Dokument, tmp_path: Path) -> str:
    """Give the text of a file's pages, on one line."""
    fil = tmp_path / "redovisning.pdf"
    fil.write_bytes(dokument.innehall)
    return " ".join(" ".join(read_pages(fil)).split())


def tal(varde: object) -> D:
    return D(str(varde)).quantize(D("0.001"))


def test_five_files_that_the_manifest_answers_for(rapport: Redovisning, brevbibliotek: None) -> None:
    fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
    alla = filer(rapport)
    assert {format_: d.filnamn for format_, d in alla.items()} == {
        "pdf": "redovisning-2027-25-v1.pdf",
        "xlsx": "redovisning-2027-25-v1.xlsx",
        "csv": "redovisning-2027-25-v1.csv",
        "json": "redovisning-2027-25-v1.json",
        "manifest": "redovisning-2027-25-v1-manifest.json",
    }
    manifest = json.loads(bytes(alla["manifest"].innehall))
    assert manifest["redovisning"]["diarienummer"] == "851-2026-25"
    assert {rad["format"]: (rad["namn"], rad["storlek"], rad["sha256"]) for rad in manifest["filer"]} == {
        format_: (d.filnamn, len(d.innehall), hashlib.sha256(d.innehall).hexdigest())
        for format_, d in alla.items()
        if format_ != "manifest"
    }
    with pikepdf.open(io.BytesIO(alla["pdf"].innehall)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("Redovisning 2027, Norrbottens län, version 1")

    def som_json(rad: dict[str, str]) -> list[str]:
        return [rad[namn] for namn in ("Referens", "Förs över", "Mottagaren tar emot, summa", "Om andelen ändras")]

    rader = list(csv.DictReader(io.StringIO(bytes(alla["csv"].innehall).decode())))
    assert [som_json(rad) for rad in rader] == [
        ["OMF-2027-25-001", "0.60", "1.60", "Samma del av andelen förs över"],
        ["OMF-2027-25-002", "1.00", "1.60", "Hela den fastställda andelen förs över"],
    ]
    assert rader[0] == {
        "År": "2027",
        "Länskod": "25",
        "Län": "Norrbottens län",
        "Referens": "OMF-2027-25-001",
        "Givande kommun, kod": "2582",
        "Givande kommun": "Boden",
        "Givarens andel före": "2.57",
        "Förs över": "0.60",
        "Givarens andel efter": "1.97",
        "Mottagande kommun, kod": "2580",
        "Mottagande kommun": "Luleå",
        "Mottagarens andel före": "7.30",
        "Mottagaren tar emot, summa": "1.60",
        "Mottagarens andel efter": "8.90",
        "Hela andelen eller del": "del",
        "Om andelen ändras": "Samma del av andelen förs över",
        "Givarens beslut": "Kommunstyrelsen 2026-09-01 § 112, KS 2026/2582",
        "Mottagarens beslut": "Kommunstyrelsen 2026-09-01 § 112, KS 2026/2580",
        "Länsstyrelsens diarienummer": "851-2026-25",
        "Kontakt": "Länsstyrelsen i Norrbottens län, handläggare för anvisningsandelar, 010-000 00 01, "
        "andelar.25@example.org",
        "markering": "exempeldata preliminar",
    }
    som_data = json.loads(bytes(alla["json"].innehall))
    assert [(rad["Referens"], D(rad["Förs över"])) for rad in som_data["par"]["rader"]] == [
        (rad["Referens"], D(rad["Förs över"])) for rad in rader
    ]
    assert sum(D(k["Andel före"]) for k in som_data["kommuner"]["rader"]) == sum(
        D(k["Andel efter"]) for k in som_data["kommuner"]["rader"]
    )
    assert som_data["par"]["exempeldata"] is True
    par, kommuner = blad(bytes(alla["xlsx"].innehall)).values()
    assert [(r["Givande kommun, kod"], tal(r["Förs över"])) for r in par] == [("2582", D("0.6")), ("2560", D(1))]
    assert len(kommuner) == 14
    assert {k["Kommun"]: tal(k["Andel efter"]) for k in kommuner}["Luleå"] == D("8.9")


def test_made_once_and_only_what_is_missing(rapport: Redovisning, brevbibliotek: None) -> None:
    fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
    alla = filer(rapport)
    redovisningsfiler.framstall(rapport.pk, nu=fabrik.RATTAT)
    assert {f: d.pk for f, d in filer(rapport).items()} == {f: d.pk for f, d in alla.items()}
    rapport.filer.filter(format__in=("manifest", "csv")).delete()
    redovisningsfiler.framstall(rapport.pk, nu=fabrik.RATTAT)
    nya = filer(rapport)
    assert {f for f in nya if nya[f].pk != alla[f].pk} == {"manifest", "csv"}
    assert {f: d.sha256 for f, d in nya.items()} == {f: d.sha256 for f, d in alla.items()}


def test_nollrapport_has_files_too(scen: fabrik.Lansscen, brevbibliotek: None) -> None:
    rapport = scen.redovisat()
    assert rapport.nollrapport
    fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
    alla = filer(rapport)
    assert list(csv.DictReader(io.StringIO(bytes(alla["csv"].innehall).decode()))) == []
    assert len(json.loads(bytes(alla["json"].innehall))["kommuner"]["rader"]) == 14
    assert Utkorgsrad.objects.filter(uppgift="redovisning", klar=None).count() == 0


def test_what_the_municipalities_answered_is_the_same_in_every_format(
    scen: fabrik.Lansscen, brevbibliotek: None, tmp_path: Path
) -> None:
    """A nollrapport says how many have said that the year does not concern them: as it was when it was decided."""
    svara(2027, inte_aktuellt=True, av=scen.foretradare("Boden"), nu=fabrik.SVARAT)
    rapport = scen.redovisat()
    svara(2027, inte_aktuellt=True, av=scen.foretradare("Luleå"), nu=fabrik.OVERSANT)
    fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
    alla = filer(rapport)
    nej = "1 av länets 14 kommuner har svarat att omfördelning inte är aktuellt för dem i år."
    text = f"{nej} 13 kommuner har inte svarat."
    som_data = json.loads(bytes(alla["json"].innehall))
    assert som_data["svar"] == {"text": text, "kommuner": 14, "inte_aktuellt": 1, "inget_svar": 13, "forslag": 0}
    bok = CalamineWorkbook.from_filelike(io.BytesIO(alla["xlsx"].innehall))
    for namn in bok.sheet_names:
        assert [rad[0] for rad in bok.get_sheet_by_name(namn).to_python()].count(text) == 1
    assert text in pdftext(alla["pdf"], tmp_path)


def test_a_report_with_redistributions_says_nothing_of_the_answers(
    rapport: Redovisning, brevbibliotek: None, tmp_path: Path
) -> None:
    fabrik.arbeta("redovisning", nu=fabrik.OVERSANT)
    alla = filer(rapport)
    assert json.loads(bytes(alla["json"].innehall))["svar"] is None
    bok = CalamineWorkbook.from_filelike(io.BytesIO(alla["xlsx"].innehall))
    blad_i_bok = [bok.get_sheet_by_name(namn).to_python() for namn in bok.sheet_names]
    assert "har svarat att" not in f"{blad_i_bok} {pdftext(alla['pdf'], tmp_path)}"


class TestRiksfilen:
    def test_pairs_municipalities_and_counties(self, rapport: Redovisning, scen: fabrik.Lansscen) -> None:
        kalmar = fabrik.bygg_lan(scen.riket, "08", ["Högsby", "Kalmar"])
        kalmar.overens("Högsby", "Kalmar", None)
        kalmar.beslutat()  # decided, not sent
        par, kommuner, lan = blad(redovisningsfiler.riksfil(2027)).values()
        assert [r["Referens"] for r in par] == ["OMF-2027-25-001", "OMF-2027-25-002"]
        assert len(kommuner) == 290
        assert sum(tal(k["Andel före"]) for k in kommuner) == sum(tal(k["Andel efter"]) for k in kommuner) == 1000
        flyttat = {k["Kommun"]: tal(k["Andel efter"]) - tal(k["Andel före"]) for k in kommuner}
        assert {namn: d for namn, d in flyttat.items() if d} == {
            "Boden": D("-0.6"),
            "Älvsbyn": D("-1"),
            "Luleå": D("1.6"),
        }
        status = {r["Län"]: r["Redovisning"] for r in lan}
        assert len(status) == 21
        assert status["Norrbottens län"] == "Översänd"
        assert status["Kalmar län"] == "Inte översänd"
        assert status["Gotlands län"] == "Ej aktuellt: länet har en kommun"

    def test_the_newest_sent_version_counts(self, rapport: Redovisning, scen: fabrik.Lansscen) -> None:
        scen.beslutat(nej={rapport.rader.get(forslag__nummer=1).forslag_id: "Parterna bad om det."}, kontrollera=False)
        par, _, lan = blad(redovisningsfiler.riksfil(2027)).values()
        assert len(par) == 2
        ny = Redovisning.objects.get(version=2)
        fabrik.redovisning.oversand(ny.pk, av=scen.handlaggare, nu=fabrik.KVITTERAT)
        par, _, lan = blad(redovisningsfiler.riksfil(2027)).values()
        assert [r["Referens"] for r in par] == ["OMF-2027-25-002"]
        assert {r["Län"]: r["Version"] for r in lan}["Norrbottens län"] == 2

    def test_a_later_preliminary_table_does_not_change_what_was_reported(
        self, rapport: Redovisning, scen: fabrik.Lansscen
    ) -> None:
        scen.riket.publicera(andelar=fabrik.andrade(k2560="1.40"), nu=fabrik.KVITTERAT)
        par, kommuner, _ = blad(redovisningsfiler.riksfil(2027)).values()
        fore = {k["Kommun"]: tal(k["Andel före"]) for k in kommuner}
        assert [(r["Givande kommun"], tal(r["Givarens andel före"])) for r in par] == [
            (namn, fore[namn]) for namn in ("Boden", "Älvsbyn")
        ]
        assert fore["Älvsbyn"] == D(1)

    def test_questions_do_not_grow_with_the_counties(
        self, rapport: Redovisning, scen: fabrik.Lansscen, django_assert_num_queries
    ) -> None:
        fragor = 12
        with django_assert_num_queries(fragor):
            redovisningsfiler.riksfil(2027)
        kalmar = fabrik.bygg_lan(scen.riket, "08", ["Högsby", "Torsås", "Kalmar"])
        kalmar.overens("Högsby", "Kalmar", None)
        kalmar.overens("Torsås", "Kalmar", "0.20")
        kalmar.redovisat()
        with django_assert_num_queries(fragor):
            assert len(next(iter(blad(redovisningsfiler.riksfil(2027)).values()))) == 4

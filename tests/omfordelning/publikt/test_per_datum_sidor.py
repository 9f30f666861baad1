"""The page Visa per datum and the downloads' parameter: what a day shows, and what a day that cannot be shown says."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import fabrik
from tests.omfordelning.publikt.scener import IDAG, Scen

pytestmark = pytest.mark.langsam
D = Decimal
KIRUNA, REF = "2584", "OMF-2027-25-001"
GRUND = fabrik.preliminara()[KIRUNA]


def hamta(adress: str, **fraga: object) -> Any:
    return Client().get(adress, {namn: str(varde) for namn, varde in fraga.items()})


def text(svar: Any) -> str:
    return " ".join(svar.content.decode("utf-8-sig").replace("\xa0", " ").split())


class TestSidan:
    def test_en_dag(self, rattade: Scen) -> None:
        svar = hamta("/per-datum/", per="2027-02-20", ar=2027)
        sida = text(svar)
        assert svar.status_code == 200
        assert svar.cookies == {}
        for mening in (
            "vid slutet av lördag 20 februari 2027",
            "Fastställda andelar, version 1, gällde den dagen.",
            "rättelse av fastställda andelar, version 1, publicerad. Den gäller först från den 1 mars 2027",
            "Den 4 maj 2027 publicerades en rättelse som gäller från den 15 februari 2027.",
            "3 februari 2027</a>, rättelse av fastställda andelar för 2027, version 1, publicerades",
            "1 mars 2027</a>, rättelsen för 2027 började gälla",
            "/per-datum/?per=2027-02-20&amp;ar=2027",
            "/andelar/2027.json?per=2027-02-20",
            "/omfordelningar/2027.csv?per=2027-02-20",
        ):
            assert mening in sida
        assert [k.kod for k in svar.context["rader"]] == [k.kod for k in hamta("/andelar/2027/").context["rader"]]

    def test_utan_dag_visas_i_dag(self, rattade: Scen) -> None:
        svar = hamta("/per-datum/")
        assert svar.context["dag"] == IDAG
        assert "ingenting, så ser det ut i dag" in text(svar)
        assert 'value="2027-08-01"' in text(svar)

    def test_sok_och_sortering(self, rattade: Scen) -> None:
        assert [k.kod for k in hamta("/per-datum/", per="2027-03-01", q="kiruna").context["rader"]] == [KIRUNA]
        rader = hamta("/per-datum/", per="2027-03-01", ar=2027, sortera="-ordinarie").context["rader"]
        assert [k.ordinarie for k in rader] == sorted((k.ordinarie for k in rader), reverse=True)

    def test_aret_som_inte_fanns_da(self, rattade: Scen) -> None:
        svar = hamta("/per-datum/", per="2026-03-01", ar=2027)
        assert svar.status_code == 200
        assert svar.context["lage"].ar.ar == 2026
        assert "Den 1 mars 2026 var inga andelar för 2027 publicerade. Här visas 2026." in text(svar)

    @pytest.mark.parametrize(
        ("dag", "status", "mening"),
        [
            ("2026-02-30", 400, "Skriv datumet som år, månad och dag"),
            ("", 400, "Skriv datumet som år, månad och dag"),
            ("0001-01-01", 400, "Skriv datumet som år, månad och dag"),
            ("9999-12-31", 400, "Skriv datumet som år, månad och dag"),
            ("i går", 400, "Skriv datumet som år, månad och dag"),
            (
                "2027-08-02",
                400,
                "Den 2 augusti 2027 har inte varit än. Skriv i dag, 2027-08-01, eller en tidigare dag.",
            ),
            ("2010-01-01", 404, "Den 1 januari 2010 var inga andelar publicerade."),
            ("2025-12-21", 404, "De första publicerades den 22 december 2025. Skriv 2025-12-22 eller en senare dag."),
        ],
    )
    def test_fel_dag(self, rattade: Scen, dag: str, status: int, mening: str) -> None:
        svar = hamta("/per-datum/", per=dag)
        assert svar.status_code == status
        sida = text(svar)
        assert sida.count(mening) == 2  # in the summary, and at the field
        assert "<title>Fel: " in sida
        assert f'value="{dag}"' in sida or not dag
        assert "Andelar för" not in sida

    def test_lankarna_hit(self, rattade: Scen) -> None:
        for adress in ("/andelar/2027/", "/omfordelningar/2027/"):
            assert 'href="/per-datum/?ar=2027"' in text(hamta(adress))
        assert 'href="/per-datum/?q=2584"' in text(hamta("/kommuner/2584/"))


class TestFilerna:
    @pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
    @pytest.mark.parametrize("vad", ["andelar", "omfordelningar"])
    def test_alla_format(self, rattade: Scen, vad: str, format: str) -> None:
        svar = hamta(f"/{vad}/2027.{format}", per="2027-02-28")
        assert svar.status_code == 200
        assert f"-2027-per-2027-02-28.{format}" in svar.headers["Content-Disposition"]
        if format != "xlsx":
            assert "Läget vid slutet av den 28 februari 2027" in text(svar)
        utan = hamta(f"/{vad}/2027.{format}")
        assert "per-" not in utan.headers["Content-Disposition"]

    def test_andelarna(self, rattade: Scen) -> None:
        for dag, kiruna in (("2027-02-28", GRUND), ("2027-03-01", D("2.50")), ("2027-05-04", D("2.60"))):
            data = json.loads(text(hamta("/andelar/2027.json", per=dag)))
            rader = {r["Kommunkod"]: D(r["Ordinarie andel (promille)"]) for r in data["rader"]}
            assert (len(rader), rader[KIRUNA]) == (290, kiruna)
        assert json.loads(text(hamta("/andelar/2027.json", per="2026-12-20")))["preliminar"] is True

    def test_omfordelningarna(self, rattade: Scen) -> None:
        for dag, status, antal in (
            ("2026-11-11", "Föreslagen, inte fastställd", "1.000"),
            ("2027-03-01", "Fastställd", "1.400"),
        ):
            rader = json.loads(text(hamta("/omfordelningar/2027.json", per=dag)))["rader"]
            assert [(r["Status"], D(r["Promille"])) for r in rader if r["Referens"] == REF] == [(status, D(antal))]
        assert json.loads(text(hamta("/omfordelningar/2027.json", per="2026-11-10")))["rader"] == []

    @pytest.mark.parametrize("vad", ["andelar", "omfordelningar"])
    @pytest.mark.parametrize(
        ("per", "status", "mening"),
        [
            ("", 400, "Skriv datumet som år, månad och dag"),
            ("2026-02-30", 400, "Skriv datumet som år, månad och dag"),
            ("0001-01-01", 400, "Skriv datumet som år, månad och dag"),
            ("2027-08-02", 400, "Den 2 augusti 2027 har inte varit än."),
            ("2026-08-19", 404, "Den 19 augusti 2026 var inga andelar för 2027 publicerade. De första"),
        ],
    )
    def test_fel_dag(self, rattade: Scen, vad: str, per: str, status: int, mening: str) -> None:
        svar = hamta(f"/{vad}/2027.json", per=per)
        assert svar.status_code == status
        assert mening in json.loads(svar.content)["fel"]
        svar = hamta(f"/{vad}/2027.csv", per=per)
        assert (svar.status_code, svar.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
        assert mening in svar.content.decode()

    def test_ett_ar_som_inte_finns(self, rattade: Scen) -> None:
        assert hamta("/andelar/2040.json", per="2027-03-01").status_code == 404
        assert hamta("/andelar/2027.pdf", per="2027-03-01").status_code == 404

    def test_vagen_in(self, rattade: Scen) -> None:
        svar = hamta("/per-datum.json", per="2027-02-20")
        data = json.loads(svar.content)
        assert [(r["ar"], r["tabell"]) for r in data["ar"]] == [
            (2027, "Fastställda andelar 2027, version 1"),
            (2026, "Fastställda andelar 2026, version 1"),
        ]
        assert (data["fore"]["dag"], data["efter"]["dag"]) == ("2027-02-03", "2027-03-01")
        vag = data["ar"][0]["andelar"].partition("/andelar/")[2]
        assert hamta(f"/andelar/{vag.partition('?')[0]}", per="2027-02-20").status_code == 200
        assert hamta("/per-datum.json", per="2027-02-30").status_code == 400
        assert hamta("/per-datum.json", per="2027-08-02").status_code == 400
        assert hamta("/per-datum.json", per="2025-01-02").status_code == 404


@pytest.mark.parametrize("adress", ["/per-datum/", "/per-datum.json", "/andelar/2027.csv", "/omfordelningar/2027.csv"])
@pytest.mark.parametrize("dag", ["2026-09-20", "2026-10-20", "2026-11-11", "2026-12-22", "2027-05-05"])
def test_bara_det_offentliga_och_ingen_session(rattade: Scen, adress: str, dag: str) -> None:
    client = Client()
    svar = client.get(adress, {"per": dag})
    assert svar.status_code == 200
    assert svar.cookies == {}
    sida = text(svar)
    for hemligt in ("HEMLIGT", "0,33", "0,44", "0,55", "Företrädare 25", "OMF-2027-25-004", "OMF-2027-25-005"):
        assert hemligt not in sida
    assert ("OMF-2027-25-001" in sida) == (dag >= "2026-11-11" and "andelar" not in adress and "json" not in adress)
    assert client.head(adress).status_code == 200
    assert client.post(adress).status_code == 405


FRAGOR = {
    "/per-datum/?per=2027-02-20": 5,
    "/per-datum/?per=2026-11-11&ar=2026&q=lule": 5,
    "/per-datum/?per=2026-02-30": 1,
    "/per-datum.json?per=2027-02-20": 2,
    "/andelar/2027.json?per=2027-02-20": 2,
    "/omfordelningar/2027.xlsx?per=2027-02-20": 2,
}


def test_fa_fragor(rattade: Scen, django_assert_max_num_queries: Any) -> None:
    for adress, hogst in FRAGOR.items():
        with django_assert_max_num_queries(hogst, info=adress):
            Client().get(adress)

"""After the decision: what the ledger has moved, and what a rättelse does to the pages."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from anvisning import querysets
from anvisning.models import Andelsandring
from omfordelning import oppet
from omfordelning.kommunhistorik import andelar_per_ar
from omfordelning.models import Forslag
from tests import fabrik
from tests.omfordelning.publikt.scener import NOTERING, SKAL, Scen, ratta

pytestmark = pytest.mark.langsam

D = Decimal


def sidan(adress: str) -> str:
    svar = Client().get(adress)
    assert svar.status_code == 200
    return " ".join(svar.content.decode("utf-8-sig").replace("\xa0", " ").split())


def flyttat() -> dict[str, Decimal]:
    return {f.givare.namn: f.flyttat for f in oppet.offentliga(Forslag.objects.all())}


def i_kraft() -> dict[str, Decimal]:
    return {k.kod: k.i_kraft for k in querysets.med_andelar(querysets.gallande_tabell(2027))}


def test_den_som_bade_ger_och_tar_raknas_var_for_sig(faststallda: Scen) -> None:
    assert flyttat() == {"Älvsbyn": D(1), "Arvidsjaur": D("0.4"), "Boden": D("0.5")}
    rad = andelar_per_ar("2582")[0]
    assert (rad.lamnat, rad.mottaget, rad.andring) == (D("0.5"), D("0.4"), D("-0.1"))
    assert rad.i_kraft == i_kraft()["2582"]
    text = sidan("/kommuner/2582/")
    assert "Boden lämnar över 0,50 ‰ till Luleå." in text
    assert "Arvidsjaur lämnar över 0,40 ‰ till Boden." in text
    assert f"{fabrik.preliminara()['2582']} − 0,50 + 0,40 =".replace(".", ",") in text


def test_inget_ar_langre_preliminart(faststallda: Scen) -> None:
    for adress in ("/", "/andelar/2027/", "/omfordelningar/2027/", "/kommuner/2560/", "/lan/25/", "/andelar/2027.csv"):
        text = sidan(adress)
        assert "Preliminär" not in text.replace("Preliminära andelar", "").replace("preliminära", "")
        assert "inte fastställd" not in text
    assert "3 omfördelningar i 1 län är fastställda och omfattar 1,90 ‰." in sidan("/")
    assert '<span class="status__ord" data-color="success">' in sidan("/omfordelningar/2027/")


def test_noll_promille_kan_anda_fa_ett_barn(faststallda: Scen) -> None:
    faststallda.riket.ar.__class__.objects.update(prognos_lag=1, prognos_huvud=2, prognos_hog=3, prognos_kalla="x")
    assert "En kommun med 0 ‰ kan ändå få ett barn anvisat" in sidan("/kommuner/2560/")


class TestRattelse:
    @pytest.fixture
    def rattad(self, faststallda: Scen) -> Scen:
        """Älvsbyn (whole share, 1.00) becomes 1.40: what it gives follows. Kiruna, outside, becomes 2.50."""
        ratta(faststallda, k2560="1.40", k2584="2.50")
        return faststallda

    def test_huvudboken_raknas_med_motposter(self, rattad: Scen) -> None:
        assert Andelsandring.objects.filter(arende__endswith="-001").count() == 6
        assert flyttat() == {"Älvsbyn": D("1.4"), "Arvidsjaur": D("0.4"), "Boden": D("0.5")}
        assert {k: v for k, v in i_kraft().items() if k in ("2560", "2584")} == {"2560": D(0), "2584": D("2.5")}
        rad = andelar_per_ar("2560")[0]
        assert (rad.ordinarie, rad.lamnat, rad.mottaget, rad.i_kraft) == (D("1.4"), D("1.4"), D(0), D(0))
        lulea = andelar_per_ar("2580")[0]
        assert (lulea.mottaget, lulea.i_kraft) == (D("1.9"), i_kraft()["2580"])

    def test_summorna_ar_desamma(self, rattad: Scen) -> None:
        lanet = Client().get("/lan/25/").context["summor"]
        assert lanet.ordinarie == lanet.i_kraft
        assert lanet.andring == 0
        landet = Client().get("/andelar/2027/").context["summor"]
        assert landet.i_kraft == landet.ordinarie == 1000

    @pytest.mark.parametrize("adress", ["/andelar/2027/", "/lan/25/", "/omfordelningar/2027/"])
    def test_listorna_visar_skal_och_notering(self, rattad: Scen, adress: str) -> None:
        text = sidan(adress)
        for ord_ in ("Andelarna är rättade", f"Skäl: {SKAL}", NOTERING, "MV-RAT-1", "1 mars 2027"):
            assert ord_ in text

    def test_kommunens_sida(self, rattad: Scen) -> None:
        text = sidan("/kommuner/2560/")
        assert "Älvsbyn lämnar över hela sin andel, 1,40 ‰, till Luleå." in text
        assert f"Rättad från den 1 mars 2027: förut 1,00 ‰. Skäl: {SKAL}" in text
        assert "Den ordinarie andelen är 1,40 ‰ i stället för 1,00 ‰ från den 1 mars 2027." in text
        assert "Den gällande andelen är oförändrad, 0,00 ‰." in text
        assert NOTERING in text
        kiruna = sidan("/kommuner/2584/")
        fore = str(fabrik.preliminara()["2584"]).replace(".", ",")
        assert f"Den gällande andelen är 2,50 ‰ i stället för {fore} ‰." in kiruna
        assert "Rättelsen ändrade inte Övertorneås andel." in sidan("/kommuner/2518/")
        assert f"Skäl: {SKAL}" in sidan("/kommuner/2518/")

    def test_filerna(self, rattad: Scen) -> None:
        data = json.loads(sidan("/omfordelningar/2027.json"))
        alvsbyn = next(r for r in data["rader"] if r["Givande kommun"] == "Älvsbyn")
        assert (D(alvsbyn["Promille"]), SKAL in alvsbyn["Anmärkning"]) == (D("1.4"), True)
        assert SKAL in sidan("/andelar/2027.csv")
        assert json.loads(sidan("/andelar/2027.json"))["preliminar"] is False

    def test_versionerna_star_kvar_markta_som_ersatta(self, rattad: Scen) -> None:
        text = sidan("/andelar/2027/")
        assert text.count(">Ersatt<") == 2
        for tabell in Client().get("/andelar/2027/").context["lage"].tabeller:
            assert tabell.sha256 in text

    def test_en_rattelse_till(self, rattad: Scen) -> None:
        ratta(rattad, nu=fabrik.klockan(date(2027, 2, 20)), k2560="1.20", k2584="2.50")
        assert flyttat()["Älvsbyn"] == D("1.2")
        assert Andelsandring.objects.filter(arende__endswith="-001").count() == 12
        assert sidan("/kommuner/2560/").count("Skäl: Räknefel") >= 2
        assert andelar_per_ar("2560")[0].i_kraft == 0

    def test_en_rattelse_som_tar_bort_det_flyttade(self, faststallda: Scen) -> None:
        ratta(faststallda, k2560="0.00")
        assert flyttat()["Älvsbyn"] == 0
        mening = "Älvsbyn skulle lämna över till Luleå. Efter rättelsen lämnas ingenting över."
        assert mening in sidan("/kommuner/2560/")
        assert "2 omfördelningar i 1 län är fastställda" in sidan("/")

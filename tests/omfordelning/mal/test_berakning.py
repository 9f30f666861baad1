"""A municipality in one run: who may see it, and that the address always shows the same."""

import uuid
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from anvisning.berakningar import korning
from anvisning.models import Roll
from tests.anvisning.berakningar.scen import BODEN, bokfor, rakna, ratta
from tests.omfordelning.lan.besok import Besok, rader, text
from tests.omfordelning.mal.conftest import Besoker
from tests.omfordelning.mal.scen import ARVIDSJAUR, GOTLAND, LULEA, NU, Scen, stall_in

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]
KALMAR = "0880"


def adress(scen: Scen, kod: str) -> str:
    return f"/berakningar/{scen.berakning.publikt_id}/{kod}/"


@pytest.mark.parametrize(
    ("vem", "ser"),
    [
        ("luleå", {LULEA}),
        ("norrbotten", {LULEA, ARVIDSJAUR}),
        ("kalmar", {KALMAR}),
        ("gotland", {GOTLAND}),
        ("granskaren", {LULEA, ARVIDSJAUR, KALMAR, GOTLAND}),
        ("administratören", {LULEA, ARVIDSJAUR, KALMAR, GOTLAND}),
    ],
)
def test_kommunen_ser_sin_lanet_sina_och_riket_alla(scen: Scen, besok: Besoker, vem: str, ser: set[str]) -> None:
    konton = {
        "luleå": scen.lan.konto(Roll.KOMMUN_LASARE, "Luleå"),
        "norrbotten": scen.lan.konto(Roll.LAN_LASARE),
        "kalmar": scen.kalmar.konto(Roll.LAN_BESLUTSFATTARE),
        "gotland": scen.gotland,
        "granskaren": scen.riket.granskare,
        "administratören": scen.riket.importor,
    }
    besokare = besok(konton[vem])
    svar = {kod: besokare.get(adress(scen, kod)).status_code for kod in (LULEA, ARVIDSJAUR, KALMAR, GOTLAND, "9999")}
    assert {kod for kod, status in svar.items() if status == 200} == ser
    assert set(svar.values()) == {200, 404}
    assert besokare.get(f"/berakningar/{uuid.uuid4()}/{min(ser)}/").status_code == 404


def test_en_annans_lilla_antal_skymtar_inte_for_kommunen(scen: Scen, besok: Besoker) -> None:
    """Luleå's place on Älvsbyn's account, whose count is not public, is for the county and the nation."""
    for konto, dold in (("Luleå", True), (scen.lan.handlaggare, False), (scen.riket.granskare, False)):
        svar = besok(konto).get(adress(scen, LULEA))
        assert ("Platsen visas inte" in text(svar)) is dold
        tur = next(u for u in svar.context["utrakningar"] if u.id == "tur-2")
        assert (tur.varde == "–") is dold


def test_visa_per_datum_leder_till_den_berakning_som_gallde(scen: Scen, besok: Besoker) -> None:
    """A run made the day after is not the day's; one taken back the day after was."""
    dagen, efter = NU.date(), NU + timedelta(days=1)
    bokfor(scen.riket, {LULEA: 1}, dag=dagen, nu=efter)
    ny = rakna(efter)
    assert ny is not None
    besokare = Besok(scen.lan.konto(Roll.KOMMUN_LASARE, "Luleå"), efter + timedelta(days=5))

    def leder_till(dag: date) -> str:
        return besokare.get(f"/min-maluppfyllelse/?per={dag}").headers["Location"]

    nya = f"/berakningar/{ny.publikt_id}/{LULEA}/"
    assert [leder_till(dagen), leder_till(efter.date())] == [adress(scen, LULEA), nya]
    korning.ta_tillbaka(ny.pk, skal="Prov.", av=scen.riket.importor, nu=efter + timedelta(days=2))
    assert [leder_till(efter.date() + timedelta(days=n)) for n in (1, 2)] == [nya, adress(scen, LULEA)]


@pytest.mark.parametrize(
    ("dag", "status", "sagt"),
    [
        ("2010-01-01", 404, "Den 1 januari 2010 fanns ingen beräkning."),
        ("2026-02-30", 400, "Skriv datumet som år, månad och dag"),
        ("", 400, "Skriv datumet som år, månad och dag"),
        ("2027-08-26", 400, "har inte varit än"),
    ],
)
def test_en_dag_som_inte_kan_visas(besok: Besoker, dag: str, status: int, sagt: str) -> None:
    svar = besok("Luleå").get(f"/min-maluppfyllelse/?per={dag}")
    assert (svar.status_code, sagt in text(svar)) == (status, True)
    assert "<title>Fel: " in svar.content.decode()


def test_adressen_visar_alltid_samma(scen: Scen, besok: Besoker) -> None:
    besokare = besok("Luleå")

    def sidan() -> str:
        """What the page says, from its first figure on: above stands whether there is a newer run."""
        sagt = text(besokare.get(adress(scen, LULEA)))
        return sagt[sagt.index("Beräknad måluppfyllelse") :]

    fore = sidan()
    assert "Det finns en nyare beräkning" not in text(besokare.get(adress(scen, LULEA)))
    bokfor(scen.riket, {LULEA: 5}, nu=NU)
    ny = rakna(NU)
    assert ny is not None
    assert ny != scen.berakning
    stall_in(scen.riket, metod="gallande_andel")
    sagt = text(besokare.get(adress(scen, LULEA)))
    assert "Det finns en nyare beräkning." in sagt
    assert sidan() == fore


def test_en_tillbakatagen_korning_sager_det(scen: Scen, besok: Besoker) -> None:
    korning.ta_tillbaka(scen.berakning.pk, skal="Fel fil.", av=scen.riket.importor, nu=NU)
    sagt = text(besok("Luleå").get(adress(scen, LULEA)))
    assert "Beräkningen togs tillbaka 25 augusti 2027 och gäller inte." in sagt
    assert "Visa den som gäller" not in sagt


def test_bokningarna_ger_tillsammans_antalet_i_kommunen(scen: Scen, besok: Besoker) -> None:
    svar = besok(scen.riket.granskare).get(adress(scen, LULEA))
    tabell = rader(svar, -1)
    assert [rad[2:5] for rad in tabell[1:]] == [["2", "1", "0"], ["14", "0", "0"]]
    b = scen.berakning.bokning
    assert b is not None
    assert tabell[1][5:] == [b.sha256[:12], str(b.publikt_id)]
    assert f"/riket/anvisningar/bokforda/{b.publikt_id}/" in svar.content.decode()
    kommunens = besok("Luleå").get(adress(scen, LULEA))
    assert rader(kommunens, -1)[1][5:] == [str(b.publikt_id)]
    sida = kommunens.content.decode()
    assert "SHA-256" not in sida
    assert b.sha256[:12] not in sida
    assert f"/riket/anvisningar/bokforda/{b.publikt_id}/" not in sida


def test_anothers_correction_is_never_named_as_the_source(scen: Scen, besok: Besoker) -> None:
    """Boden's child of 30 June is corrected: to Luleå and to Kalmar's county only that there are corrections."""
    filen = scen.berakning.bokning
    assert filen is not None
    bokning = ratta(scen.riket, {BODEN: 1}, dag=date(2027, 6, 30), nu=NU, kalla="Bodens brev")
    ny = rakna(NU)
    assert ny is not None
    assert ny.bokning == bokning
    namnet = (
        "Migrationsverket: anvisningar per dag, månad eller period till och med 31 juli 2027, bokfört 25 augusti 2027. "
        f"Id {filen.publikt_id} och rättelser"
    )
    sidor = [
        (besok("Luleå"), f"/berakningar/{ny.publikt_id}/{LULEA}/"),
        (besok("Luleå"), "/min-maluppfyllelse/"),
        (besok(scen.kalmar.handlaggare), "/lanet/maluppfyllelse/"),
    ]
    for vem, vag in sidor:
        sagt = text(vem.get(vag))
        assert namnet in sagt
        assert not [ord_ for ord_ in ("30 juni", "Bodens brev", str(bokning.publikt_id)) if ord_ in sagt]
    assert "och rättelser" not in text(besok("Luleå").get(adress(scen, LULEA)))


def test_avtrycken_och_orsaken_star_dar(scen: Scen, besok: Besoker) -> None:
    b = scen.berakning
    fakta = {rad["namn"]: rad["varde"] for rad in besok("Luleå").get(adress(scen, LULEA)).context["fakta"]}
    assert fakta["Beräkning"] == f"25 augusti 2027 kl. 12.00 (en tabell publicerades), id {b.publikt_id}"
    assert fakta["Kodversion"] == b.kodversion[:12]
    for vad in ("anvisningar", "andelar", "omfördelningar", "inställningar"):
        avtryck = b.fingeravtryck[vad.replace("ö", "o").replace("ä", "a")]
        assert fakta[f"Avtryck av {vad}na"] == avtryck[:12]


def test_fragorna_ar_fa(scen: Scen, besok: Besoker, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    besokare = besok("Luleå")
    besokare.get(adress(scen, LULEA))
    with django_assert_num_queries(12):
        besokare.get(adress(scen, LULEA))

"""The national pages: who may see and act, bad input, and the number of queries."""

import re
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from anvisning import andelar
from anvisning.models import Andelstabell, Tabellimport
from omfordelning.models import Forslag
from tests.fabrik import AR, FASTSTALLT, som_csv
from tests.omfordelning.riket.sidor import (
    FASTSTALLD,
    Scen,
    inlast,
    publicera,
    tabell,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.langsam]


def lasbara(scen: Scen) -> dict[str, str]:
    """Give the pages that both national roles read."""
    rad = inlast(scen, tabell())
    forsta = Andelstabell.objects.get()
    return {
        "lansoversikt": reverse("lansoversikt"),
        "lansoversikt_ar": reverse("lansoversikt_ar", args=[AR]),
        "riksfil": reverse("riksfil", args=[AR]),
        "importer": reverse("importer", args=[AR]),
        "import_": reverse("import_", args=[rad.publikt_id]),
        "publicerad": reverse("import_", args=[forsta.underlag.publikt_id]),
        "differenser": reverse("differenser", args=[forsta.publikt_id]),
        "differenser_fil": reverse("differenser_fil", args=[forsta.publikt_id, "xlsx"]),
        "riket_redovisning": reverse("riket_redovisning", args=[scen.rapport.publikt_id]),
    }


def akter(scen: Scen) -> dict[str, str]:
    """Give the pages of acts, for the administrator only."""
    rad = Tabellimport.objects.get(tabell=None)
    return {
        "nytt_ar": reverse("nytt_ar"),
        "ar_andra": reverse("ar_andra", args=[AR]),
        "importera": reverse("importera", args=[AR, FASTSTALLD]),
        "import_utfall": reverse("import_utfall", args=[rad.publikt_id]),
        "import_publicera": reverse("import_publicera", args=[rad.publikt_id]),
        "import_kassera": reverse("import_kassera", args=[rad.publikt_id]),
        "riket_kvittera": reverse("riket_kvittera", args=[scen.rapport.publikt_id]),
        "riket_aterlamna": reverse("riket_aterlamna", args=[scen.rapport.publikt_id]),
    }


def test_the_granskare_sees_everything_and_can_do_nothing(scen: Scen, en: Client, granskare: Client) -> None:
    sidor = lasbara(scen)
    for namn, adress in sidor.items():
        assert granskare.get(adress).status_code == 200, namn
        assert en.get(adress).status_code == 200, namn
    for namn, adress in akter(scen).items():
        assert granskare.get(adress).status_code == 403, namn
        assert granskare.post(adress).status_code == 403, namn
        assert en.get(adress).status_code == 200, namn
    assert granskare.post(sidor["import_"]).status_code == 403
    for namn, adress in sidor.items():
        if adress.endswith(".xlsx"):
            continue
        sida = granskare.get(adress).content.decode()
        former = [form for form in re.findall(r"<form[^>]*>", sida) if "logout" not in form]
        assert all('method="get"' in form for form in former), namn
        assert not any(f'"{akt}"' in sida for akt in akter(scen).values()), namn


@pytest.mark.parametrize("vem", ["kommun", "lan", "ingen"])
def test_nobody_else_sees_anything(scen: Scen, vem: str) -> None:
    klient = Client()
    if vem != "ingen":
        klient.force_login(scen.lan.foretradare("Luleå") if vem == "kommun" else scen.lan.beslutsfattare)
    for namn, adress in (lasbara(scen) | akter(scen)).items():
        svar = klient.get(adress)
        if vem == "ingen":
            assert (svar.status_code, svar["Location"].startswith("/konto/login/")) == (302, True), namn
        else:
            assert svar.status_code == 403, namn
            assert klient.post(adress).status_code == 403, namn


SKRAP = ["", "\x00", "9" * 5000, "-1", "<script>", "2026-13-45", "\u0663", "’; DROP", "\ud7ff" * 3000]


@pytest.mark.langsam
def test_garbage_in_every_field_gives_an_answer_in_words(scen: Scen, en: Client, tva: Client) -> None:
    rad = inlast(scen, tabell())
    pk = Forslag.objects.get(givare="2505").pk
    falt = {
        reverse("import_", args=[rad.publikt_id]): ["kolumn", "kalla", "beslutsdag", "referens", "notering", "nyckel"],
        reverse("import_utfall", args=[rad.publikt_id]): [f"promille-{pk}", f"forklaring-{pk}", "nyckel"],
        reverse("import_kassera", args=[rad.publikt_id]): ["nyckel"],
        reverse("nytt_ar"): ["preliminar_dag", "lanens_dag", "decimaler", "golv", "hopp", "prognos_huvud", "nyckel"],
        reverse("ar_andra", args=[AR]): ["redovisas_dag", "tolerans", "prognos_hog", "prognos_kalla", "nyckel"],
        reverse("riket_kvittera", args=[scen.rapport.publikt_id]): ["kvittens", "steg"],
        reverse("riket_aterlamna", args=[scen.rapport.publikt_id]): ["skal", "steg"],
    }
    for adress, namn in falt.items():
        for skrap in SKRAP:
            svar = en.post(adress, dict.fromkeys(namn, skrap))
            assert svar.status_code in (200, 409, 422), (adress, skrap[:10])
            if svar.status_code == 200:
                assert "Kontrollera och" in text(svar)
    publicera_ = reverse("import_publicera", args=[rad.publikt_id])
    for skrap in SKRAP:
        for steg in ("", "skicka"):
            svar = tva.post(publicera_, {"sett": skrap, "steg": steg, "nyckel": skrap, "varning-summa": skrap})
            assert svar.status_code in (200, 409, 422)
    assert Andelstabell.objects.count() == 1


def test_garbage_in_addresses_is_not_found(scen: Scen, en: Client) -> None:
    for adress in (
        "/riket/99999/",
        "/riket/" + "9" * 5000 + "/",
        "/riket/2099/tabeller/",
        "/riket/2027/tabeller/las-in/hittepa/",
        "/riket/2099/riksfil.xlsx",
        "/riket/2027/kvitto/00/999999999999999999999/",
        "/riket/2027/kvitto/xx/1/",
        "/riket/2027/kvitto/00/1/",
        "/riket/nytt-ar/?ar=99999",
        "/riket/nytt-ar/?ar=abc",
        "/riket/nytt-ar/?ar=%00",
        "/riket/nytt-ar/?ar=1999",
        f"/riket/tabeller/{uuid.uuid4()}/",
        f"/riket/redovisningar/{uuid.uuid4()}/",
        f"/riket/publicerade/{uuid.uuid4()}/skillnader/",
    ):
        assert en.get(adress).status_code == 404, adress[:60]
    assert en.get("/riket/2027/?sortera=losenord").status_code == 200
    assert en.get("/riket/2027/?sortera=%00&sortera=-").status_code == 200


@pytest.mark.langsam
def test_the_overview_takes_eight_queries(
    scen: Scen, en: Client, tva: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))
    scen.lan.skickat("Kiruna", "Luleå", "0.10")
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))
    publicera(tva, inlast(scen, tabell()))
    with django_assert_max_num_queries(8):
        en.get(reverse("lansoversikt"))


@pytest.mark.langsam
def test_the_preview_does_not_query_per_row(
    scen: Scen, en: Client, tva: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    liten = inlast(scen, b"Kommunkod;Andel\n2560;1\n2580;8\n2505;1\n")
    andelar.kassera_import(inlast(scen, som_csv({"2560": Decimal(1)})).pk, av=scen.riket.importor, nu=FASTSTALLT)
    stor = inlast(scen, tabell(k2560="1.2", k0114="5"))
    for rad in (liten, stor):
        for klient, namn, hogst in ((en, "import_", 20), (tva, "import_publicera", 20), (en, "import_utfall", 18)):
            with django_assert_max_num_queries(hogst):
                assert klient.get(reverse(namn, args=[rad.publikt_id])).status_code == 200

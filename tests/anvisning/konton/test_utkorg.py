"""The on-screen utkorg: only in embedded mode, only for those who are signed in, and nothing in it is rendered."""

from datetime import timedelta

import pytest
from django.test import Client

from anvisning.filer import spara_fil
from anvisning.models import Dokument, Epostmeddelande
from tests import fabrik

NU = fabrik.START


def mejl(nr: int, **andra: object) -> Epostmeddelande:
    falt = {
        "nyckel": f"n{nr}",
        "till": f"person{nr}@example.org",
        "amne": f"Ämne {nr}",
        "text": "Läs mer:\nhttp://localhost:8000/uppgifter/\n",
        "html": "<h1>Hej</h1><script>alert(1)</script>",
        "message_id": f"<{nr}@x>",
        "skapad": NU + timedelta(minutes=nr),
    } | andra
    return Epostmeddelande.objects.create(**falt)


@pytest.fixture
def inne(som, foretradare) -> Client:
    return som(foretradare)


def test_tom_och_full(inne, django_assert_max_num_queries) -> None:
    assert "Inga mejl än" in inne.get("/utkorg/").content.decode()
    for nr in range(3):
        mejl(nr)
    with django_assert_max_num_queries(4):
        inne.get("/utkorg/")
    for nr in range(3, 120):
        mejl(nr)
    with django_assert_max_num_queries(4):
        svar = inne.get("/utkorg/")
    assert [rad.amne for rad in svar.context["sida"]][:2] == ["Ämne 119", "Ämne 118"]
    assert "Sida 1 av 3" in svar.content.decode()
    assert [rad.amne for rad in inne.get("/utkorg/", {"sida": "3"}).context["sida"]][-1] == "Ämne 0"


@pytest.mark.parametrize(("q", "antal"), [("person7@", 1), ("ämne 7", 1), ("finns inte", 0), ("\x00", 8), ("<b>", 0)])
def test_sokning(inne, q, antal) -> None:
    for nr in range(8):
        mejl(nr)
    svar = inne.get("/utkorg/", {"q": q, "sida": q})
    assert svar.status_code == 200
    assert len(svar.context["sida"].object_list) == antal


def test_mejlet_visas_som_text(inne) -> None:
    text = inne.get(f"/utkorg/{mejl(1, amne='<b>Fet</b>').pk}/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>Fet</b>" not in text
    assert 'href="http://localhost:8000/uppgifter/"' in text


def test_bilagor(inne) -> None:
    rad = mejl(1)
    fil = spara_fil("protokoll å.pdf", "application/pdf", fabrik.PDF, nu=NU)
    vantar = Dokument.objects.create(filnamn="kopia.pdf", mediatyp="application/pdf", underlag={}, skapad=NU)
    rad.bilagor.set([fil, vantar])
    text = inne.get(f"/utkorg/{rad.pk}/").content.decode()
    assert "protokoll å.pdf" in text
    assert "(skapas)" in text
    svar = inne.get(f"/utkorg/{rad.pk}/{fil.publikt_id}/")
    assert (svar.content, svar.headers["Content-Type"]) == (fabrik.PDF, "application/pdf")
    assert svar.headers["Content-Disposition"].startswith('attachment; filename="bilaga-')
    assert inne.get(f"/utkorg/{rad.pk}/{vantar.publikt_id}/").status_code == 404
    assert inne.get(f"/utkorg/{mejl(2).pk}/{fil.publikt_id}/").status_code == 404


@pytest.mark.parametrize("vag", ["/utkorg/", "/utkorg/{pk}/", "/utkorg/{pk}/{fil}/"])
def test_finns_bara_i_inbaddat_lage_och_for_inloggade(inne, settings, vag) -> None:
    rad, fil = mejl(1), spara_fil("a.pdf", "application/pdf", fabrik.PDF, nu=NU)
    rad.bilagor.add(fil)
    adress = vag.format(pk=rad.pk, fil=fil.publikt_id)
    assert inne.get(adress).status_code == 200
    assert inne.post(adress).status_code == 405
    assert Client().get(adress).status_code == 302
    settings.INBADDAT = False
    assert inne.get(adress).status_code == 404
    assert "Utkorg" not in inne.get("/mitt-konto/").content.decode()


@pytest.mark.parametrize("adress", ["/utkorg/0/", f"/utkorg/{'9' * 30}/", f"/utkorg/{'9' * 5000}/", "/utkorg/x/"])
def test_det_som_inte_finns(inne, adress) -> None:
    assert inne.get(adress).status_code == 404

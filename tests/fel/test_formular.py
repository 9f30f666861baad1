"""A form is sent many times, used again, or left before its answer: F-16, F-17 and F-18 (quality D.4)."""

import socket
import threading
import uuid

import pytest

from tests.fel.conftest import Prov
from tests.fel.klient import Svar, dolt_falt, kropp

pytestmark = [pytest.mark.redis, pytest.mark.langsam]


def handelser(prov: Prov, utkast: str) -> list[str]:
    fraga = "SELECT slag FROM anvisning_handelse WHERE arende = %s ORDER BY nummer"
    return [slag for (slag,) in prov.stapel.sql(fraga, utkast)]


def test_f16_tio_likadana_pa_en_gang_blir_en_handling_och_ett_kvitto(prov: Prov) -> None:
    (utkast,) = prov.utkast("2560-2580")
    nyckel, svar = str(uuid.uuid4()), list[Svar]()
    grind = threading.Barrier(10)

    def skicka() -> None:
        klient = prov.foretradare("2560")
        vag = f"/arenden/{utkast}/skicka/"
        sett = dolt_falt(klient.hamta(vag).text, "sett")
        grind.wait(60)
        svar.append(klient.skicka(vag, steg="skicka", nyckel=nyckel, beslut_val="inget", sett=sett))

    tradar = [threading.Thread(target=skicka) for _ in range(10)]
    for trad in tradar:
        trad.start()
    for trad in tradar:
        trad.join(60)
    gjorda = {ett.plats for ett in svar if ett.gjort}
    assert len(gjorda) == 1
    assert all(ett.gjort or ett.status == 409 for ett in svar), [ett.status for ett in svar]
    assert handelser(prov, utkast) == ["forslag_skickat"]


def test_f17_ett_anvant_formular_med_andrat_innehall_gor_inget_nytt(prov: Prov) -> None:
    (utkast,) = prov.utkast("2581-2580")
    klient, nyckel = prov.foretradare("2581"), str(uuid.uuid4())
    assert prov.skicka(utkast, "2581", nyckel).gjort
    svar = klient.skicka(f"/arenden/{utkast}/aterkalla/", steg="skicka", nyckel=nyckel, skal="Ändrat.")
    assert svar.status == 409
    assert "redan skickat" in svar.text
    assert handelser(prov, utkast) == ["forslag_skickat"]


def test_f18_den_som_gar_innan_svaret_finner_handlingen_gjord(prov: Prov) -> None:
    (utkast,) = prov.utkast("2582-2580")
    klient, nyckel = prov.foretradare("2582"), str(uuid.uuid4())
    vag = f"/arenden/{utkast}/skicka/"
    sett = dolt_falt(klient.hamta(vag).text, "sett")
    data = kropp(steg="skicka", nyckel=nyckel, beslut_val="inget", sett=sett)
    huvuden = klient.huvuden(formular=True) | {"Content-Length": str(len(data))}
    with socket.create_connection(("127.0.0.1", klient.port), 10) as lina:
        rader = [f"POST {vag} HTTP/1.1", *(f"{namn}: {varde}" for namn, varde in huvuden.items())]
        lina.sendall("\r\n".join([*rader, "", data]).encode())
    prov.stapel.vanta("the act is done", lambda: handelser(prov, utkast) == ["forslag_skickat"], 30)
    assert "Väntar på svar" in klient.hamta(f"/arenden/{utkast}/").text
    igen = klient.fraga("POST", vag, data)
    assert igen.gjort
    assert handelser(prov, utkast) == ["forslag_skickat"]

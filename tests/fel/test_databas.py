"""The database dies under load: F-07 and F-08 (quality D.4). What was answered is there, and nothing is half there."""

import signal
import threading
import time
import uuid

import pytest

from tests.fel.conftest import Prov
from tests.fel.klient import Klient, Svar, dolt_falt

pytestmark = [pytest.mark.redis, pytest.mark.langsam]

PAR = [("2510", "2580"), ("2513", "2580"), ("2514", "2580"), ("2518", "2580"), ("2521", "2580"), ("2523", "2580")]
"""Six givers with a draft each: they send and withdraw, over and over."""


class Last:
    """Municipalities that send, withdraw and copy without end, each answer noted with its form key."""

    def __init__(self, prov: Prov) -> None:
        self.prov = prov
        self.svar: dict[str, Svar] = {}
        self.slut = threading.Event()
        self.tradar = [threading.Thread(target=self._spela, args=par) for par in PAR]

    def __enter__(self) -> "Last":
        for trad in self.tradar:
            trad.start()
        return self

    def __exit__(self, *fel: object) -> None:
        self.slut.set()
        for trad in self.tradar:
            trad.join(90)
        assert not any(trad.is_alive() for trad in self.tradar)

    def _spela(self, givare: str, mottagare: str) -> None:
        klient = self.prov.foretradare(givare)
        while not self.slut.is_set():
            falt = {"motpart": mottagare, "omfattning": "del", "promille": "0,10", "villkor": "promille"}
            nytt = self.akt(klient, "/forslag/nytt/", steg="vidare", **falt)
            if not nytt.gjort:
                continue
            sett = dolt_falt(klient.hamta(nytt.plats).text, "sett")
            self.akt(klient, nytt.plats, steg="skicka", beslut_val="inget", sett=sett)
            self.akt(klient, nytt.plats.replace("/skicka/", "/aterkalla/"), steg="skicka")

    def akt(self, klient: Klient, vag: str, **falt: str) -> Svar:
        nyckel = str(uuid.uuid4())
        svar = klient.skicka(vag, nyckel=nyckel, **falt)
        self.svar[nyckel] = svar
        return svar

    @property
    def antal_gjorda(self) -> int:
        return sum(svar.gjort for svar in list(self.svar.values()))

    def krav_gjorda_finns(self) -> None:
        """Every act that was answered with its receipt is there with that receipt; nobody else's key is."""
        rader = self.prov.stapel.sql(
            "SELECT nyckel::text, svar FROM anvisning_inskick WHERE nyckel = ANY(%s::uuid[])", list(self.svar)
        )
        finns = dict(rader)
        gjorda = {nyckel: svar.plats for nyckel, svar in self.svar.items() if svar.gjort}
        assert {nyckel: finns.get(nyckel) for nyckel in gjorda} == gjorda
        okanda = {nyckel for nyckel, svar in self.svar.items() if svar.status in (0, 500, 502, 503)}
        assert finns.keys() - gjorda.keys() <= okanda


@pytest.mark.parametrize(
    "signalen", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL], ids=["f07_fast", "f07_immediate", "f08_postmaster"]
)
def test_databasen_dor_under_last(prov: Prov, signalen: signal.Signals) -> None:
    stapel = prov.stapel
    with Last(prov) as last:
        stapel.vanta("acts are answered", lambda: last.antal_gjorda >= 30, 120)
        stapel.doda_databasen(signalen)
        stapel.starta_databasen()
        forut, uppe = last.antal_gjorda, time.monotonic()
        stapel.vanta("acts are answered again", lambda: last.antal_gjorda >= forut + 10, 60)
        print(f"answering again after {time.monotonic() - uppe:.1f} s")  # noqa: T201
    last.krav_gjorda_finns()
    stapel.vanta("the outbox is empty", lambda: stapel.kvar() == 0, 400)
    stapel.kontrollera()

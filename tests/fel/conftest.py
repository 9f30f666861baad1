"""The service that the fault tests share, with a first case sent through its page."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.fel.klient import Klient, Svar, dolt_falt
from tests.fel.stapel import Stapel, uppe


@dataclass
class Prov:
    """A running service with people, and the acts they do through its pages."""

    stapel: Stapel
    sessioner: dict[str, str]
    sanda: list[str] = field(default_factory=list)

    def foretradare(self, kommun: str) -> Klient:
        """Give the client of a municipality's företrädare, by code."""
        return self.stapel.klient(self.sessioner[f"foretradare.{kommun}@example.org"])

    def utkast(self, *par: str) -> list[str]:
        svar: list[str] = self.stapel.scen("utkast", *par)
        return svar

    def skicka(self, utkast: str, givare: str, nyckel: str = "") -> Svar:
        """Send a draft through its page."""
        klient = self.foretradare(givare)
        vag = f"/arenden/{utkast}/skicka/"
        sett = dolt_falt(klient.hamta(vag).text, "sett")
        return klient.skicka(vag, steg="skicka", nyckel=nyckel or str(uuid.uuid4()), beslut_val="inget", sett=sett)


@pytest.fixture(scope="session")
def prov() -> Iterator[Prov]:
    """A service with eight worker processes, and one case so that there is a letter to copy."""
    with uppe(samtidiga=8) as stapel:
        ett = Prov(stapel, stapel.scen("bygg")["sessioner"])
        (utkast,) = ett.utkast("2505-2580")
        assert ett.skicka(utkast, "2505").gjort
        stapel.vanta("outbox is empty", lambda: stapel.kvar() == 0, 120)
        yield ett
        stapel.kontrollera()

"""What was asked and what was answered, and what the database must say about it afterwards."""

import threading
from collections import Counter
from dataclasses import dataclass, field

from tests.fel.klient import Svar
from tests.fel.mejl import mottagna
from tests.fel.stapel import Stapel

MEDLEM = ("k_foretradare", "k_handlaggare")


@dataclass
class Forlopp:
    """The acts of every schedule so far, and how many processes were killed while they might be sending mail."""

    kvitton: dict[str, str] = field(default_factory=dict)
    """Form key → the receipt's address, of what was answered as done."""
    gjorda: list[tuple[int, str]] = field(default_factory=list)
    """(account, instant) of the county's and the national level's acts that came back as done."""
    utfall: Counter[str] = field(default_factory=Counter)
    dodade: int = 0
    fel: list[str] = field(default_factory=list)
    las: threading.Lock = field(default_factory=threading.Lock)

    def svarade(self, nyckel: str, svar: Svar) -> Svar:
        """Note the answer to a form."""
        with self.las:
            if svar.gjort:
                self.utfall["gjort"] += 1
                if self.kvitton.setdefault(nyckel, svar.plats) != svar.plats:
                    self.fel.append(f"Formuläret {nyckel} fick två kvitton: {self.kvitton[nyckel]}, {svar.plats}")
            elif svar.nekat:
                self.utfall["nekat"] += 1
            elif svar.status in (0, 302, 500, 502, 503):
                self.utfall["okänt"] += 1
            else:
                self.fel.append(f"Formuläret {nyckel} besvarades med {svar.status}: {svar.text[:300]}")
        return svar

    def noterade(self, utfall: str, konto: int, nar: str) -> None:
        """Note how a command ended: `gjort`, `nekat` or `okänt`."""
        with self.las:
            self.utfall[utfall] += 1
            if utfall == "gjort":
                self.gjorda.append((konto, nar))

    def brister(self, stapel: Stapel) -> list[str]:
        """Give what is missing or double, now that all is still: one sentence each."""
        return [*self.fel, *self._handlingar(stapel), *_brev(stapel), *_uppgivna(stapel), *self._mejl(stapel)]

    def _handlingar(self, stapel: Stapel) -> list[str]:
        finns = dict(stapel.sql("SELECT nyckel::text, svar FROM anvisning_inskick"))
        borta = [f"{n} fick kvittot {svar} men finns inte" for n, svar in self.kvitton.items() if finns.get(n) != svar]
        lagrade = [svar for svar in finns.values() if "/kvitto/" in svar]
        handelser = stapel.ett(
            "SELECT count(*) FROM anvisning_handelse h JOIN anvisning_konto k ON k.id = h.konto_id "
            "WHERE k.roll = ANY(%s)",
            list(MEDLEM),
        )
        if len(set(lagrade)) != len(lagrade) or handelser != len(lagrade):
            borta.append(f"{len(lagrade)} formulär har kvitto ({len(set(lagrade))} olika) men {handelser} händelser")
        rader = stapel.sql("SELECT DISTINCT konto_id, nar FROM anvisning_handelse WHERE konto_id IS NOT NULL")
        skrivna = {(konto, nar.isoformat()) for konto, nar in rader}
        return borta + [
            f"Konto {k} gjorde något {nar} som inte finns" for k, nar in self.gjorda if (k, nar) not in skrivna
        ]

    def _mejl(self, stapel: Stapel) -> list[str]:
        antal = mottagna(stapel.mejlfil)
        skickade = {
            m for (m,) in stapel.sql("SELECT message_id FROM anvisning_epostmeddelande WHERE skickad IS NOT NULL")
        }
        brister = [f"Mejlet {m} sägs skickat men kom aldrig fram" for m in skickade if not antal[m]]
        om = [m for m, gangar in antal.items() if gangar > 1]
        if sum(antal[m] - 1 for m in om) > self.dodade:
            brister.append(f"{len(om)} mejl kom flera gånger men bara {self.dodade} processer dödades: {om[:5]}")
        return brister


def _brev(stapel: Stapel) -> list[str]:
    """Letters of one input are alike to the byte."""
    olika = stapel.sql(
        "SELECT md5(underlag::text), count(DISTINCT sha256) FROM anvisning_dokument "
        "WHERE klar IS NOT NULL AND underlag ->> 'slag' IS NOT NULL AND mediatyp = 'application/pdf' "
        "GROUP BY 1 HAVING count(DISTINCT sha256) > 1"
    )
    return [f"Samma brev har flera hashvärden: {rad}" for rad in olika]


def _uppgivna(stapel: Stapel) -> list[str]:
    """Nothing is given up, but a mail that two faults hit midway: it waits for a person, and stands as a task."""
    rader = stapel.sql(
        "SELECT id, fel FROM anvisning_utkorgsrad r WHERE uppgiven IS NOT NULL "
        "AND NOT (uppgift = 'epost' AND avbrutna > 1 AND EXISTS (SELECT 1 FROM anvisning_leveransfel "
        "WHERE epostmeddelande_id = r.objekt AND slag = 'uppgivet'))"
    )
    return [f"Uppgiven: {rad}" for rad in rader]

"""Twenty people who act at random: sixteen in the municipalities by HTTP, four above them by the commands."""

import random
import time
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, InterfaceError, connections
from django.db.models import F
from django.utils import timezone

from anvisning import andelar, tid
from anvisning.hinder import Hinder
from anvisning.models import Konto, Roll, Tabellslag
from omfordelning.handlaggning import granskning, redovisning
from omfordelning.handlaggning.publicering import publicera
from omfordelning.models import Forslag, Kontroll, Redovisning
from omfordelning.process import HOS_KOMMUNERNA, HOS_LANET, Status
from omfordelning.publicering import planera
from tests.fabrik import preliminara, som_csv
from tests.fel.handelseforlopp import Forlopp
from tests.fel.klient import Klient, Svar, dolt_falt
from tests.fel.scen import LAN

AKTER = 2
"""How many acts each person does in a schedule."""
EFTERTANKE = 2.0
"""Seconds, at most, that somebody thinks before an act: so that acts meet faults, and come after them."""


class Kommunaktor:
    """Somebody in a municipality: proposes, answers, withdraws; now and then twice, or without waiting."""

    def __init__(
        self, klient: Klient, kommun: str, kommuner: list[str], slump: random.Random, forlopp: Forlopp
    ) -> None:
        self.klient, self.kommun, self.slump, self.forlopp = klient, kommun, slump, forlopp
        self.andra = [kod for kod in kommuner if kod != kommun]

    def spela(self) -> None:
        for _ in range(AKTER):
            time.sleep(self.slump.random() * EFTERTANKE)
            self.slump.choice([self.foresla, self.foresla, self.svara, self.svara, self.aterkalla])()

    def akt(self, vag: str, **falt: object) -> Svar:
        """Send a form with its key: once, twice at worst, or again when no answer came."""
        nyckel = str(uuid.uuid4())
        svar = self.forlopp.svarade(nyckel, self.klient.skicka(vag, nyckel=nyckel, **falt))
        if svar.status == 0 or self.slump.random() < 0.2:
            igen = self.forlopp.svarade(nyckel, self.klient.skicka(vag, nyckel=nyckel, **falt))
            svar = svar if svar.gjort else igen
        return svar

    def foresla(self) -> None:
        falt = {"motpart": self.slump.choice(self.andra), "omfattning": "del", "villkor": "promille"}
        nytt = self.akt("/forslag/nytt/", steg="vidare", promille=self.slump.choice(["0,10", "0,25", "0,50"]), **falt)
        if nytt.gjort and nytt.plats.endswith("/skicka/"):
            self.akta(nytt.plats)

    def svara(self) -> None:
        if arende := self.valj(Forslag.objects.filter(mottagare=self.kommun, status=Status.VANTAR_SVAR)):
            steg = self.slump.choice(["svara", "svara", "avboj"])
            self.akta(f"/arenden/{arende}/{steg}/", skal="Vi har inte plats.")

    def aterkalla(self) -> None:
        if arende := self.valj(Forslag.objects.filter(givare=self.kommun, status__in=HOS_KOMMUNERNA)):
            self.akta(f"/arenden/{arende}/aterkalla/", skal="Vi har ändrat oss.")

    def akta(self, vag: str, **falt: object) -> None:
        """Open an act's page and send what it shows."""
        text = self.klient.hamta(vag).text
        sett = {namn: dolt_falt(text, namn) for namn in ("sett", "kand_version")}
        self.akt(vag, steg="skicka", beslut_val="inget", **sett, **falt)

    def valj(self, forslag: Any) -> str:
        try:
            publika = list(forslag.order_by("pk").values_list("publikt_id", flat=True))
        except (DatabaseError, InterfaceError):
            return ""
        finally:
            connections.close_all()
        return str(self.slump.choice(publika)) if publika else ""


class Myndighetsaktor:
    """Somebody at the county or the national level, whose acts are commands in this process."""

    def __init__(self, roll: Roll, slump: random.Random, forlopp: Forlopp) -> None:
        self.roll, self.slump, self.forlopp = roll, slump, forlopp
        self.akter: list[Callable[[Konto], None]] = {
            Roll.LAN_HANDLAGGARE: [self.kontrollera, self.kontrollera, self.oversand, self.avsluta],
            Roll.LAN_BESLUTSFATTARE: [self.kontrollera, self.besluta],
            Roll.ADMINISTRATOR: [self.las_in, self.las_in, self.publicera],
        }[roll]

    def spela(self) -> None:
        for _ in range(AKTER):
            time.sleep(self.slump.random() * EFTERTANKE)
            akt = self.slump.choice(self.akter)
            try:
                akt(Konto.objects.filter(roll=self.roll).order_by("pk")[0])
            except (DatabaseError, InterfaceError):
                self.forlopp.noterade("okänt", 0, "")
            except (Hinder, ObjectDoesNotExist, PermissionDenied):
                self.forlopp.noterade("nekat", 0, "")
            finally:
                connections.close_all()

    def gor(self, kommando: Callable[..., object], *vad: object, av: Konto, **mer: object) -> None:
        nu = timezone.now()
        kommando(*vad, av=av, nu=nu, **mer)
        self.forlopp.noterade("gjort", av.pk, nu.isoformat())

    def arende(self, **villkor: object) -> Forslag:
        rader = list(Forslag.objects.filter(lan=LAN, **villkor).order_by("pk"))
        if not rader:
            raise Forslag.DoesNotExist
        return self.slump.choice(rader)

    def kontrollera(self, av: Konto) -> None:
        forslag = self.arende(status__in=HOS_LANET)
        self.gor(granskning.kontrollera, forslag.pk, av=av, utan_anmarkning=True, kand_version=forslag.version)

    def avsluta(self, av: Konto) -> None:
        forslag = self.arende(status__in=[Status.FORESLAGEN, Status.REDOVISAD])
        self.gor(granskning.avsluta, forslag.pk, av=av, skal="På kommunens begäran.")

    def besluta(self, av: Konto) -> None:
        """Decide on all that is agreed: what is not checked is left out, with a reason."""
        ar = Forslag.objects.latest("ar").ar_id
        arenden = list(Forslag.objects.filter(ar=ar, lan=LAN, status__in=HOS_LANET))
        klara = Kontroll.objects.filter(utan_anmarkning=True, version__nummer=F("version__forslag__version"))
        kontrollerade = set(klara.values_list("version__forslag", flat=True))
        val = {f.pk: redovisning.Val(tas_med=f.pk in kontrollerade, skal="Ärendet är inte klart.") for f in arenden}
        mer = {"diarienummer": "851-1", "beslutsdag": tid.svensk_dag(timezone.now()), "foredragande": ""}
        self.gor(redovisning.besluta, ar, LAN, av=av, val=val, **mer)

    def oversand(self, av: Konto) -> None:
        self.gor(redovisning.oversand, Redovisning.objects.filter(lan=LAN).latest("version").pk, av=av)

    def _preliminara(self, av: Konto) -> Any:
        nya = dict(preliminara())
        steg = Decimal(self.slump.randint(1, 99)) / 100
        nya["0180"], nya["1480"] = nya["0180"] + steg, nya["1480"] - steg
        ar, nu = tid.svensk_dag(timezone.now()).year + 1, timezone.now()
        namn = f"preliminar-{uuid.uuid4()}.csv"
        rad = andelar.importera(ar, Tabellslag.PRELIMINAR, namn, som_csv(nya), av=av, nu=nu)
        self.forlopp.noterade("gjort", av.pk, nu.isoformat())
        falt = {"kolumn": "fore", "kalla": "Migrationsverket", "beslutsdag": tid.svensk_dag(nu), "referens": "MV"}
        return andelar.komplettera_import(rad.pk, av=av, nu=timezone.now(), **falt)

    def las_in(self, av: Konto) -> None:
        self._preliminara(av)

    def publicera(self, av: Konto) -> None:
        rad = self._preliminara(av)
        godkanda = [varning.id for varning in planera(rad).varningar]
        annan = Konto.objects.filter(roll=Roll.ADMINISTRATOR).order_by("pk")[1]
        self.gor(publicera, rad.pk, av=annan, godkanda=godkanda)

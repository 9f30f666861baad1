"""A country in August 2027: two redistributions to Luleå hold, and children are posted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anvisning import anvisningar
from anvisning.arsarbete import andra_ar, uppgifter_om
from anvisning.models import Anvisningsbokning, Ar, Berakning, Konto, Organisation, Roll
from tests import fabrik
from tests.anvisning.berakningar.scen import bokfor, rakna
from tests.fabrik import FASTSTALLT, Lansscen, Riket, klockan, preliminara

AR = 2027
STOCKHOLM, ARVIDSJAUR, ALVSBYN, LULEA, GOTLAND = "0180", "2505", "2560", "2580", "0980"
FORRA = klockan(date(2027, 1, 20))
NU = klockan(date(2027, 8, 25))
PER = date(2027, 7, 31)
FIL = "Rubrik;Anvisade barn\nLän;Kommun;Utjämnande;Anknytning\nNORRBOTTENS LÄN;Luleå;2;1\n;Arvidsjaur;1;\n"
PROGNOS = {"prognos_lag": 700, "prognos_huvud": 1000, "prognos_hog": 1500, "prognos_kalla": "Februariprognosen"}


@dataclass
class Scen:
    """Two counties, an account of the third (Gotland), and the run that holds."""

    lan: Lansscen
    kalmar: Lansscen
    gotland: Konto
    berakning: Berakning

    @property
    def riket(self) -> Riket:
        return self.lan.riket


def bygg(**aret: Any) -> Scen:
    """Build it all. `aret`: settings of the year 2027."""
    riket = fabrik.bygg_riket(**PROGNOS | aret)
    kalmar = fabrik.bygg_lan(riket, "08", kommuner=["Kalmar"])
    gotland = fabrik.skapa_konto(Organisation.objects.get(lan="09"), Roll.LAN_HANDLAGGARE)
    lan = fabrik.bygg_lan(riket, kommuner=["Älvsbyn", "Arvidsjaur", "Luleå", "Boden"])
    lan.overens("Älvsbyn", "Luleå")
    lan.overens("Arvidsjaur", "Luleå", "0.50")
    lan.redovisat()
    riket.publicera(slag="faststalld", nu=FASTSTALLT)
    bokfor(riket, dict.fromkeys(preliminara(), 2) | {LULEA: 14, ARVIDSJAUR: 9}, dag=date(2026, 12, 31), nu=FORRA)
    bokfor(riket, {STOCKHOLM: 40}, dag=date(2027, 5, 31), nu=NU, typ="anknytning")
    las_in(riket)
    berakning = rakna(NU)
    assert berakning is not None
    return Scen(lan, kalmar, gotland, berakning)


def nasta_ar(**aret: Any) -> Riket:
    """Publish the preliminary shares of 2028."""
    riket = fabrik.bygg_riket(ar=AR + 1, nu=None, **PROGNOS | aret)
    riket.publicera(nu=klockan(date(2027, 8, 20)))
    return riket


def las_in(riket: Riket, text: str = FIL, **mer: Any) -> Anvisningsbokning:
    """Post a file of July's children by two persons."""
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", PER, PER.replace(day=1))
    underlag = anvisningar.las_in("perioder", "juli.csv", text.encode(), uppgifter, av=riket.importor, nu=NU)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=NU)


def publicerad(riket: Riket, procent: Mapping[str, str], dag: date = PER) -> Anvisningsbokning:
    """Post what Migrationsverket has published, by name."""
    text = "\n".join(["Kommun;Måluppfyllelse", *(f"{namn};{tal}" for namn, tal in procent.items())])
    uppgifter = anvisningar.Filuppgifter("Migrationsverket", dag, None)
    underlag = anvisningar.las_in("maluppfyllelse", "mal.csv", text.encode(), uppgifter, av=riket.importor, nu=NU)
    sedda = anvisningar.varningar(underlag)
    return anvisningar.bokfor(underlag.pk, kand_version=1, bekraftade=sedda, av=riket.publicist, nu=NU)


def stall_in(riket: Riket, ar: int = AR, **falt: Any) -> Berakning:
    """Change settings of a year, and give the run that holds then."""
    uppgifter = replace(uppgifter_om(Ar.objects.get(pk=ar)), **falt)
    andra_ar(ar, uppgifter=uppgifter, av=riket.publicist, nu=NU)
    berakning = rakna(NU)
    assert berakning is not None
    return berakning

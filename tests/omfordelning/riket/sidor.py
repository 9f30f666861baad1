"""The national pages as two administrators meet them: a county that has reported, and the short ways of a table."""

import re
import uuid
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anvisning import andelar
from anvisning.models import Konto, Tabellimport, Tabellslag
from omfordelning.models import Redovisning
from tests import fabrik
from tests.fabrik import AR, FASTSTALLT, Lansscen, Riket, som_csv
from tests.inloggning import logga_in

FASTSTALLD, RATTELSE, PRELIMINAR = Tabellslag.FASTSTALLD, Tabellslag.RATTELSE, Tabellslag.PRELIMINAR
DOLT = re.compile(r'<input[^>]*name="(nyckel|sett)"[^>]*value="([^"]*)"')


@dataclass
class Scen:
    riket: Riket
    lan: Lansscen
    rapport: Redovisning


def bygg() -> Scen:
    """Norrbotten has sent its report with two redistributions; the days are those of the autumn of 2026."""
    riket = fabrik.bygg_riket()
    lan = fabrik.bygg_lan(riket, kommuner=["Älvsbyn", "Arvidsjaur", "Kiruna", "Luleå"])
    lan.overens("Älvsbyn", "Luleå")
    lan.overens("Arvidsjaur", "Luleå", "0.50")
    return Scen(riket, lan, lan.redovisat())


def som(konto: Konto) -> Client:
    return logga_in(Client(), konto)


def text(svar: HttpResponse) -> str:
    """Give a page's text without tags, blanks made one."""
    utan = re.sub(r"<(script|style).*?</\1>", " ", svar.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", utan).replace("&nbsp;", " ").replace("\u00a0", " ").split())


def fil(innehall: bytes, namn: str = "andelar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, innehall)


def las_in(klient: Client, innehall: bytes, slag: str = FASTSTALLD, namn: str = "andelar.csv") -> HttpResponse:
    data = {"fil": fil(innehall, namn), "nyckel": str(uuid.uuid4())}
    return klient.post(reverse("importera", args=[AR, slag]), data)


def tabell(**nya: str) -> bytes:
    return som_csv(fabrik.andrade(**nya) if nya else fabrik.preliminara())


def inlast(scen: Scen, innehall: bytes, slag: str = FASTSTALLD, **andra: object) -> Tabellimport:
    """Read a table in and complete it through the commands."""
    rad = andelar.importera(AR, slag, "andelar.csv", innehall, av=scen.riket.importor, nu=FASTSTALLT)
    falt = {"kolumn": "fore", "kalla": "Migrationsverket", "beslutsdag": FASTSTALLT.date(), "referens": "MV-5"}
    return andelar.komplettera_import(rad.pk, av=scen.riket.importor, nu=FASTSTALLT, **falt | andra)


def publicera(klient: Client, rad: Tabellimport) -> HttpResponse:
    """Tick each warning, check, publish; gives the last answer."""
    adress = reverse("import_publicera", args=[rad.publikt_id])
    sida = klient.get(adress)
    data = {"sett": dict(DOLT.findall(sida.content.decode()))["sett"]}
    data |= dict.fromkeys(re.findall(r'name="(varning-[^"]+)"', sida.content.decode()), "on")
    kontroll = klient.post(adress, data)
    assert kontroll.status_code == 200, text(kontroll)
    nyckel = dict(DOLT.findall(kontroll.content.decode()))["nyckel"]
    return klient.post(adress, data | {"steg": "skicka", "nyckel": nyckel})

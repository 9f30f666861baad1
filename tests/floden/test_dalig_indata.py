"""Whatever is typed, attached or pressed, in any order: an answer with what to do, nothing half done, nothing lost."""

import io
import itertools
import random
import time
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anvisning.models import Handelse, Konto, Roll
from omfordelning.models import Forslag
from omfordelning.process import AVSLUTADE, Sida, Status
from tests.floden.adresser import Adress
from tests.floden.formular import TEXT, Falt, Formular, las_formular
from tests.floden.lage import Lage
from tests.floden.roller import BESOKARE
from tests.floden.sidor import SIDA, SIDOR
from tests.inloggning import ge_losenord, logga_in

pytestmark = pytest.mark.langsam
SKRIPT = "<script>alert(1)</script>\"'{{ 123456|add:654321 }}"
SKRAP = {
    "very long": "å" * 20_001,
    "NUL": "a\x00b",
    "emoji": "👩‍👧🏽 \u202egnälräb\u200b",
    "negative": "-1",
    "1e3": "1e3",
    "other digits": "٣",
    "script": SKRIPT,
    "day zero": "0000-00-00",
    "day after all days": "9999-99-99",
    "last day": "9999-12-31",
    "thousands of digits": "9" * 5000,
    "spaces": "  \u00a0\t ",
    "not a number": "NaN",
    "infinity": "1E+999999999",
    "lines": "a\r\nb\rc\n",
    "sql": "'; DROP TABLE anvisning_konto; --",
    "path": "../../../etc/passwd",
}
"""What nobody should type, by name."""
SKRAP_I_RADER = {namn: text for namn, text in SKRAP.items() if namn not in ("NUL", "lines", "spaces")}


def _filer() -> dict[str, SimpleUploadedFile]:
    bok = io.BytesIO()
    with zipfile.ZipFile(bok, "w") as arkiv:
        arkiv.writestr("xl/workbook.xml", "<workbook/>")
    pdf = "application/pdf"
    return {
        "empty": SimpleUploadedFile("tom.pdf", b"", pdf),
        "11 MB": SimpleUploadedFile("stor.pdf", b"%PDF-1.4\n" + b"0" * 11_000_000, pdf),
        "a program named PDF": SimpleUploadedFile("faktura.pdf", b"MZ\x90\x00" + b"\x00" * 500, pdf),
        "half an XLSX": SimpleUploadedFile("tabell.xlsx", bok.getvalue()[:40], "application/octet-stream"),
        "an XLSX of nothing": SimpleUploadedFile("tabell.xlsx", bok.getvalue()),
        "a name of 3000": SimpleUploadedFile("å" * 3000 + ".pdf", b"%PDF-1.4\n", pdf),
        "a name with a path": SimpleUploadedFile('..\\..\\"x\r\n.pdf', b"%PDF-1.4\n", pdf),
        "bytes as CSV": SimpleUploadedFile("tabell.csv", bytes(range(256)) * 40, "text/csv"),
        "half a UTF-16": SimpleUploadedFile("tabell.csv", "Kommun;Andel\nBoden;1".encode("utf-16")[:-1], "text/csv"),
    }


@dataclass
class Prov:
    """The example country within a transaction: each request is undone again, and what was wrong is noted."""

    lage: Lage
    klienter: dict[str, Client] = field(default_factory=dict)
    losenord: dict[str, float] = field(default_factory=dict)
    """When each last gave the password. Seldom: what replaced rows leave behind lies there until the module ends."""
    fel: list[str] = field(default_factory=list)
    antal: int = 0

    def klient(self, konto: Konto | None) -> Client:
        nyckel = konto.epost if konto else ""
        if nyckel not in self.klienter:
            klient = self.klienter[nyckel] = Client(headers={"host": "127.0.0.1"})
            if konto:
                logga_in(klient, konto)
        nu = time.monotonic()
        if konto and nu > self.losenord.get(nyckel, 0) + 60:  # a round of all pages takes longer than a password lasts
            ge_losenord(self.klienter[nyckel], konto)
            self.losenord[nyckel] = nu
        return self.klienter[nyckel]

    def vem(self, adress: Adress, vilka: frozenset[str]) -> Konto | None:
        """Give somebody who may open the page: who may do most."""
        konton = {BESOKARE: None, **self.lage.konton(adress.kommun, adress.andra_administratoren)}
        ordning = [Roll.ADMINISTRATOR, Roll.LAN_BESLUTSFATTARE, Roll.KOMMUN_FORETRADARE, *konton]
        return next(konton[roll] for roll in ordning if roll in (adress.vilka or vilka) and roll in konton)

    def fraga(self, vad: str, konto: Konto | None, metod: str, vag: str, **data: Any) -> HttpResponse | None:
        """Send a request and undo all it did. Notes what must never be; gives the answer."""
        self.antal += 1
        klient = self.klient(konto)
        kakor = klient.cookies.copy()
        punkt = transaction.savepoint()
        fore = Handelse.objects.count()
        try:
            svar = getattr(klient, metod)(vag, **data)
            connection.check_constraints()
        except Exception as krasch:  # a crash is what is looked for: it is noted, and the next one is tried
            self.fel.append(f"{vad}: {metod} {vag[:120]}: {type(krasch).__name__}: {str(krasch)[:300]}")
            return None
        else:
            self._bedom(vad, f"{metod} {vag[:120]}", svar, Handelse.objects.count() - fore)
            if konto and svar.headers.get("Location", "").startswith("/konto/login/?next"):
                self.fel.append(f"{vad}: {metod} {vag[:120]}: {konto} is not logged in")
            return svar
        finally:
            transaction.savepoint_rollback(punkt)
            transaction.savepoint_commit(punkt)  # let it go: each row is looked for through all that are open
            klient.cookies = kakor

    def _bedom(self, vad: str, var: str, svar: HttpResponse, nya: int) -> None:
        if svar.status_code >= 500:
            self.fel.append(f"{vad}: {var}: {svar.status_code}")
        if nya and svar.status_code != 302:
            self.fel.append(f"{vad}: {var}: {svar.status_code}, and yet {nya} new events")
        if var.startswith("head "):  # has no body to look at (RFC 9110, 9.3.2)
            if svar.getvalue():
                self.fel.append(f"{vad}: {var}: {svar.status_code} with a body")
        elif not svar.streaming and "html" in svar.get("Content-Type", ""):
            html = svar.content.decode()
            if "<script>alert(1)" in html or "777777" in html:
                self.fel.append(f"{vad}: {var}: typed code in the page")
            if svar.status_code in (400, 403, 404, 409, 422) and "<h1" not in html:
                self.fel.append(f"{vad}: {var}: {svar.status_code} without a page")


@pytest.fixture(scope="module")
def prov(ny_databas: Any) -> Iterator[Prov]:
    """The example country."""
    with ny_databas("full") as lage, transaction.atomic():
        yield Prov(lage)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _inga_fel(prov: Prov) -> Iterator[None]:
    """After each test: nothing wrong was noted."""
    prov.fel.clear()
    prov.antal = 0
    yield
    assert prov.antal
    assert not prov.fel, f"{len(prov.fel)} of {prov.antal} requests:\n" + "\n".join(prov.fel[:60])


def skickas(formular: Formular) -> dict[str, list[str]]:
    """Give what a sensible person sends: what stands there, and something in each field that is empty."""
    return {f.namn: _rimligt(f) for f in formular.falt.values() if f.slag != "file"}


RIMLIGT = {
    "beslut_val": "nytt",
    "omfattning": "del",
    "promille": "0,10",
    "ram": "5",
    "inkommen_tid": "00.05",
    "tillstand": "justerat",
    "organslag": "namnd",
    "svar": "nej",
    "kolumn": "fore",
}


def _rimligt(falt: Falt) -> list[str]:
    if falt.slag == "hidden":
        return [str(uuid.uuid4())] if falt.namn == "nyckel" else falt.valda
    onskat = RIMLIGT.get(falt.namn)
    if falt.valbara:
        val = [v for v in falt.valbara if v]
        return [onskat if onskat in val else val[-1]] if val else []
    if falt.valda and falt.valda[0]:
        return falt.valda
    if onskat:
        return [onskat]
    if any(ord_ in falt.namn for ord_ in ("dag", "sammantrade", "till", "senast", "galler")):
        return ["2026-11-20"]
    return ["Ett rimligt svar."]


def skicka(prov: Prov, vad: str, konto: Konto | None, vag: str, data: dict[str, Any], formular: Formular) -> None:
    """Post a form, and see that a form that is shown again still has all that was typed."""
    svar = prov.fraga(vad, konto, "post", vag, data=data)
    if svar is None or svar.status_code not in (409, 422) or "html" not in svar["Content-Type"]:
        return
    igen = [f for f in las_formular(svar.content.decode()) if f.metod == "post" and set(formular.falt) & set(f.falt)]
    if not igen:
        return  # a page with the reasons, and no form: the browser's own way back has what was typed
    for falt in formular.synliga:
        nytt = igen[0].falt.get(falt.namn)
        if falt.slag not in TEXT or falt.slag == "password" or falt.namn not in data or nytt is None:
            continue
        skrivet, kvar = str(data[falt.namn][0]), nytt.valda[0] if nytt.valda else ""
        if _jamn(skrivet) != _jamn(kvar):
            prov.fel.append(f"{vad}: {vag}: {falt.namn} was {skrivet[:40]!r} and is {kvar[:40]!r}")


def _jamn(text: str) -> str:
    """Give a text with the line breaks a browser would send."""
    return "\n".join(text.replace("\x00", "\ufffd").splitlines()).strip("\n")


def alla_formular(prov: Prov) -> Iterator[tuple[str, Konto | None, str, Formular]]:
    """Give every form of every page, once: (name, who, path, form)."""
    sedda = set()
    for namn, sida in SIDOR.items():
        for adress in sida.adresser(prov.lage) if sida.slag == SIDA else ():
            konto = prov.vem(adress, sida.vilka)
            vag = adress.vag(namn)
            svar = prov.klient(konto).get(vag)
            for formular in las_formular(svar.content.decode()) if svar.status_code < 300 else ():
                nyckel = (namn, formular.metod, *formular.falt)
                if nyckel not in sedda:
                    sedda.add(nyckel)
                    yield namn, konto, formular.action or vag, formular


@pytest.fixture(scope="module")
def formularen(prov: Prov) -> list[tuple[str, Konto | None, str, Formular]]:
    return list(alla_formular(prov))


GRUPPER = (
    "account|valj|mitt|konto|organ|kontakt|samord|hinder|mejlfel|driftlage",
    "arende|utkast|nytt_forslag|ny_inbj",
    "lan_|redov|tidplan",
    "nytt_ar|ar_|import|riket|anvisning|rakna_om|berakning",
    "uppgifter|sammantra|beredning|kalender|ifragasatt",
)


def i_grupp(formularen: list[Any], grupp: str) -> list[Any]:
    return [rad for rad in formularen if rad[3].metod == "post" and rad[0].startswith(tuple(grupp.split("|")))]


def test_varje_formular_hor_till_en_grupp(prov: Prov, formularen: list[Any]) -> None:
    prov.fraga("start", None, "get", "/")
    i_nagon = {rad[0] for grupp in GRUPPER for rad in i_grupp(formularen, grupp)}
    assert {rad[0] for rad in formularen if rad[3].metod == "post"} == i_nagon
    assert len(i_nagon) > 30


@pytest.mark.parametrize("grupp", GRUPPER)
def test_skrap_i_varje_falt(prov: Prov, formularen: list[Any], grupp: str) -> None:
    """Each field gets several kinds of rubbish with the others sensible; and all fields get each kind at once."""
    slump = random.Random(grupp)
    sorter = itertools.cycle(SKRAP.items())
    for namn, konto, vag, formular in i_grupp(formularen, grupp):
        rimligt = skickas(formular)
        knappar = formular.knappar or [("", "")]
        for sort, text in itertools.islice(sorter, 7):
            allt = {f: [text] if formular.falt[f].slag != "hidden" else v for f, v in rimligt.items()}
            skicka(prov, f"{namn}, all {sort}", konto, vag, allt | _tryckt(slump.choice(knappar)), formular)
        for falt in formular.falt.values():
            if falt.slag == "file" or falt.namn == "csrfmiddlewaretoken":
                continue
            for sort, text in itertools.islice(sorter, 1):
                data = rimligt | {falt.namn: [text]} | _tryckt(slump.choice([*knappar, ("steg", "skicka")]))
                skicka(prov, f"{namn}.{falt.namn} {sort}", konto, vag, data, formular)
            skicka(prov, f"{namn}.{falt.namn} missing", konto, vag, _utan(rimligt, falt.namn), formular)
        alla_tre = {f: [*varden, "x", "y"] for f, varden in rimligt.items()}
        prov.fraga(f"{namn}, each field thrice", konto, "post", vag, data=alla_tre)
        prov.fraga(f"{namn} with nothing at all", konto, "post", vag, data={})


def _tryckt(knapp: tuple[str, str]) -> dict[str, list[str]]:
    namn, varde = knapp
    if not namn:
        return {}
    return {namn: [varde], "nyckel": [str(uuid.uuid4())]} if varde == "skicka" else {namn: [varde]}


def _utan(data: dict[str, list[str]], namn: str) -> dict[str, list[str]]:
    return {falt: varden for falt, varden in data.items() if falt != namn}


def test_rimliga_svar_kommer_fram(prov: Prov, formularen: list[Any]) -> None:
    """The sensible answers are sensible: most forms take them, so that the rubbish meets more than the first check."""
    gick = set()
    for namn, konto, vag, formular in formularen:
        if formular.metod == "post" and not any(f.slag == "file" for f in formular.synliga):
            svar = prov.fraga(namn, konto, "post", vag, data=skickas(formular))
            gick |= {namn} if svar is not None and svar.status_code in (200, 302) else set()
    assert len(gick) >= 15, gick


def test_fel_filer(prov: Prov, formularen: list[Any]) -> None:
    """Every place for a file gets files that are none."""
    med_fil = [rad for rad in formularen if any(f.slag == "file" for f in rad[3].synliga)]
    assert {"arende_svara", "lan_registrera", "importera"} <= {rad[0] for rad in med_fil}
    for namn, konto, vag, formular in med_fil:
        filfalt = [f.namn for f in formular.synliga if f.slag == "file"]
        for sort, fil in _filer().items():
            for falt in filfalt:
                fil.seek(0)
                svar = prov.fraga(f"{namn}.{falt} {sort}", konto, "post", vag, data=skickas(formular) | {falt: fil})
                if svar is not None and sort in ("empty", "11 MB", "a program named PDF", "half an XLSX"):
                    if svar.status_code not in (409, 413, 422):
                        prov.fel.append(f"{namn}.{falt} takes a file that is {sort}: {svar.status_code}")
        prov.fraga(f"{namn} with a text for a file", konto, "post", vag, data=skickas(formular) | {filfalt[0]: "text"})


FRAGOR = (
    "q sortera sida tak ram organ hamta vad kommun ar organisation tur flagga saknas next steg format lan dag per"
    " givare mottagare motpart promille panel"
).split()


def test_skrap_i_adresser(prov: Prov) -> None:
    """Every address with rubbish after the question mark, and in place of each of its arguments."""
    sorter = itertools.cycle(SKRAP_I_RADER.items())
    for namn, sida in SIDOR.items():
        for adress in sida.adresser(prov.lage)[:1]:
            konto = prov.vem(adress, sida.vilka)
            vag = adress.vag(namn).partition("?")[0]
            for sort, text in itertools.islice(sorter, 5):
                fraga = "&".join(f"{f}={quote(text[:3000])}" for f in FRAGOR)
                prov.fraga(f"{namn}?{sort}", konto, "get", f"{vag}?{fraga}")
            for rad in ("%00", "&&&===%FF%FE", "&".join(f"{f}=%00" for f in FRAGOR)):
                prov.fraga(f"{namn}?{rad}", konto, "get", f"{vag}?{rad}")
            for metod in ("put", "delete", "options", "head"):
                prov.fraga(f"{namn} {metod}", konto, metod, vag)
            _skrap_i_stigen(prov, namn, konto, adress, vag)


def _skrap_i_stigen(prov: Prov, namn: str, konto: Konto | None, adress: Adress, vag: str) -> None:
    for varde in (f"{v:%Y-%m}" if isinstance(v, date) else str(v) for v in adress.kwargs.values()):
        for annat in (str(uuid.UUID(int=0)), "0", "9" * 30, "2147483648", "%00", "%F0%9F%91%A9", SKRIPT[:8], "a" * 900):
            svar = prov.fraga(f"{namn} with {annat[:20]}", konto, "get", vag.replace(varde, annat, 1))
            visas = svar is not None and svar.status_code == 200 and annat not in (varde, "0")
            if visas and namn != "account_reset_password_from_key":  # says that the link does not hold
                prov.fel.append(f"{namn}: {annat[:20]!r} in place of {varde!r} shows a page")


AKTER = ("skicka", "svara", "andra", "avboj", "aterkalla", "beslut", "anstand", "kopiera", "text", "allman-handling")
LANETS = ("kontroll", "avsluta", "yttrande", "komplettering")


def test_akter_i_avslutade_arenden(prov: Prov) -> None:
    """An ended case takes no act, by whomever and whatever is sent."""
    avslutade = {f.status: f for f in prov.lage.forslag if f.status in AVSLUTADE}
    assert len(avslutade) == len(AVSLUTADE)
    data = {
        "kand_version": "1",
        "version": "1",
        "skal": "Skäl.",
        "utfall": "ja",
        "steg": "skicka",
        "beslut_val": "inget",
    }
    data |= {"sammantrade": "2026-12-01", "fraga": "?", "sida": "givare", "text": "x", "svar_senast": "2026-12-24"}
    for f in avslutade.values():
        for kommun in (f.givare_id, f.mottagare_id):
            konton = prov.lage.konton(kommun)
            for akt in (*AKTER[:7],):
                _nekas(prov, konton[Roll.KOMMUN_FORETRADARE], f"/arenden/{f.publikt_id}/{akt}/", data, f.status)
            for akt in LANETS:
                _nekas(prov, konton[Roll.LAN_BESLUTSFATTARE], f"/lanet/arenden/{f.publikt_id}/{akt}/", data, f.status)


def _nekas(prov: Prov, konto: Konto, vag: str, data: dict[str, str], vad: str) -> None:
    svar = prov.fraga(f"{vad}", konto, "post", vag, data=data | {"nyckel": str(uuid.uuid4())})
    if svar is not None and svar.status_code not in (403, 404, 409, 422):
        prov.fel.append(f"{vad}: {vag} answers {svar.status_code}")


def vantande(prov: Prov) -> Forslag:
    return prov.lage.fall(Status.VANTAR_SVAR, lan="25", initiativ=Sida.GIVARE, version=1)[0]


@pytest.fixture
def i_en_transaktion(prov: Prov) -> Iterator[None]:
    """What the test does stays done until its end."""
    punkt = transaction.savepoint()
    yield
    transaction.savepoint_rollback(punkt)


@pytest.mark.usefixtures("i_en_transaktion")
def test_skicka_tva_ganger(prov: Prov) -> None:
    """A second press, a reload, and the same key for something else."""
    f = vantande(prov)
    konto = prov.lage.konton(f.mottagare_id)[Roll.KOMMUN_FORETRADARE]
    klient, vag = prov.klient(konto), reverse("arende_avboj", args=[f.publikt_id])
    data = {"skal": "Ingen plats.", "kand_version": "1", "nyckel": str(uuid.uuid4()), "steg": "skicka"}
    forsta = klient.post(vag, data)
    fore = Handelse.objects.count()
    assert forsta.status_code == 302
    assert klient.post(vag, data).headers["Location"] == forsta.headers["Location"]
    andra = klient.post(vag, data | {"skal": "Något annat."})
    assert andra.status_code == 409
    assert "Något annat." in unescape(andra.content.decode())
    assert klient.post(vag, data | {"nyckel": str(uuid.uuid4())}).status_code == 409
    assert Handelse.objects.count() == fore
    prov.fraga("after all that", konto, "get", forsta.headers["Location"])


@pytest.mark.usefixtures("i_en_transaktion")
def test_godkanna_det_aterkallade(prov: Prov) -> None:
    """The giver withdraws while the receiver stands on its check page."""
    f = vantande(prov)
    givare = prov.klient(prov.lage.konton(f.givare_id)[Roll.KOMMUN_FORETRADARE])
    mottagaren = prov.lage.konton(f.mottagare_id)[Roll.KOMMUN_FORETRADARE]
    vag = reverse("arende_svara", args=[f.publikt_id])
    data = {"beslut_val": "inget", "kand_version": "1"}
    kontroll = prov.klient(mottagaren).post(vag, data)
    assert kontroll.status_code == 200
    skickas_sedan = next(form.data for form in las_formular(kontroll.content.decode()) if form.metod == "post")
    aterkalla = reverse("arende_aterkalla", args=[f.publikt_id])
    assert givare.post(aterkalla, {"skal": "", "steg": "skicka", "nyckel": str(uuid.uuid4())}).status_code == 302
    svar = prov.fraga("approve", mottagaren, "post", vag, data=skickas_sedan | {"steg": ["skicka"]})
    assert svar is not None
    assert svar.status_code == 409
    assert "återkallad" in svar.content.decode()


@pytest.mark.usefixtures("i_en_transaktion")
def test_gammal_version(prov: Prov) -> None:
    """A page that was opened before the figure changed approves nothing."""
    f = vantande(prov)
    mottagaren = prov.lage.konton(f.mottagare_id)[Roll.KOMMUN_FORETRADARE]
    data = {"omfattning": "del", "promille": "0,20", "villkor": "promille", "beslut_val": "inget", "kand_version": "1"}
    sand = {"steg": "skicka", "nyckel": str(uuid.uuid4())}
    andra = reverse("arende_andra", args=[f.publikt_id])
    assert prov.klient(mottagaren).post(andra, data | sand).status_code == 302
    givaren = prov.lage.konton(f.givare_id)[Roll.KOMMUN_FORETRADARE]
    vag = reverse("arende_svara", args=[f.publikt_id])
    gammalt = {"beslut_val": "inget", "kand_version": "1", **sand, "nyckel": str(uuid.uuid4())}
    svar = prov.fraga("approve version 1", givaren, "post", vag, data=gammalt)
    assert svar is not None
    assert svar.status_code == 409
    assert "Läs den nya versionen" in svar.content.decode()


def test_annans_nyckel(prov: Prov) -> None:
    """A key that somebody else has used, or that is no key, opens nothing."""
    f = vantande(prov)
    konto = prov.lage.konton(f.mottagare_id)[Roll.KOMMUN_FORETRADARE]
    vag = reverse("arende_avboj", args=[f.publikt_id])
    for nyckel in ("", "x", "0" * 36, "\x00", str(uuid.uuid4())[:-1]):
        svar = prov.fraga(
            f"key {nyckel!r}",
            konto,
            "post",
            vag,
            data={"skal": "Skäl.", "kand_version": "1", "steg": "skicka", "nyckel": nyckel},
        )
        assert svar is not None
        assert svar.status_code == 409, nyckel

"""Every mail of the service, at its longest: short, plain, one link, the same in HTML, and headers of its own only."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives

from anvisning import notiser
from anvisning.forms.konton import EpostFalt
from anvisning.hinderanmalan import Anmalan
from anvisning.ifragasattanden.mejl import FRAGA, SVAR
from anvisning.models import (
    Ar,
    Epostmeddelande,
    Forklaringsskal,
    Ifragasattande,
    Kommun,
    Konto,
    Lan,
    Organ,
    Organisation,
    Roll,
)
from anvisning.utskick import Mejl
from omfordelning import aktnamn
from omfordelning.models import Forslag, Paminnelse, Sammantrade
from omfordelning.moten import Mote, build_moten
from omfordelning.paminnelser.mejl import MENING, build_mejl
from omfordelning.paminnelser.utestaende import Utestaende
from omfordelning.parter import Part, Parter
from omfordelning.process import Sida
from omfordelning.sammantradesplan import Frist
from omfordelning.tabellnotiser import andrad_andel, forsta_andel
from tests.omfordelning.test_brev_sprak import FORBJUDNA, get_lix

NU = datetime(2026, 10, 7, 5, 30, tzinfo=UTC)
HOGSTA_LIX = 35
MAPP = Path(settings.BASE_DIR) / "templates" / "epost"
BAS = settings.BAS_URL
LAN = Lan(kod="14", namn="Västra Götalands län")
LANSNAMN = "Länsstyrelsen i Västra Götalands län"
GIVARE = Kommun(kod="1482", namn="Upplands Väsby", lan=LAN)
MOTTAGARE = Kommun(kod="1462", namn="Malung-Sälen", lan=LAN)
AR = Ar(ar=2027, redovisas_dag=date(2026, 11, 16))
DAG = "16 november 2026"
HEMLIGT = "Hemlig Person"


def forslag(**mer: object) -> Forslag:
    falt = {"publikt_id": uuid4(), "nummer": 123, "initiativ": "givare"} | mer
    return Forslag(pk=1, ar=AR, lan=LAN, givare=GIVARE, mottagare=MOTTAGARE, **falt)


def mejl(mall: str, **ord_: object) -> Mejl:
    return Mejl(mall=mall, till="a@example.org", nyckel="n", sammanhang={"bas_url": BAS} | ord_)


def byggt(ett: Mejl) -> Epostmeddelande:
    return ett.build(NU, None)


def handelser() -> Iterator[Mejl]:
    org = [Organisation(namn=namn) for namn in ("Upplands Väsby kommun", "Malung-Sälens kommun", LANSNAMN)]
    givare, mottagare, lan = (Part(organisation=o, organ=None) for o in org)
    parter = Parter(givare=givare, mottagare=mottagare, lan=lan)
    for slag, er_tur, lanet, for_sent in product(aktnamn.AKTNAMN, *[(True, False)] * 3):
        mening = aktnamn.mening(
            slag,
            er_tur=er_tur,
            lanet=lanet,
            for_sent=for_sent,
            fran=LANSNAMN,
            slut="16 november 2026 kl. 23.59",
            svar_senast="16 november 2026",
            dag="16 november 2026",
        )
        ord_ = {"forslag": forslag(), "parter": parter, "mening": mening, "lanet": lanet}
        yield mejl("handelse", amne=aktnamn.AKTNAMN[slag].amne, arende_url=f"{BAS}/arenden/{uuid4()}/", **ord_)


def paminnelser() -> Iterator[Mejl]:
    for slag, inbjudan in product(MENING, (True, False)):
        fall = forslag(
            initiativ="mottagare" if inbjudan else "givare", nummer=None if slag == Paminnelse.Slag.UTKAST else 123
        )
        rad = Utestaende(forslag=fall, sida=Sida.GIVARE, slag=slag, sedan=NU, slut=AR.redovisas_senast)
        yield from build_mejl(rad, 7, ["a@example.org"], LANSNAMN)


def redovisningar() -> Iterator[Mejl]:
    for slag in ("redovisning_oversand", "redovisning_mottagen", "redovisning_aterlamnad"):
        namn = aktnamn.AKTNAMN[slag]
        mening = namn.mening.format(fran=LANSNAMN, dag="16 november 2026")
        redovisning = SimpleNamespace(lan=LAN, ar_id=2027, version=12)
        yield mejl("redovisning", amne=namn.amne, mening=mening, redovisning=redovisning)


def mote(dag: date) -> Mote:
    rad = Sammantrade(organ=Organ(namn="Gemensam nämnd för arbetsmarknad, integration och vuxenutbildning"), dag=dag)
    rad.dagar_fore = 21
    (ett,) = build_moten([rad], Frist(sista_dag=date(2026, 11, 6), redovisas_dag=date(2026, 11, 16)), NU.date())
    return ett


def tabeller() -> Iterator[Mejl]:
    dag = "fredag 6 november 2026"
    for besked in (
        forsta_andel(2027, Decimal("12.345"), 3, dag, None),
        *(forsta_andel(2027, Decimal("12.345"), 3, dag, mote(d)) for d in (date(2026, 11, 6), date(2026, 11, 10))),
        forsta_andel(2027, None, 3, dag),
        forsta_andel(2027, Decimal("2.50"), 2, ""),
        andrad_andel(2027, Decimal("12.345"), Decimal("12.3"), 3, None),
        andrad_andel(2027, Decimal("12.345"), None, 3, date(2027, 2, 1)),
    ):
        yield mejl("tabell", amne="Nya preliminära andelar", ar=2027, besked=besked, lan=LANSNAMN)


def inbjudningar() -> Iterator[Mejl]:
    for organisation, av in product(("Upplands Väsby kommun", LANSNAMN), (None, Organisation(namn="Migrationsverket"))):
        konto = Konto(namn=HEMLIGT, epost="a@example.org", organisation=Organisation(namn=organisation))
        konto.roll = Roll.KOMMUN_FORETRADARE
        bjod = Konto(namn=HEMLIGT, organisation=av) if av else None
        lank = f"{BAS}/valkommen/{'x' * 60}/"
        yield mejl("inbjudan", konto=konto, lank=lank, giltig_till=date(2026, 9, 30), inbjuden_av=bjod)


def samlingar() -> Iterator[Mejl]:
    rad = f"Redovisad till Migrationsverket, OMF-2027-14-123, {GIVARE.namn} och {MOTTAGARE.namn}"
    for antal in (1, 2, 60):
        yield mejl("samling", dag="30 november 2026", **notiser.ryms([rad] * antal))


def flyttade() -> Iterator[Mejl]:
    meningar = [
        "Länsstyrelsernas sista dag att redovisa till Migrationsverket är flyttad från måndag 16 november 2026 till "
        "onsdag 18 november 2026."
    ] * 3
    for gor in (f"Ni kan skicka och svara till och med den {DAG} kl. 23.59.", "Ni behöver se över er egen tidplan."):
        yield mejl("datum_flyttat", var=LAN.namn, ar=2027, gor=gor, meningar=meningar, skal="Valet är den dagen. " * 10)


def larm() -> Iterator[Mejl]:
    rad = "OMF-2027-14-121, OMF-2027-14-122, OMF-2027-14-123 och 12 till"
    for oavgjorda, obesvarade, passerad in ((rad, rad, False), (rad, "", True), ("", rad, False)):
        ord_ = {"oavgjorda": oavgjorda, "obesvarade": obesvarade, "passerad": passerad, "senast": f"{DAG} kl. 23.59"}
        yield mejl("larm_lanet", var=LAN.namn, ar=2027, antal=15, **ord_)


def lanets_paminnelser() -> Iterator[Mejl]:
    for kvar in (14, 1, 0):
        yield mejl("paminnelse_redovisning", var=LAN.namn, ar=2027, kvar=kvar, senast=f"{DAG} kl. 23.59")


def ifragasatta() -> Iterator[Mejl]:
    fall = [("rattad", ""), *(("forklarad", skal) for skal in Forklaringsskal)]
    for utfall, skal in fall:
        rad = Ifragasattande(pk=12345, kommun=GIVARE, manad=date(2026, 7, 1), uppgift=4711, utfall=utfall, skal=skal)
        rad.forklaring = HEMLIGT
        yield mejl("ifragasatt_svar", amne=SVAR, rad=rad)


ALLA = {
    "brev": [
        mejl("brev", forslag=forslag(), slag=slag, antal=antal, lan=LANSNAMN, arende_url=f"{BAS}/arenden/{uuid4()}/")
        for slag, antal in product(("Besked", "Bekräftelse"), (1, 2))
    ],
    "datum_flyttat": list(flyttade()),
    "driftlarm": [mejl("driftlarm", antal=antal, lank=f"{BAS}/driftlage/") for antal in (1, 12)],
    "handelse": list(handelser()),
    "ifragasatt": [mejl("ifragasatt", amne=FRAGA, rad=Ifragasattande(pk=12345, kommun=GIVARE, uppgift=4711))],
    "ifragasatt_svar": list(ifragasatta()),
    "inbjudan": list(inbjudningar()),
    "invarianter": [mejl("invarianter", dag=DAG, antal=12, regler="I1, I3 och I8")],
    "konto_password_changed": [mejl("konto_password_changed")],
    "konto_password_reset": [mejl("konto_password_reset")],
    "konto_password_reset_key": [mejl("konto_password_reset_key", password_reset_url=f"{BAS}/konto/x/?a=1&b=2")],
    "konto_password_set": [mejl("konto_password_set")],
    "larm_lanet": list(larm()),
    "paminnelse": list(paminnelser()),
    "paminnelse_redovisning": list(lanets_paminnelser()),
    "redovisning": list(redovisningar()),
    "registreringskopia": [
        mejl(
            "registreringskopia", referens="OMF-2027-14-123", rubrik=namn.titel.format(fran=LANSNAMN, till="X", ar=2027)
        )
        for namn in aktnamn.AKTNAMN.values()
    ],
    "samling": list(samlingar()),
    "sen_inlamning": [mejl("sen_inlamning", lan=LAN.namn, ar=2027, till="16 november 2026 kl. 23.59")],
    "tabell": list(tabeller()),
    "tillganglighet": [mejl("tillganglighet", referens="TG-2026-14-17", anmalan=Anmalan(beskrivning="Det går inte."))],
}
"""Template → its mails, with the longest names there are."""
SAGER_VAD = re.compile(
    r"\b(ni|kommunerna|du) (behöver|kan|bör)\b|får skicka|\b(registrera|välj|läs|kör|gör det nu)\b", re.IGNORECASE
)
REFERENS = re.compile(r", (OMF-2027-14-123|TG-2026-14-17|IU-1482-12345|.+ 2027|2027|.+ till .+|\d+ \w+ 2026)$")
UTAN_REFERENS = {namn for namn in ALLA if namn.startswith("konto_")} | {"driftlarm", "inbjudan", "invarianter"}
"""Mails about an account or the service itself, which have none."""
UTAN_LANK = {"invarianter", "registreringskopia"}
"""Everything a copy is about is in the file it carries; a breach is looked into on the server."""


def prosa(text: str) -> str:
    """The text that is read: no addresses, references, or the registered act's own title."""
    return re.sub(r"https?://\S+|(OMF|TG|IU)-[\d-]+|Förslag till rubrik: .*", "", text)


def test_every_template_is_here() -> None:
    assert {fil.stem for fil in MAPP.glob("*.txt")} == set(ALLA)


@pytest.mark.parametrize("mall", ALLA)
def test_short_plain_and_one_link(mall: str) -> None:
    for m in map(byggt, ALLA[mall]):
        assert len(f"{m.amne} {m.text}".split()) <= notiser.HOGST, m.text
        assert re.match("[A-ZÅÄÖ]", m.amne)
        assert (REFERENS.search(m.amne) is None) == (mall in UTAN_REFERENS), m.amne
        assert SAGER_VAD.search(m.text.partition("\n\n")[0]), m.text
        lankar = re.findall(r"https?://[^\s<>]+", m.text)
        assert len(lankar) == (mall not in UTAN_LANK), m.text
        assert all(lank.startswith(f"{BAS}/") for lank in lankar)
        assert [href.replace("&amp;", "&") for href in re.findall(r'<a href="([^"]+)"', m.html)] == lankar
        assert get_lix(prosa(m.text)) <= HOGSTA_LIX, m.text
        assert FORBJUDNA.findall(m.text) == []
        assert "@" not in m.text
        assert HEMLIGT not in m.text + m.amne


@pytest.mark.parametrize("mall", ALLA)
def test_html_says_the_same_as_the_text(mall: str) -> None:
    for m in map(byggt, ALLA[mall]):
        assert m.html.startswith('<!DOCTYPE html>\n<html lang="sv">')
        assert not re.search(r"style|script|<img|src=", m.html)
        rubrik, _, kropp = m.html.partition("<h1>")[2].partition("</h1>")
        assert rubrik == m.amne
        assert re.sub(r"<[^>]+>", " ", kropp).replace("&amp;", "&").split() == m.text.split()


def test_a_draft_is_told_of_to_its_own_alone() -> None:
    """A subject is shown to the county when a mail does not arrive: it may not say whom a draft is for."""
    utkast = [m for m in map(byggt, ALLA["paminnelse"]) if "utkast" in m.amne]
    assert {m.amne for m in utkast} == {"Påminnelse om utkast, 2027"}
    assert {m.arende for m in utkast} == {""}


def test_a_visitors_words_make_no_link() -> None:
    anmalan = Anmalan(
        beskrivning="Se\nhttps://ond.example/\nhttp://localhost.ond.example/", sida="https://ond.example/"
    )
    m = byggt(mejl("tillganglighet", referens="TG-2026-14-17", anmalan=anmalan))
    assert re.findall(r'href="([^"]+)"', m.html) == [f"{BAS}/om/tillganglighet/"]


BRYTER = ["\r\n", "\n", "\r", "\0", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f", "\x85", "\u2028", "\u2029"]
"""Signs that end a line somewhere, or a text."""


@pytest.mark.parametrize("tecken", BRYTER)
def test_nothing_gets_into_a_header(tecken: str) -> None:
    """A name or a subject with a line break is one line still; the mail has the headers it should and no other."""
    ont = f"Boden{tecken}Bcc: annan@example.org{tecken}{tecken}<b>Hej"
    lan = Lan(kod="14", namn=ont)
    fall = Forslag(pk=1, ar=AR, lan=lan, givare=Kommun(kod="1482", namn=ont), mottagare=MOTTAGARE, initiativ="givare")
    rad = Utestaende(forslag=fall, sida=Sida.GIVARE, slag=Paminnelse.Slag.UTKAST, sedan=NU, slut=AR.redovisas_senast)
    mejlen = [
        *build_mejl(rad, 7, ["a@example.org"], ont),
        mejl("redovisning", amne=ont, mening=ont, redovisning=SimpleNamespace(lan=lan, ar_id=2027, version=1)),
        mejl("sen_inlamning", lan=ont, ar=2027, till=ont),
    ]
    for m in map(byggt, mejlen):
        assert not any(ord(t) < 32 or t in BRYTER for t in m.amne)
        assert not any((ord(t) < 32 and t != "\n") or (t in BRYTER and t != "\n") for t in m.text + m.html)
        assert "<b>" not in m.html
        brev = email.message_from_bytes(_som_bytes(m), policy=email.policy.default)
        assert set(brev.keys()) == {
            "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
        }  # fmt: skip
        assert (brev["To"], brev["From"]) == ("a@example.org", settings.DEFAULT_FROM_EMAIL)


def _som_bytes(m: Epostmeddelande) -> bytes:
    brev = EmailMultiAlternatives(m.amne, m.text, to=[m.till], headers={"Message-ID": m.message_id})
    brev.attach_alternative(m.html, "text/html")
    return brev.message().as_bytes()


@pytest.mark.parametrize("tecken", BRYTER)
def test_no_address_has_a_line_break_in_it(tecken: str) -> None:
    for adress in (f"a{tecken}b@example.org", f"a@example.org{tecken}Bcc: b@example.org", f"a@exa{tecken}mple.org"):
        with pytest.raises(ValidationError):
            EpostFalt().clean(adress)


def test_the_sender_is_a_function() -> None:
    assert settings.DEFAULT_FROM_EMAIL.startswith("Omfördelning av anvisningsandelar <")

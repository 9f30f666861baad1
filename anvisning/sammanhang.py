"""Context processor: what every page shows around its content (who is signed in, navigation, markers)."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from anvisning.behorighet import LANET_ARBETAR
from anvisning.models import Roll

PUBLIK = "publik"
"""Stands in `Menyrad.roller` for a visitor who is not signed in."""

KOMMUN = frozenset(Roll.for_slag("kommun"))
LAN = frozenset(Roll.for_slag("lansstyrelse"))
NATIONELL = frozenset(Roll.for_slag("nationell"))
INLOGGADE = KOMMUN | LAN | NATIONELL
ALLA = INLOGGADE | {PUBLIK}
HANTERAR_KONTON = frozenset({Roll.KOMMUN_FORETRADARE, Roll.ADMINISTRATOR}) | LANET_ARBETAR


class Menyrad(NamedTuple):
    """One entry of the navigation: the name of its URL (without arguments), its text, and the roles that see it."""

    url_namn: str
    text: str
    roller: frozenset[str]


MENY = (
    Menyrad("uppgifter", "Mina uppgifter", INLOGGADE),
    Menyrad("min_andel", "Min andel", KOMMUN),
    Menyrad("min_maluppfyllelse", "Min måluppfyllelse", KOMMUN),
    Menyrad("inkomna", "Inkomna förslag", KOMMUN),
    Menyrad("sammanstallning", "Sammanställning", LAN),
    Menyrad("redovisning", "Redovisning", LAN),
    Menyrad("lan_maluppfyllelse", "Länets måluppfyllelse", LAN),
    Menyrad("lansoversikt", "Länsöversikt", NATIONELL),
    Menyrad("riket_anvisningar", "Anvisningar", NATIONELL),
    Menyrad("riket_berakningar", "Beräkningar", NATIONELL),
    Menyrad("vad_hander_om", "Vad händer om", INLOGGADE),
    Menyrad("andelar", "Anvisningsandelar", ALLA),
    Menyrad("omfordelningar", "Omfördelningar", ALLA),
    Menyrad("maluppfyllelse", "Måluppfyllelse", ALLA),
    Menyrad("kommuner", "Kommuner och län", frozenset({PUBLIK})),
    Menyrad("organisationer", "Kontakter", INLOGGADE),
    Menyrad("konton", "Konton", HANTERAR_KONTON),
    Menyrad("driftlage", "Driftläge", frozenset({Roll.ADMINISTRATOR})),
    Menyrad("sa_fungerar_det", "Så fungerar det", frozenset({PUBLIK})),
)


def build_navigation(user: Any, path: str) -> list[dict[str, Any]]:
    """Give the navigation for `user` as dicts with text, url and aktiv ("page", "true" or "").

    "page" is the entry whose address is `path`, "true" the one that `path` lies under (the longest such address).
    Entries whose URL name does not exist are left out.
    """
    roll = user.roll if user.is_authenticated else PUBLIK
    rader: list[dict[str, Any]] = []
    for menyrad in MENY:
        if roll in menyrad.roller:
            try:
                rader.append({"text": menyrad.text, "url": reverse(menyrad.url_namn), "aktiv": ""})
            except NoReverseMatch:
                continue
    over = max((rad["url"] for rad in rader if path.startswith(rad["url"])), key=len, default=None)
    for rad in rader:
        if rad["url"] == over:
            rad["aktiv"] = "page" if path == over else "true"
    return rader


def sida(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame's context; costs no query for a visitor without a session."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {
        "navigation": build_navigation(user, request.path),
        "konto": user if user.is_authenticated else None,
        "exempeldata": settings.INBADDAT,
        "visa_inloggning": True,
    }

"""Writes a feed as iCalendar (RFC 5545). The only place that knows the package."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from icalendar import Calendar, Event, vDuration

from omfordelning.kalender.post import Post

HAMTAS = timedelta(hours=4)
"""How often a calendar program is asked to look again."""


def skriv_ics(namn: str, poster: Iterable[Post]) -> bytes:
    """Give a calendar's bytes: whole days, in order of day; nothing in them depends on when they are written."""
    kalender = Calendar()
    for egenskap, varde in (
        ("prodid", "-//Anvisningsandelar//Kalender//SV"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", namn),
        ("name", namn),
    ):
        kalender.add(egenskap, varde)
    kalender.add("refresh-interval", HAMTAS, parameters={"VALUE": "DURATION"})
    kalender.add("x-published-ttl", vDuration(HAMTAS))
    for post in sorted(poster, key=lambda post: (post.dag, post.nyckel)):
        kalender.add_component(_handelse(post))
    return kalender.to_ical()


def _handelse(post: Post) -> Event:
    handelse = Event()
    andrad = post.spar.andrad.astimezone(UTC).replace(microsecond=0)
    handelse.add("uid", f"{post.nyckel}@anvisningsandelar")
    handelse.add("dtstamp", andrad)
    handelse.add("last-modified", andrad)
    handelse.add("sequence", post.spar.sekvens)
    handelse.add("dtstart", post.dag)
    handelse.add("dtend", post.dag + timedelta(days=1))
    handelse.add("summary", post.rubrik)
    if post.text:
        handelse.add("description", post.text)
    if post.vag:
        handelse.add("url", f"{settings.BAS_URL}{post.vag}")
    handelse.add("transp", "TRANSPARENT")
    handelse.add("class", "CONFIDENTIAL")
    return handelse

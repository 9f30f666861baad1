"""Logs: one line per event, with the request that caused it; JSON in production, for reading in embedded mode.

What is known about the work at hand (request, account, outbox row) is bound once and stands on every line that follows,
in the web process and, by the outbox row, in the worker. Lines hold no names, bodies, cookies or links that open doors
(quality S-36, S-37). Nothing here needs Django, so that gunicorn's own lines look the same.
"""

import json
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

LANGST_TEXT = 2_000
"""Characters of a message; of a traceback, four times as many (its end)."""
LANGST_VAG = 300
GODTAGEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""A request id that a proxy may give."""
HEMLIGT_UT = re.compile(r"[A-Za-z0-9_~=:-]{20,}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ORD = re.compile(r"[a-z-]+")
DETALJ = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*\n?(^ +\^$\n?)?", re.MULTILINE)
"""What PostgreSQL adds to an error: the row or the statement itself."""
STYRTECKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_bundet: ContextVar[dict[str, Any] | None] = ContextVar("bundet", default=None)


@contextmanager
def bundet(**vad: object) -> Iterator[None]:
    """Put `vad` on every line written within the `with`; what was bound before comes back after it."""
    token = _bundet.set((_bundet.get() or {}) | vad)
    try:
        yield
    finally:
        _bundet.reset(token)


def bind(**vad: object) -> None:
    """Put `vad` on the lines that follow, as long as the `with bundet()` around us lasts; nothing outside of one."""
    if (nu := _bundet.get()) is not None:
        nu.update(vad)


def begaran() -> str:
    """Give the id of the request that is behind what is being done; empty when there is none."""
    return str((_bundet.get() or {}).get("begaran", ""))


def ny_begaran(fran_proxyn: str = "") -> str:
    """Give a request's id: the proxy's own when it is an id at all, else twelve hexadecimal digits of chance."""
    return fran_proxyn if GODTAGEN.fullmatch(fran_proxyn) else secrets.token_hex(6).upper()


def dolj(vag: str) -> str:
    """Give a path without what may be a key to somebody's account or calendar, and not too long.

    Hidden is what looks like chance: twenty characters or more that are neither a UUID nor plain words.
    """

    def ersatt(funnet: re.Match[str]) -> str:
        text = funnet[0]
        return text if UUID.fullmatch(text) or ORD.fullmatch(text) else "…"

    return HEMLIGT_UT.sub(ersatt, vag)[:LANGST_VAG]


def _falt(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells, in the order it is told."""
    if record.name.startswith("django.") and isinstance(record.args, tuple):
        record.args = tuple(dolj(arg) if isinstance(arg, str) else arg for arg in record.args)  # paths
    falt: dict[str, Any] = {
        "tid": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "niva": record.levelname,
        "logg": record.name,
        "text": record.getMessage()[:LANGST_TEXT],
    }
    falt |= {namn: v for namn, v in ((_bundet.get() or {}) | getattr(record, "falt", {})).items() if v != ""}
    if record.exc_info and record.exc_info[0]:
        spar = DETALJ.sub("", logging.Formatter().formatException(record.exc_info))
        falt["spar"] = spar[-4 * LANGST_TEXT :]
    return falt


class Json(logging.Formatter):
    """One JSON object a line; control characters are escaped as JSON does."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_falt(record), default=str)


class Rad(logging.Formatter):
    """One line for people; a traceback follows it, indented. Control characters show as codes."""

    def format(self, record: logging.LogRecord) -> str:
        falt = _falt(record)
        spar = falt.pop("spar", "")
        rest = "".join(f" {namn}={varde}" for namn, varde in list(falt.items())[4:])
        rad = _synlig(f"{falt['tid']} {falt['niva']} {falt['logg']} {falt['text']}{rest}")
        return "\n  ".join([rad, *(_synlig(del_) for del_ in spar.split("\n"))]) if spar else rad


def _synlig(text: str) -> str:
    return STYRTECKEN.sub(lambda tecken: f"\\x{ord(tecken[0]):02x}", text)


def build_config(*, som_json: bool) -> dict[str, Any]:
    """Give the logging configuration (`logging.config.dictConfig`) of every process."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"rad": {"()": Json if som_json else Rad}},
        "handlers": {"skarm": {"class": "logging.StreamHandler", "formatter": "rad"}},
        "root": {"handlers": ["skarm"], "level": "INFO"},
        "loggers": {
            # Django's line about a 4xx says less than ours about each request.
            "django.request": {"level": "ERROR"},
            # They bring handlers of their own, or tell of each row what our lines tell with the request's id.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }

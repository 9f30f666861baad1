"""Health: `/livez` says that the process answers, `/readyz` that it can do its work. Public, without session."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

STORSTA_KLOCKSKILLNAD = timedelta(seconds=1)
"""Deadlines are judged by the web process's clock and noted by the database's: they may not differ by more."""


@require_safe
@login_not_required
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and clocks are right, else 503; the body says which one is not."""
    state = get_state()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def get_state() -> dict[str, bool]:
    """What `/readyz` judges: `databas`, `migreringar`, `klocka`. All False when the database does not answer."""
    try:
        return {
            "databas": True,
            "migreringar": not get_unapplied(),
            "klocka": abs(get_clock_difference()) <= STORSTA_KLOCKSKILLNAD,
        }
    except DatabaseError:
        return {"databas": False, "migreringar": False, "klocka": False}


def get_clock_difference() -> timedelta:
    """The database's clock minus ours, as well as it can be known: 0 within the time that asking took."""
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    after = timezone.now()
    if there < before:
        return there - before
    return max(there - after, timedelta(0))


@lru_cache(maxsize=1)
def _get_migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)


def get_unapplied() -> set[tuple[str, str]]:
    """The migrations (app, name) that the code has and the database has not."""
    return set(_get_migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys())

"""Settings: what production demands, and how tasks survive (acks, limits, redelivery)."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from anvisning import loggar
from anvisning.config.celery import app
from anvisning.uppstart import overvakare
from tests.maskin import ROT
from tests.omgang import SERVRAR


@pytest.fixture
def load_settings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Execute the settings anew with the production environment changed by the arguments (None: absent)."""

    def load(**env: str | None) -> dict[str, Any]:
        for name in {"METRIK_NYCKEL", "VAR_DIR", "INBADDAD_SOCKEL", "KRAV_SERVRAR", "SECRET_KEY_FALLBACKS", *SERVRAR}:
            monkeypatch.delenv(name, raising=False)
        for name, value in (SERVRAR | env).items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROT / "anvisning" / "config" / "settings.py"))

    return load


def test_bada_adresserna_ger_servrar_och_ingen_inbaddat(load_settings: Callable[..., dict[str, Any]]) -> None:
    servers = load_settings()
    assert (servers["INBADDAT"], servers["SESSION_COOKIE_SECURE"]) == (False, True)
    assert servers["CELERY_BROKER_URL"] == SERVRAR["REDIS_URL"]
    assert servers["DATABASES"]["default"]["HOST"] == "127.0.0.1"
    embedded = load_settings(DATABASE_URL=None, REDIS_URL=None)
    assert embedded["INBADDAT"]
    assert embedded["CELERY_BROKER_URL"] == "filesystem://"
    assert embedded["DATABASES"]["default"]["HOST"].startswith("/")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"REDIS_URL": None}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": None}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": ""}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": None, "REDIS_URL": None, "KRAV_SERVRAR": "1"}, "demands servers"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "kort"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"SECRET_KEY": "byt-" + SERVRAR["SECRET_KEY"]}, "SECRET_KEY"),
        ({"SECRET_KEY": "endast-for-inbaddat-lage-" + "0" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "kort"}, "SECRET_KEY"),
        ({"DATABASE_URL": "postgres://a:postgres@127.0.0.1/a"}, "password in DATABASE_URL"),
        ({"DATABASE_URL": "postgres://a:byt-mig@127.0.0.1/a"}, "password in DATABASE_URL"),
        ({"REDIS_URL": "redis://:changeme@127.0.0.1/0"}, "password in REDIS_URL"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"METRIK_NYCKEL": "kort"}, "METRIK_NYCKEL"),
        ({"METRIK_NYCKEL": "byt-denna-mot-en-egen"}, "METRIK_NYCKEL"),
    ],
)
def test_start_vagras(load_settings: Callable[..., dict[str, Any]], env: dict[str, str | None], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        load_settings(**env)


def test_gammal_nyckel_far_galla_under_byte(load_settings: Callable[..., dict[str, Any]]) -> None:
    old = SERVRAR["SECRET_KEY"][::-1]
    assert load_settings(SECRET_KEY_FALLBACKS=old)["SECRET_KEY_FALLBACKS"] == [old]


def test_uppgifter_overlever_en_dod_arbetare() -> None:
    app.autodiscover_tasks(force=True)
    tasks = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert {"anvisning.tasks.sopa", "anvisning.tasks.utfor_rad"} <= {task.name for task in tasks}
    for task in tasks:
        hard, soft = task.time_limit or app.conf.task_time_limit, task.soft_time_limit or app.conf.task_soft_time_limit
        assert 0 < soft < hard
        assert task.acks_late if task.acks_late is not None else app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert 0 < app.conf.worker_soft_shutdown_timeout < overvakare.LUGN_STOPP + 1
    assert set(app.conf.accept_content) == {"json"}
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result
    assert not app.conf.task_always_eager
    assert current_app.conf.timezone == "Europe/Stockholm"


@pytest.mark.langsam
def test_webben_ringer_pa_samma_dorr_som_arbetaren() -> None:
    script = "import django; django.setup(); from celery import current_app as a; print(a.main, a.conf.broker_url)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "anvisning.config.settings"} | SERVRAR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["anvisning", SERVRAR["REDIS_URL"]]


def test_omleverans_vantar_langre_an_tre_ganger_langsta_uppgiften(load_settings: Callable[..., dict[str, Any]]) -> None:
    servers = load_settings()
    options = servers["CELERY_BROKER_TRANSPORT_OPTIONS"]
    app.autodiscover_tasks(force=True)
    longest = max(servers["CELERY_TASK_TIME_LIMIT"], *(task.time_limit or 0 for task in app.tasks.values()))
    assert options["visibility_timeout"] >= 3 * longest
    assert 0 < options["unacked_restore_interval"] <= 30


def test_en_ko_som_inte_svarar_provas_en_gang_utan_att_vanta(load_settings: Callable[..., dict[str, Any]]) -> None:
    options = load_settings()["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert (options["socket_connect_timeout"], options["max_retries"], options["interval_start"]) == (2, 1, 0)


def test_loggen_ar_json_i_drift_och_lasbar_annars(load_settings: Callable[..., dict[str, Any]]) -> None:
    def form(servers: dict[str, Any]) -> type:
        return servers["LOGGING"]["formatters"]["rad"]["()"]

    assert form(load_settings()) is loggar.Json
    assert form(load_settings(DATABASE_URL=None, REDIS_URL=None)) is loggar.Rad


@pytest.mark.parametrize(("litar", "tas"), [("true", True), ("false", False), (None, False)])
def test_proxyn_ar_betrodd_bara_nar_det_sags(
    load_settings: Callable[..., dict[str, Any]], litar: str | None, tas: bool
) -> None:
    servers = load_settings(LITA_PA_PROXY=litar)
    assert (servers["LITA_PA_PROXY"], "SECURE_PROXY_SSL_HEADER" in servers) == (tas, tas)


@pytest.mark.parametrize("namn", ["sopa-utkorgen", "plikta"])
def test_sveparen_och_klockan_gar_varje_minut(namn: str) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[namn]
    assert entry["task"] in app.tasks
    assert timedelta(seconds=entry["schedule"]) <= timedelta(minutes=1)

"""System checks: the letters' libraries by package name, and the deployment's settings."""

import os
import subprocess
import sys

import pytest
from django.core import checks
from pytest_django import Settings

from anvisning import kontroller
from tests.maskin import ROT
from tests.omgang import SERVRAR


def test_saknade_bibliotek_namns_med_paket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kontroller, "find_library", lambda name: None if "harfbuzz" in name else "libfinns.so.0")
    (message,) = kontroller.check_libraries()
    assert message.id == "anvisning.W001"
    assert message.hint == "apt-get install --no-install-recommends libharfbuzz-subset0"
    monkeypatch.setattr(kontroller, "find_library", lambda name: None)
    (message,) = kontroller.check_libraries()
    assert message.hint.endswith("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    monkeypatch.setattr(kontroller, "find_library", lambda name: "libfinns.so.0")
    assert kontroller.check_libraries() == []


@pytest.mark.usefixtures("brevbibliotek")
def test_biblioteken_som_finns_hittas() -> None:
    assert kontroller.get_missing_packages() == []


def test_kontrollerna_ar_anmalda() -> None:
    registered = {check.__name__ for check in checks.registry.registry.get_checks(include_deployment_checks=True)}
    assert {"check_libraries", "check_production"} <= registered


@pytest.mark.langsam
def test_webbprocessen_laddar_aldrig_weasyprint() -> None:
    script = (
        "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from django.core.checks import run_checks; run_checks(include_deployment_checks=True)\n"
        "import anvisning.config.wsgi\n"
        "loaded = [name for name in sys.modules if name.split('.')[0] in ('weasyprint', 'pydyf', 'tinycss2')]\n"
        "print(loaded)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "anvisning.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"BAS_URL": "http://omfordelning.example.org"}, ["anvisning.W003"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["anvisning.W004"]),
        ({"INBADDAT": True}, ["anvisning.W002"]),
        ({"EMAIL_HOST": "smtp.example.org"}, ["anvisning.W005"]),
        ({"EMAIL_HOST": "smtp.example.org", "EMAIL_USE_TLS": True}, []),
        ({"EMAIL_HOST": "smtp.example.org", "EMAIL_USE_SSL": True}, []),
    ],
)
def test_driftkontroller(settings: Settings, changed: dict[str, object], expected: list[str]) -> None:
    settings.INBADDAT = False
    settings.BAS_URL = SERVRAR["BAS_URL"]
    settings.ALLOWED_HOSTS = [SERVRAR["ALLOWED_HOSTS"]]
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [message.id for message in kontroller.check_production()] == expected

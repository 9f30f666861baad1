"""Django system checks: WeasyPrint's native libraries by package name, and what production must have set."""

from ctypes.util import find_library
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

BIBLIOTEK = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""Library -> Debian package. Without the last one a letter takes five times as long."""
LOKALA = {"localhost", "127.0.0.1", "::1"}
"""A mail server on the same machine needs no TLS."""


def get_missing_packages() -> list[str]:
    """The Debian packages of the native libraries that cannot be found; WeasyPrint is not imported."""
    return [package for library, package in BIBLIOTEK.items() if find_library(library) is None]


@register()
def check_libraries(**kwargs: Any) -> list[CheckMessage]:
    """Warn (anvisning.W001) about missing libraries: letters would not come, or come slowly."""
    missing = get_missing_packages()
    if not missing:
        return []
    hint = f"apt-get install --no-install-recommends {' '.join(missing)}"
    return [Warning("Letters as PDF need native libraries that are missing here.", hint=hint, id="anvisning.W001")]


@register(Tags.security, deploy=True)
def check_production(**kwargs: Any) -> list[CheckMessage]:
    """Warn about embedded mode (W002), an address without TLS (W003), any host (W004) and mail without TLS (W005)."""
    found: list[CheckMessage] = []
    if settings.INBADDAT:
        found.append(
            Warning("Embedded mode is not for deployment.", hint="Set DATABASE_URL and REDIS_URL.", id="anvisning.W002")
        )
    elif urlsplit(settings.BAS_URL).scheme != "https":
        found.append(
            Warning("BAS_URL is not https.", hint="Mails would lead to an address without TLS.", id="anvisning.W003")
        )
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.EMAIL_HOST in LOKALA):
        found.append(
            Warning("Mail leaves without TLS.", hint="Set EMAIL_USE_TLS or EMAIL_USE_SSL.", id="anvisning.W005")
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Warning("ALLOWED_HOSTS takes any host.", hint="Name the host.", id="anvisning.W004"))
    return found

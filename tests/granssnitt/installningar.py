"""Settings for the component gallery: the application's own, without database, accounts and static files folder."""

from anvisning.config.settings import *  # noqa: F403
from anvisning.config.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]
ROOT_URLCONF = "tests.granssnitt.adresser"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    TEMPLATES[0]
    | {
        "DIRS": [BASE_DIR / "templates", BASE_DIR / "tests/granssnitt/mallar"],
        "OPTIONS": TEMPLATES[0]["OPTIONS"]
        | {
            "context_processors": [
                "django.template.context_processors.request",
                "tests.granssnitt.adresser.sida_utan_databas",
            ]
        },
    }
]
DATABASES = {}

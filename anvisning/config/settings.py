"""Settings. DATABASE_URL and REDIS_URL both set: servers (production). Neither: the embedded mode of `make start`."""

import json
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from anvisning import loggar

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
"""All that embedded mode writes."""

DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="")
if bool(DATABASE_URL) != bool(REDIS_URL):
    raise ImproperlyConfigured(
        "Set both DATABASE_URL and REDIS_URL (servers), or neither (embedded PostgreSQL and file queue)."
    )
INBADDAT = not DATABASE_URL
"""True in embedded mode: demo accounts and the on-screen utkorg exist only here."""
if INBADDAT and env.bool("KRAV_SERVRAR", default=False):
    raise ImproperlyConfigured("This installation demands servers: set DATABASE_URL and REDIS_URL.")


def _refuse_default(name: str, value: str) -> None:
    """Raise ImproperlyConfigured when a secret is one that stands in an example, or that everybody tries first."""
    known = {"postgres", "password", "losenord", "redis", "admin", "secret", "hemlig", "changeme", "test", "anvisning"}
    if value.lower() in known or value.lower().startswith("byt-"):
        raise ImproperlyConfigured(f"{name} is a default or example value: set an own, random one.")


for _name, _url in (("DATABASE_URL", DATABASE_URL), ("REDIS_URL", REDIS_URL)):
    _refuse_default(f"The password in {_name}", unquote(urlsplit(_url).password or ""))

DEBUG = False
EMBEDDED_KEY = "endast-for-inbaddat-lage-" + "0" * 40
SECRET_KEY = EMBEDDED_KEY if INBADDAT else env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = [] if INBADDAT else env.list("SECRET_KEY_FALLBACKS", default=[])
if not INBADDAT:
    for _key in [SECRET_KEY, *SECRET_KEY_FALLBACKS]:
        if (
            len(_key) < 50
            or len(set(_key)) < 10
            or _key == EMBEDDED_KEY
            or _key.startswith(("byt-", "django-insecure"))
        ):
            raise ImproperlyConfigured("Set SECRET_KEY to a random value of at least 50 characters.")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"] if INBADDAT else env.list("ALLOWED_HOSTS")
LITA_PA_PROXY = not INBADDAT and env.bool("LITA_PA_PROXY", default=False)
"""The proxy in front tells scheme, the client's address and the request's id and arrival; no visitor may tell them."""
BAS_URL = env("BAS_URL", default="http://localhost:8000").rstrip("/")
"""Where mails and letters point; never taken from a request."""
METRIK_NYCKEL = env("METRIK_NYCKEL", default="")
"""What a monitoring system shows to read `/matt`; without it there is no such page."""
_refuse_default("METRIK_NYCKEL", METRIK_NYCKEL)
if METRIK_NYCKEL and len(METRIK_NYCKEL) < 20:
    raise ImproperlyConfigured("METRIK_NYCKEL is too short: make it with openssl rand -hex 32.")
CSRF_TRUSTED_ORIGINS = [] if INBADDAT else [BAS_URL]

INSTALLED_APPS = [
    "anvisning",
    "omfordelning",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "anvisning.mellanlager.Mottagen",
    "anvisning.mellanlager.Logg",
    "anvisning.mellanlager.Metoder",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anvisning.mellanlager.Sessionstid",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "anvisning.mellanlager.Inloggning",
    "anvisning.mellanlager.Svarshuvuden",
    "anvisning.mellanlager.Hinder",
]
ROOT_URLCONF = "anvisning.config.urls"
WSGI_APPLICATION = "anvisning.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["anvisning.templatetags.visning"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anvisning.sammanhang.sida",
            ],
        },
    }
]


def _get_socket() -> str:
    """The embedded server's socket folder: var/sockel, or where `make start` noted that it had to put it."""
    remembered = VAR_DIR / "postgres-plats.json"
    return str(json.loads(remembered.read_text())["sockel"] if remembered.is_file() else VAR_DIR / "sockel")


if INBADDAT:
    # The server is owned by `make start` and by the tests' conftest; here we only connect (unix socket).
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": env("INBADDAD_DATABAS", default="anvisning"),
            "USER": "postgres",
            "HOST": env("INBADDAD_SOCKEL", default="") or _get_socket(),
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
else:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        # Rows are fetched with what they point to, from the row that is sought: to weigh every order of eight such
        # joins against each other took 10 ms of the case page's 14.
        "options": "-c lock_timeout=10s -c statement_timeout=60s -c join_collapse_limit=4 -c search_path=public",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "anvisning.Konto"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "anvisning.losenord.InteForLangt"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("epost", "namn")},
    },
    {"NAME": "anvisning.losenord.InteTjanstensOrd"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "uppgifter"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "epost"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "anvisning.inloggning.Kontoadapter"
ACCOUNT_FORMS = {
    "login": "anvisning.kontoformular.LoggaIn",
    "reset_password": "anvisning.kontoformular.BeOmLank",
    "reset_password_from_key": "anvisning.kontoformular.NyttLosenord",
    "change_password": "anvisning.kontoformular.BytLosenord",
    "reauthenticate": "anvisning.kontoformular.Bekrafta",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
"""Seconds since the password was last given, after which it is asked for again before certain acts."""
ACCOUNT_SESSION_REMEMBER = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
"""Seconds without a request until a person is logged out."""
SESSION_HOGST = 8 * 3600
"""Seconds from log-in until a person is logged out, whatever they do."""
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
"""Never the session table: a message may show a secret, a calendar's link, to its reader alone."""
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "anvisning.felsidor.csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not INBADDAT:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^matt$"]
    if LITA_PA_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the client's address, by which log-ins are throttled, is the proxy's to tell
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

LANGUAGE_CODE = "sv"
USE_I18N = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None if INBADDAT else Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "static_tredjepart"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if INBADDAT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = INBADDAT

CRISPY_TEMPLATE_PACK = "lst"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["lst"]
CRISPY_CLASS_CONVERTERS = dict.fromkeys(
    ("textinput", "numberinput", "dateinput", "select", "textarea", "emailinput", "passwordinput"), "ds-input"
)
CRISPY_FAIL_SILENTLY = False

DEFAULT_FROM_EMAIL = env("FRAN_ADRESS", default="Omfördelning av anvisningsandelar <omfordelning@example.org>")
DRIFT_ADRESS = env("DRIFT_ADRESS", default="") or parseaddr(DEFAULT_FROM_EMAIL)[1]
"""The operator's: alarms, and what visitors tell that concerns no county."""
MEJLDOMAN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
"""The service's own domain in mail: of each Message-ID and of the List-Id."""
STUDS_ADRESS = env("STUDS_ADRESS", default="") or f"studs@{MEJLDOMAN}"
"""Where mail servers send back what they could not deliver (the envelope's sender, Return-Path)."""
STUDS_MAILDIR = env("STUDS_MAILDIR", default="")
"""The Maildir of that address, read each minute; empty: nothing is read (then: `manage.py studs` from a pipe)."""
if INBADDAT:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the on-screen utkorg shows what was sent
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env("EMAIL_HOST", default="localhost")
    EMAIL_PORT = env.int("EMAIL_PORT", default=25)
    EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True) and not EMAIL_USE_SSL
    EMAIL_TIMEOUT = 20

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
ARBETARE_MINNE_MB = env.int("ARBETARE_MINNE_MB", default=1024)
"""Most address space of a child of the worker. A report of 300 rows, more than any county's, was made in 450 MB."""
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if INBADDAT:
    KO_DIR = Path(env("INBADDAD_KO", default=str(VAR_DIR / "ko")))
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(KO_DIR / "meddelanden"),
        "data_folder_out": str(KO_DIR / "meddelanden"),
        "control_folder": str(KO_DIR / "styrning"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3 * CELERY_TASK_TIME_LIMIT,
        "unacked_restore_interval": 10,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        # A broker that is down is tried once, not for six seconds: the act is done, and the sweeper rings later.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
CELERY_BEAT_SCHEDULE = {
    "sopa-utkorgen": {"task": "anvisning.tasks.sopa", "schedule": 60.0},
    "plikta": {"task": "anvisning.tasks.plikta", "schedule": 60.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")

LOGGING = loggar.build_config(som_json=not INBADDAT)

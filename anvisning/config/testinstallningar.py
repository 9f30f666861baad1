"""Settings of the test suite: a fast password hasher, mail kept in memory, a database server and a queue per run.

The environment names the run's own folder (TEST_VAR), so that parallel workers meet and other runs do not; it is set
here when missing, since settings are read before conftest. `tests/conftest.py` starts the server and removes all.
"""

import os
from pathlib import Path

from anvisning.uppstart import postgres

if "TEST_VAR" not in os.environ:
    os.environ["TEST_VAR"] = str(Path(__file__).resolve().parents[2] / "var" / f"test-{os.getpid()}")
os.environ["VAR_DIR"] = os.environ["TEST_VAR"]
os.environ["INBADDAD_SOCKEL"] = str(postgres.choose_place(Path(os.environ["TEST_VAR"])).sockel)
for _name in ("DATABASE_URL", "REDIS_URL", "INBADDAD_KO", "INBADDAD_DATABAS", "BAS_URL", "KRAV_SERVRAR"):
    os.environ.pop(_name, None)

from anvisning.config.settings import *  # noqa: E402,F403 - after the environment; a settings file takes every name

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

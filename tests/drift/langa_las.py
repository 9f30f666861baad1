"""The settings of `make start` for a worker that tests stop at a locked table, however slow the machine is."""

from anvisning.config.settings import *  # noqa: F403 - a settings file takes every name
from anvisning.config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=300s -c statement_timeout=300s -c search_path=public"

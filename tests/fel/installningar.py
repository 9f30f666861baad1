"""The production settings for the processes of the fault tests: cheap passwords, plain static files, short intervals.

FEL_KORTARE (default 1) is what the intervals of the clock are divided by.
"""

import os

from anvisning.config.settings import *  # noqa: F403 - a settings file takes every name
from anvisning.config.settings import CELERY_BROKER_TRANSPORT_OPTIONS, STORAGES

KORTARE = int(os.environ.get("FEL_KORTARE", "1"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_BEAT_SCHEDULE = {
    namn: {"task": f"anvisning.tasks.{uppgift}", "schedule": 60 / KORTARE}
    for namn, uppgift in (("sopa-utkorgen", "sopa"), ("plikta", "plikta"))
}
if KORTARE > 1:
    CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 10, 15
    CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"visibility_timeout": 45}

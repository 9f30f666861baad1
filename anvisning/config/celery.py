"""The Celery application of worker and beat."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anvisning.config.settings")
app = Celery("anvisning")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def warm_up(**kwargs: object) -> None:
    """Load what letters need in the worker's parent, before it forks; a web process sends no such signal.

    Named by its path, as the outbox names its work: this package imports no other application. Celery logs what goes
    wrong here and goes on; each letter then fails with its own message.
    """
    from django.utils.module_loading import import_string

    import_string("omfordelning.brev.varm_upp")()

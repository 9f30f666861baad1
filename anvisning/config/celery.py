"""The Celery application of worker and beat."""

import contextlib
import logging.config
import os
import resource

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anvisning.config.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads take address space, and whole numbers use none
app = Celery("anvisning")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**kwargs: object) -> None:
    """Use the project's logging in worker and beat; Celery then sets up none of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def warm_up(**kwargs: object) -> None:
    """Load what letters need in the worker's parent, before it forks; a web process sends no such signal.

    Named by its path, as the outbox names its work: this package imports no other application. Celery logs what goes
    wrong here and goes on; each letter then fails with its own message.
    """
    from django.utils.module_loading import import_string

    import_string("omfordelning.brev.varm_upp")()


@worker_process_init.connect
def step_aside(**kwargs: object) -> None:
    """Let the children that work wait for the web where they share cores: letters can wait, somebody who sends cannot.

    Containers have a share each instead (`cpu_shares` in docker-compose.yml).
    """
    os.nice(10)


@worker_process_init.connect
def limit_memory(**kwargs: object) -> None:
    """Give each child that works a ceiling of memory: work that wants more fails alone, and is tried again later.

    Address space is what the kernel can limit per process (not on every system that developers have): a warm child
    has taken 450 MB of it by its first letter, though only 130 MB of memory.
    """
    from django.conf import settings

    most = settings.ARBETARE_MINNE_MB * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

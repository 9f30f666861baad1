"""Settings and entry points. The Celery application comes along, so that every process rings the same broker."""

from anvisning.config.celery import app as celery_app

__all__ = ["celery_app"]

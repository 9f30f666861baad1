"""The web process's entry point (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anvisning.config.settings")
application = get_wsgi_application()

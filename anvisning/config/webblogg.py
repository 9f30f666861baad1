"""Gunicorn in production (`--config=python:anvisning.config.webblogg`): its own lines look like the application's, and
it serves as it does everywhere (`webbserver`).
"""

from anvisning import loggar
from anvisning.config.webbserver import when_ready as when_ready

logconfig_dict = loggar.build_config(som_json=True)

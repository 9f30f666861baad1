"""Gunicorn's own lines in production look like the application's (`--config=python:anvisning.config.webblogg`)."""

from anvisning import loggar
from anvisning.config.webbserver import when_ready as when_ready

logconfig_dict = loggar.build_config(som_json=True)

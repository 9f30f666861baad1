"""The app of what holds for the whole country."""

from django.apps import AppConfig


class AnvisningConfig(AppConfig):
    """Registers the system checks."""

    name = "anvisning"
    verbose_name = "Anvisning"

    def ready(self) -> None:
        from anvisning import kontroller  # noqa: F401  registers the checks

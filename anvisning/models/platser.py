"""Counties (län) and municipalities (kommuner), with Statistics Sweden's codes."""

from django.db import models

GOTLAND = "09"
"""A county of one municipality: shares and fulfilment, but no redistribution and no report."""


class Lan(models.Model):
    """A county."""

    kod = models.CharField(max_length=2, primary_key=True)
    namn = models.CharField(max_length=60, unique=True)
    sortering = models.CharField(max_length=120)

    class Meta:
        ordering = ["kod"]

    def __str__(self) -> str:
        return self.namn

    @property
    def kan_omfordela(self) -> bool:
        """Tell whether redistribution is possible at all: Gotland has nobody to share with."""
        return self.kod != GOTLAND


class Kommun(models.Model):
    """A municipality. `sortering` orders a–z, å, ä, ö byte by byte; `sokning` is folded for searching."""

    kod = models.CharField(max_length=4, primary_key=True)
    namn = models.CharField(max_length=60, unique=True)
    lan = models.ForeignKey(Lan, models.PROTECT, related_name="kommuner")
    sortering = models.CharField(max_length=120)
    sokning = models.CharField(max_length=60)

    class Meta:
        ordering = ["sortering"]

    def __str__(self) -> str:
        return self.namn

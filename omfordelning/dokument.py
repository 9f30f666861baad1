"""Documents that the worker renders: ordered with all they say, rendered once, never again."""

import json
from collections.abc import Iterable
from datetime import datetime

from anvisning import utkorg
from anvisning.models import Dokument
from omfordelning import brev


def bestall(underlag: Iterable[tuple[str, brev.Underlag]], *, nu: datetime) -> list[Dokument]:
    """Order PDFs, each by its file name and all it says. The worker fills in the bytes."""
    dokument = Dokument.objects.bulk_create(
        Dokument(filnamn=filnamn, mediatyp="application/pdf", underlag=json.loads(allt.to_json()), skapad=nu)
        for filnamn, allt in underlag
    )
    utkorg.lagg("dokument", [d.pk for d in dokument], nu=nu)
    return dokument


def framstall(dokument_id: int, *, nu: datetime) -> None:
    """Render one ordered document (outbox work). What is rendered is kept as it is."""
    dokument = Dokument.objects.get(pk=dokument_id)
    if dokument.klar is not None:
        return
    renderat = brev.rendera(brev.las_underlag(dokument.underlag))
    dokument.innehall, dokument.sha256, dokument.versioner = renderat.pdf, renderat.sha256, renderat.versioner
    dokument.klar = nu
    dokument.save(update_fields=["innehall", "sha256", "versioner", "klar"])

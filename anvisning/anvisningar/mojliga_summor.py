"""Sums that cannot be: below zero children of a type in a municipality, or above what any can have."""

from django.db import connection

from anvisning.models import Anvisningsunderlag
from anvisning.tabell import STORST
from anvisning.visning import tal

_SUMMOR = """
WITH per_ar AS (
    SELECT kommun_id, typ, ar, sum(antal) AS antal FROM (
        SELECT kommun_id, typ, ar, antal FROM anvisning_anvisningsraknare
        UNION ALL
        SELECT kommun_id, typ, extract(year FROM dag), sum(antal) FROM anvisning_anvisningsunderlagsrad
        WHERE underlag_id = %(underlag)s GROUP BY 1, 2, 3) bada
    GROUP BY 1, 2, 3),
summor AS (SELECT kommun_id, typ, sum(antal) AS summa, max(abs(antal)) AS storsta_aret FROM per_ar GROUP BY 1, 2)
SELECT k.namn, s.summa < 0 FROM summor s JOIN anvisning_kommun k ON k.kod = s.kommun_id
WHERE s.summa < 0 OR s.summa > %(storst)s OR s.storsta_aret > %(storst)s
"""


def omojliga_summor(underlag: Anvisningsunderlag | None = None) -> list[str]:
    """Say which sums of the counters cannot be, with the staged rows of `underlag` (if any) added to them.

    A sentence for those below zero, and one for those above what any can have.
    """
    with connection.cursor() as fraga:
        fraga.execute(_SUMMOR, {"underlag": underlag and underlag.pk, "storst": STORST})
        rader = fraga.fetchall()
    return [
        f"Det skulle bli {vad} i {', '.join(namn[:5])}. Kontrollera underlaget."
        for vad, under in (
            ("färre än noll anvisade barn", True),
            (f"fler än {tal(STORST)} anvisade barn av ett slag", False),
        )
        if (namn := sorted({kommun for kommun, ar_under in rader if ar_under is under}))
    ]

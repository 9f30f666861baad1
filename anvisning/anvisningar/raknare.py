"""The counters per municipality, year and type: kept by one statement per posting, and compared with the rows (I12)."""

from dataclasses import dataclass

from django.db import connection, transaction

from anvisning.models import Anvisningsunderlag

AVVIKELSER = """
SELECT coalesce(r.kommun_id, c.kommun_id) AS kommun, coalesce(r.ar, c.ar) AS ar, coalesce(r.typ, c.typ) AS typ,
    coalesce(c.antal, 0) AS raknat, coalesce(r.antal, 0) AS ska_vara
FROM (SELECT kommun_id, ar, typ, sum(antal) AS antal FROM anvisning_anvisningsrad GROUP BY kommun_id, ar, typ) r
FULL JOIN anvisning_anvisningsraknare c ON c.kommun_id = r.kommun_id AND c.ar = r.ar AND c.typ = r.typ
WHERE coalesce(c.antal, 0) <> coalesce(r.antal, 0)
"""
"""The cells in which the counters are not the rows' full GROUP BY: one query, so one instant."""

_UPPDATERA = """
MERGE INTO anvisning_anvisningsraknare c
USING (
    SELECT kommun_id, extract(year FROM dag)::int AS ar, typ, sum(antal) AS antal
    FROM anvisning_anvisningsunderlagsrad WHERE underlag_id = %s GROUP BY 1, 2, 3
) n ON c.kommun_id = n.kommun_id AND c.ar = n.ar AND c.typ = n.typ
WHEN MATCHED THEN UPDATE SET antal = c.antal + n.antal
WHEN NOT MATCHED THEN INSERT (kommun_id, ar, typ, antal) VALUES (n.kommun_id, n.ar, n.typ, n.antal)
"""
"""Under `las_bokforingen`, so no two meet; cheaper than ON CONFLICT, which locks each row first."""
_BYGG_OM = """
INSERT INTO anvisning_anvisningsraknare (kommun_id, ar, typ, antal)
SELECT kommun_id, ar, typ, sum(antal) FROM anvisning_anvisningsrad GROUP BY 1, 2, 3
"""
LAS = "LOCK TABLE anvisning_anvisningsbokning IN SHARE ROW EXCLUSIVE MODE"
"""One posting at a time: a difference to what is posted holds until it is posted itself. Readers never wait."""


@dataclass(frozen=True)
class Avvikelse:
    """A cell in which the counter (`raknat`) is not the sum of the rows (`ska_vara`)."""

    kommun: str
    ar: int
    typ: str
    raknat: int
    ska_vara: int

    def __str__(self) -> str:
        return f"{self.kommun} {self.ar} {self.typ}: räknaren är {self.raknat} men raderna är {self.ska_vara}"


def las_bokforingen() -> None:
    """Wait until nobody else posts; held until the transaction ends."""
    with connection.cursor() as fraga:
        fraga.execute(LAS)


def uppdatera(underlag: Anvisningsunderlag) -> None:
    """Add the staged rows to the counters, in one statement. Call in the posting's transaction."""
    with connection.cursor() as fraga:
        fraga.execute(_UPPDATERA, [underlag.pk])


def avvikelser() -> list[Avvikelse]:
    """Compare every counter with the rows' full GROUP BY; nothing when they agree. Changes nothing."""
    with connection.cursor() as fraga:
        fraga.execute(f"{AVVIKELSER} ORDER BY 1, 2, 3")
        return [Avvikelse(*rad) for rad in fraga.fetchall()]


@transaction.atomic
def rakna_om() -> list[Avvikelse]:
    """Build the counters anew from the rows, which are the truth. Gives the cells that were wrong."""
    las_bokforingen()
    fel = avvikelser()
    if fel:
        with connection.cursor() as fraga:
            fraga.execute("DELETE FROM anvisning_anvisningsraknare")
            fraga.execute(_BYGG_OM)
    return fel

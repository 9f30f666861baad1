"""The days on which something changed of what the public sees: what to look at next when looking back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from anvisning import tid
from anvisning.models import Andelstabell, Tabellslag
from omfordelning.process import Status

OFFENTLIGA_STEG = (
    "redovisad",
    "tas_med",
    "tas_inte_med",
    "arende_avslutat",
    "faststalld",
    "inte_faststalld",
    "omstandighet_anmald",
)
"""The acts that change what the public sees of a redistribution."""
FRAN_TABELLEN = ("faststalld", "inte_faststalld")
"""Those of them that came with a published table, which is what is told then."""
_NARMAST = """
    WITH steg AS (
        SELECT h.arende, h.nummer, h.slag, h.ar, h.lanskod, (h.nar AT TIME ZONE %(zon)s)::date AS dag, coalesce(
            h.uppgifter ->> 'status' = %(faststalld)s
            OR h.uppgifter ->> 'status' = %(redovisad)s AND ar.visa_foreslagna, false) AS offentlig
        FROM anvisning_handelse h JOIN anvisning_ar ar ON ar.ar = h.ar
        WHERE h.slag = ANY(%(steg)s) AND h.arende = ANY(ARRAY(
            SELECT f.publikt_id::text FROM omfordelning_redovisningsrad rad
            JOIN omfordelning_redovisning r ON r.id = rad.redovisning_id
            JOIN omfordelning_forslag f ON f.id = rad.forslag_id
            WHERE rad.tas_med AND r.oversand IS NOT NULL))
    ), foljd AS (
        SELECT *, lag(offentlig, 1, false) OVER (PARTITION BY arende ORDER BY nummer) AS var_offentlig FROM steg
    ), andring AS (
        SELECT dag, ar, lanskod, CASE WHEN var_offentlig THEN 'ändrades' ELSE 'redovisades' END AS vad FROM foljd
        WHERE CASE WHEN var_offentlig
            THEN slag <> ALL(%(fran_tabellen)s) AND (NOT offentlig OR slag = 'omstandighet_anmald')
            ELSE offentlig END
    )
    SELECT DISTINCT a.dag, a.vad, a.ar, l.namn
    FROM andring a JOIN anvisning_lan l ON l.kod = a.lanskod
    WHERE a.dag IN ((SELECT max(dag) FROM andring WHERE dag < %(dag)s),
                    (SELECT min(dag) FROM andring WHERE dag > %(dag)s AND dag <= %(idag)s))
    ORDER BY a.dag, a.ar, l.namn, a.vad DESC
"""
"""What became public, changed, or was no longer public, on the nearest days alone.

Of the reported cases; as an array they are sought in the index, however many joins the planner weighs.
"""


@dataclass(frozen=True, slots=True)
class Andringsdag:
    """A day, and in words what changed on it."""

    dag: date
    vad: str


def narmast(tabeller: Sequence[Andelstabell], dag: date, idag: date) -> tuple[Andringsdag | None, Andringsdag | None]:
    """Give the last day before `dag` and the first after it, until today, on which something changed (one query).

    Takes the published tables (`oppet.publicerade`).
    """
    per_dag: dict[date, dict[str, None]] = {}
    for nar, vad in (*_tabellernas(tabeller), *_omfordelningarnas(dag, idag)):
        if nar <= idag:
            per_dag.setdefault(nar, {})[vad] = None
    fore = max((d for d in per_dag if d < dag), default=None)
    efter = min((d for d in per_dag if d > dag), default=None)
    return _som_rad(fore, per_dag), _som_rad(efter, per_dag)


def _som_rad(dag: date | None, per_dag: dict[date, dict[str, None]]) -> Andringsdag | None:
    return Andringsdag(dag, "; ".join(per_dag[dag])) if dag else None


def _tabellernas(tabeller: Iterable[Andelstabell]) -> Iterator[tuple[date, str]]:
    """Give when each table was published, and when it began to apply if that was later."""
    for tabell in tabeller:
        publicerad = tid.svensk_dag(tabell.publicerad)
        yield (
            publicerad,
            f"{tabell.get_slag_display().lower()} för {tabell.ar_id}, version {tabell.version}, publicerades",
        )
        if tabell.slag != Tabellslag.PRELIMINAR and tabell.galler_fran > publicerad:
            vad = "rättelsen" if tabell.slag == Tabellslag.RATTELSE else "andelarna"
            yield tabell.galler_fran, f"{vad} för {tabell.ar_id} började gälla"


def _omfordelningarnas(dag: date, idag: date) -> list[tuple[date, str]]:
    """Give what changed of redistributions on the nearest day before `dag` on which something did, and after it."""
    with connection.cursor() as fraga:
        fraga.execute(
            _NARMAST,
            {
                "dag": dag,
                "idag": idag,
                "zon": tid.STOCKHOLM.key,
                "steg": list(OFFENTLIGA_STEG),
                "fran_tabellen": list(FRAN_TABELLEN),
                "faststalld": Status.FASTSTALLD,
                "redovisad": Status.REDOVISAD,
            },
        )
        return [(nar, f"omfördelningar för {ar} i {lan} {vad}") for nar, vad, ar, lan in fraga.fetchall()]

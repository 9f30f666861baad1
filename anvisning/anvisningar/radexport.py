"""All posted rows of assignments as a CSV file, streamed: a million rows take no more memory than a hundred."""

from functools import partial

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anvisning import tid
from anvisning.anvisningar.copystrom import Copystrom
from anvisning.ensam import EXPORTKONTONA, EXPORTPLATSERNA, ta_las
from anvisning.hinder import Hinder
from anvisning.models import Anvisningsbokning, Anvisningstyp, Konto
from anvisning.tabell.export import neutralisera

BOM = b"\xef\xbb\xbf"
PLATSER = 2
"""Exports at a time in all: each holds a thread of the web process and a connection for as long as its reader reads."""
_SLAG = f"CASE r.typ{' WHEN %s THEN %s' * len(Anvisningstyp)} END"
_RADER = f"""
COPY (
    SELECT l.namn AS "Län", r.kommun_id AS "Kommunkod", k.namn AS "Kommun", r.fran AS "Från", r.dag AS "Till",
        r.ar AS "År", {_SLAG} AS "Slag", r.antal AS "Antal", b.kalla AS "Källa", b.bokford AS "Bokfört",
        b.publikt_id AS "Bokföring"
    FROM anvisning_anvisningsrad r
    JOIN anvisning_kommun k ON k.kod = r.kommun_id
    JOIN anvisning_lan l ON l.kod = k.lan_id
    JOIN unnest(%s::bigint[], %s::text[], %s::text[], %s::uuid[]) AS b(id, kalla, bokford, publikt_id)
        ON b.id = r.bokning_id
    ORDER BY r.id
) TO STDOUT WITH (FORMAT csv, HEADER, DELIMITER ';')
"""  # noqa: S608 - constants


def radsats() -> str:
    """Give the statement of the export, with what is posted by now in it.

    What people have typed, a posting's source, is written as every table's texts are: no spreadsheet takes it for a
    formula.
    """
    bokningar = list(Anvisningsbokning.objects.order_by("pk").values_list("pk", "kalla", "bokford", "publikt_id"))
    varden = [
        *(text for typ in Anvisningstyp.choices for text in typ),
        [pk for pk, *_ in bokningar],
        [neutralisera(kalla) for _, kalla, *_ in bokningar],
        [f"{tid.lokal(bokford):%Y-%m-%d %H:%M}" for *_, bokford, _ in bokningar],
        [str(publikt_id) for *_, publikt_id in bokningar],
    ]
    with connection.cursor() as fraga:
        return fraga.mogrify(_RADER, varden).decode()


class Upptagen(Hinder):
    """Too many exports are under way."""


def radfil(konto: Konto) -> Copystrom:
    """Begin the export: CSV for Swedish spreadsheets (BOM, semicolons), a line per posted row, as they were posted.

    One at a time for an account, and `PLATSER` in all: raises Upptagen.
    """
    return Copystrom(radsats(), BOM, partial(_ta_plats, konto=konto))


def _ta_plats(fraga: CursorWrapper, konto: Konto) -> None:
    """Take the account's place and one of those for all, until the connection ends."""
    if not ta_las(fraga, EXPORTKONTONA + konto.pk):
        raise Upptagen("Du hämtar redan filen. Vänta tills den är klar, och hämta den sedan igen.")
    if not any(ta_las(fraga, EXPORTPLATSERNA + n) for n in range(PLATSER)):
        raise Upptagen("Andra hämtar filen just nu. Vänta en minut och hämta den sedan igen.")

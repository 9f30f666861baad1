"""Whether runs and published months are what they were when they were made (invariant I12). Changes nothing."""

from django.db import connection

from anvisning import tid
from anvisning.berakningar import lasning
from anvisning.berakningar.korning import kodversion
from anvisning.berakningar.landet import las_landet

BROTT = """
SELECT 'Beräkning ' || b.id || ' säger ' || b.alla || ' barn men raderna är ' || sum(r.pa_kontot) || ' och '
    || sum(r.i_kommunen) AS brott
FROM anvisning_berakning b JOIN anvisning_berakningsrad r ON r.berakning_id = b.id
GROUP BY b.id HAVING sum(r.pa_kontot) <> b.alla OR sum(r.i_kommunen) <> b.alla OR sum(r.ordinarie) <> sum(r.gallande)
UNION ALL
SELECT 'Beräkning ' || b.id || ' saknar rader' FROM anvisning_berakning b
WHERE NOT EXISTS (SELECT FROM anvisning_berakningsrad r WHERE r.berakning_id = b.id)
UNION ALL
SELECT 'Måluppfyllelsen till och med ' || m.per || ' har en annan rad än sin beräkning: ' || rad.kommun_id
FROM anvisning_manadspublicering m
JOIN (
    SELECT x.antal AS raknat, p.antal AS publicerat, publicering_id, kommun_id
    FROM (SELECT m.id AS publicering_id, r.kommun_id,
            CASE b.metod WHEN 'ordinarie_andel' THEN r.pa_kontot ELSE r.i_kommunen END AS antal
        FROM anvisning_manadspublicering m
        JOIN anvisning_berakning b ON b.id = m.berakning_id
        JOIN anvisning_berakningsrad r ON r.berakning_id = b.id) x
    FULL JOIN anvisning_publiceringsrad p USING (publicering_id, kommun_id)
) rad ON rad.publicering_id = m.id
WHERE rad.raknat IS DISTINCT FROM rad.publicerat
UNION ALL
SELECT 'Måluppfyllelsen till och med ' || m.per || ' bygger på en beräkning som är tillbakatagen eller har en annan dag'
FROM anvisning_manadspublicering m JOIN anvisning_berakning b ON b.id = m.berakning_id
WHERE b.tillbakatagen IS NOT NULL OR b.per IS DISTINCT FROM m.per OR m.manad <> date_trunc('month', m.per)
UNION ALL
SELECT 'Måluppfyllelsen till och med ' || m.per || ' saknar händelse'
FROM anvisning_manadspublicering m JOIN anvisning_berakning b ON b.id = m.berakning_id WHERE 1 <> (
    SELECT count(*) FROM anvisning_handelse h WHERE h.lanskod = '00' AND h.slag = 'maluppfyllelse_publicerad'
    AND h.uppgifter ->> 'berakning' = b.publikt_id::text)
UNION ALL
SELECT 'Databasen vägrar inte längre ändringar: ' || ska.namn
FROM (VALUES ('berakning_oforanderlig'), ('berakningsrad_oforanderlig'), ('berakningsdel_oforanderlig'),
    ('manadspublicering_oforanderlig'), ('publiceringsrad_oforanderlig')) AS ska(namn)
LEFT JOIN pg_trigger t ON t.tgname = ska.namn
WHERE coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
"""
"""A sentence per breach that the stored rows show by themselves: one query, so one instant."""


def avvikelser() -> list[str]:
    """Name every breach in the stored runs and months, and whether the run that holds gives what it stored."""
    with connection.cursor() as fraga:
        fraga.execute(f"{BROTT} ORDER BY 1")
        return [*(brott for (brott,) in fraga.fetchall()), *omraknad()]


def omraknad() -> list[str]:
    """Compute the run that holds anew. Nothing when it gives what it stored, or when its inputs or the code are others.

    Then another run has been ordered.
    """
    berakning = lasning.gallande()
    if berakning is None or berakning.kodversion != kodversion():
        return []
    try:
        lagrat, landet = lasning.underlag(berakning), las_landet(berakning.ar_id, tid.svensk_dag(berakning.startad))
    except ValueError:
        return [f"{berakning} eller underlaget kan inte stämma: siffrorna går inte ihop"]
    if landet is None or landet.fingeravtryck != berakning.fingeravtryck:
        return []
    if lagrat == landet.underlag:
        return []
    ska_vara, finns = ({k.kod: k for k in u.kommuner} for u in (landet.underlag, lagrat))
    andra = sorted(kod for kod in ska_vara.keys() | finns.keys() if ska_vara.get(kod) != finns.get(kod))
    return [f"{berakning} ger ett annat resultat än det som är lagrat: {', '.join(andra) or 'delarna'}"]

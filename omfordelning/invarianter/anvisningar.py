"""What must always hold about assignments, as SQL over the whole database (quality D.2): I12, counters equal rows, and
what is computed and published of them is as it was made.
"""

from anvisning.anvisningar import AVVIKELSER
from anvisning.berakningar.kontroll import BROTT
from anvisning.models.anvisningar import RADSLAG, VARDESLAG
from omfordelning.invarianter.regler import Regel

RAKNARE = Regel(
    "I12",
    "Räknarna över anvisningar är summan av raderna, och det bokförda och beräknade är orört",
    "anvisning_anvisningsrad",
    "rader av anvisningar",
    f"""
    SELECT 'Räknaren för ' || a.kommun || ' ' || a.ar || ' ' || a.typ || ' är ' || a.raknat || ' men raderna är '
        || a.ska_vara
    FROM ({AVVIKELSER}) a
    UNION ALL
    SELECT 'Bokföring ' || b.id || ' har ' || count(r.id) || ' rader men ska ha ' || b.antal_rader
    FROM anvisning_anvisningsbokning b LEFT JOIN anvisning_anvisningsrad r ON r.bokning_id = b.id
    WHERE b.slag IN {tuple(map(str, RADSLAG))}
    GROUP BY b.id HAVING count(r.id) <> b.antal_rader
    UNION ALL
    SELECT 'Bokföring ' || b.id || ' har ett annat antal värden än ' || b.antal_rader
    FROM anvisning_anvisningsbokning b WHERE b.slag IN {tuple(map(str, VARDESLAG))} AND b.antal_rader <>
        (SELECT count(*) FROM anvisning_publiceradmaluppfyllelse p WHERE p.bokning_id = b.id)
        + (SELECT count(*) FROM anvisning_faktorvarde f WHERE f.bokning_id = b.id)
    UNION ALL
    SELECT 'Bokföring ' || m.angrar_id || ' är ångrad men tar inte ut sin motpost: ' || r.kommun_id || ' ' || r.typ
    FROM anvisning_anvisningsbokning m JOIN anvisning_anvisningsrad r ON r.bokning_id IN (m.id, m.angrar_id)
    WHERE m.angrar_id IS NOT NULL
    GROUP BY m.angrar_id, r.kommun_id, r.ar, r.typ HAVING sum(r.antal) <> 0
    UNION ALL
    SELECT 'Bokföring ' || b.id || ': filen är en annan än den som bokfördes'
    FROM anvisning_anvisningsbokning b JOIN anvisning_anvisningsunderlag u ON u.id = b.underlag_id
    WHERE b.sha256 <> u.sha256 OR (u.innehall IS NOT NULL AND u.sha256 <> encode(sha256(u.innehall), 'hex'))
    UNION ALL
    SELECT 'Bokföring ' || b.id || ' saknar händelse' FROM anvisning_anvisningsbokning b WHERE 1 <> (
        SELECT count(*) FROM anvisning_handelse h WHERE h.lanskod = '00' AND h.slag = 'anvisningar_bokforda'
        AND h.uppgifter ->> 'bokning' = b.publikt_id::text)
    UNION ALL
    SELECT 'Underlag ' || r.underlag_id || ' väntar inte på att bokföras men har ' || count(*) || ' förberedda rader'
    FROM anvisning_anvisningsunderlagsrad r WHERE NOT EXISTS (
        SELECT FROM anvisning_anvisningsunderlag u LEFT JOIN anvisning_anvisningsbokning b ON b.underlag_id = u.id
        WHERE u.id = r.underlag_id AND u.avslutad IS NULL AND b.id IS NULL)
    GROUP BY r.underlag_id
    UNION ALL
    SELECT 'Förberedda rader gäller en kommun som inte finns: ' || r.kommun_id
    FROM anvisning_anvisningsunderlagsrad r WHERE NOT EXISTS (
        SELECT FROM anvisning_kommun k WHERE k.kod = r.kommun_id)
    GROUP BY r.kommun_id
    UNION ALL
    SELECT 'Databasen vägrar inte längre ändringar: ' || ska.namn
    FROM (VALUES ('anvisningsrad_oforanderlig'), ('anvisningsbokning_oforanderlig'),
        ('anvisningsunderlag_oforanderligt'), ('anvisningsrad_hor_hemma'), ('maluppfyllelse_oforanderlig'),
        ('faktorvarde_oforanderligt'), ('ifragasattande_oforanderligt')) AS ska(namn)
    LEFT JOIN pg_trigger t ON t.tgname = ska.namn
    WHERE coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
    UNION ALL
    {BROTT}
    """,  # noqa: S608 - all of it stands in our own code
)

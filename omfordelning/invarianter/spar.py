"""What must always hold, as SQL over the whole database (quality D.2): I8–I11, what the acts leave behind."""

from omfordelning.invarianter.regler import Regel

SPAR = [
    Regel(
        "I8",
        "Varje handling har en händelse, och kedjan av händelser är hel",
        "anvisning_handelse",
        "händelser",
        """
        (SELECT DISTINCT ON (h.ar, h.lanskod) 'Händelse ' || h.nummer || ' i kedjan ' || h.lanskod || ' ' || h.ar
            || ' hänger inte ihop med den före (rad ' || h.id || ')'
        FROM (SELECT id, ar, lanskod, nummer, foregaende,
                lag(hash, 1, repeat('0', 64)) OVER kedjan AS fore, row_number() OVER kedjan AS plats
              FROM anvisning_handelse WINDOW kedjan AS (PARTITION BY ar, lanskod ORDER BY nummer)) h
        WHERE h.foregaende <> h.fore OR h.nummer <> h.plats ORDER BY h.ar, h.lanskod, h.nummer)
        UNION ALL
        SELECT 'Kedjan ' || coalesce(k.lanskod, h.lanskod) || ' ' || coalesce(k.ar, h.ar) || ' slutar vid händelse '
            || coalesce(h.antal, 0) || ' men ska sluta vid ' || coalesce(k.antal, 0)
        FROM anvisning_handelsekedja k FULL JOIN (
            SELECT ar, lanskod, max(nummer) AS antal, (array_agg(hash ORDER BY nummer DESC))[1] AS hash
            FROM anvisning_handelse GROUP BY ar, lanskod) h ON h.ar = k.ar AND h.lanskod = k.lanskod
        WHERE coalesce(k.antal, 0) <> coalesce(h.antal, 0)
            OR (h.antal > 0 AND k.hash IS DISTINCT FROM h.hash)
        UNION ALL
        SELECT a.referens || ' är ' || a.status || ' men den senaste händelsen säger ' || coalesce(h.status, 'inget')
        FROM arende a LEFT JOIN (
            SELECT DISTINCT ON (arende) arende, uppgifter ->> 'status' AS status FROM anvisning_handelse
            WHERE uppgifter ? 'status' ORDER BY arende, nummer DESC) h ON h.arende = a.publikt_id::text
        WHERE a.nummer IS NOT NULL AND h.status IS DISTINCT FROM a.status
        UNION ALL
        SELECT a.referens || ' har ' || g.antal || ' godkännanden men ' || coalesce(h.antal, 0) || ' händelser om dem'
        FROM arende a JOIN (
            SELECT v.forslag_id, count(*) AS antal FROM omfordelning_godkannande g
            JOIN omfordelning_forslagsversion v ON v.id = g.version_id GROUP BY v.forslag_id) g ON g.forslag_id = a.id
        LEFT JOIN (SELECT arende, count(*) AS antal FROM anvisning_handelse
            WHERE slag IN ('forslag_skickat', 'inbjudan_skickad', 'forslag_andrat', 'forslag_godkant')
            GROUP BY arende) h ON h.arende = a.publikt_id::text
        WHERE g.antal <> coalesce(h.antal, 0)
        UNION ALL
        SELECT 'Redovisningen ' || r.lan_id || ' ' || r.ar_id || ' har ' || count(*)
            || ' versioner men ett annat antal händelser'
        FROM omfordelning_redovisning r GROUP BY r.ar_id, r.lan_id
        HAVING count(*) <> (SELECT count(*) FROM anvisning_handelse h
            WHERE h.ar = r.ar_id AND h.lanskod = r.lan_id AND h.slag = 'redovisning_beslutad')
        UNION ALL
        SELECT 'Tabellen ' || t.slag || ' ' || t.ar_id || ', version ' || t.version || ', saknar händelse'
        FROM anvisning_andelstabell t WHERE 1 <> (
            SELECT count(*) FROM anvisning_handelse h WHERE h.ar = t.ar_id AND h.lanskod = '00'
            AND h.slag = 'tabell_publicerad' AND h.uppgifter ->> 'tabell' = t.publikt_id::text)
        """,
    ),
    Regel(
        "I9",
        "Allt som ska skickas eller framställas har en rad i utkorgen, och det som är klart finns",
        "anvisning_utkorgsrad",
        "rader i utkorgen",
        """
        SELECT 'Mejl ' || e.id || ' saknar rad i utkorgen' FROM anvisning_epostmeddelande e WHERE NOT EXISTS (
            SELECT FROM anvisning_utkorgsrad u WHERE u.uppgift = 'epost' AND u.objekt = e.id)
        UNION ALL
        SELECT d.filnamn || ' är beställd men saknar rad i utkorgen' FROM anvisning_dokument d
        WHERE d.underlag IS NOT NULL AND d.klar IS NULL AND NOT EXISTS (
            SELECT FROM anvisning_utkorgsrad u WHERE u.uppgift IN ('dokument', 'arendefil') AND u.objekt = d.id)
        UNION ALL
        SELECT 'Redovisningen ' || r.lan_id || ' ' || r.ar_id || ', version ' || r.version || ', saknar rad i utkorgen'
        FROM omfordelning_redovisning r WHERE NOT EXISTS (
            SELECT FROM anvisning_utkorgsrad u WHERE u.uppgift = 'redovisning' AND u.objekt = r.id)
        UNION ALL
        SELECT 'Rad ' || u.id || ' i utkorgen är ' || CASE WHEN u.klar IS NULL THEN 'inte klar, men mejlet är det'
            ELSE 'klar, men mejlet är inte skickat' END
        FROM anvisning_utkorgsrad u JOIN anvisning_epostmeddelande e ON e.id = u.objekt
        WHERE u.uppgift = 'epost' AND (
            (u.klar IS NULL AND (e.skickad IS NOT NULL OR e.upphavd IS NOT NULL))
            OR (u.klar IS NOT NULL AND e.skickad IS NULL AND e.upphavd IS NULL AND NOT EXISTS (
                SELECT FROM anvisning_leveransfel l WHERE l.epostmeddelande_id = e.id)))
        UNION ALL
        SELECT 'Rad ' || u.id || ' i utkorgen är klar, men ' || d.filnamn || ' är inte framställd'
        FROM anvisning_utkorgsrad u JOIN anvisning_dokument d ON d.id = u.objekt
        WHERE u.uppgift = 'dokument' AND (u.klar IS NULL) <> (d.klar IS NULL)
        UNION ALL
        SELECT 'Rad ' || u.id || ' i utkorgen är klar, men redovisningens filer finns inte'
        FROM anvisning_utkorgsrad u WHERE u.uppgift = 'redovisning' AND u.klar IS NOT NULL AND NOT EXISTS (
            SELECT FROM omfordelning_redovisningsfil f WHERE f.redovisning_id = u.objekt AND f.format = 'manifest')
        UNION ALL
        SELECT a.referens || ' saknar ' || b.slag || ' till ' || sida.namn
        FROM arende a CROSS JOIN (VALUES ('givare'), ('mottagare')) AS sida(namn)
        JOIN LATERAL (
            SELECT 'besked' AS slag WHERE EXISTS (
                SELECT FROM omfordelning_redovisningsrad r WHERE r.forslag_id = a.id)
            UNION ALL
            SELECT 'bekraftelse' WHERE a.status IN ('faststalld', 'inte_faststalld')) b ON true
        WHERE NOT EXISTS (SELECT FROM omfordelning_brev brev
            WHERE brev.forslag_id = a.id AND brev.sida = sida.namn AND brev.slag = b.slag)
        """,
    ),
    Regel(
        "I10",
        "Breven säger det som är beslutat, och varje fil är som när den blev klar",
        "anvisning_dokument",
        "dokument",
        """
        SELECT d.filnamn || ' är ändrad sedan den blev klar (rad ' || d.id || ')' FROM anvisning_dokument d
        WHERE d.klar IS NOT NULL AND d.sha256 <> encode(sha256(d.innehall), 'hex')
        UNION ALL
        SELECT a.referens || ': brevet ' || d.filnamn || ' gäller ' || (d.underlag -> 'underlag' ->> 'referens')
        FROM omfordelning_brev b JOIN anvisning_dokument d ON d.id = b.dokument_id JOIN arende a ON a.id = b.forslag_id
        WHERE d.underlag -> 'underlag' ->> 'referens' IS DISTINCT FROM a.referens
        UNION ALL
        SELECT a.referens || ': ' || d.filnamn || ' säger ' || (d.underlag -> 'underlag' ->> 'promille')
            || ' promille, länet beslutade ' || coalesce(r.promille::text, 'inget')
        FROM omfordelning_brev b JOIN anvisning_dokument d ON d.id = b.dokument_id JOIN arende a ON a.id = b.forslag_id
        LEFT JOIN (SELECT r.forslag_id, r.promille, r.tas_med, e.beslutad FROM omfordelning_redovisningsrad r
            JOIN omfordelning_redovisning e ON e.id = r.redovisning_id) r
            ON r.forslag_id = b.forslag_id AND r.beslutad = b.bestallt
        WHERE b.slag = 'besked' AND (
            (d.underlag -> 'underlag' ->> 'promille')::numeric IS DISTINCT FROM r.promille
            OR (d.underlag -> 'underlag' ->> 'medtagen')::boolean IS DISTINCT FROM r.tas_med)
        UNION ALL
        SELECT a.referens || ': ' || b.filnamn || ' säger ' || b.andring || ' promille, bokfört är ' || b.bokfort
        FROM arende a JOIN LATERAL (
            SELECT DISTINCT ON (b.sida) d.filnamn, (d.underlag -> 'underlag' -> 'givare' ->> 'andring')::numeric
                AS andring, coalesce((SELECT sum(x.promille) FROM anvisning_andelsandring x
                    WHERE x.arende = a.referens AND x.kommun_id = a.givare_id), 0) AS bokfort
            FROM omfordelning_brev b JOIN anvisning_dokument d ON d.id = b.dokument_id
            WHERE b.forslag_id = a.id AND b.slag = 'bekraftelse' ORDER BY b.sida, b.version DESC) b ON true
        WHERE b.andring <> b.bokfort
        """,
    ),
    Regel(
        "I11",
        "Nummer och versioner är unika och utan luckor",
        "omfordelning_forslag",
        "ärenden",
        """
        SELECT 'Ärendena i län ' || lan_id || ' ' || ar_id || ' är ' || count(*) || ' men det högsta numret är '
            || max(nummer)
        FROM omfordelning_forslag WHERE nummer IS NOT NULL GROUP BY ar_id, lan_id
        HAVING count(*) <> max(nummer) OR count(DISTINCT nummer) <> count(*) OR min(nummer) <> 1
        UNION ALL
        SELECT coalesce(a.referens, 'Utkast ' || a.publikt_id) || ' står på version ' || a.version || ' men har '
            || (SELECT count(*) FROM omfordelning_forslagsversion v WHERE v.forslag_id = a.id)
        FROM arende a WHERE a.version <> (
            SELECT count(*) FROM omfordelning_forslagsversion v WHERE v.forslag_id = a.id AND v.nummer <= a.version)
            OR a.version <> (SELECT max(nummer) FROM omfordelning_forslagsversion v WHERE v.forslag_id = a.id)
        UNION ALL
        SELECT 'Redovisningen ' || lan_id || ' ' || ar_id || ' har luckor i sina versioner'
        FROM omfordelning_redovisning GROUP BY ar_id, lan_id HAVING count(*) <> max(version)
        UNION ALL
        SELECT a.referens || ' har luckor bland sina brev (' || b.slag || ')'
        FROM omfordelning_brev b JOIN arende a ON a.id = b.forslag_id
        GROUP BY a.referens, b.slag, b.sida HAVING count(*) <> max(b.version)
        UNION ALL
        SELECT 'Tabellerna ' || slag || ' ' || ar_id || ' har luckor i sina versioner'
        FROM anvisning_andelstabell GROUP BY ar_id, slag HAVING count(*) <> max(version)
        """,
    ),
]

"""What must always hold, as SQL over the whole database (quality D.2): I1–I7, the gifts and the shares.

Each query gives one sentence per row that breaks the promise. `arende` is a case with its current version, its
reference and its deadline.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Regel:
    """An invariant: its number, its promise in Swedish, what is looked through (table and plural), and the breaches."""

    nummer: str
    lofte: str
    tabell: str
    rader: str
    brott: str


ARENDE = """
    WITH sent AS (
        SELECT f.id, max(a.beviljat_till) AS anstand
        FROM omfordelning_forslag f LEFT JOIN omfordelning_anstand a ON a.forslag_id = f.id
        GROUP BY f.id
    ), arende AS (
        SELECT f.*, v.id AS version_id, v.promille,
            'OMF-' || f.ar_id || '-' || f.lan_id || '-'
                || lpad(f.nummer::text, greatest(3, length(f.nummer::text)), '0') AS referens,
            greatest(f.slut, (sent.anstand + 1)::timestamp AT TIME ZONE 'Europe/Stockholm') AS tidsgrans
        FROM omfordelning_forslag f
        JOIN sent ON sent.id = f.id
        LEFT JOIN omfordelning_forslagsversion v ON v.forslag_id = f.id AND v.nummer = f.version
    )
"""

REGLER = [
    Regel(
        "I1",
        "En kommun lämnar över sin andel högst en gång per år",
        "omfordelning_forslag",
        "ärenden",
        """
        SELECT 'Kommun ' || givare_id || ' är bunden i flera ärenden ' || ar_id || ': '
            || string_agg(coalesce(referens, 'utkast'), ', ' ORDER BY nummer)
        FROM arende WHERE givare_bunden IS NOT NULL
            AND status NOT IN ('nej', 'aterkallad', 'forfallen', 'inte_medtagen', 'inte_faststalld')
        GROUP BY ar_id, givare_id HAVING count(*) > 1
        """,
    ),
    Regel(
        "I2",
        "Givare och mottagare är två olika kommuner i ärendets län",
        "omfordelning_forslag",
        "ärenden",
        """
        SELECT coalesce(a.referens, 'Utkast ' || a.publikt_id) || ' går från ' || a.givare_id || ' till '
            || a.mottagare_id || ' i län ' || a.lan_id
        FROM arende a JOIN anvisning_kommun g ON g.kod = a.givare_id JOIN anvisning_kommun m ON m.kod = a.mottagare_id
        WHERE a.givare_id = a.mottagare_id OR g.lan_id <> a.lan_id OR m.lan_id <> a.lan_id
        """,
    ),
    Regel(
        "I3",
        "Det som lämnas över är mer än 0 och ryms i givarens egen andel",
        "omfordelning_forslagsversion",
        "versioner",
        """
        SELECT a.referens || ', version ' || v.nummer || ': ' || v.promille || ' promille ryms inte i andelen för '
            || a.givare_id
        FROM omfordelning_forslagsversion v JOIN arende a ON a.id = v.forslag_id
        WHERE v.skickad IS NOT NULL AND (v.promille <= 0 OR NOT EXISTS (
            SELECT FROM anvisning_andel an JOIN anvisning_andelstabell t ON t.id = an.tabell_id
            WHERE t.ar_id = a.ar_id AND an.kommun_id = a.givare_id AND an.promille >= v.promille))
        UNION ALL
        SELECT a.referens || ' i redovisningen: ' || r.promille || ' av ' || r.givare_fore || ' promille'
        FROM omfordelning_redovisningsrad r JOIN arende a ON a.id = r.forslag_id
        WHERE r.tas_med AND (r.promille <= 0 OR r.promille > r.givare_fore)
        UNION ALL
        SELECT 'Kommun ' || g.kommun_id || ' lämnar över ' || -sum(g.netto) || ' promille ' || g.ar_id
            || ' men har ' || coalesce(max(egen.promille), 0)
        FROM (SELECT ar_id, kommun_id, arende, sum(promille) AS netto FROM anvisning_andelsandring
              GROUP BY ar_id, kommun_id, arende HAVING sum(promille) < 0) g
        LEFT JOIN LATERAL (
            SELECT an.promille FROM anvisning_andelstabell t
            JOIN anvisning_andel an ON an.tabell_id = t.id AND an.kommun_id = g.kommun_id
            WHERE t.ar_id = g.ar_id AND t.slag <> 'preliminar' ORDER BY t.publicerad DESC LIMIT 1) egen ON true
        GROUP BY g.ar_id, g.kommun_id HAVING -sum(g.netto) > coalesce(max(egen.promille), 0)
        """,
    ),
    Regel(
        "I4",
        "Länets och landets summor är lika före och efter, och ingen annan kommuns andel ändras",
        "anvisning_andelsandring",
        "rader i bokföringen",
        """
        SELECT 'Verifikat ' || b.verifikat || ' (' || max(b.arende) || ') summerar till ' || sum(b.promille)
            || ' promille på ' || count(*) || ' kommuner'
        FROM anvisning_andelsandring b GROUP BY b.verifikat
        HAVING sum(b.promille) <> 0 OR count(*) <> 2 OR count(DISTINCT left(b.kommun_id, 2)) <> 1
            OR count(DISTINCT b.tabell_id) <> 1
        UNION ALL
        SELECT 'Verifikat ' || b.verifikat || ' (' || b.arende || ') ändrar ' || b.kommun_id
            || ', som inte är part i ärendet'
        FROM anvisning_andelsandring b LEFT JOIN arende a ON a.referens = b.arende AND a.ar_id = b.ar_id
        WHERE a.id IS NULL OR b.kommun_id NOT IN (a.givare_id, a.mottagare_id)
        """,
    ),
    Regel(
        "I5",
        "Inget räknas innan båda kommunerna och sedan länet har beslutat om samma version, olika personer",
        "omfordelning_godkannande",
        "godkännanden",
        """
        SELECT a.referens || ' är ' || a.status || ' utan båda kommunernas godkännande av version ' || a.version
        FROM arende a
        WHERE a.status IN ('overens', 'foreslagen', 'redovisad', 'faststalld', 'inte_faststalld') AND 2 <> (
            SELECT count(DISTINCT g.sida) FROM omfordelning_godkannande g WHERE g.version_id = a.version_id)
        UNION ALL
        SELECT a.referens || ': samma person har godkänt på båda sidor'
        FROM arende a JOIN omfordelning_godkannande g ON g.version_id = a.version_id
        JOIN omfordelning_godkannande m ON m.version_id = a.version_id AND m.sida > g.sida AND m.av_id = g.av_id
        WHERE NOT (g.registrerat_av_lan AND m.registrerat_av_lan)
        UNION ALL
        SELECT a.referens || ' är ' || a.status || ' utan länets beslut om version ' || a.version
        FROM arende a
        WHERE a.status IN ('foreslagen', 'redovisad', 'faststalld', 'inte_faststalld') AND NOT EXISTS (
            SELECT FROM omfordelning_redovisningsrad r JOIN omfordelning_redovisning d ON d.id = r.redovisning_id
            WHERE r.version_id = a.version_id AND r.tas_med AND (a.status = 'foreslagen' OR d.oversand IS NOT NULL))
        UNION ALL
        SELECT a.referens || ': den som beslutade för länet har också godkänt för en kommun'
        FROM omfordelning_redovisningsrad r JOIN omfordelning_redovisning d ON d.id = r.redovisning_id
        JOIN omfordelning_godkannande g ON g.version_id = r.version_id AND g.av_id = d.beslutad_av_id
        JOIN arende a ON a.id = r.forslag_id
        WHERE r.tas_med AND NOT g.registrerat_av_lan
        UNION ALL
        SELECT DISTINCT a.referens || ' är bokfört fast det är ' || a.status
        FROM anvisning_andelsandring b JOIN arende a ON a.referens = b.arende WHERE a.status <> 'faststalld'
        """,
    ),
    Regel(
        "I6",
        "Inget som kom in efter sista dagen är godtaget, och inget har förfallit före den",
        "omfordelning_godkannande",
        "godkännanden",
        """
        SELECT a.referens || ': godkännandet för ' || g.sida || ' kom in ' || g.mottaget || ' men tiden gick ut '
            || a.tidsgrans
        FROM omfordelning_godkannande g JOIN omfordelning_forslagsversion v ON v.id = g.version_id
        JOIN arende a ON a.id = v.forslag_id WHERE g.mottaget >= a.tidsgrans
        UNION ALL
        SELECT a.referens || ': återkallelsen kom in ' || a.avslutad || ' men tiden gick ut ' || a.tidsgrans
        FROM arende a
        WHERE a.status = 'aterkallad' AND a.avslutad_av IN ('givare', 'mottagare') AND a.avslutad >= a.tidsgrans
        UNION ALL
        SELECT a.referens || ' förföll ' || a.avslutad || ' fast tiden gick ut ' || a.slut
        FROM arende a WHERE a.status = 'forfallen' AND a.avslutad < a.slut
        """,
    ),
    Regel(
        "I7",
        "Publicerade tabeller är oförändrade och säger det som filen säger",
        "anvisning_andel",
        "andelar",
        """
        SELECT 'Databasen vägrar inte längre ändringar: ' || ska.namn
        FROM (VALUES ('andel_oforanderlig'), ('andelstabell_oforanderlig'), ('andelsandring_oforanderlig'),
            ('handelse_oforanderlig'), ('dokument_oforanderligt'), ('datumandring_oforanderlig'),
            ('andelsandring_i_balans'), ('forslagsversion_oforanderlig')) AS ska(namn)
        LEFT JOIN pg_trigger t ON t.tgname = ska.namn
        WHERE coalesce(t.tgenabled, 'D') NOT IN ('O', 'A')
        UNION ALL
        SELECT t.slag || ' ' || t.ar_id || ', version ' || t.version || ': filen är en annan än den som publicerades'
        FROM anvisning_andelstabell t JOIN anvisning_tabellimport i ON i.id = t.underlag_id
        WHERE t.sha256 <> i.sha256 OR i.sha256 <> encode(sha256(i.innehall), 'hex')
        UNION ALL
        SELECT t.slag || ' ' || t.ar_id || ', version ' || t.version || ': ' || rad.kommun || ' har '
            || coalesce(an.promille::text, 'ingen andel') || ' men filen ger ' || (rad.promille - rad.andring)
        FROM anvisning_andelstabell t JOIN anvisning_tabellimport i ON i.id = t.underlag_id
        CROSS JOIN LATERAL (
            SELECT r.rad ->> 'kommunkod' AS kommun, (r.rad ->> 'promille')::numeric AS promille, coalesce((
                SELECT sum(b.promille) FROM anvisning_andelsandring b JOIN anvisning_andelstabell bt
                ON bt.id = b.tabell_id AND bt.publicerad <= t.publicerad
                WHERE t.kolumn = 'efter' AND b.ar_id = t.ar_id AND b.kommun_id = r.rad ->> 'kommunkod'), 0) AS andring
            FROM jsonb_array_elements(i.tolkning -> 'rader') AS r(rad) WHERE r.rad ->> 'slag' = 'forstadd') rad
        LEFT JOIN anvisning_andel an ON an.tabell_id = t.id AND an.kommun_id = rad.kommun
        WHERE an.promille IS DISTINCT FROM rad.promille - rad.andring
        """,
    ),
]

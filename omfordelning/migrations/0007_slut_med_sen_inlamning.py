"""A case's own deadline (`slut`) takes in what it so far was given beside it: the late lane, and anstånd that it lapsed by.

What held before holds after: a late lane for every case sent, and for a lapsed one only if it was over by then.
"""

from django.db import migrations

SQL = """
    WITH given AS (
        SELECT f.id, greatest(f.slut, (1 + greatest(
            (SELECT max(s.till) FROM omfordelning_seninlamning s
             WHERE s.ar_id = f.ar_id AND s.givare_id = f.givare_id AND (f.status <> 'forfallen'
                OR (s.till + 1)::timestamp AT TIME ZONE 'Europe/Stockholm' <= f.avslutad)),
            (SELECT max(a.beviljat_till) FROM omfordelning_anstand a
             WHERE a.forslag_id = f.id AND f.status = 'forfallen')
        ))::timestamp AT TIME ZONE 'Europe/Stockholm') AS tid
        FROM omfordelning_forslag f WHERE f.slut IS NOT NULL
    ), nytt AS (
        SELECT f.id, CASE f.status WHEN 'forfallen' THEN least(given.tid, f.avslutad) ELSE given.tid END AS slut
        FROM given JOIN omfordelning_forslag f ON f.id = given.id
    )
    UPDATE omfordelning_forslag f SET slut = nytt.slut FROM nytt WHERE nytt.id = f.id AND nytt.slut <> f.slut
"""


class Migration(migrations.Migration):

    dependencies = [
        ('omfordelning', '0006_siffra_ryms_inte'),
    ]

    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]

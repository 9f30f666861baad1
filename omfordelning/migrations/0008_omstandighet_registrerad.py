"""A circumstance says when it was registered: what came by letter was known to nobody before the county typed it in.

The acts' events have always said so: a case's first circumstance is its first such event, and so on.
"""

from django.db import migrations, models

SQL = """
    WITH rad AS (
        SELECT o.id, f.publikt_id::text AS arende, row_number() OVER (PARTITION BY f.id ORDER BY o.id) AS n
        FROM omfordelning_omstandighet o JOIN omfordelning_forslag f ON f.id = o.forslag_id
    ), akt AS (
        SELECT arende, nar, row_number() OVER (PARTITION BY arende ORDER BY nummer) AS n
        FROM anvisning_handelse WHERE slag = 'omstandighet_anmald'
    )
    UPDATE omfordelning_omstandighet o SET registrerad = coalesce(akt.nar, o.anmald)
    FROM rad LEFT JOIN akt ON akt.arende = rad.arende AND akt.n = rad.n WHERE rad.id = o.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('anvisning', '0002_oforanderligt'),
        ('omfordelning', '0007_slut_med_sen_inlamning'),
    ]

    operations = [
        migrations.AddField('omstandighet', 'registrerad', models.DateTimeField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.AlterField(
            'omstandighet',
            'registrerad',
            models.DateTimeField(help_text='When it was known here; what came by letter arrived before.'),
        ),
    ]

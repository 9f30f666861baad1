import django.db.models.deletion
from django.db import migrations, models

BAS = """
ALTER TABLE anvisning_ifragasattande DISABLE TRIGGER ifragasattande_oforanderligt;
UPDATE anvisning_ifragasattande i SET bas_id = coalesce(
    (SELECT max(b.id) FROM anvisning_anvisningsbokning b WHERE b.bokford <= i.ifragasatt),
    (SELECT min(b.id) FROM anvisning_anvisningsbokning b));
ALTER TABLE anvisning_ifragasattande ENABLE TRIGGER ifragasattande_oforanderligt;
"""
FALT = {
    'db_index': False,
    'on_delete': django.db.models.deletion.PROTECT,
    'related_name': '+',
    'to': 'anvisning.anvisningsbokning',
    'help_text': 'The last posting when it was disputed: what came later may have corrected it.',
}


class Migration(migrations.Migration):

    dependencies = [
        ('anvisning', '0015_raknarens_luft'),
    ]

    operations = [
        migrations.AddField('ifragasattande', 'bas', models.ForeignKey(null=True, **FALT)),
        migrations.RunSQL(BAS, migrations.RunSQL.noop),
        migrations.AlterField('ifragasattande', 'bas', models.ForeignKey(**FALT)),
        migrations.AlterField(
            'berakning', 'per', models.DateField(help_text='The last day that posted files cover.', null=True)
        ),
        migrations.AlterField(
            'berakning',
            'skillnad',
            models.JSONField(
                default=list,
                help_text='Each municipality whose rank, count or share is another than in `foregaende`.',
            ),
        ),
    ]

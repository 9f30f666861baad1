"""A foreign key asks once per row, which was half the time of a large file: the posted rows are asked all at once."""

import django.db.models.deletion
from django.db import migrations, models

KRAV = """
CREATE FUNCTION krav_anvisningsrader_hor_hemma() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT bokning_id, kommun_id FROM nya) n
        LEFT JOIN anvisning_anvisningsbokning b ON b.id = n.bokning_id
        LEFT JOIN anvisning_kommun k ON k.kod = n.kommun_id
        WHERE b.id IS NULL OR k.kod IS NULL) THEN
        RAISE EXCEPTION 'en rad hör till en bokföring eller en kommun som inte finns'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER anvisningsrad_hor_hemma AFTER INSERT ON anvisning_anvisningsrad
    REFERENCING NEW TABLE AS nya FOR EACH STATEMENT EXECUTE FUNCTION krav_anvisningsrader_hor_hemma();
"""
TA_BORT = "DROP FUNCTION krav_anvisningsrader_hor_hemma CASCADE"


class Migration(migrations.Migration):

    dependencies = [
        ('anvisning', '0012_berakningar'),
    ]

    operations = [
        migrations.AlterField(
            model_name='anvisningsunderlagsrad',
            name='underlag',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='rader', to='anvisning.anvisningsunderlag'),
        ),
        migrations.AlterField(
            model_name='anvisningsrad',
            name='bokning',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rader', to='anvisning.anvisningsbokning'),
        ),
        migrations.AlterField(
            model_name='anvisningsrad',
            name='kommun',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='anvisningar', to='anvisning.kommun'),
        ),
        migrations.RunSQL(KRAV, TA_BORT),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """Room on each page written from now on for the next version of every counter: a posting then leaves the indexes
    alone (HOT updates).
    """

    dependencies = [("anvisning", "0014_ifragasattanden")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE anvisning_anvisningsraknare SET (fillfactor = 50)",
            "ALTER TABLE anvisning_anvisningsraknare RESET (fillfactor)",
        ),
    ]

"""A version that has been sent never changes: another figure is another version."""

from django.db import migrations

VAGRA = """
CREATE FUNCTION vagra_andrad_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.skickad IS NOT NULL THEN
        RAISE EXCEPTION 'versionen är skickad och ändras inte' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forslagsversion_oforanderlig BEFORE UPDATE OR DELETE ON omfordelning_forslagsversion
    FOR EACH ROW EXECUTE FUNCTION vagra_andrad_version();
"""


class Migration(migrations.Migration):
    dependencies = [("omfordelning", "0001_initial"), ("anvisning", "0002_oforanderligt")]
    operations = [migrations.RunSQL(VAGRA, "DROP FUNCTION vagra_andrad_version CASCADE")]

"""What is decided is never changed, only added to: the database itself refuses."""

from django.db import migrations

VAGRA = """
CREATE FUNCTION vagra_andring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% är oföränderlig: rader läggs bara till', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER andel_oforanderlig BEFORE UPDATE OR DELETE ON anvisning_andel
    FOR EACH ROW EXECUTE FUNCTION vagra_andring();
CREATE TRIGGER andelstabell_oforanderlig BEFORE UPDATE OR DELETE ON anvisning_andelstabell
    FOR EACH ROW EXECUTE FUNCTION vagra_andring();
CREATE TRIGGER andelsandring_oforanderlig BEFORE UPDATE OR DELETE ON anvisning_andelsandring
    FOR EACH ROW EXECUTE FUNCTION vagra_andring();
CREATE TRIGGER handelse_oforanderlig BEFORE UPDATE OR DELETE ON anvisning_handelse
    FOR EACH ROW EXECUTE FUNCTION vagra_andring();

CREATE FUNCTION vagra_andrat_dokument() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.klar IS NOT NULL THEN
        RAISE EXCEPTION 'dokumentet är klart och ändras inte' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dokument_oforanderligt BEFORE UPDATE ON anvisning_dokument
    FOR EACH ROW EXECUTE FUNCTION vagra_andrat_dokument();

CREATE FUNCTION krav_verifikat_i_balans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(promille) <> 0 OR count(DISTINCT left(kommun_id, 2)) <> 1
        FROM anvisning_andelsandring WHERE verifikat = NEW.verifikat) THEN
        RAISE EXCEPTION 'verifikatet summerar inte till 0 inom ett län' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER andelsandring_i_balans AFTER INSERT ON anvisning_andelsandring
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION krav_verifikat_i_balans();
"""
TA_BORT = """
DROP FUNCTION krav_verifikat_i_balans CASCADE;
DROP FUNCTION vagra_andrat_dokument CASCADE;
DROP FUNCTION vagra_andring CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("anvisning", "0001_initial")]
    operations = [migrations.RunSQL(VAGRA, TA_BORT)]

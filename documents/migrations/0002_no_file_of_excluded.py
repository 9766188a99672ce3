from django.db import migrations

FORWARDS = """
CREATE FUNCTION documents_no_file_of_excluded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM documents_document WHERE id = NEW.document_id AND ppid_class = 'dikecualikan') THEN
        RAISE EXCEPTION 'document % is excluded from the public: it has no file', NEW.document_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_no_file_of_excluded BEFORE INSERT OR UPDATE ON documents_documentversion
    FOR EACH ROW EXECUTE FUNCTION documents_no_file_of_excluded();
"""
BACKWARDS = """
DROP TRIGGER documents_no_file_of_excluded ON documents_documentversion;
DROP FUNCTION documents_no_file_of_excluded();
"""


class Migration(migrations.Migration):
    """What is excluded from the public has no file, whoever writes."""

    dependencies = [("documents", "0001_documents")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

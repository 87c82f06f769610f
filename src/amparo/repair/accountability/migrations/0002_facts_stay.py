"""The database itself refuses to change what was told, what came of it, and what was seen."""

from django.db import migrations

TABLES = (
    "accountability_grievance", "accountability_message", "accountability_returncode",
    "accountability_step", "accountability_recusal", "accountability_recognition",
    "accountability_decoyvisit", "accountability_channel",
)  # fmt: skip

def refuse_changes(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$",
                params=None,  # the % is PostgreSQL's
            )
            editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            )


def allow_changes(apps, editor):
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
            editor.execute(f"DROP FUNCTION {table}_stays()")
        else:
            editor.execute(f"DROP TRIGGER {table}_stays")


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_start")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]

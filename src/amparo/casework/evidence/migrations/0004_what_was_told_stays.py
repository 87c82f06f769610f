"""The database itself refuses to change whose facts a bundle told."""

from django.db import migrations

TABLE = "evidence_disclosedperson"


def refuse_changes(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$",
            params=None,  # the % is PostgreSQL's
        )
        editor.execute(
            f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_stays()"
        )
    else:
        editor.execute(
            f"CREATE TRIGGER {TABLE}_stays BEFORE UPDATE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never changed'); END"
        )


def allow_changes(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {TABLE}_stays ON {TABLE}")
        editor.execute(f"DROP FUNCTION {TABLE}_stays()")
    else:
        editor.execute(f"DROP TRIGGER {TABLE}_stays")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_bundles_leave_under_consent")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]

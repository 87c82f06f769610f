"""The database itself refuses to change or remove a line of a custody ledger."""

from django.db import migrations

TABLE = "vault_custodyentry"


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
        return
    for act in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER {TABLE}_stays_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never changed'); END"
        )


def allow_changes(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {TABLE}_stays ON {TABLE}")
        editor.execute(f"DROP FUNCTION {TABLE}_stays()")
        return
    for act in ("update", "delete"):
        editor.execute(f"DROP TRIGGER {TABLE}_stays_{act}")


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_custody")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]

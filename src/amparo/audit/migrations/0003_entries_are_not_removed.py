"""On SQLite too the database refuses to remove an entry of the trail; on PostgreSQL it has from the start."""

from django.db import migrations

TABLE = "audit_entry"


def refuse_removal(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_stays_delete BEFORE DELETE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never removed'); END"
        )


def allow_removal(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {TABLE}_stays_delete")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_entries_stay")]
    operations = [migrations.RunPython(refuse_removal, allow_removal)]

"""On SQLite too the database refuses to remove a milestone; on PostgreSQL it has from the start."""

from django.db import migrations

TABLE = "cases_milestone"


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
    dependencies = [("cases", "0010_keeping")]
    operations = [migrations.RunPython(refuse_removal, allow_removal)]

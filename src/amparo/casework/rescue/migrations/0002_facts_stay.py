"""The database itself refuses to change a fact of rescue, or to close an operation that left a
question of its dignity checklist open."""

from django.db import migrations

TABLES = (
    "rescue_complaint", "rescue_complaintstep", "rescue_dignityanswer", "rescue_firststep",
    "rescue_headcount", "rescue_minute", "rescue_operation", "rescue_operationcase",
    "rescue_operationevent", "rescue_operationstay", "rescue_relief", "rescue_review",
    "rescue_screening", "rescue_statusdecision", "rescue_takenback", "rescue_told",
)


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


OPEN_QUESTIONS = (
    "NEW.what = 'closed' AND (SELECT COUNT(DISTINCT item) FROM rescue_dignityanswer "
    "WHERE operation_id = NEW.operation_id) < (SELECT n_checks FROM rescue_operation "
    "WHERE id = NEW.operation_id)"
)
SAID = "an operation is not closed without its dignity checklist"


def refuse_closing(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION rescue_closing() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {OPEN_QUESTIONS} THEN RAISE EXCEPTION '{SAID}'; END IF; "
            "RETURN NEW; END $$"
        )
        editor.execute(
            "CREATE TRIGGER rescue_closing BEFORE INSERT ON rescue_operationevent "
            "FOR EACH ROW EXECUTE FUNCTION rescue_closing()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER rescue_closing BEFORE INSERT ON rescue_operationevent "
            f"WHEN {OPEN_QUESTIONS} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )


def allow_closing(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER rescue_closing ON rescue_operationevent")
        editor.execute("DROP FUNCTION rescue_closing()")
    else:
        editor.execute("DROP TRIGGER rescue_closing")


class Migration(migrations.Migration):
    dependencies = [("rescue", "0001_start")]
    operations = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(refuse_closing, allow_closing),
    ]

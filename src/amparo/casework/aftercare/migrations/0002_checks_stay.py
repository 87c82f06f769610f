"""The database refuses to change what a check found, and two stays of one person on one day."""

from django.db import migrations

TABLES = ("aftercare_standardscheck", "aftercare_standardsanswer")
OVERLAP = (
    "SELECT 1 FROM aftercare_placement other WHERE other.person_id = NEW.person_id "
    "AND other.id <> NEW.id AND other.taken_back_at IS NULL "
    "AND (NEW.to_on IS NULL OR other.from_on < NEW.to_on) "
    "AND (other.to_on IS NULL OR NEW.from_on < other.to_on)"
)
SAID = "two stays of one person share a day"


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


def refuse_overlaps(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION aftercare_one_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.taken_back_at IS NULL AND EXISTS ({OVERLAP}) THEN "
            f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'exclusion_violation'; "
            "END IF; RETURN NEW; END $$"
        )
        editor.execute(
            "CREATE TRIGGER aftercare_one_stay BEFORE INSERT OR UPDATE ON aftercare_placement "
            "FOR EACH ROW EXECUTE FUNCTION aftercare_one_stay()"
        )
    else:
        for act in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER aftercare_one_stay_{act.lower()} BEFORE {act} "
                f"ON aftercare_placement WHEN NEW.taken_back_at IS NULL AND EXISTS ({OVERLAP}) "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )


def allow_overlaps(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER aftercare_one_stay ON aftercare_placement")
        editor.execute("DROP FUNCTION aftercare_one_stay()")
    else:
        for act in ("insert", "update"):
            editor.execute(f"DROP TRIGGER aftercare_one_stay_{act}")


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0001_start")]
    operations = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(refuse_overlaps, allow_overlaps),
    ]

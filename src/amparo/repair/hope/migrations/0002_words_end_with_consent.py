"""The database refuses to change facts of hope; and it empties the words of a proof point in the
transaction in which the consent to tell it ends, by whichever way that is done."""

from django.db import migrations

TABLES = (
    "hope_confidencesurvey", "hope_confidencewave", "hope_commitment", "hope_commitmentfact",
    "hope_letter", "hope_letteranswer", "hope_tie", "hope_showing",
)  # fmt: skip

EMPTIED = (
    "UPDATE hope_wording SET title_sealed = {nothing}, story_sealed = {nothing}, "
    "shows_sealed = {nothing} WHERE proof_id IN (SELECT id FROM hope_proof WHERE {which})"
)
WITHDRAWN = "consent_id = NEW.id"
REFUSED = "case_id = NEW.case_id AND person_id = NEW.person_id"


def empty_words(apps, editor):
    events = (
        ("withdrawn", "AFTER UPDATE OF withdrawn_on", "NEW.withdrawn_on IS NOT NULL", WITHDRAWN),
        ("refused", "AFTER INSERT", "NEW.purpose = 'proof_point' AND NOT NEW.is_given", REFUSED),
    )
    for name, event, when, which in events:
        if editor.connection.vendor == "postgresql":
            act = EMPTIED.format(nothing="''::bytea", which=which)
            editor.execute(
                f"CREATE FUNCTION hope_{name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {act}; RETURN NEW; END $$",
                params=None,
            )
            editor.execute(
                f"CREATE TRIGGER hope_{name} {event} ON cases_consent FOR EACH ROW "
                f"WHEN ({when}) EXECUTE FUNCTION hope_{name}()",
                params=None,
            )
        else:
            act = EMPTIED.format(nothing="x''", which=which)
            editor.execute(
                f"CREATE TRIGGER hope_{name} {event} ON cases_consent WHEN {when} BEGIN {act}; END"
            )


def keep_words(apps, editor):
    for name in ("withdrawn", "refused"):
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER hope_{name} ON cases_consent")
            editor.execute(f"DROP FUNCTION hope_{name}()")
        else:
            editor.execute(f"DROP TRIGGER hope_{name}")


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
    dependencies = [("hope", "0001_start"), ("cases", "0009_what_waits")]
    operations = [
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(empty_words, keep_words),
    ]

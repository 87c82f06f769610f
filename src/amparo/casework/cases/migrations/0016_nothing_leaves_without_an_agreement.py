"""Nothing leaves without an agreement or a duty of law; what was handed over and decided stays.

What left before agreements were registered stays as it is. A trigger, as in 0012.
"""

from django.db import migrations

SAYS = "nothing leaves without an agreement in force or a duty of law"
WHEN = "NEW.agreement_id IS NULL AND NEW.duty = ''"
STAY = (
    "cases_handedcase", "cases_conference", "cases_conferenceguest", "cases_conferencetask",
)  # fmt: skip


def hold(apps, editor):
    is_postgres = editor.connection.vendor == "postgresql"
    if is_postgres:
        editor.execute(
            "CREATE FUNCTION cases_sending_agreed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$"
        )
        editor.execute(
            "CREATE TRIGGER cases_sending_agreed BEFORE INSERT ON cases_sending FOR EACH ROW "
            f"WHEN ({WHEN}) EXECUTE FUNCTION cases_sending_agreed()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER cases_sending_agreed BEFORE INSERT ON cases_sending "
            f"WHEN {WHEN} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
    for table in STAY:
        if is_postgres:
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


def let_go(apps, editor):
    is_postgres = editor.connection.vendor == "postgresql"
    for table in ("cases_sending", *STAY):
        name = f"{table}_agreed" if table == "cases_sending" else f"{table}_stays"
        editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
        if is_postgres:
            editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_agreements_and_hand_overs")]
    operations = [migrations.RunPython(hold, let_go)]

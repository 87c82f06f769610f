"""A yes is not inserted before all was told and research was asked.

What was recorded before stays as it is. Held by a trigger, since a constraint would ask the same of
those rows, and SQLite would make the table anew without the triggers that others put on it.
"""

from django.db import migrations, models

TOLD = ("purpose", "uses", "access", "keeping", "withdrawing")
WHOLE = " AND ".join(f"COALESCE(NEW.told_{one}, {{no}}) = {{yes}}" for one in TOLD)
WHEN = f"NEW.is_given AND NOT ({WHOLE} AND COALESCE(NEW.research, '') IN ('yes', 'no'))"
SAYS = "a yes needs all that was told, and whether for research"


def hold(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION cases_consent_explained() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$"
        )
        editor.execute(
            "CREATE TRIGGER cases_consent_explained BEFORE INSERT ON cases_consent FOR EACH ROW "
            f"WHEN ({WHEN.format(no='FALSE', yes='TRUE')}) "
            "EXECUTE FUNCTION cases_consent_explained()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER cases_consent_explained BEFORE INSERT ON cases_consent "
            f"WHEN {WHEN.format(no='0', yes='1')} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def let_go(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER cases_consent_explained ON cases_consent")
        editor.execute("DROP FUNCTION cases_consent_explained()")
    else:
        editor.execute("DROP TRIGGER cases_consent_explained")


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_milestones_are_not_removed")]
    operations = [
        *(
            migrations.AddField("consent", f"told_{one}", models.BooleanField(null=True))
            for one in TOLD
        ),
        migrations.AddField(
            "consent",
            "research",
            models.CharField(
                choices=[("yes", "Yes, without names"), ("no", "No")], max_length=3, null=True
            ),
        ),
        migrations.RunPython(hold, let_go),
    ]

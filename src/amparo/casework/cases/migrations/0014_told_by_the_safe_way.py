"""A survivor is not recorded as told without the way, and a reason where it is not the safe one.

What was told before stays as it is. A trigger, for the same reasons as in 0012.
"""

from django.db import migrations, models

WAYS = [
    ("none", "Do not contact"), ("phone", "By phone"), ("text", "By text message"),
    ("in_person", "In person only"), ("through", "Through somebody they trust"),
]  # fmt: skip
TOLD = [
    ("in_person", "In person"), ("phone", "By phone"), ("text", "By text message"),
    ("through", "Through somebody they trust"), ("other", "In another way"),
]  # fmt: skip
SAYS = "telling says by which way, and why where it is not the safe one"
WHEN = (
    "OLD.told_at IS NULL AND NEW.told_at IS NOT NULL AND NEW.was_told = {yes} AND NOT ("
    "COALESCE(NEW.told_through, '') <> '' AND (NEW.told_through = COALESCE(NEW.safe_through, '') "
    "OR COALESCE(LENGTH(NEW.otherwise_sealed), 0) > 0))"
)


def hold(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION cases_safetyduty_way() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$"
        )
        editor.execute(
            "CREATE TRIGGER cases_safetyduty_way BEFORE UPDATE ON cases_safetyduty FOR EACH ROW "
            f"WHEN ({WHEN.format(yes='TRUE')}) EXECUTE FUNCTION cases_safetyduty_way()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER cases_safetyduty_way BEFORE UPDATE ON cases_safetyduty "
            f"WHEN {WHEN.format(yes='1')} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def let_go(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER cases_safetyduty_way ON cases_safetyduty")
        editor.execute("DROP FUNCTION cases_safetyduty_way()")
    else:
        editor.execute("DROP TRIGGER cases_safetyduty_way")


def way(choices):
    return models.CharField(blank=True, choices=choices, max_length=9, null=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_hidden_identities")]
    operations = [
        migrations.AddField("person", "safe_channel", way(WAYS)),
        migrations.AddField("safetyduty", "told_through", way(TOLD)),
        migrations.AddField("safetyduty", "safe_through", way(WAYS)),
        migrations.AddField("safetyduty", "otherwise_sealed", models.BinaryField(null=True)),
        migrations.RunPython(hold, let_go),
    ]

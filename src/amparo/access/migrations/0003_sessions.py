"""Sessions whose rows open none; those kept before, by the key a browser holds, are thrown away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def throw_away(apps, editor):
    for table in ("django_session", "usersessions_usersession"):
        editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("access", "0002_failures_to_sign_in")]
    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "session_key",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("began_at", models.DateTimeField()),
                ("address", models.GenericIPAddressField(null=True)),
                ("device", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.RunPython(throw_away, migrations.RunPython.noop),
    ]

"""Since when a password is one that somebody else knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_sessions")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="given_at",
            field=models.DateTimeField(blank=True, null=True),
        )
    ]

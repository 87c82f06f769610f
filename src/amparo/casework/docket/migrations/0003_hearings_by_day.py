"""The hearings of a day, by their hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("docket", "0002_decisions_stay")]

    operations = [
        migrations.AlterField(model_name="hearing", name="on", field=models.DateField()),
        migrations.AddIndex(
            model_name="hearing",
            index=models.Index(
                fields=["on", "starts_at", "set_at"], name="docket_hear_on_b592e0_idx"
            ),
        ),
    ]

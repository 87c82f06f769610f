"""The hearings of a day, by their hour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("docket", "0002_decisions_stay")]

    operations = [
        migrations.AlterField(model_name="hearing", name="on", field=models.DateField()),
        migrations.RemoveIndex(model_name="hearing", name="docket_hear_outcome_1b8f06_idx"),
        migrations.AddIndex(
            model_name="hearing",
            index=models.Index(
                fields=["outcome", "on", "starts_at", "set_at"],
                name="docket_hear_outcome_49f722_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="hearing",
            index=models.Index(
                fields=["on", "starts_at", "set_at"], name="docket_hear_on_b592e0_idx"
            ),
        ),
    ]

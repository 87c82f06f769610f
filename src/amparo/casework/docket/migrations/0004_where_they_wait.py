"""Where someone who must come waits on the day of the hearing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("apart", "0001_start"), ("docket", "0003_hearings_by_day")]

    operations = [
        migrations.AddField(
            model_name="summons",
            name="waits",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="apart.stay",
            ),
        )
    ]  # fmt: skip

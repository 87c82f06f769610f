import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hope", "0002_words_end_with_consent"), ("reform", "0004_repairs_stay")]
    operations = [
        migrations.AddField(
            model_name="proof",
            name="repair",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="reform.intervention",
            ),
        )
    ]  # fmt: skip

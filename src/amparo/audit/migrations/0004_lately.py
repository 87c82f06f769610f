"""What one account did lately is asked at each look, so it has an index of its own; and who was slowed."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_entries_are_not_removed")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["actor_id", "at"], name="what_one_account_did_lately"),
        ),
        migrations.CreateModel(
            name="Slowed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.CharField(max_length=36)),
                ("limit", models.CharField(max_length=20)),
                ("what", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lifted", "let them go on for twelve hours"),
                            ("explained", "looked into it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_by", models.CharField(blank=True, max_length=200)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [
                    models.Index(fields=["account_id", "at"], name="when_one_was_slowed")
                ],
            },
        ),
    ]

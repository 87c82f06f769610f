"""Indexes of what waits, and the first term of the law that runs in each case."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import Min, OuterRef, Q, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """The first statutory clock that runs, for each open case."""
    alias = schema_editor.connection.alias
    clock = apps.get_model("cases", "Clock").objects.using(alias).filter(
        case=OuterRef("pk"), stopped_on__isnull=True, is_statutory=True
    )
    first = clock.order_by().values("case").annotate(first=Min("due_on")).values("first")
    standing = apps.get_model("cases", "Standing").objects.using(alias).filter(is_open=True)
    standing.update(legal_due_on=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_sendings_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="cases_stand_is_open_090ede_idx"),
        migrations.AddField(
            model_name="standing", name="legal_due_on", field=models.DateField(null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["due_on", "case"],
                condition=Q(stopped_on__isnull=True),
                name="clocks_that_run",
            ),
        ),
        migrations.AddIndex(
            model_name="safetyalert",
            index=models.Index(
                fields=["raised_at", "case"],
                condition=Q(resolved_at__isnull=True),
                name="alerts_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="safetyduty",
            index=models.Index(
                fields=["due_on", "opened_at"],
                condition=Q(withdrawn_at__isnull=True)
                & (Q(checked_at__isnull=True) | Q(told_at__isnull=True)),
                name="safety_duties_that_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["next_due_on", "last_happened_on"],
                condition=Q(is_open=True),
                name="open_cases_by_what_is_next",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["legal_due_on"], condition=Q(is_open=True), name="open_cases_by_the_law"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["due_on", "case"],
                condition=Q(done_at__isnull=True),
                name="tasks_that_wait",
            ),
        ),
    ]

"""Checks of colleagues, and the register of breaches; neither is ever rewritten."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


STAY = ("cases_staffcheck", "cases_breach", "cases_breachstep")


def refuse_changes(apps, editor):
    for table in STAY:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$",
                params=None,  # the % is PostgreSQL's
            )
            editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
            )
        else:
            editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            )


def allow_changes(apps, editor):
    for table in STAY:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_stays ON {table}")
            editor.execute(f"DROP FUNCTION {table}_stays()")
        else:
            editor.execute(f"DROP TRIGGER {table}_stays")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_nothing_leaves_without_an_agreement'),
        ('directory', '0001_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('sent', 'Sent or given to the wrong person'), ('seen', 'Seen by somebody who must not see it'), ('device', 'A phone, a computer or papers lost or stolen'), ('account', 'Somebody used an account that is not theirs'), ('lost', 'Destroyed, changed or not to be had any more'), ('other', 'Something else')], max_length=8)),
                ('known_at', models.DateTimeField()),
                ('n_people', models.PositiveIntegerField(blank=True, null=True)),
                ('words', models.CharField(max_length=1000)),
                ('is_risky', models.BooleanField()),
                ('reported_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'breaches',
                'ordering': ['-known_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_breach_says_what'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BreachStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('contained', 'It was stopped or contained'), ('authority', 'The authority was told'), ('not_authority', 'The authority need not be told'), ('people', 'The people it is about were told, by their safe ways'), ('not_people', 'The people need not, or must not, be told'), ('closed', 'Closed: what is changed so that it does not happen again')], max_length=13)),
                ('on', models.DateField()),
                ('words', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cases.breach')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_step_of_a_breach_says_what'),
                    models.UniqueConstraint(models.F('breach'), models.F('what'), name='a_step_of_a_breach_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StaffCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('background', 'Background check'), ('code', 'Code of conduct signed'), ('talk', 'Asked how the work is for them')], max_length=10)),
                ('on', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
                'indexes': [
                    models.Index(fields=['user', 'kind', 'until'], name='cases_staff_user_id_be3f11_idx'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'talk'), ('until__isnull', True)), models.Q(models.Q(('kind', 'talk'), _negated=True), ('until__gt', models.F('on'))), _connector='OR'), name='a_check_of_a_colleague_ends'),
                    models.CheckConstraint(condition=models.Q(('recorded_by__isnull', True), models.Q(('recorded_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_records_a_check_of_their_own'),
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]

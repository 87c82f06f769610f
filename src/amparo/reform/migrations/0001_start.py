import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0002_milestones_stay'),
        ('directory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='WhatIfRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('token', models.UUIDField()),
                ('pathway', models.SlugField(max_length=40)),
                ('counts_whole_office', models.BooleanField()),
                ('as_known_on', models.DateField(blank=True, null=True)),
                ('counted_to', models.DateField()),
                ('n_cases', models.PositiveIntegerField()),
                ('system', models.JSONField()),
                ('changes', models.JSONField()),
                ('years', models.PositiveSmallIntegerField()),
                ('replications', models.PositiveIntegerField()),
                ('seed', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.programme')),
            ],
            options={
                'ordering': ['-asked_at', 'id'],
                'indexes': [models.Index(fields=['office', '-asked_at'], name='reform_what_office__ab9dfb_idx'), models.Index(fields=['digest'], name='reform_what_digest_601f90_idx')],
                'constraints': [models.UniqueConstraint(models.F('asked_by'), models.F('token'), name='one_run_for_each_press'), models.CheckConstraint(condition=models.Q(('years__gte', 1), ('years__lte', 10)), name='a_run_ends')],
            },
        ),
        migrations.CreateModel(
            name='WhatIfAnswer',
            fields=[
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='answer', serialize=False, to='reform.whatifrun')),
                ('made_at', models.DateTimeField()),
                ('version', models.CharField(max_length=20)),
                ('result', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='WhatIfWork',
            fields=[
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='work', serialize=False, to='reform.whatifrun')),
                ('state', models.CharField(choices=[('queued', 'Waiting its turn'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Did not finish')], default='queued', max_length=7)),
                ('progress', models.FloatField(default=0.0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('holder', models.CharField(blank=True, max_length=36)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('next_step', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name_plural': 'what if work',
                'indexes': [models.Index(fields=['state', 'held_until'], name='reform_what_state_4acf5c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(models.Q(('holder', ''), _negated=True), ('held_until__isnull', False)), _connector='OR'), name='a_running_run_is_held'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_failed_run_says_why')],
            },
        ),
    ]

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0006_compartments'),
        ('directory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('design', models.CharField(choices=[('household', 'Household survey'), ('venues', 'Venues at set times'), ('referrals', 'Respondent-driven sample'), ('network', 'Network scale-up'), ('lists', 'Lists that overlap'), ('other', 'Another design')], max_length=12)),
                ('population', models.CharField(max_length=300)),
                ('definition', models.CharField(max_length=500)),
                ('started_at', models.DateTimeField()),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.jurisdiction')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='cases.programme')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'studies',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('name'), name='one_study_per_name')],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('how', models.CharField(choices=[('counts', 'Victims among people asked or seen'), ('lists', 'Lists that overlap'), ('published', 'A published share with its interval')], max_length=10)),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('result', models.JSONField()),
                ('engine', models.CharField(max_length=20)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='protection.wave')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='protection.study')),
            ],
            options={
                'ordering': ['to_on', 'made_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='a_wave_ends'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'published'), _negated=True), models.Q(('source', ''), _negated=True), _connector='OR'), name='a_published_wave_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('indicator', models.SlugField(max_length=6)),
                ('version', models.PositiveSmallIntegerField()),
                ('how', models.CharField(choices=[('computed', 'Computed from milestones'), ('entered', 'Entered')], max_length=8)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField()),
                ('result', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('engine', models.CharField(max_length=20)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.programme')),
            ],
            options={
                'ordering': ['to_on', 'made_at'],
                'indexes': [models.Index(fields=['office', 'indicator', 'to_on'], name='protection__office__f84f11_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='an_indicator_s_span_ends'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'entered'), _negated=True), models.Q(('source', ''), _negated=True), _connector='OR'), name='an_entered_indicator_has_a_source')],
            },
        ),
    ]

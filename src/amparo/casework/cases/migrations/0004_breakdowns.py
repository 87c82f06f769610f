import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0003_safety'),
        ('directory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breakdown',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(max_length=10)),
                ('step', models.CharField(max_length=12)),
                ('on', models.DateField()),
                ('days_lost', models.PositiveIntegerField(blank=True, null=True)),
                ('followed_sealed', models.BinaryField(default=b'')),
                ('evidence', models.CharField(blank=True, max_length=200)),
                ('found_by', models.SlugField(default='person', max_length=60)),
                ('found_version', models.PositiveSmallIntegerField(default=0)),
                ('fact', models.CharField(blank=True, max_length=100)),
                ('explained', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('correction_reason', models.CharField(blank=True, max_length=300)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breakdowns', to='cases.case')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('milestone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='breakdowns', to='cases.milestone')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='cases.breakdown')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-on', '-recorded_at', 'id'],
                'indexes': [models.Index(fields=['case', '-on'], name='cases_break_case_id_da19eb_idx'), models.Index(fields=['cause', 'on'], name='cases_break_cause_862979_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('correction_reason', ''), _negated=True), _connector='OR'), name='a_corrected_breakdown_says_why'), models.UniqueConstraint(models.F('case'), models.F('found_by'), models.F('fact'), condition=models.Q(models.Q(('fact', ''), _negated=True), ('supersedes__isnull', True)), name='a_fact_is_proposed_once'), models.CheckConstraint(condition=models.Q(('found_by', 'person'), models.Q(models.Q(('fact', ''), _negated=True), models.Q(('explained', ''), _negated=True)), _connector='OR'), name='a_detector_says_what_it_saw')],
            },
        ),
        migrations.CreateModel(
            name='BreakdownReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('decision', models.CharField(choices=[('confirmed', 'It is so'), ('rejected', 'It is not so')], max_length=9)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('reviewed_at', models.DateTimeField()),
                ('breakdown', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.breakdown')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['reviewed_at'],
                'indexes': [models.Index(fields=['breakdown', '-reviewed_at'], name='cases_break_breakdo_66d71c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_rejection_says_why')],
            },
        ),
    ]

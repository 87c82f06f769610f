import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0005_breakdowns_stay'),
        ('directory', '0001_start'),
        ('reform', '0002_questions_and_answers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='DetectorRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked_at', models.DateTimeField()),
                ('n_cases', models.PositiveIntegerField()),
                ('n_proposed', models.PositiveIntegerField()),
                ('n_lapsed', models.PositiveIntegerField()),
                ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['-looked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Intervention',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('kind', models.CharField(choices=[('resources', 'Means: equipment, rooms, money'), ('training', 'Training and mentoring'), ('accountability', 'Accountability'), ('hope', 'Hope: proof that it can work')], max_length=14)),
                ('what', models.CharField(max_length=500)),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('planned_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['planned_on', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='a_cost_has_a_currency')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('plan', models.JSONField()),
                ('baseline', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('is_before', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('registered_at', models.DateTimeField()),
                ('intervention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='reform.intervention')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('intervention'), models.F('number'), name='one_plan_of_a_number'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='another_plan_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('as_known_on', models.DateField()),
                ('data_digest', models.CharField(max_length=64)),
                ('result', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intervention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='reform.intervention')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='reform.registration')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='SecondCoding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(max_length=10)),
                ('coded_at', models.DateTimeField()),
                ('breakdown', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='cases.breakdown')),
                ('coded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['coded_at'],
                'constraints': [models.UniqueConstraint(models.F('breakdown'), models.F('coded_by'), name='one_coding_of_a_rater')],
            },
        ),
        migrations.CreateModel(
            name='SystemProblem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150)),
                ('cause', models.CharField(max_length=10)),
                ('step', models.CharField(max_length=12)),
                ('authority_post', models.CharField(blank=True, max_length=150)),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('opened_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.programme')),
            ],
            options={
                'ordering': ['-opened_on', 'title'],
                'constraints': [models.CheckConstraint(condition=models.Q(('agreed_on__isnull', True), models.Q(('authority__isnull', False), models.Q(('authority_post', ''), _negated=True)), _connector='OR'), name='a_shared_problem_names_its_owner')],
            },
        ),
        migrations.CreateModel(
            name='ProblemStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('seen', 'Seen in the cases'), ('agreed', 'Agreed with the authority'), ('designed', 'A repair is designed'), ('repairing', 'Being repaired'), ('checked', 'Repaired, and checked in the cases'), ('closed', 'Closed')], max_length=9)),
                ('on', models.DateField()),
                ('why', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='reform.systemproblem')),
            ],
            options={
                'ordering': ['recorded_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='intervention',
            name='problem',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='reform.systemproblem'),
        ),
        migrations.CreateModel(
            name='DetectorSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detector', models.SlugField(max_length=60)),
                ('is_on', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('turned_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('turned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'detector switches',
                'ordering': ['turned_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_switch_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('is_planned', models.BooleanField(default=False)),
                ('n_people', models.PositiveIntegerField(blank=True, null=True)),
                ('dose', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('dose_unit', models.CharField(blank=True, max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('intervention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exposures', to='reform.intervention')),
            ],
            options={
                'ordering': ['from_on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='an_exposure_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('dose__isnull', True), models.Q(('dose_unit', ''), _negated=True), _connector='OR'), name='a_dose_has_a_unit'), models.UniqueConstraint(models.F('intervention'), models.F('institution'), models.F('unit'), models.F('is_planned'), condition=models.Q(('to_on__isnull', True)), name='once_at_a_time_in_a_place')],
            },
        ),
    ]

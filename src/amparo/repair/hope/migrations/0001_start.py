import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
        ('cases', '0009_what_waits'),
        ('directory', '0001_start'),
        ('reform', '0004_repairs_stay'),
        ('vault', '0003_ledgers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('post', models.CharField(max_length=150)),
                ('asks', models.CharField(max_length=300)),
                ('sent_on', models.DateField()),
                ('due_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-sent_on', '-recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('sent_on'))), name='a_letter_leaves_time_to_answer')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('post', models.CharField(max_length=150)),
                ('promise', models.CharField(max_length=300)),
                ('shown_by', models.CharField(max_length=300)),
                ('promised_on', models.DateField()),
                ('due_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reform.systemproblem')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['due_on', 'promised_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('promised_on'))), name='a_promise_falls_due_after_it')],
            },
        ),
        migrations.CreateModel(
            name='CommitmentFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('kept', 'It is kept'), ('undone', 'What was done is undone again'), ('taken_back', 'They took it back')], max_length=10)),
                ('on', models.DateField()),
                ('evidence', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='hope.commitment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='what_is_seen_of_a_promise_has_evidence')],
            },
        ),
        migrations.CreateModel(
            name='ConfidenceSurvey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('population', models.CharField(max_length=300)),
                ('started_at', models.DateTimeField()),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.jurisdiction')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('name'), name='one_survey_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='ConfidenceWave',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('version', models.PositiveSmallIntegerField()),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('result', models.JSONField()),
                ('engine', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='hope.confidencesurvey')),
            ],
            options={
                'ordering': ['to_on', 'made_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='a_wave_of_confidence_ends')],
            },
        ),
        migrations.CreateModel(
            name='LetterAnswer',
            fields=[
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='answer', serialize=False, to='hope.letter')),
                ('on', models.DateField()),
                ('says', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('days', models.PositiveIntegerField(blank=True, null=True)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('started_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.consent')),
                ('key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.jurisdiction')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('published_on__isnull', True), models.Q(('published_by__isnull', False), ('review_on__gt', models.F('published_on'))), _connector='OR'), name='what_is_published_is_looked_at_again'), models.UniqueConstraint(models.F('case'), models.F('person'), condition=models.Q(('withdrawn_on__isnull', True)), name='one_proof_of_a_survivor')],
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('audience', models.CharField(choices=[('officials', 'Police, prosecutors, judges'), ('leaders', 'Leaders and lawmakers'), ('community', 'People of the place'), ('media', 'Press, radio, television'), ('online', 'The public site and networks')], max_length=9)),
                ('n_people', models.PositiveIntegerField()),
                ('where', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('proof', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='showings', to='hope.proof')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('meeting', 'Meeting'), ('joint_case', 'Worked on a case together'), ('agreement', 'Agreement'), ('protocol', 'Protocol or order adopted')], max_length=10)),
                ('on', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('about', models.CharField(max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('title_sealed', models.BinaryField(default=b'')),
                ('story_sealed', models.BinaryField(default=b'')),
                ('shows_sealed', models.BinaryField(default=b'')),
                ('written_at', models.DateTimeField()),
                ('found', models.CharField(choices=[('waiting', 'Waits for a second person'), ('clear', 'Nobody can be known by it'), ('back', 'Somebody could be known by it')], default='waiting', max_length=7)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proof', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='hope.proof')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('proof'), models.F('number'), name='one_wording_of_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True), ('found', 'waiting')), models.Q(models.Q(('found', 'waiting'), _negated=True), ('checked_at__isnull', False), ('checked_by__isnull', False), models.Q(('checked_by', models.F('written_by')), _negated=True)), _connector='OR'), name='a_second_person_checks_a_wording')],
            },
        ),
        migrations.AddField(
            model_name='letteranswer',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]

import amparo.casework.cases.models.case
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('apart', '0002_stays_stay'),
        ('cases', '0003_safety'),
        ('directory', '0001_start'),
        ('vault', '0003_ledgers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('number'), name='one_complaint_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='ComplaintStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('on', models.DateField()),
                ('what', models.CharField(choices=[('registered', 'Registered, with a number'), ('refused', 'Refused'), ('payment', 'Money or a favour was asked for'), ('no_answer', 'Asked again, and no answer')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('reference_sealed', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='rescue.complaint')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('what', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_refusal_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'registered'), _negated=True), models.Q(('reference_sealed', b''), _negated=True), _connector='OR'), name='a_registration_has_its_number')],
            },
        ),
        migrations.CreateModel(
            name='FirstStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('need', models.CharField(max_length=20)),
                ('was_met', models.BooleanField()),
                ('done_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['done_at', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('was_met', True), models.Q(('words_sealed', b''), _negated=True), _connector='OR'), name='an_unmet_need_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Operation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(default=amparo.casework.cases.models.case.new_code, editable=False, max_length=6, unique=True)),
                ('n_checks', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-made_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('authority', models.F('office')), _negated=True), name='an_operation_is_an_authoritys')],
            },
        ),
        migrations.CreateModel(
            name='Minute',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('what', models.CharField(max_length=20)),
                ('happened_at', models.DateTimeField()),
                ('is_struck', models.BooleanField(default=False)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='rescue.minute')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
            ],
            options={
                'ordering': ['happened_at', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_struck', False), ('about__isnull', False), _connector='OR'), name='a_minute_strikes_another')],
            },
        ),
        migrations.CreateModel(
            name='Headcount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('point', models.CharField(choices=[('found', 'Where they were found'), ('leaving', 'Getting into the vehicles'), ('arrived', 'On arrival')], max_length=7)),
                ('happened_at', models.DateTimeField()),
                ('n_women', models.PositiveSmallIntegerField(default=0)),
                ('n_men', models.PositiveSmallIntegerField(default=0)),
                ('n_girls', models.PositiveSmallIntegerField(default=0)),
                ('n_boys', models.PositiveSmallIntegerField(default=0)),
                ('n_suspects', models.PositiveSmallIntegerField(default=0)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
            ],
            options={
                'ordering': ['happened_at', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='DignityAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('item', models.CharField(max_length=20)),
                ('is_kept', models.BooleanField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
            ],
            options={
                'ordering': ['recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_kept', True), models.Q(('words_sealed', b''), _negated=True), _connector='OR'), name='a_failed_check_says_how')],
            },
        ),
        migrations.CreateModel(
            name='OperationCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='cases.case')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='serves', to='rescue.operation')),
            ],
            options={
                'ordering': ['added_at'],
                'constraints': [models.UniqueConstraint(models.F('operation'), models.F('case'), name='served_once')],
            },
        ),
        migrations.CreateModel(
            name='OperationEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('what', models.CharField(choices=[('requested', 'Asked of the authority'), ('approved', 'Approved by the authority'), ('refused', 'Refused by the authority'), ('briefed', 'Briefed'), ('executed', 'Carried out'), ('ended', 'Everyone is in safety or in custody'), ('called_off', 'Called off'), ('closed', 'Closed')], max_length=10)),
                ('happened_at', models.DateTimeField()),
                ('legal_basis', models.CharField(blank=True, max_length=200)),
                ('tells', models.BooleanField(default=False)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['happened_at', 'recorded_at'],
                'constraints': [models.UniqueConstraint(models.F('operation'), models.F('what'), name='each_step_once'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'approved'), _negated=True), models.Q(('legal_basis', ''), _negated=True), _connector='OR'), name='an_approval_names_its_law'), models.CheckConstraint(condition=models.Q(models.Q(('what__in', ['refused', 'called_off']), _negated=True), models.Q(('words_sealed', b''), _negated=True), _connector='OR'), name='an_operation_that_stops_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'executed'), _negated=True), ('tells', True), _connector='OR'), name='executed_is_told')],
            },
        ),
        migrations.CreateModel(
            name='OperationStay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
                ('stay', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='apart.stay')),
            ],
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('for_whom', models.CharField(blank=True, choices=[('victims', 'Victims'), ('suspects', 'Suspects'), ('team', 'The team')], max_length=8)),
                ('place_digest', models.CharField(blank=True, max_length=64)),
                ('n', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('is_had', models.BooleanField(default=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words_sealed', b''), _negated=True), name='a_line_of_a_plan_has_words'), models.UniqueConstraint(models.F('operation'), models.F('place_digest'), condition=models.Q(('removed_at__isnull', True), models.Q(('place_digest', ''), _negated=True)), name='a_place_is_for_one_side')],
            },
        ),
        migrations.CreateModel(
            name='Planner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planners', to='rescue.operation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_at'],
                'constraints': [models.UniqueConstraint(models.F('operation'), models.F('user'), condition=models.Q(('until_at__isnull', True)), name='named_once')],
            },
        ),
        migrations.CreateModel(
            name='Relief',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('how', models.CharField(max_length=10)),
                ('relieved_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reliefs', to='rescue.operation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['relieved_at', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('how', 'operation'), _negated=True), ('operation__isnull', False), _connector='OR'), name='a_relief_by_operation_names_it')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('on', models.DateField()),
                ('was_empty', models.BooleanField()),
                ('has_evidence', models.BooleanField()),
                ('has_arrest', models.BooleanField()),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('tool', models.CharField(max_length=40)),
                ('tool_version', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('was_child', models.BooleanField()),
                ('answers_sealed', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='StatusDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('possible', 'Possible victim'), ('actual', 'Victim'), ('not', 'Not a victim of this crime')], max_length=8)),
                ('decided_by', models.CharField(max_length=20)),
                ('on', models.DateField()),
                ('paper', models.CharField(blank=True, max_length=60)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screening', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.screening')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words_sealed', b''), _negated=True), name='a_status_has_its_reason'), models.CheckConstraint(condition=models.Q(('decided_by', 'office'), ('institution__isnull', False), _connector='OR'), name='a_status_of_an_authority_names_it')],
            },
        ),
        migrations.CreateModel(
            name='TakenBack',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('row', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'taken back',
                'constraints': [models.CheckConstraint(condition=models.Q(('words_sealed', b''), _negated=True), name='taking_back_in_rescue_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField()),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rescue.operation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'told',
                'ordering': ['happened_at'],
            },
        ),
    ]

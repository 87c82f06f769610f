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
        ('vault', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Accused',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('since_on', models.DateField()),
                ('counsel', models.CharField(choices=[('unknown', 'Not known'), ('none', 'Nobody'), ('private', 'A lawyer of their own'), ('public', 'A public defender')], default='unknown', max_length=8)),
                ('language', models.CharField(blank=True, max_length=60)),
                ('disclosed_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accusations', to='cases.person')),
            ],
            options={
                'verbose_name_plural': 'accused',
                'ordering': ['since_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('count', models.PositiveSmallIntegerField()),
                ('offence', models.CharField(max_length=80)),
                ('acted_on', models.DateField(blank=True, null=True)),
                ('laid', models.CharField(choices=[('first', 'In the charge sheet'), ('added', 'Added later'), ('amended', 'In the place of another')], default='first', max_length=7)),
                ('laid_on', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('accused', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='docket.accused')),
                ('laid_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='docket.charge')),
                ('victim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['accused', 'count'],
                'constraints': [models.UniqueConstraint(models.F('accused'), models.F('count'), name='one_charge_of_a_number'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='an_amended_charge_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CompensationOrder',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('accused', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='docket.accused')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='compensation_is_money'), models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('on')), _connector='OR'), name='compensation_is_due_after_it_is_ordered')],
            },
        ),
        migrations.CreateModel(
            name='CompensationPayment',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('on', models.DateField()),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='docket.compensationorder')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_payment_is_money')],
            },
        ),
        migrations.CreateModel(
            name='CourtCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number_sealed', models.BinaryField(default=b'')),
                ('number_digest', models.CharField(blank=True, db_index=True, max_length=64)),
                ('filed_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('appeal_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeal_cases', to='docket.courtcase')),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['filed_on', 'recorded_at'],
                'indexes': [models.Index(fields=['court', 'ended_on'], name='docket_cour_court_i_7f0db9_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('filed_on')), _connector='OR'), name='a_court_case_ends_after_it_is_filed')],
            },
        ),
        migrations.AddField(
            model_name='compensationorder',
            name='court_case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='compensation', to='docket.courtcase'),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('defence', 'The defence'), ('prosecution', 'The prosecution'), ('survivor', 'The survivor')], max_length=11)),
                ('filed_on', models.DateField()),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('result', models.CharField(blank=True, choices=[('upheld', 'The judgment stands'), ('overturned', 'The judgment is set aside'), ('varied', 'The judgment is changed'), ('sent_back', 'Sent back to be tried again'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('court_case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='docket.courtcase')),
            ],
            options={
                'ordering': ['filed_on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('result', '')), models.Q(('decided_on__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='a_decided_appeal_has_a_result'), models.CheckConstraint(condition=models.Q(('decided_on__isnull', True), ('decided_on__gte', models.F('filed_on')), _connector='OR'), name='an_appeal_is_decided_after_it_is_filed')],
            },
        ),
        migrations.AddField(
            model_name='accused',
            name='court_case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accused', to='docket.courtcase'),
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(db_index=True)),
                ('starts_at', models.TimeField(blank=True, null=True)),
                ('type', models.CharField(max_length=40)),
                ('room', models.CharField(blank=True, max_length=80)),
                ('set_at', models.DateTimeField()),
                ('set_on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('held', 'Held'), ('part_heard', 'Begun, to be continued'), ('adjourned', 'Adjourned'), ('not_sat', 'The court did not sit'), ('cancelled', 'Cancelled, or set by mistake')], max_length=10)),
                ('outcome_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('court_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='docket.courtcase')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_hearings', to='docket.hearing')),
                ('judge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.post')),
                ('outcome_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'starts_at', 'set_at'],
                'indexes': [models.Index(fields=['court_case', 'on'], name='docket_hear_court_c_7efeb6_idx'), models.Index(fields=['outcome', 'on'], name='docket_hear_outcome_1b8f06_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('outcome_at__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('outcome_at__isnull', False), ('outcome_by__isnull', False)), _connector='OR'), name='an_outcome_says_who_wrote_it'), models.UniqueConstraint(models.F('court_case'), models.F('on'), models.F('type'), condition=models.Q(('outcome', 'cancelled'), _negated=True), name='one_hearing_of_a_type_a_day')],
            },
        ),
        migrations.CreateModel(
            name='CourtOrder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField()),
                ('party', models.CharField(max_length=20)),
                ('made_on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('complied_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('court_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='docket.courtcase')),
                ('hearing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='docket.hearing')),
            ],
            options={
                'ordering': ['made_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('made_on')), _connector='OR'), name='an_order_is_due_after_it_is_made')],
            },
        ),
        migrations.CreateModel(
            name='Adjournment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=40)),
                ('party', models.CharField(max_length=20)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('hearing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adjournment', to='docket.hearing')),
            ],
        ),
        migrations.CreateModel(
            name='HearingImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rows_sealed', models.BinaryField()),
                ('state', models.CharField(choices=[('shown', 'Shown before anything is set'), ('done', 'Carried out'), ('undone', 'Taken back')], default='shown', max_length=6)),
                ('made_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='docket.hearing')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used', to='docket.hearingimport')),
            ],
            options={
                'ordering': ['row'],
                'constraints': [models.UniqueConstraint(models.F('source'), models.F('row'), name='a_row_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='InCourt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('joined_on', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_court', to='cases.case')),
                ('court_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='docket.courtcase')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('court_case'), name='once_in_a_court_case')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('asked_on', models.DateField()),
                ('is_granted', models.BooleanField(blank=True, null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='docket.hearing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['asked_on', 'kind'],
                'constraints': [models.UniqueConstraint(models.F('hearing'), models.F('person'), models.F('kind'), name='a_measure_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('is_granted__isnull', True)), models.Q(('decided_on__isnull', False), ('is_granted__isnull', False)), _connector='OR'), name='a_decided_measure_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='OwnCalendar',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('feed_digest', models.CharField(blank=True, db_index=True, max_length=64)),
                ('feed_since', models.DateTimeField(blank=True, null=True)),
                ('feed_read_at', models.DateTimeField(blank=True, null=True)),
                ('by_email', models.BooleanField(default=True)),
                ('phone_sealed', models.BinaryField(default=b'')),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='own_calendar', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Plea',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('plea', models.CharField(max_length=20)),
                ('on', models.DateField()),
                ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pleas', to='docket.charge')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='PoliceCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number_sealed', models.BinaryField(default=b'')),
                ('number_digest', models.CharField(blank=True, max_length=64)),
                ('registered_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='police_cases', to='cases.case')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['registered_on', 'recorded_at'],
            },
        ),
        migrations.AddField(
            model_name='courtcase',
            name='police_case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='court_cases', to='docket.policecase'),
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('came', models.CharField(choices=[('yes', 'Came, or was brought'), ('no', 'Did not come'), ('not_brought', 'Was not brought from jail'), ('excused', 'Was excused')], max_length=11)),
                ('counsel', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_needed', 'Not needed'), ('unknown', 'Not known')], default='unknown', max_length=10)),
                ('interpreter', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_needed', 'Not needed'), ('unknown', 'Not known')], default='unknown', max_length=10)),
                ('accused', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='docket.accused')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='docket.hearing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('hearing'), models.F('accused'), name='once_present_at_a_hearing')],
            },
        ),
        migrations.CreateModel(
            name='Readiness',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=200)),
                ('party', models.CharField(max_length=20)),
                ('ready_on', models.DateField(blank=True, null=True)),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readiness', to='docket.hearing')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Recorded',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recorded', to='docket.hearing')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=5)),
                ('sent_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('user'), models.F('on'), models.F('channel'), name='reminded_once_of_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Summons',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('who_sealed', models.BinaryField(default=b'')),
                ('role', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('needed', 'To be issued'), ('issued', 'Issued'), ('served', 'Served'), ('not_served', 'Could not be served')], default='needed', max_length=10)),
                ('state_on', models.DateField()),
                ('came', models.BooleanField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summonses', to='docket.hearing')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'verbose_name_plural': 'summonses',
                'ordering': ['role', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('outcome', models.CharField(max_length=30)),
                ('offence', models.CharField(blank=True, max_length=80)),
                ('on', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('appeal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='docket.appeal')),
                ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='docket.charge')),
                ('court_case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='docket.courtcase')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['charge', 'number'],
                'constraints': [models.UniqueConstraint(models.F('charge'), models.F('number'), name='one_verdict_of_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['convicted_lesser', 'guilty_plea_lesser']), _negated=True), models.Q(('offence', ''), _negated=True), _connector='OR'), name='a_lesser_conviction_names_its_offence')],
            },
        ),
        migrations.CreateModel(
            name='Sentence',
            fields=[
                ('recorded_at', models.DateTimeField()),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('on', models.DateField()),
                ('years', models.PositiveSmallIntegerField(default=0)),
                ('months', models.PositiveSmallIntegerField(default=0)),
                ('days', models.PositiveSmallIntegerField(default=0)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('runs', models.CharField(choices=[('concurrent', 'At the same time as the others'), ('consecutive', 'After another sentence')], default='concurrent', max_length=11)),
                ('credit_days', models.PositiveIntegerField(default=0)),
                ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='docket.sentence')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verdict', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sentences', to='docket.verdict')),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('after__isnull', True), ('runs', 'concurrent')), models.Q(('after__isnull', False), ('runs', 'consecutive')), _connector='OR'), name='a_consecutive_sentence_follows_one'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='an_amount_has_a_currency')],
            },
        ),
        migrations.AddField(
            model_name='appeal',
            name='verdict',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='docket.verdict'),
        ),
        migrations.AddConstraint(
            model_name='accused',
            constraint=models.UniqueConstraint(models.F('court_case'), models.F('person'), name='accused_once_in_a_court_case'),
        ),
    ]

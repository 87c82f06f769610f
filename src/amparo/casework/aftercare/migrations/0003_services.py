import amparo.casework.cases.models.case
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('aftercare', '0002_checks_stay'),
        ('cases', '0007_sendings'),
        ('directory', '0001_start'),
        ('vault', '0003_ledgers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('service', models.CharField(max_length=40)),
                ('unit', models.CharField(choices=[('session', 'Sessions'), ('visit', 'Visits'), ('day', 'Days')], default='session', max_length=7)),
                ('n_planned', models.PositiveSmallIntegerField()),
                ('planned_until', models.DateField(blank=True, null=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('why_ended', models.CharField(blank=True, max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('notes_key', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'recorded_at'],
                'indexes': [models.Index(fields=['case', 'person'], name='aftercare_e_case_id_20caed_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('n_planned__gt', 0)), name='a_service_is_planned'), models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_service_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('to_on__isnull', True), ('why_ended', '')), models.Q(('to_on__isnull', False), models.Q(('why_ended', ''), _negated=True)), _connector='OR'), name='an_ended_service_says_why')],
            },
        ),
        migrations.CreateModel(
            name='MoneyDue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('payer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'money due',
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='what_is_due_is_money'), models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('on')), _connector='OR'), name='money_is_due_after_it_is_ordered')],
            },
        ),
        migrations.CreateModel(
            name='MoneyCame',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='came', to='aftercare.moneydue')),
            ],
            options={
                'verbose_name_plural': 'money came',
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='what_came_is_money')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('compartment', models.CharField(blank=True, max_length=20)),
                ('on', models.DateField()),
                ('words_sealed', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='aftercare.episode')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(max_length=40)),
                ('for_whom', models.CharField(blank=True, max_length=200)),
                ('is_free', models.BooleanField(default=True)),
                ('added_at', models.DateTimeField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['service', 'institution__name'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('institution'), models.F('service'), condition=models.Q(('ended_on__isnull', True)), name='one_offer_of_a_service')],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=30)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.task')),
            ],
            options={
                'ordering': ['kind', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='PaperStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('applied', 'Applied for'), ('received', 'Received'), ('refused', 'Refused'), ('lost', 'Lost, or kept by somebody else')], max_length=8)),
                ('on', models.DateField()),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='aftercare.paper')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gt', models.F('on')), _connector='OR'), name='a_paper_expires_after_it_came')],
            },
        ),
        migrations.CreateModel(
            name='Satisfaction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('score', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'It made things worse'), (2, 'It helped a little'), (3, 'It helped'), (4, 'It helped very much')], null=True)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='satisfactions', to='aftercare.episode')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 1), ('score__lte', 4)), _connector='OR'), name='satisfaction_is_one_to_four')],
            },
        ),
        migrations.CreateModel(
            name='ServiceReferral',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('code', models.CharField(default=amparo.casework.cases.models.case.new_code, editable=False, max_length=6, unique=True)),
                ('service', models.CharField(max_length=40)),
                ('urgency', models.CharField(choices=[('today', 'Today'), ('week', 'Within three days'), ('usual', 'Within a week')], default='usual', max_length=5)),
                ('fields', models.JSONField(default=list)),
                ('content_sealed', models.BinaryField()),
                ('duty', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('duty_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('duty_seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hold', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='aftercare.bedhold')),
                ('home', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='aftercare.home')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.task')),
            ],
            options={
                'ordering': ['-recorded_at'],
                'indexes': [models.Index(fields=['case', 'person'], name='aftercare_s_case_id_d138cf_idx'), models.Index(fields=['recipient'], name='aftercare_s_recipie_32f880_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('duty_seconded_by__isnull', True), models.Q(('duty_asked_by__isnull', False), models.Q(('duty_seconded_by', models.F('duty_asked_by')), _negated=True)), _connector='OR'), name='two_people_answer_for_a_duty'), models.CheckConstraint(condition=models.Q(models.Q(('duty', ''), ('duty_asked_by__isnull', True)), models.Q(models.Q(('duty', ''), _negated=True), ('duty_asked_by__isnull', False)), _connector='OR'), name='a_duty_says_which_and_who')],
            },
        ),
        migrations.CreateModel(
            name='ReferralStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('what', models.CharField(choices=[('sent', 'Sent'), ('chased', 'Asked again'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('ended', 'No longer needed')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('sending', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.sending')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='aftercare.servicereferral')),
            ],
            options={
                'ordering': ['referral', 'number'],
                'constraints': [models.UniqueConstraint(models.F('referral'), models.F('number'), name='one_step_of_a_number'), models.UniqueConstraint(models.F('referral'), condition=models.Q(('what', 'sent')), name='a_referral_is_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('sending__isnull', False), ('what', 'sent')), models.Q(models.Q(('what', 'sent'), _negated=True), ('sending__isnull', True)), _connector='OR'), name='what_was_sent_left_lawfully'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_decline_says_why')],
            },
        ),
        migrations.AddField(
            model_name='episode',
            name='referral',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='episode', to='aftercare.servicereferral'),
        ),
        migrations.CreateModel(
            name='Delivered',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('n_expected', models.PositiveSmallIntegerField()),
                ('n_given', models.PositiveSmallIntegerField()),
                ('why_less', models.CharField(blank=True, max_length=20)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='aftercare.delivered')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delivered', to='aftercare.episode')),
            ],
            options={
                'verbose_name_plural': 'delivered',
                'ordering': ['from_on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='what_was_given_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('n_given__gte', models.F('n_expected')), models.Q(('why_less', ''), _negated=True), _connector='OR'), name='less_than_expected_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Income',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('per', models.CharField(choices=[('day', 'a day'), ('week', 'a week'), ('month', 'a month')], max_length=5)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incomes', to='aftercare.episode')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='an_income_is_no_debt')],
            },
        ),
    ]

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
        ('vault', '0003_ledgers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grievance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=6, unique=True)),
                ('way', models.CharField(choices=[('office', 'Told to a colleague'), ('anonymous', 'By the page that asks for no name')], max_length=9)),
                ('kind', models.SlugField(max_length=40)),
                ('happened_on', models.DateField(blank=True, null=True)),
                ('received_on', models.DateField()),
                ('official_sealed', models.BinaryField(default=b'')),
                ('words_sealed', models.BinaryField(default=b'')),
                ('contact_sealed', models.BinaryField(default=b'')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-received_on', 'code'],
                'indexes': [models.Index(fields=['office', '-received_on'], name='accountabil_office__b0a7a0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('recorded_by__isnull', False), ('way', 'office')), models.Q(('case__isnull', True), ('recorded_by__isnull', True), ('way', 'anonymous')), _connector='OR'), name='nobody_is_kept_of_the_anonymous')],
            },
        ),
        migrations.CreateModel(
            name='DecoyVisit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('crime_type', models.SlugField(max_length=60)),
                ('was_registered', models.BooleanField()),
                ('money_asked', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ReturnCode',
            fields=[
                ('grievance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='return_code', serialize=False, to='accountability.grievance')),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Keeper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('granted_at', models.DateTimeField()),
                ('seconded_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-from_on', '-granted_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gt', models.F('from_on'))), name='a_keeper_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('granted_by', models.F('user')), _negated=True), models.Q(models.Q(('seconded_at__isnull', True), ('seconded_by__isnull', True)), models.Q(('seconded_at__isnull', False), ('seconded_by__isnull', False), models.Q(('seconded_by', models.F('granted_by')), _negated=True), models.Q(('seconded_by', models.F('user')), _negated=True)), _connector='OR')), name='two_others_make_a_keeper'), models.UniqueConstraint(models.F('office'), models.F('user'), condition=models.Q(('ended_at__isnull', True)), name='one_live_keeper')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('words_sealed', models.BinaryField()),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='accountability.grievance')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('grievance'), models.F('number'), name='one_message_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('post', models.CharField(max_length=150)),
                ('how', models.SlugField(max_length=40)),
                ('why', models.CharField(max_length=300)),
                ('on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('kin', 'Kin or friend of somebody named'), ('worked', 'Worked with somebody named'), ('money', 'Money or favours'), ('named', 'Is named themselves'), ('other', 'Something else')], max_length=6)),
                ('recorded_at', models.DateTimeField()),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='accountability.grievance')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['recorded_at'],
                'constraints': [models.UniqueConstraint(models.F('grievance'), models.F('user'), name='shut_out_of_a_complaint_once')],
            },
        ),
        migrations.CreateModel(
            name='Shield',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('measure', models.SlugField(max_length=40)),
                ('person_sealed', models.BinaryField()),
                ('from_on', models.DateField()),
                ('review_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['review_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_shield_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('referred', 'Passed to an oversight body'), ('replied', 'The oversight body answered'), ('substantiated', 'Found to be so'), ('not_substantiated', 'Found not to be so'), ('unclear', 'Looked into, and cannot be told'), ('sanctioned', 'Something followed for the official')], max_length=17)),
                ('on', models.DateField()),
                ('due_on', models.DateField(blank=True, null=True)),
                ('sanction', models.SlugField(blank=True, max_length=40)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='accountability.grievance')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('due_on__isnull', False), ('what', 'referred')), models.Q(models.Q(('what', 'referred'), _negated=True), ('due_on__isnull', True)), _connector='OR'), name='a_referral_has_a_body_and_a_clock'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'sanctioned'), models.Q(('sanction', ''), _negated=True)), models.Q(models.Q(('what', 'sanctioned'), _negated=True), ('sanction', '')), _connector='OR'), name='a_sanction_is_named')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('opened_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['opened_on'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('name'), name='one_channel_of_a_name')],
            },
        ),
    ]

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0003_safety'),
        ('directory', '0001_start'),
        ('vault', '0003_ledgers_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words_sealed', models.BinaryField()),
                ('manifest_digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='cases.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at'],
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('is_abuse_material', models.BooleanField(default=False)),
                ('seized_on', models.DateField()),
                ('words_sealed', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seized_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('number'), name='one_exhibit_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='ExhibitFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('copy', models.CharField(choices=[('evidentiary', 'Evidentiary copy'), ('working', 'Working copy')], max_length=11)),
                ('content_type', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evidence.exhibit')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.sealedfile')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('mode', models.CharField(choices=[('video', 'Video recording'), ('audio', 'Sound recording'), ('written', 'Written down')], max_length=7)),
                ('room', models.CharField(choices=[('child_friendly', 'A room made for children'), ('private', 'A room apart'), ('open', 'An open desk or hall'), ('other', 'Somewhere else')], max_length=14)),
                ('was_child', models.BooleanField()),
                ('reason_sealed', models.BinaryField(default=b'')),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'number'],
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('person'), models.F('number'), name='one_interview_of_a_number'), models.CheckConstraint(condition=models.Q(('was_child', False), ('number', 1), models.Q(('reason_sealed', b''), _negated=True), _connector='OR'), name='a_childs_second_interview_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='LabRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_sealed', models.BinaryField()),
                ('sent_on', models.DateField()),
                ('result_on', models.DateField(blank=True, null=True)),
                ('result_sealed', models.BinaryField(default=b'')),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('exhibit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lab_requests', to='evidence.exhibit')),
                ('laboratory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['sent_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('result_on__isnull', True), ('result_on__gte', models.F('sent_on')), _connector='OR'), name='a_result_comes_after_it_is_asked_for')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('offence', models.CharField(max_length=80)),
                ('element', models.CharField(max_length=20)),
                ('tied_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('exhibit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='evidence.exhibit')),
                ('interview', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='evidence.interview')),
            ],
            options={
                'ordering': ['offence', 'element', 'tied_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('exhibit__isnull', True), ('interview__isnull', True), _connector='XOR'), name='a_tie_is_of_one_thing'), models.UniqueConstraint(models.F('offence'), models.F('element'), models.F('exhibit'), condition=models.Q(('ended_at', None)), name='an_exhibit_tied_once'), models.UniqueConstraint(models.F('offence'), models.F('element'), models.F('interview'), condition=models.Q(('ended_at', None)), name='an_interview_tied_once')],
            },
        ),
    ]

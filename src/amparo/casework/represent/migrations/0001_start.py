import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0002_milestones_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preparation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mode', models.CharField(choices=[('undecided', 'Not decided'), ('in_room', 'In the courtroom'), ('screen', 'Behind a screen'), ('video', 'By video link'), ('recorded', 'By a recording made before'), ('not', 'Not at all')], default='undecided', max_length=9)),
                ('telling', models.CharField(choices=[('unasked', 'Not asked yet'), ('everything', 'Everything, as it happens'), ('dates', 'Dates and decisions only'), ('asked', 'Only when they ask'), ('nothing', 'Nothing')], default='unasked', max_length=10)),
                ('how_sealed', models.BinaryField(default=b'')),
                ('comfort_sealed', models.BinaryField(default=b'')),
                ('transport_sealed', models.BinaryField(default=b'')),
                ('version', models.PositiveIntegerField(default=1)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preparations', to='cases.case')),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('survivor'), name='one_plan_for_court')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('explained', 'What happens in court was explained'), ('courtroom', 'The courtroom was visited'), ('statement', 'The statement was read again'), ('prosecutor', 'The prosecutor was met'), ('threats', 'Threats were asked about'), ('after', 'The hearing was talked over afterwards')], max_length=10)),
                ('on', models.DateField()),
                ('is_threatened', models.BooleanField(blank=True, null=True)),
                ('note_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('preparation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='represent.preparation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='ChargeDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('offence', models.CharField(max_length=80)),
                ('choice', models.CharField(choices=[('ask', 'Ask for this charge'), ('leave', 'Leave it'), ('later', 'Wait for more proof')], max_length=5)),
                ('reason_sealed', models.BinaryField()),
                ('on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charge_decisions', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('suspect', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('victim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['on', 'recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('offence', ''), _negated=True), name='a_decision_names_its_offence')],
            },
        ),
        migrations.CreateModel(
            name='KnownFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('fact', models.CharField(max_length=40)),
                ('answer', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Not known')], max_length=7)),
                ('number', models.PositiveIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='known_facts', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('suspect', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('victim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('case'), models.F('number'), name='one_known_fact_of_a_number')],
            },
        ),
    ]

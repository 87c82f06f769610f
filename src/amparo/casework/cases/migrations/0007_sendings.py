import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0006_compartments'),
        ('directory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=60)),
                ('covers', models.JSONField(default=list)),
                ('duty', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('object_id', models.UUIDField()),
                ('sent_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='cases.case')),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='cases.consent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='cases.person')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['sent_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('consent__isnull', False), ('duty', '')), models.Q(('consent__isnull', True), ('seconded_by__isnull', False), models.Q(('duty', ''), _negated=True)), _connector='OR'), name='nothing_leaves_without_consent_or_duty'), models.CheckConstraint(condition=models.Q(('seconded_by__isnull', True), models.Q(('seconded_by', models.F('sent_by')), _negated=True), _connector='OR'), name='a_second_person_answers_for_a_duty'), models.UniqueConstraint(models.F('kind'), models.F('object_id'), name='a_thing_leaves_once')],
            },
        ),
        migrations.CreateModel(
            name='Recall',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('queued_at', models.DateTimeField()),
                ('told_on', models.DateField(blank=True, null=True)),
                ('told_how', models.CharField(blank=True, choices=[('here', 'In Amparo'), ('in_person', 'In person'), ('phone', 'By telephone'), ('letter', 'By letter')], max_length=9)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('destroyed', 'Destroyed'), ('returned', 'Given back'), ('kept_by_law', 'Kept, since a law asks for it')], max_length=11)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='cases.case')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recalls', to='cases.consent')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.task')),
                ('told_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sending', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recall', to='cases.sending')),
            ],
            options={
                'ordering': ['queued_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on__isnull', True)), models.Q(('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_answered_recall_says_what_was_done')],
            },
        ),
    ]

"""Agreements on sharing, caseloads handed over, and case conferences."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_told_by_the_safe_way'),
        ('directory', '0001_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('survivor', models.CharField(choices=[('came', 'They were there'), ('asked', 'They were asked before, and what they said was told'), ('not_asked', 'They were not asked')], max_length=9)),
                ('others_sealed', models.BinaryField(default=b'')),
                ('decided_sealed', models.BinaryField()),
                ('next_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conferences', to='cases.case')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('next_on__isnull', True), ('next_on__gt', models.F('on')), _connector='OR'), name='the_next_conference_comes_later'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConferenceGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='cases.conference')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('user__isnull', True), ('institution__isnull', True), _connector='XOR'), name='a_guest_is_a_colleague_or_an_institution'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConferenceTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.conference')),
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.task')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(choices=[('leaves', 'They leave the office'), ('away', 'They are away for some time'), ('too_many', 'They have too many cases'), ('other', 'Another reason')], max_length=8)),
                ('words', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='a_hand_over_says_why'),
                    models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), ('undone_by__isnull', False), _connector='OR'), name='an_undone_hand_over_says_by_whom'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HandedCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('was_member', models.BooleanField()),
                ('was_lead', models.BooleanField()),
                ('did_join', models.BooleanField()),
                ('tasks', models.JSONField(default=list)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='cases.handover')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F('hand_over'), models.F('case'), name='a_case_is_handed_over_once'),
                    models.CheckConstraint(condition=models.Q(('of', models.F('to')), _negated=True), name='a_case_is_handed_to_somebody_else'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SharingAgreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_on', models.DateField()),
                ('until', models.DateField()),
                ('about', models.CharField(max_length=300)),
                ('kept_at', models.CharField(blank=True, max_length=150)),
                ('registered_at', models.DateTimeField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=300)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['institution__name', '-signed_on'],
                'indexes': [
                    models.Index(fields=['office', 'institution', 'signed_on'], name='cases_shari_office__36af5d_idx'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('signed_on'))), name='an_agreement_ends_after_it_begins'),
                    models.CheckConstraint(condition=models.Q(('about', ''), _negated=True), name='an_agreement_says_what_is_shared'),
                    models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_by__isnull', False), ('ended_on__gte', models.F('signed_on')), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='an_agreement_ended_early_says_why'),
                ],
            },
        ),
        migrations.AddField(
            model_name='sending',
            name='agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.sharingagreement'),
        ),
    ]

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
            name='Home',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('called', models.CharField(max_length=80)),
                ('address_sealed', models.BinaryField()),
                ('contact_sealed', models.BinaryField(default=b'')),
                ('capacity', models.PositiveSmallIntegerField()),
                ('youngest', models.PositiveSmallIntegerField(default=0)),
                ('oldest', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sexes', models.JSONField(default=list)),
                ('takes_children_along', models.BooleanField(default=False)),
                ('languages', models.CharField(blank=True, max_length=200)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.jurisdiction')),
                ('key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['called'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('unit'), name='one_home_of_a_unit'), models.UniqueConstraint(models.F('office'), models.F('called'), name='one_home_of_a_name'), models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='a_home_has_a_bed'), models.CheckConstraint(condition=models.Q(('oldest__isnull', True), ('oldest__gte', models.F('youngest')), _connector='OR'), name='a_home_takes_somebody')],
            },
        ),
        migrations.CreateModel(
            name='BedHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('n', models.PositiveSmallIntegerField()),
                ('from_on', models.DateField()),
                ('until_on', models.DateField()),
                ('why_sealed', models.BinaryField()),
                ('held_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('escort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='aftercare.home')),
            ],
            options={
                'ordering': ['from_on', 'held_at'],
                'indexes': [models.Index(fields=['home', 'released_at', 'until_on'], name='aftercare_b_home_id_613331_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('n__gt', 0)), name='a_hold_holds_a_bed'), models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='a_hold_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('escort__isnull', True), ('case__isnull', False), _connector='OR'), name='an_escort_travels_for_a_case')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('emergency', 'Emergency: the first nights'), ('short', 'Short stay in a home'), ('long', 'Long stay in a home'), ('family', 'With family or a foster family'), ('independent', 'A place of their own')], max_length=11)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('why_ended', models.CharField(blank=True, max_length=20)),
                ('words_sealed', models.BinaryField(default=b'')),
                ('despite_sealed', models.BinaryField(default=b'')),
                ('ended_sealed', models.BinaryField(default=b'')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('why_sealed', models.BinaryField(default=b'')),
                ('carer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('end_milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hold', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='aftercare.bedhold')),
                ('home', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='aftercare.home')),
                ('milestone', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.milestone')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_on', 'recorded_at'],
                'indexes': [models.Index(fields=['case', 'person'], name='aftercare_p_case_id_40a59d_idx'), models.Index(fields=['home', 'to_on'], name='aftercare_p_home_id_3a8dda_idx')],
                'constraints': [models.UniqueConstraint(models.F('person'), condition=models.Q(('taken_back_at__isnull', True), ('to_on__isnull', True)), name='one_place_at_a_time'), models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_stay_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('to_on__isnull', True), ('why_ended', '')), models.Q(('to_on__isnull', False), models.Q(('why_ended', ''), _negated=True)), _connector='OR'), name='an_ended_stay_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('home__isnull', False), ('kind__in', ['emergency', 'short', 'long'])), models.Q(('home__isnull', True), ('kind__in', ['family', 'independent'])), _connector='OR'), name='a_stay_in_a_home_names_it'), models.CheckConstraint(condition=models.Q(('hold__isnull', True), ('home__isnull', False), _connector='OR'), name='only_a_home_keeps_a_bed')],
            },
        ),
        migrations.CreateModel(
            name='StandardsCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('next_due_on', models.DateField()),
                ('words_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='aftercare.home')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-recorded_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('next_due_on__gt', models.F('on'))), name='the_next_check_comes_later')],
            },
        ),
        migrations.CreateModel(
            name='StandardsAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('working', 'There, and works'), ('present', 'There, does not work'), ('missing', 'Missing')], max_length=7)),
                ('standards_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='aftercare.standardscheck')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(models.F('standards_check'), models.F('item'), name='one_answer_for_a_standard')],
            },
        ),
    ]

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
    ]

    operations = [
        migrations.CreateModel(
            name='UnitCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('standard', models.SlugField(max_length=20)),
                ('version', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='resources.unitcheck')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'ordering': ['on', 'made_at'],
            },
        ),
        migrations.CreateModel(
            name='Wanted',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.SlugField(max_length=40)),
                ('quantity', models.PositiveSmallIntegerField()),
                ('why', models.CharField(max_length=300)),
                ('asked_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intervention', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wanted', to='reform.intervention')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'verbose_name_plural': 'wanted',
                'ordering': ['-asked_on', '-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='a_request_is_for_something'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='a_request_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=100)),
                ('mark', models.CharField(blank=True, max_length=60)),
                ('quantity', models.PositiveSmallIntegerField()),
                ('handed_on', models.DateField()),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('exposure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='reform.exposure')),
                ('handed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.postholder')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='resources.wanted')),
            ],
            options={
                'ordering': ['-handed_on', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='something_is_handed_over'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('handed_on')), _connector='OR'), name='nothing_is_handed_over_expired')],
            },
        ),
        migrations.CreateModel(
            name='WantedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('approved', 'Approved'), ('declined', 'Declined'), ('ordered', 'Ordered'), ('dropped', 'No longer needed')], max_length=8)),
                ('on', models.DateField()),
                ('words', models.CharField(blank=True, max_length=300)),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='resources.wanted')),
            ],
            options={
                'ordering': ['taken_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='a_price_has_a_currency'), models.CheckConstraint(condition=models.Q(('kind', 'approved'), models.Q(('words', ''), _negated=True), _connector='OR'), name='a_step_says_what_it_was'), models.UniqueConstraint(models.F('wanted'), models.F('kind'), name='a_step_is_taken_once')],
            },
        ),
        migrations.CreateModel(
            name='AreaPoverty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('year', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.jurisdiction')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'verbose_name_plural': 'area poverty',
                'ordering': ['year', 'entered_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='a_share_of_the_poor'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='poverty_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='AssetLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('used', 'Used'), ('broke', 'Broke down'), ('repaired', 'Repaired'), ('serviced', 'Serviced'), ('gone', 'No longer there')], max_length=8)),
                ('on', models.DateField()),
                ('n_trips', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('n_scenes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('km', models.DecimalField(blank=True, decimal_places=1, max_digits=8, null=True)),
                ('n_used', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('is_void', models.BooleanField(default=False)),
                ('noted_at', models.DateTimeField()),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='resources.asset')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='resources.assetline')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['on', 'noted_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='upkeep_has_a_currency'), models.CheckConstraint(condition=models.Q(('n_scenes__isnull', True), ('n_trips__isnull', True), ('n_trips__gte', 1), ('n_scenes', 0), _connector='OR'), name='scenes_are_reached_on_trips'), models.CheckConstraint(condition=models.Q(('is_void', False), ('corrects__isnull', False), _connector='OR'), name='only_a_correction_takes_a_line_back')],
            },
        ),
        migrations.CreateModel(
            name='UnitCheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.SlugField(max_length=40)),
                ('n_present', models.PositiveSmallIntegerField()),
                ('n_working', models.PositiveSmallIntegerField()),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='resources.unitcheck')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('n_working__lte', models.F('n_present'))), name='what_works_is_there'), models.UniqueConstraint(models.F('check_of'), models.F('item'), name='a_thing_once_in_a_check')],
            },
        ),
    ]

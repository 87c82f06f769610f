import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150)),
                ('duty', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('country', 'Country'), ('region', 'Region or state'), ('province', 'Province'), ('district', 'District'), ('municipality', 'City or municipality'), ('village', 'Village')], max_length=12)),
                ('path', models.CharField(db_index=True, max_length=400)),
                ('pack', models.SlugField(blank=True, max_length=20)),
                ('population', models.PositiveBigIntegerField(blank=True, null=True)),
                ('population_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('population_source', models.CharField(blank=True, max_length=200)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='directory.jurisdiction')),
            ],
            options={
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('population__isnull', True), models.Q(('population_year__isnull', False), models.Q(('population_source', ''), _negated=True)), _connector='OR'), name='a_population_says_when_and_from_where')],
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('kind', models.CharField(choices=[('police', 'Police'), ('prosecution', 'Prosecution'), ('court', 'Court'), ('social_services', 'Social services'), ('oversight', 'Oversight body'), ('health', 'Health and forensic services'), ('labour', 'Labour authority'), ('local_government', 'Local government'), ('organisation', 'Organisation'), ('other', 'Other')], max_length=20)),
                ('is_office', models.BooleanField(default=False)),
                ('time_zone', models.CharField(default='UTC', max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='directory.jurisdiction')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('name'), models.F('jurisdiction'), name='one_institution_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='PostHolder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('holder_name', models.CharField(max_length=150)),
                ('account_id', models.UUIDField(blank=True, null=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holders', to='directory.post')),
            ],
            options={
                'ordering': ['-from_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='a_holding_ends_after_it_starts'), models.UniqueConstraint(models.F('post'), condition=models.Q(('to_on__isnull', True)), name='one_holder_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='directory.institution')),
                ('jurisdiction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='directory.jurisdiction')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(models.F('institution'), models.F('name'), name='one_unit_of_a_name'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('opened_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='a_unit_closes_after_it_opens')],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='directory.unit'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(models.F('unit'), models.F('title'), name='one_post_of_a_title'),
        ),
    ]

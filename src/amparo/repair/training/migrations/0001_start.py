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
            name='Course',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('topic', models.SlugField(max_length=40)),
                ('title', models.CharField(max_length=150)),
                ('gives_certificate', models.BooleanField()),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['title'],
                'constraints': [models.UniqueConstraint(models.F('office'), models.F('title'), name='one_course_of_a_title')],
            },
        ),
        migrations.CreateModel(
            name='Curriculum',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5)),
                ('outline', models.TextField(max_length=3000)),
                ('questions', models.JSONField(default=list)),
                ('pass_share', models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curricula', to='training.course')),
            ],
            options={
                'verbose_name_plural': 'curricula',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(models.F('course'), models.F('number'), name='one_curriculum_of_a_number'), models.CheckConstraint(condition=models.Q(('pass_share__isnull', True), models.Q(('pass_share__gt', 0), ('pass_share__lte', 1)), _connector='OR'), name='a_pass_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='CourseSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('place', models.CharField(max_length=150)),
                ('trainers', models.CharField(max_length=150)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intervention', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='reform.intervention')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('curriculum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.curriculum')),
            ],
            options={
                'ordering': ['-from_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='a_session_ends')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.SlugField(max_length=40)),
                ('is_needed', models.BooleanField(default=True)),
                ('needs_certificate', models.BooleanField(default=False)),
                ('within_days', models.PositiveSmallIntegerField(default=0)),
                ('from_on', models.DateField()),
                ('basis', models.CharField(max_length=200)),
                ('said_at', models.DateTimeField()),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.post')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['said_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='a_need_rests_on_something')],
            },
        ),
        migrations.CreateModel(
            name='Official',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['name', 'added_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='an_official_is_named')],
            },
        ),
        migrations.CreateModel(
            name='Mentoring',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('topic', models.SlugField(max_length=40)),
                ('on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5)),
                ('step', models.CharField(choices=[('shown', 'It was shown to them'), ('together', 'Done together'), ('alone', 'Done alone, watched')], max_length=8)),
                ('noted_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentoring', to='training.official')),
            ],
            options={
                'verbose_name_plural': 'mentoring',
                'ordering': ['-on', '-noted_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hours__gt', 0)), name='mentoring_takes_time')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5)),
                ('has_certificate', models.BooleanField(default=False)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='training.coursesession')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='training.official')),
            ],
            options={
                'verbose_name_plural': 'attendance',
                'ordering': ['noted_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OfficialHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField()),
                ('holding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.postholder')),
                ('joined_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
                ('official', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='training.official')),
            ],
            options={
                'ordering': ['joined_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sitting', models.CharField(choices=[('before', 'Before the course'), ('after', 'Right after it'), ('later', 'Months later')], max_length=6)),
                ('on', models.DateField()),
                ('answers', models.CharField(max_length=200)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='training.official')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='training.coursesession')),
            ],
            options={
                'ordering': ['noted_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('answers', ''), _negated=True), name='a_score_has_answers')],
            },
        ),
        migrations.CreateModel(
            name='SessionEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finished_at', models.DateTimeField()),
                ('finished_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='training.coursesession')),
            ],
            options={
                'ordering': ['finished_at'],
            },
        ),
    ]

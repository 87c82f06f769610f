import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0003_safety'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('vehicle', 'Vehicle'), ('room', 'Room'), ('waiting', 'Waiting area')], max_length=7)),
                ('purpose', models.CharField(choices=[('operation', 'An operation'), ('interview', 'An interview or statement'), ('hearing', 'A hearing in court'), ('other', 'Something else')], max_length=9)),
                ('place_digest', models.CharField(db_index=True, max_length=64)),
                ('place_sealed', models.BinaryField()),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('is_planned', models.BooleanField()),
                ('is_secret', models.BooleanField(default=False)),
                ('met', models.BooleanField(default=False)),
                ('reason_sealed', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['from_at', 'recorded_at', 'id'],
                'indexes': [models.Index(fields=['case', 'from_at'], name='apart_stay_case_id_aa6bbd_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('from_at')), _connector='OR'), name='a_stay_in_a_place_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('met', False), models.Q(('reason_sealed', b''), _negated=True), _connector='OR'), name='whoever_lets_them_meet_says_why')],
            },
        ),
        migrations.CreateModel(
            name='StayEnd',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ended_at', models.DateTimeField()),
                ('is_void', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stay', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='apart.stay')),
            ],
        ),
    ]

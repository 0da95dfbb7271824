import audit.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('initiatives', '0001_initial'),
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProcessOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('named_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('named_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'process owner',
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ProcessMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('kind', models.CharField(choices=[('as_is', 'As-is'), ('to_be', 'To-be')], max_length=5, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.attachment', verbose_name='file')),
                ('open_questions', models.PositiveSmallIntegerField(default=0, verbose_name='open questions')),
                ('uploaded_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'process map',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['initiative', 'kind'], name='maps_of_a_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['as_is', 'to_be'])), name='map_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Bottleneck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('step', models.CharField(max_length=200, verbose_name='step or role')),
                ('how_known', models.TextField(verbose_name='how it is known')),
                ('to_be_effect', models.CharField(choices=[('lower', 'Lower load'), ('same', 'Same load'), ('higher', 'Higher load')], max_length=6, verbose_name='what the to-be process does to its load')),
                ('reason', models.TextField(verbose_name='why')),
                ('named_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('named_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bottleneck',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_be_effect__in', ['lower', 'same', 'higher'])), name='bottleneck_effect_is_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('what', models.CharField(max_length=200, verbose_name='what is measured')),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('hours', 'hours'), ('percent', 'per cent'), ('cases', 'cases')], max_length=7, verbose_name='unit')),
                ('phase', models.CharField(choices=[('baseline', 'Before'), ('after', 'After')], max_length=8, verbose_name='phase')),
                ('value', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='value')),
                ('sample', models.PositiveIntegerField(verbose_name='size of the sample')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='to')),
                ('certainty', models.CharField(choices=[('estimated', 'Estimated'), ('measured', 'Measured')], max_length=9, verbose_name='certainty')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='processes.measurement', verbose_name='corrects')),
                ('reason', models.TextField(blank=True, verbose_name='why it was corrected')),
                ('measured_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('measured_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'measurement',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['initiative'], name='measurements_of_initiative')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='measurement_ends_after_it_starts', violation_error_message='The last day comes after the first.'), models.CheckConstraint(condition=models.Q(('sample__gt', 0)), name='measurement_has_a_sample', violation_error_message='Enter how many cases were looked at.'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='measurement_is_not_negative', violation_error_message='A value cannot be below zero.'), models.CheckConstraint(condition=models.Q(('certainty__in', ['estimated', 'measured']), ('phase__in', ['baseline', 'after']), ('unit__in', ['minutes', 'hours', 'percent', 'cases'])), name='measurement_words_are_known'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('supersedes__isnull', True)), models.Q(('supersedes__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='correction_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('kind', models.CharField(choices=[('managers_heard', 'Managers of the exposed units heard'), ('checking_modelled', 'Checking of AI output modelled'), ('red_sign_reason', 'Reason for AI on a step with a red sign')], max_length=17)),
                ('text', models.TextField(verbose_name='text')),
                ('written_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['managers_heard', 'checking_modelled', 'red_sign_reason'])), name='note_kind_is_known')],
                'indexes': [],
            },
        ),
    ]

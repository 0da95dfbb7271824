import audit.clock
import audit.migrating
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
        audit.migrating.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='ProcessMap',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maps', to='initiatives.initiative')),
                        ('kind', models.CharField(choices=[('as_is', 'As-is'), ('to_be', 'To-be')], max_length=5, verbose_name='kind')),
                        ('number', models.PositiveIntegerField(default=0, editable=False)),
                        ('open_questions', models.PositiveSmallIntegerField(default=0, verbose_name='open questions')),
                        ('bottleneck', models.CharField(blank=True, editable=False, max_length=500, verbose_name='bottleneck by analysis')),
                        ('capacity', models.FloatField(blank=True, editable=False, null=True, verbose_name='capacity')),
                        ('throughput', models.FloatField(blank=True, editable=False, null=True, verbose_name='throughput')),
                        ('lead', models.FloatField(blank=True, editable=False, null=True, verbose_name='lead time')),
                        ('findings', models.JSONField(blank=True, default=dict, editable=False)),
                        ('picture', models.JSONField(blank=True, default=dict, editable=False)),
                    ],
                    options={
                        'verbose_name': 'process map',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('initiative', 'kind'), name='one_map_of_a_kind'), models.CheckConstraint(condition=models.Q(('kind__in', ['as_is', 'to_be'])), name='map_kind_is_known')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='MapVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('map', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='processes.processmap')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('source', models.CharField(choices=[('bpmn', 'BPMN file'), ('drawio', 'draw.io file'), ('vsdx', 'Visio file'), ('sheet', 'Spreadsheet of steps'), ('json', 'Steps in JSON'), ('table', 'Table of steps'), ('editor', 'Drawing in the browser'), ('carried', 'Earlier cycle'), ('attached', 'Attached file')], max_length=8, verbose_name='made from')),
                        ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.attachment', verbose_name='file')),
                        ('graph', models.JSONField(blank=True, null=True)),
                        ('report', models.JSONField(blank=True, default=dict)),
                        ('sha256', models.CharField(max_length=64, verbose_name='content')),
                        ('open_questions', models.PositiveSmallIntegerField(default=0)),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='what changed')),
                        ('saved_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('saved_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'version of a map',
                        'ordering': ['map', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('map', 'number'), name='one_version_of_a_number'), models.CheckConstraint(condition=models.Q(('source__in', ['bpmn', 'drawio', 'vsdx', 'sheet', 'json', 'table', 'editor', 'carried', 'attached'])), name='map_source_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('attachment__isnull', False), ('graph__isnull', True), ('source', 'attached')), models.Q(models.Q(('source', 'attached'), _negated=True), ('graph__isnull', False)), _connector='OR'), name='picture_has_a_file_and_no_graph')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Fact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='processes.mapversion')),
                        ('subject', models.CharField(choices=[('step', 'Step'), ('way', 'Way on'), ('start', 'Start'), ('node', 'Point of the map'), ('role', 'Role'), ('process', 'Process')], max_length=7)),
                        ('key', models.CharField(blank=True, max_length=500)),
                        ('label', models.CharField(blank=True, max_length=500, verbose_name='what it is about')),
                        ('has_home', models.BooleanField(default=True)),
                        ('what', models.CharField(choices=[('touch', 'Hands-on time'), ('wait', 'Wait for others'), ('checking', 'Time to check AI output'), ('rework', 'Done again at once'), ('times', 'How often it runs'), ('right', 'Right without correction'), ('who', 'Who does it'), ('cv', 'How much the time varies'), ('share', 'Share of cases'), ('meaning', 'All of the ways, or one'), ('waits', 'Parallel paths wait here'), ('fte', 'Full-time people'), ('hours', 'Productive hours a week'), ('unlimited', 'As many as it takes'), ('demand', 'New cases a week'), ('margin', 'Margin per case'), ('cost', 'Cost'), ('variants', 'Rules that differ by site'), ('day', 'Working hours of a day'), ('weeks', 'Working weeks of a year')], max_length=9)),
                        ('value', models.DecimalField(blank=True, decimal_places=9, max_digits=21, null=True, verbose_name='value')),
                        ('text', models.CharField(blank=True, max_length=500, verbose_name='text')),
                        ('unit', models.CharField(blank=True, choices=[('minutes', 'minutes'), ('hours', 'hours'), ('working_days', 'working days'), ('calendar_days', 'calendar days'), ('weeks', 'weeks')], max_length=13, verbose_name='unit')),
                        ('source', models.CharField(choices=[('measured', 'measured'), ('sampled', 'from a sample'), ('stated', 'stated on the map'), ('estimated', 'estimated'), ('assumed', 'assumed')], max_length=9, verbose_name='how it is known')),
                        ('basis', models.CharField(blank=True, max_length=300, verbose_name='basis')),
                        ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='processes.fact')),
                        ('stated_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('stated_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'figure of the process',
                        'verbose_name_plural': 'figures of the process',
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['version', 'id'], name='facts_of_a_version')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='fact_is_not_negative', violation_error_message='A value cannot be below zero.'), models.CheckConstraint(condition=models.Q(('value__isnull', True), models.Q(('what__in', ('rework', 'right', 'share', 'variants')), _negated=True), ('value__lte', 1), _connector='OR'), name='share_is_no_more_than_all', violation_error_message='A share lies between 0 and 100%.'), models.CheckConstraint(condition=models.Q(models.Q(('subject', 'step'), ('what__in', ('touch', 'wait', 'checking', 'rework', 'times', 'right', 'who', 'cv', 'cost'))), models.Q(('subject', 'way'), ('what__in', ('share',))), models.Q(('subject', 'start'), ('what__in', ('share',))), models.Q(('subject', 'node'), ('what__in', ('meaning', 'waits'))), models.Q(('subject', 'role'), ('what__in', ('fte', 'hours', 'unlimited', 'cost'))), models.Q(('subject', 'process'), ('what__in', ('demand', 'margin', 'cv', 'day', 'weeks', 'variants'))), _connector='OR'), name='fact_is_said_of_its_subject'), models.CheckConstraint(condition=models.Q(('source__in', ['measured', 'sampled', 'stated', 'estimated', 'assumed']), ('unit__in', ['', 'minutes', 'hours', 'working_days', 'calendar_days', 'weeks'])), name='fact_words_are_known')],
                    },
                ),
                migrations.CreateModel(
                    name='ExpectedEffect',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expected', to='processes.mapversion')),
                        ('step', models.CharField(max_length=500)),
                        ('step_name', models.CharField(max_length=500, verbose_name='step')),
                        ('cut', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='cut in hands-on time')),
                        ('checking', models.DecimalField(decimal_places=2, default=0, max_digits=9, verbose_name='checking, minutes a case')),
                        ('checked_by', models.CharField(blank=True, max_length=500, verbose_name='who checks')),
                        ('errors', models.DecimalField(decimal_places=4, default=0, max_digits=5, verbose_name='share that comes out wrong')),
                        ('touch_change', models.FloatField(blank=True, null=True)),
                        ('capacity_change', models.FloatField(blank=True, null=True)),
                        ('hours_a_year', models.FloatField(blank=True, null=True)),
                        ('kept_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('kept_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'expected effect',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('cut__gte', 0), ('cut__lte', 1), ('errors__gte', 0), ('errors__lt', 1), ('checking__gte', 0)), name='expected_shares_are_shares')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='MapDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                        ('kind', models.CharField(choices=[('as_is', 'As-is'), ('to_be', 'To-be')], max_length=5)),
                        ('way', models.CharField(choices=[('table', 'Table of steps'), ('drawing', 'Drawing in the browser')], max_length=7)),
                        ('base', models.PositiveIntegerField(default=0)),
                        ('content', models.JSONField(default=dict)),
                        ('kept_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('kept_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'draft of a map',
                        'ordering': ['-kept_at', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('initiative', 'kind', 'way', 'kept_by'), name='one_draft_of_a_person'), models.CheckConstraint(condition=models.Q(('kind__in', ['as_is', 'to_be']), ('way__in', ['table', 'drawing'])), name='draft_words_are_known')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='MatchAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                        ('before', models.JSONField(blank=True, default=list)),
                        ('after', models.CharField(blank=True, max_length=500)),
                        ('is_refused', models.BooleanField(default=False)),
                        ('said', models.TextField(blank=True, verbose_name='in words')),
                        ('answered_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('answered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'matched steps',
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['initiative'], name='matches_of_initiative')],
                        'constraints': [],
                    },
                ),
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
                        ('what', models.CharField(blank=True, max_length=200, verbose_name='what is measured')),
                        ('role', models.CharField(blank=True, max_length=200, verbose_name='whose work')),
                        ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.site', verbose_name='site')),
                        ('volume', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='cases a week')),
                        ('checking', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='checking, minutes a case')),
                        ('thing', models.CharField(editable=False, max_length=450)),
                        ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='measured again by')),
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
                        'indexes': [models.Index(fields=['initiative', 'thing'], name='measurements_of_initiative'), models.Index(fields=['phase', 'ends_on'], name='measurements_by_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='measurement_ends_after_it_starts', violation_error_message='The last day comes after the first.'), models.CheckConstraint(condition=models.Q(('sample__gt', 0)), name='measurement_has_a_sample', violation_error_message='Enter how many cases were looked at.'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='measurement_is_not_negative', violation_error_message='A value cannot be below zero.'), models.CheckConstraint(condition=models.Q(('certainty__in', ['estimated', 'measured']), ('phase__in', ['baseline', 'after']), ('unit__in', ['minutes', 'hours', 'percent', 'cases'])), name='measurement_words_are_known'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('supersedes__isnull', True)), models.Q(('supersedes__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='correction_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('role', ''), ('volume__isnull', True), models.Q(('what', ''), _negated=True)), models.Q(('unit', 'minutes'), ('volume__gt', 0), ('volume__isnull', False), ('what', ''), models.Q(('role', ''), _negated=True)), _connector='OR'), name='work_of_a_role_has_its_volume', violation_error_message='Enter how many cases a week there were.'), models.CheckConstraint(condition=models.Q(('checking__isnull', True), models.Q(('checking__gte', 0), ('phase', 'after'), models.Q(('role', ''), _negated=True)), _connector='OR'), name='checking_is_measured_after'), models.CheckConstraint(condition=models.Q(models.Q(('phase', 'after'), _negated=True), ('role', ''), ('checking__isnull', False), _connector='OR'), name='work_after_says_its_checking', violation_error_message='Enter the minutes of checking a case: 0 where nobody checks.'), models.UniqueConstraint(condition=models.Q(('phase', 'baseline'), ('supersedes__isnull', True)), fields=('initiative', 'thing'), name='one_first_baseline_of_a_thing', violation_error_message='There is a baseline for this already. It is frozen: correct it instead.')],
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
            ],
        ),
    ]

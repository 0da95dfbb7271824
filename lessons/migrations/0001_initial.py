import audit.clock
import django.core.validators
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
            name='Experiment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('hypothesis', models.TextField(help_text='We believe that X does Y for Z, because …', verbose_name='hypothesis')),
                ('measure', models.CharField(help_text='With its source.', max_length=200, verbose_name='what is measured')),
                ('threshold', models.TextField(help_text='What must be reached to go on, as a number.', verbose_name='threshold')),
                ('stop_rule', models.TextField(help_text='When it is stopped at once, and who may stop it.', verbose_name='stop rule')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('prediction', models.TextField(blank=True, help_text='What you expect, written before it starts.', verbose_name='prediction')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('started_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('started_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'experiment',
                'ordering': ['started_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='experiments_of_an_initiative')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('experiment', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='lessons.experiment')),
                ('verdict', models.CharField(choices=[('scale', 'Scale: the threshold was reached'), ('adapt', 'Adapt: change it and try again'), ('stop', 'Stop: it did not work'), ('inconclusive', 'Inconclusive: the result says too little')], max_length=12, verbose_name='verdict')),
                ('result', models.TextField(help_text='What was seen, how many cases, how sure.', verbose_name='result')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='measured value')),
                ('given_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('given_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'verdict',
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['scale', 'adapt', 'stop', 'inconclusive'])), name='verdict_is_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('expected', models.TextField(verbose_name='what was expected')),
                ('happened', models.TextField(verbose_name='what happened')),
                ('why', models.TextField(help_text='Causes, not culprits: name roles, never people.', verbose_name='why')),
                ('change', models.TextField(verbose_name='what we change')),
                ('failure_type', models.CharField(choices=[('none', 'No failure'), ('basic', 'Basic: a known rule was not followed'), ('complex', 'Complex: several causes met'), ('intelligent', 'Intelligent: new ground, small and on purpose')], max_length=11, verbose_name='kind of failure')),
                ('late_reason', models.TextField(blank=True, help_text='Only when it was held after its limit.', verbose_name='why it was held late')),
                ('recorded_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'review',
                'ordering': ['-held_on', '-pk'],
                'indexes': [models.Index(fields=['initiative', '-held_on'], name='latest_review_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('failure_type__in', ['none', 'basic', 'complex', 'intelligent'])), name='review_failure_type_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ReviewAttestation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='lessons.review')),
                ('function', models.CharField(choices=[('hr', 'HR'), ('operations', 'Operations'), ('knowledge', 'Knowledge'), ('marketing', 'Marketing'), ('leadership', 'Leadership'), ('finance', 'Finance'), ('it', 'IT'), ('legal', 'Legal')], max_length=12)),
                ('attested_at', models.DateTimeField(default=audit.clock.now)),
                ('attested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attestation',
                'ordering': ['attested_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('function__in', ['knowledge', 'hr', 'operations'])), name='attestation_is_for_one_of_three_functions'), models.UniqueConstraint(fields=('review', 'function'), name='one_attestation_per_function', violation_error_message='This function has attested already.'), models.UniqueConstraint(fields=('review', 'attested_by'), name='one_attestation_per_person', violation_error_message='You attested already for another function. Another person must.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, unique=True)),
                ('ref', models.CharField(editable=False, max_length=12, unique=True)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('observation', models.TextField(verbose_name='what was observed')),
                ('cause', models.TextField(help_text='Name roles and conditions, never people.', verbose_name='cause')),
                ('rule', models.TextField(help_text='For example: test 200 real files, exceptions included.', validators=[django.core.validators.MinLengthValidator(15)], verbose_name='rule that can be tested')),
                ('action', models.TextField(help_text='What changes because of it.', verbose_name='action')),
                ('action_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner of the action')),
                ('action_due_on', models.DateField(blank=True, null=True, verbose_name='action done by')),
                ('process_family', models.CharField(blank=True, max_length=120, verbose_name='process')),
                ('technique', models.CharField(blank=True, max_length=200, verbose_name='AI technique')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('written_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lesson',
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['initiative'], name='lessons_of_an_initiative')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='lessons.lesson')),
                ('version', models.PositiveIntegerField()),
                ('function', models.CharField(choices=[('hr', 'HR'), ('operations', 'Operations'), ('knowledge', 'Knowledge'), ('marketing', 'Marketing'), ('leadership', 'Leadership'), ('finance', 'Finance'), ('it', 'IT'), ('legal', 'Legal')], max_length=12)),
                ('endorsed_at', models.DateTimeField(default=audit.clock.now)),
                ('endorsed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'endorsement',
                'ordering': ['endorsed_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('function__in', ['knowledge', 'hr', 'operations'])), name='endorsement_is_for_one_of_three_functions'), models.UniqueConstraint(fields=('lesson', 'version', 'function'), name='one_endorsement_per_function', violation_error_message='This function has endorsed it already.'), models.UniqueConstraint(fields=('lesson', 'version', 'endorsed_by'), name='one_endorsement_per_person', violation_error_message='You endorsed it already for another function. Another person must.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Disposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('lesson', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='dispositions', to='lessons.lesson')),
                ('answer', models.CharField(choices=[('adopt', 'Adopt it as it is'), ('adapt', 'Adapt it to this initiative'), ('decline', 'Decline it, with a reason')], max_length=7, verbose_name='answer')),
                ('reason', models.TextField(blank=True, help_text='Needed when the lesson is adapted or declined.', verbose_name='reason')),
                ('answered_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('answered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outcome', models.TextField(blank=True, editable=False, verbose_name='what came of it')),
                ('outcome_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer to a lesson',
                'verbose_name_plural': 'answers to lessons',
                'ordering': ['answered_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('initiative', 'lesson'), name='one_answer_to_a_lesson'), models.CheckConstraint(condition=models.Q(('answer__in', ['adopt', 'adapt', 'decline'])), name='disposition_answer_is_known'), models.CheckConstraint(condition=models.Q(('answer', 'adopt'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='disposition_has_a_reason_unless_adopted', violation_error_message='Say why: a lesson is adapted or declined with a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome_at__isnull', True), ('outcome_by__isnull', True)), models.Q(('outcome_at__isnull', False), ('outcome_by__isnull', False)), _connector='OR'), name='disposition_outcome_at_and_by')],
                'indexes': [],
            },
        ),
    ]

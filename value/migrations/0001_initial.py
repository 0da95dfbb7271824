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
            name='FreedHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=10, verbose_name='hours a year')),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.freedhours')),
                ('reversal_reason', models.TextField(blank=True, editable=False, verbose_name='why it is taken back')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
                ('team', models.CharField(blank=True, max_length=120, verbose_name='team')),
                ('certainty', models.CharField(choices=[('estimated', 'Estimated'), ('measured', 'Measured')], max_length=9, verbose_name='how sure')),
                ('measured_from', models.DateField(blank=True, null=True, verbose_name='measured from')),
                ('measured_to', models.DateField(blank=True, null=True, verbose_name='measured to')),
                ('sample', models.CharField(blank=True, help_text='For example: 240 cases, times from the case system.', max_length=200, verbose_name='what was measured')),
                ('recorded_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'freed hours',
                'verbose_name_plural': 'freed hours',
                'ordering': ['recorded_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='freed_hours_of_an_initiative')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hours__gte', 0), ('reverses__isnull', True)), models.Q(('hours__lte', 0), ('reverses__isnull', False), models.Q(('reversal_reason', ''), _negated=True)), _connector='OR'), name='freed_hours_have_the_right_sign', violation_error_message='Enter hours of zero or more.'), models.CheckConstraint(condition=models.Q(('certainty__in', ['estimated', 'measured'])), name='freed_hours_certainty_is_known'), models.CheckConstraint(condition=models.Q(('certainty', 'estimated'), models.Q(('measured_from__isnull', False), ('measured_to__gte', models.F('measured_from')), ('measured_to__isnull', False), models.Q(('sample', ''), _negated=True)), _connector='OR'), name='measured_hours_say_when_and_what', violation_error_message='Measured hours need the first and last day and what was measured.')],
            },
        ),
        migrations.CreateModel(
            name='ReceivingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
                ('team', models.CharField(max_length=120, verbose_name='receiving team')),
                ('text', models.TextField(help_text='What the people do with the time, and what they need for it.', verbose_name='plan')),
                ('planned_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('planned_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'receiving plan',
                'ordering': ['planned_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='plans_of_an_initiative')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=10, verbose_name='hours a year')),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.allocation')),
                ('reversal_reason', models.TextField(blank=True, editable=False, verbose_name='why it is taken back')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('type', models.CharField(choices=[('A', 'A. More sales of current offers'), ('B', 'B. New offers or new markets'), ('C', 'C. Perceived value or price'), ('D', 'D. Labour cost avoided'), ('E', 'E. Other costs or assets released'), ('F', 'F. Headcount reduction'), ('G', 'G. Slack kept on purpose')], max_length=1, verbose_name='type')),
                ('team', models.CharField(max_length=120, verbose_name='receiving team')),
                ('use', models.TextField(verbose_name='what the hours are used for')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts on')),
                ('target', models.CharField(blank=True, help_text='For example: 12 more tenders a month.', max_length=200, verbose_name='target')),
                ('target_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='target amount a year')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('expires_on', models.DateField(blank=True, help_text='On this day the hours need a new decision.', null=True, verbose_name='expires on')),
                ('consultation_reference', models.CharField(blank=True, help_text='Only for a headcount reduction: its own procedure.', max_length=120, verbose_name='reference of the consultation')),
                ('kept_reason', models.TextField(blank=True, help_text='Only for slack kept on purpose.', verbose_name='why the time is kept')),
                ('allocated_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('allocated_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'destination of freed hours',
                'verbose_name_plural': 'destinations of freed hours',
                'ordering': ['allocated_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='destinations_of_an_initiative')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hours__gte', 0), ('reverses__isnull', True)), models.Q(('hours__lte', 0), ('reverses__isnull', False), models.Q(('reversal_reason', ''), _negated=True)), _connector='OR'), name='destination_has_the_right_sign', violation_error_message='Enter hours of zero or more.'), models.CheckConstraint(condition=models.Q(('type__in', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])), name='destination_type_is_known'), models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('expires_on__isnull', True), ('expires_on__gte', models.F('starts_on')), _connector='OR'), name='destination_ends_after_it_starts', violation_error_message='It expires after it starts.'), models.CheckConstraint(condition=models.Q(models.Q(('type', 'F'), _negated=True), models.Q(('consultation_reference', ''), _negated=True), _connector='OR'), name='headcount_reduction_names_its_consultation', violation_error_message='A headcount reduction needs its own consultation. Enter its reference.'), models.CheckConstraint(condition=models.Q(models.Q(('type', 'G'), _negated=True), models.Q(models.Q(('kept_reason', ''), _negated=True), ('expires_on__isnull', False)), _connector='OR'), name='kept_slack_has_a_reason_and_an_end', violation_error_message='Slack kept on purpose needs its reason in writing and an end date.')],
            },
        ),
        migrations.CreateModel(
            name='RealisedAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('allocation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='value.allocation', verbose_name='destination of the hours')),
                ('type', models.CharField(choices=[('A', 'A. More sales of current offers'), ('B', 'B. New offers or new markets'), ('C', 'C. Perceived value or price'), ('D', 'D. Labour cost avoided'), ('E', 'E. Other costs or assets released'), ('F', 'F. Headcount reduction'), ('G', 'G. Slack kept on purpose')], max_length=1, verbose_name='type')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('period_from', models.DateField(verbose_name='from')),
                ('period_to', models.DateField(verbose_name='to')),
                ('source', models.TextField(help_text='Orders, invoices, an account, a report.', verbose_name='where it shows')),
                ('due_at', models.DateTimeField(editable=False, help_text='Until when Finance answers; computed when reported.')),
                ('reported_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('reported_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'realised amount',
                'ordering': ['reported_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='amounts_of_an_initiative')],
                'constraints': [models.CheckConstraint(condition=models.Q(('type__in', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])), name='amount_type_is_known'), models.CheckConstraint(condition=models.Q(('type', 'G'), _negated=True), name='no_money_is_booked_for_kept_slack', violation_error_message='No money is booked for slack kept on purpose.'), models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='amount_period_ends_after_it_starts', violation_error_message='The last day comes after the first.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='amount_is_positive', violation_error_message='Enter an amount above zero.')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realised', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='value.realisedamount')),
                ('author', models.ForeignKey(editable=False, help_text='Who reported the amount: kept here so that the row can tell.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.CharField(choices=[('confirmed', 'Confirmed: it is in the accounts'), ('refused', 'Refused: it is not in the accounts')], max_length=9, verbose_name='answer')),
                ('account', models.CharField(blank=True, help_text='Needed to confirm: where it stands in the accounts.', max_length=120, verbose_name='account and posting')),
                ('note', models.TextField(blank=True, help_text='Needed to refuse.', verbose_name='reason')),
                ('confirmed_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('confirmed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('principal', models.ForeignKey(blank=True, editable=False, help_text='For whom a deputy answered.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer of Finance',
                'verbose_name_plural': 'answers of Finance',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by', models.F('author')), _negated=True), models.Q(('principal__isnull', True), models.Q(('principal', models.F('author')), _negated=True), _connector='OR')), name='nobody_confirms_their_own_amount', violation_error_message='You reported this amount. Somebody else in Finance confirms it.'), models.CheckConstraint(condition=models.Q(('answer', 'refused'), models.Q(('answer', 'confirmed'), models.Q(('account', ''), _negated=True)), _connector='OR'), name='confirmed_amount_names_its_account', violation_error_message='Enter the account and posting.'), models.CheckConstraint(condition=models.Q(('answer', 'confirmed'), models.Q(('note', ''), _negated=True), _connector='OR'), name='refused_amount_has_a_reason', violation_error_message='Say why it is refused.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='EconomicReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('outcome', models.CharField(choices=[('growth', 'Growth'), ('contracted', 'Contracted'), ('kept', 'Slack kept on purpose'), ('not_converted', 'Not converted')], max_length=13, verbose_name='outcome')),
                ('text', models.TextField(help_text='What was intended, what happened, what it cost and brought.', verbose_name='economic review')),
                ('written_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'economic review',
                'ordering': ['written_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='economic_reviews_of_one')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['growth', 'contracted', 'kept', 'not_converted'])), name='economic_review_outcome_is_known')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('outcome', models.CharField(choices=[('growth', 'Growth'), ('contracted', 'Contracted'), ('kept', 'Slack kept on purpose'), ('not_converted', 'Not converted')], editable=False, max_length=13)),
                ('text', models.TextField(help_text='What was promised, and what became of it, in plain words.', verbose_name='what employees read')),
                ('published_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('published_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'published outcome',
                'ordering': ['published_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='outcome_notes_of_one')],
                'constraints': [],
            },
        ),
    ]

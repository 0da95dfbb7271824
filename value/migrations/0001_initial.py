import audit.clock
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('initiatives', '0001_initial'),
        ('organisation', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(unique=True, verbose_name='closed up to and with')),
                ('set_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('set_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'closed period',
                'ordering': ['until'],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('confirmed', 'Confirmed: it is in the accounts'), ('refused', 'Refused: it is not in the accounts')], max_length=9, verbose_name='answer')),
                ('account', models.CharField(blank=True, help_text='Needed to confirm: where it stands in the accounts.', max_length=120, verbose_name='account and posting')),
                ('note', models.TextField(blank=True, help_text='Needed to refuse.', verbose_name='reason')),
                ('hours', models.DecimalField(blank=True, decimal_places=1, help_text='Of its destination; empty means all of them that are left.', max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='hours a year that brought it')),
                ('confirmed_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('author', models.ForeignKey(editable=False, help_text='Who reported the amount: kept here so that the row can tell.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('principal', models.ForeignKey(blank=True, editable=False, help_text='For whom a deputy answered.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer of Finance',
                'verbose_name_plural': 'answers of Finance',
            },
        ),
        migrations.CreateModel(
            name='FreedHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=10, verbose_name='hours a year')),
                ('reversal_reason', models.TextField(blank=True, editable=False, verbose_name='why it is taken back')),
                ('team', models.CharField(blank=True, max_length=120, verbose_name='team')),
                ('certainty', models.CharField(choices=[('estimated', 'Estimated'), ('measured', 'Measured')], max_length=9, verbose_name='how sure')),
                ('measured_from', models.DateField(blank=True, null=True, verbose_name='measured from')),
                ('measured_to', models.DateField(blank=True, null=True, verbose_name='measured to')),
                ('sample', models.CharField(blank=True, help_text='For example: 240 cases, times from the case system.', max_length=200, verbose_name='what was measured')),
                ('people', models.PositiveIntegerField(blank=True, help_text='Under 30 minutes a day for each of them, the time is diffuse: only a scheduling plan makes it usable.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people whose time it is')),
                ('recorded_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.freedhours')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'freed hours',
                'verbose_name_plural': 'freed hours',
                'ordering': ['recorded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='idea in a few words')),
                ('type', models.CharField(choices=[('A', 'A. More sales of current offers'), ('B', 'B. New offers or new markets'), ('C', 'C. Perceived value or price'), ('D', 'D. Labour cost avoided'), ('E', 'E. Other costs or assets released'), ('F', 'F. Headcount reduction'), ('G', 'G. Slack kept on purpose')], max_length=1, verbose_name='type')),
                ('hypothesis', models.TextField(help_text='If these people do this, then what happens, and how would it show?', verbose_name='hypothesis')),
                ('offer', models.CharField(help_text="What customers get, today's or new.", max_length=200, verbose_name='offer')),
                ('market', models.CharField(help_text='Which customers, where.', max_length=200, verbose_name='market')),
                ('team', models.CharField(max_length=120, verbose_name='receiving team')),
                ('skills', models.CharField(help_text='Can these people do the work? What do they have to learn?', max_length=200, verbose_name='skills that are needed')),
                ('training_hours', models.DecimalField(decimal_places=1, max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='hours of training')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.1'))], verbose_name='hours a year')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('target', models.CharField(help_text='For example: 36 more tenders a quarter.', max_length=200, verbose_name='target a quarter')),
                ('target_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='target amount a quarter')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('expires_on', models.DateField(help_text='On this day the hours need a new decision.', verbose_name='expires on')),
                ('consultation_reference', models.CharField(blank=True, help_text='Only for a headcount reduction: its own procedure.', max_length=120, verbose_name='reference of the consultation')),
                ('scheduling_plan', models.TextField(blank=True, help_text='Only for diffuse time: how minutes become hours that can be used.', verbose_name='scheduling plan')),
                ('imagined_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('set_aside_at', models.DateTimeField(editable=False, null=True)),
                ('set_aside_reason', models.TextField(editable=False, null=True)),
                ('imagined_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('set_aside_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='receiving unit')),
            ],
            options={
                'verbose_name': 'idea',
                'ordering': ['imagined_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=10, verbose_name='hours a year')),
                ('reversal_reason', models.TextField(blank=True, editable=False, verbose_name='why it is taken back')),
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
                ('scheduling_plan', models.TextField(blank=True, help_text='Only for diffuse time: how minutes become hours that can be used.', verbose_name='scheduling plan')),
                ('allocated_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('allocated_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('owner', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.allocation')),
                ('idea', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='value.idea')),
            ],
            options={
                'verbose_name': 'destination of freed hours',
                'verbose_name_plural': 'destinations of freed hours',
                'ordering': ['allocated_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InternalRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='cost of an hour')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('set_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('set_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'internal rate',
                'ordering': ['unit', 'valid_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Investment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('capex', 'Capital expenditure'), ('licences', 'Licences'), ('usage', 'Usage'), ('integration', 'Integration'), ('training', 'Training time'), ('consultation', 'Consultation and experts'), ('checking', 'Checking time'), ('change', 'Change management'), ('run', 'Run'), ('exit', 'Exit')], max_length=12, verbose_name='kind')),
                ('basis', models.CharField(choices=[('planned', 'Planned'), ('actual', 'Actual')], max_length=7, verbose_name='planned or actual')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('period_from', models.DateField(verbose_name='from')),
                ('period_to', models.DateField(verbose_name='to')),
                ('life_months', models.PositiveSmallIntegerField(blank=True, help_text='For capital expenditure; empty means 36.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)], verbose_name='months over which it is written off')),
                ('account', models.CharField(blank=True, max_length=120, verbose_name='account and posting')),
                ('import_key', models.CharField(blank=True, editable=False, max_length=64)),
                ('reversal_reason', models.TextField(blank=True, editable=False, verbose_name='why it is taken back')),
                ('invested_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('invested_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.investment')),
            ],
            options={
                'verbose_name': 'investment line',
                'ordering': ['period_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='One, two, three: of its initiative.')),
                ('source', models.CharField(choices=[('verified', 'Verified'), ('unallocated', 'No destination'), ('allocated', 'Allocated'), ('converted', 'Converted'), ('evaporated', 'Evaporated'), ('contracted', 'Contracted')], max_length=11)),
                ('target', models.CharField(choices=[('verified', 'Verified'), ('unallocated', 'No destination'), ('allocated', 'Allocated'), ('converted', 'Converted'), ('evaporated', 'Evaporated'), ('contracted', 'Contracted')], max_length=11)),
                ('minutes', models.BigIntegerField()),
                ('reason', models.TextField(blank=True)),
                ('moved_at', models.DateTimeField(default=audit.clock.now)),
                ('allocation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='value.allocation')),
                ('confirmation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='value.confirmation')),
                ('freed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='value.freedhours')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='value.movement')),
            ],
            options={
                'verbose_name': 'movement of hours',
                'verbose_name_plural': 'movements of hours',
                'ordering': ['initiative', 'number'],
            },
        ),
        migrations.CreateModel(
            name='OutcomeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('growth', 'Growth'), ('contracted', 'Contracted'), ('kept', 'Slack kept on purpose'), ('not_converted', 'Not converted')], editable=False, max_length=13)),
                ('text', models.TextField(help_text='What was promised, and what became of it, in plain words.', verbose_name='what employees read')),
                ('published_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('published_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'published outcome',
                'ordering': ['published_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RealisedAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('A', 'A. More sales of current offers'), ('B', 'B. New offers or new markets'), ('C', 'C. Perceived value or price'), ('D', 'D. Labour cost avoided'), ('E', 'E. Other costs or assets released'), ('F', 'F. Headcount reduction'), ('G', 'G. Slack kept on purpose')], max_length=1, verbose_name='type')),
                ('gross', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount before margin and shares')),
                ('margin', models.DecimalField(decimal_places=2, default=100, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(100)], verbose_name='contribution margin, per cent')),
                ('attribution', models.DecimalField(decimal_places=2, default=100, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(100)], verbose_name='part owed to the initiative, per cent')),
                ('attribution_reason', models.TextField(blank=True, help_text='Needed where it is less than 100 per cent.', verbose_name='why this part')),
                ('cohort', models.CharField(blank=True, help_text='For example: renewals 2026. Shares of all initiatives in the same cohort and time add up to 100 per cent at most.', max_length=120, verbose_name='cohort or revenue that it is part of')),
                ('share', models.DecimalField(decimal_places=2, default=100, max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(100)], verbose_name='share of the cohort, per cent')),
                ('deduction', models.DecimalField(decimal_places=2, default=0, help_text='Sales of other offers that it replaced, cost of new people.', max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='to be taken off')),
                ('amount', models.DecimalField(decimal_places=2, editable=False, help_text='Gross times margin, attribution and share, less the deduction.', max_digits=12, verbose_name='amount')),
                ('currency', models.CharField(editable=False, max_length=3)),
                ('evidence', models.CharField(choices=[('E0', 'E0. An opinion'), ('E1', 'E1. People report it about themselves'), ('E2', 'E2. Logs before and after'), ('E3', 'E3. Control group or staggered start'), ('E4', 'E4. Posting confirmed in the accounts')], default='E0', max_length=2, verbose_name='evidence')),
                ('method', models.CharField(blank=True, choices=[('control', 'Control group'), ('staggered', 'Staggered start'), ('series', 'Interrupted time series'), ('before_after', 'Before and after')], max_length=12, verbose_name='how the effect was told apart')),
                ('baseline', models.TextField(blank=True, help_text='What it was before, who keeps it, and what the season does.', verbose_name='baseline')),
                ('baseline_from', models.DateField(blank=True, null=True, verbose_name='baseline from')),
                ('baseline_to', models.DateField(blank=True, null=True, verbose_name='baseline to')),
                ('requisition', models.CharField(blank=True, help_text='For labour cost avoided: the post that is not filled.', max_length=120, verbose_name='post in the approved budget')),
                ('is_one_off', models.BooleanField(default=False, verbose_name='cash that comes once, no income')),
                ('period_from', models.DateField(verbose_name='from')),
                ('period_to', models.DateField(verbose_name='to')),
                ('source', models.TextField(help_text='Orders, invoices, an account, a report.', verbose_name='where it shows')),
                ('due_at', models.DateTimeField(editable=False, help_text='Until when Finance answers; computed when reported.')),
                ('reported_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('allocation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amounts', to='value.allocation', verbose_name='destination of the hours')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('reported_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'realised amount',
                'ordering': ['reported_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='confirmation',
            name='realised',
            field=models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='value.realisedamount'),
        ),
        migrations.CreateModel(
            name='ReceivingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(max_length=120, verbose_name='receiving team')),
                ('text', models.TextField(help_text='What the people do with the time, and what they need for it.', verbose_name='plan')),
                ('planned_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('planned_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'receiving plan',
                'ordering': ['planned_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('assumptions', models.JSONField(default=dict, help_text='Numbers as text, so that none becomes a float.')),
                ('saved_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('saved_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'scenario',
                'ordering': ['-saved_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='UseBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('A', 'A. More sales of current offers'), ('B', 'B. New offers or new markets'), ('C', 'C. Perceived value or price'), ('D', 'D. Labour cost avoided'), ('E', 'E. Other costs or assets released'), ('F', 'F. Headcount reduction'), ('G', 'G. Slack kept on purpose')], max_length=1)),
                ('allocated', models.BigIntegerField(default=0)),
                ('converted', models.BigIntegerField(default=0)),
                ('contracted', models.BigIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('allocation', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='balance', to='value.allocation')),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='initiatives.initiative')),
            ],
            options={
                'verbose_name': 'balance of a destination',
                'verbose_name_plural': 'balances of destinations',
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('movements', models.PositiveIntegerField(default=0)),
                ('verified', models.BigIntegerField(default=0)),
                ('unallocated', models.BigIntegerField(default=0)),
                ('allocated', models.BigIntegerField(default=0)),
                ('converted', models.BigIntegerField(default=0)),
                ('evaporated', models.BigIntegerField(default=0)),
                ('contracted', models.BigIntegerField(default=0)),
                ('estimated', models.BigIntegerField(default=0, help_text='Minutes a year that somebody estimates: a memo.')),
                ('is_measured', models.BooleanField(default=False, help_text='Whether anything was verified, be it zero.')),
                ('unallocated_since', models.DateTimeField(help_text='Since when the oldest minute waits for a destination.', null=True)),
                ('changed_at', models.DateTimeField()),
                ('initiative', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='balance', to='initiatives.initiative')),
            ],
            options={
                'verbose_name': 'balance of hours',
                'verbose_name_plural': 'balances of hours',
                'constraints': [models.CheckConstraint(condition=models.Q(('verified__gte', 0)), name='verified_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('unallocated__gte', 0)), name='unallocated_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('allocated__gte', 0)), name='allocated_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('converted__gte', 0)), name='converted_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('evaporated__gte', 0)), name='evaporated_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('contracted__gte', 0)), name='contracted_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('estimated__gte', 0)), name='estimated_hours_are_not_below_zero'), models.CheckConstraint(condition=models.Q(('verified', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('unallocated'), '+', models.F('allocated')), '+', models.F('converted')), '+', models.F('evaporated')), '+', models.F('contracted')))), name='every_verified_hour_stands_somewhere'), models.CheckConstraint(condition=models.Q(models.Q(('unallocated', 0), ('unallocated_since__isnull', True)), models.Q(('unallocated__gt', 0), ('unallocated_since__isnull', False)), _connector='OR'), name='hours_that_wait_say_since_when')],
            },
        ),
        migrations.CreateModel(
            name='EconomicReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('growth', 'Growth'), ('contracted', 'Contracted'), ('kept', 'Slack kept on purpose'), ('not_converted', 'Not converted')], max_length=13, verbose_name='outcome')),
                ('text', models.TextField(help_text='What was intended, what happened, what it cost and brought.', verbose_name='economic review')),
                ('strategy', models.CharField(blank=True, choices=[('adapted', 'The strategy is adapted'), ('kept', 'The strategy stays as it is')], max_length=7, verbose_name='strategy')),
                ('strategy_text', models.TextField(blank=True, verbose_name='what changes in the strategy, or why nothing does')),
                ('invested', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=14)),
                ('confirmed', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=14)),
                ('currency', models.CharField(blank=True, editable=False, max_length=3)),
                ('intent', models.CharField(blank=True, editable=False, help_text='What was declared when the review was written.', max_length=12)),
                ('growth_hours', models.DecimalField(decimal_places=1, default=0, editable=False, max_digits=10)),
                ('contraction_hours', models.DecimalField(decimal_places=1, default=0, editable=False, max_digits=10)),
                ('written_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                ('initiative', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='initiatives.initiative')),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'economic review',
                'ordering': ['written_at', 'pk'],
                'indexes': [models.Index(fields=['initiative'], name='economic_reviews_of_one')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['growth', 'contracted', 'kept', 'not_converted'])), name='economic_review_outcome_is_known'), models.CheckConstraint(condition=models.Q(('strategy', ''), models.Q(('strategy__in', ['adapted', 'kept']), models.Q(('strategy_text', ''), _negated=True)), _connector='OR'), name='economic_review_says_why_of_its_strategy', violation_error_message='Say what changes in the strategy, or why nothing does.')],
            },
        ),
        migrations.AddIndex(
            model_name='freedhours',
            index=models.Index(fields=['initiative'], name='freed_hours_of_an_initiative'),
        ),
        migrations.AddConstraint(
            model_name='freedhours',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours__gte', 0), ('reverses__isnull', True)), models.Q(('hours__lte', 0), ('reverses__isnull', False), models.Q(('reversal_reason', ''), _negated=True)), _connector='OR'), name='freed_hours_have_the_right_sign', violation_error_message='Enter hours of zero or more.'),
        ),
        migrations.AddConstraint(
            model_name='freedhours',
            constraint=models.CheckConstraint(condition=models.Q(('certainty__in', ['estimated', 'measured'])), name='freed_hours_certainty_is_known'),
        ),
        migrations.AddConstraint(
            model_name='freedhours',
            constraint=models.CheckConstraint(condition=models.Q(('certainty', 'estimated'), models.Q(('measured_from__isnull', False), ('measured_to__gte', models.F('measured_from')), ('measured_to__isnull', False), models.Q(('sample', ''), _negated=True)), _connector='OR'), name='measured_hours_say_when_and_what', violation_error_message='Measured hours need the first and last day and what was measured.'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(fields=['initiative'], name='ideas_of_an_initiative'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])), name='idea_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('starts_on'))), name='idea_ends_after_it_starts', violation_error_message='It expires after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('type', 'F'), _negated=True), models.Q(('consultation_reference', ''), _negated=True), _connector='OR'), name='idea_of_fewer_people_names_its_consultation', violation_error_message='A headcount reduction needs its own consultation. Enter its reference.'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('set_aside_at__isnull', True), ('set_aside_by__isnull', True), ('set_aside_reason__isnull', True)), models.Q(('set_aside_at__isnull', False), ('set_aside_by__isnull', False), ('set_aside_reason__isnull', False)), _connector='OR'), name='idea_is_set_aside_by_somebody_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['initiative'], name='destinations_of_an_initiative'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours__gte', 0), ('reverses__isnull', True)), models.Q(('hours__lte', 0), ('reverses__isnull', False), models.Q(('reversal_reason', ''), _negated=True)), _connector='OR'), name='destination_has_the_right_sign', violation_error_message='Enter hours of zero or more.'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])), name='destination_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('expires_on__isnull', True), ('expires_on__gte', models.F('starts_on')), _connector='OR'), name='destination_ends_after_it_starts', violation_error_message='It expires after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('type', 'G'), models.Q(('expires_on__isnull', False), ('starts_on__isnull', False), models.Q(('target', ''), _negated=True)), _connector='OR'), name='destination_says_when_and_what_for', violation_error_message='A destination needs its start, its target and its expiry.'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('type', 'F'), _negated=True), models.Q(('consultation_reference', ''), _negated=True), _connector='OR'), name='headcount_reduction_names_its_consultation', violation_error_message='A headcount reduction needs its own consultation. Enter its reference.'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('type', 'G'), _negated=True), models.Q(models.Q(('kept_reason', ''), _negated=True), ('expires_on__isnull', False)), _connector='OR'), name='kept_slack_has_a_reason_and_an_end', violation_error_message='Slack kept on purpose needs its reason in writing and an end date.'),
        ),
        migrations.AddConstraint(
            model_name='internalrate',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='an_hour_costs_something'),
        ),
        migrations.AddIndex(
            model_name='investment',
            index=models.Index(fields=['initiative', 'basis', 'period_to'], name='investment_of_one'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['capex', 'licences', 'usage', 'integration', 'training', 'consultation', 'checking', 'change', 'run', 'exit'])), name='investment_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['planned', 'actual'])), name='investment_is_planned_or_actual'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('reverses__isnull', True)), models.Q(('amount__lt', 0), ('reverses__isnull', False), models.Q(('reversal_reason', ''), _negated=True)), _connector='OR'), name='investment_has_the_right_sign', violation_error_message='Enter an amount above zero.'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='investment_period_ends_after_it_starts', violation_error_message='The last day comes after the first.'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.CheckConstraint(condition=models.Q(('life_months__isnull', True), ('kind', 'capex'), _connector='OR'), name='only_capital_is_written_off', violation_error_message='Only capital expenditure is written off.'),
        ),
        migrations.AddConstraint(
            model_name='investment',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('import_key', ''), _negated=True), ('reverses__isnull', True)), fields=('initiative', 'import_key'), name='one_line_for_each_imported_row'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['source', 'moved_at', 'initiative', 'target', 'minutes'], name='movements_by_day'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.UniqueConstraint(fields=('initiative', 'number'), name='movements_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='a_movement_moves_something'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'verified'), ('target', 'unallocated')), models.Q(('source', 'unallocated'), ('target', 'verified')), models.Q(('source', 'unallocated'), ('target', 'allocated')), models.Q(('source', 'unallocated'), ('target', 'evaporated')), models.Q(('source', 'evaporated'), ('target', 'unallocated')), models.Q(('source', 'allocated'), ('target', 'unallocated')), models.Q(('source', 'allocated'), ('target', 'converted')), models.Q(('source', 'allocated'), ('target', 'contracted')), _connector='OR'), name='a_movement_goes_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('allocation__isnull', False), models.Q(('source__in', ('allocated', 'converted', 'contracted')), ('target__in', ('allocated', 'converted', 'contracted')), _connector='OR')), models.Q(('allocation__isnull', True), models.Q(('source__in', ('allocated', 'converted', 'contracted')), _negated=True), models.Q(('target__in', ('allocated', 'converted', 'contracted')), _negated=True)), _connector='OR'), name='a_movement_names_the_destination_it_touches'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('target__in', ['converted', 'contracted']), _negated=True), ('confirmation__isnull', False), _connector='OR'), name='hours_convert_by_a_confirmation'),
        ),
        migrations.AddIndex(
            model_name='outcomenote',
            index=models.Index(fields=['initiative'], name='outcome_notes_of_one'),
        ),
        migrations.AddIndex(
            model_name='realisedamount',
            index=models.Index(fields=['initiative'], name='amounts_of_an_initiative'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])), name='amount_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('type', 'G'), _negated=True), name='no_money_is_booked_for_kept_slack', violation_error_message='No money is booked for slack kept on purpose.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='amount_period_ends_after_it_starts', violation_error_message='The last day comes after the first.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ['E0', 'E1', 'E2', 'E3', 'E4'])), name='amount_evidence_is_known'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('attribution', 100), models.Q(('attribution_reason', ''), _negated=True), _connector='OR'), name='a_part_of_an_amount_has_its_reason', violation_error_message='Say why this part is owed to it.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('share', 100), models.Q(('cohort', ''), _negated=True), _connector='OR'), name='a_shared_amount_names_its_cohort', violation_error_message='Name the cohort that is shared.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('baseline_from__isnull', True), ('baseline_to__isnull', True)), ('baseline_to__gt', models.F('baseline_from')), _connector='OR'), name='a_baseline_ends_after_it_starts', violation_error_message='Enter the first and last day of the baseline.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('type', 'D'), _negated=True), models.Q(('requisition', ''), _negated=True), _connector='OR'), name='labour_cost_avoided_names_its_post', violation_error_message='Labour cost counts as avoided only where the post stood in an approved budget. Enter the post.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('is_one_off', False), ('type', 'E'), _connector='OR'), name='only_released_assets_come_once', violation_error_message='Only cash from costs and assets released comes once.'),
        ),
        migrations.AddConstraint(
            model_name='realisedamount',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='amount_is_positive', violation_error_message='Enter an amount above zero.'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by', models.F('author')), _negated=True), models.Q(('principal__isnull', True), models.Q(('principal', models.F('author')), _negated=True), _connector='OR')), name='nobody_confirms_their_own_amount', violation_error_message='You reported this amount. Somebody else in Finance confirms it.'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('answer', 'refused'), models.Q(('answer', 'confirmed'), models.Q(('account', ''), _negated=True)), _connector='OR'), name='confirmed_amount_names_its_account', violation_error_message='Enter the account and posting.'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.CheckConstraint(condition=models.Q(('answer', 'confirmed'), models.Q(('note', ''), _negated=True), _connector='OR'), name='refused_amount_has_a_reason', violation_error_message='Say why it is refused.'),
        ),
        migrations.AddIndex(
            model_name='receivingplan',
            index=models.Index(fields=['initiative'], name='plans_of_an_initiative'),
        ),
        migrations.AddIndex(
            model_name='scenario',
            index=models.Index(fields=['initiative'], name='scenarios_of_an_initiative'),
        ),
        migrations.AddConstraint(
            model_name='usebalance',
            constraint=models.CheckConstraint(condition=models.Q(('allocated__gte', 0)), name='allocated_hours_of_a_use_are_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='usebalance',
            constraint=models.CheckConstraint(condition=models.Q(('converted__gte', 0)), name='converted_hours_of_a_use_are_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='usebalance',
            constraint=models.CheckConstraint(condition=models.Q(('contracted__gte', 0)), name='contracted_hours_of_a_use_are_not_below_zero'),
        ),
    ]

import audit.clock
import audit.migrating
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        audit.migrating.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.unit', verbose_name='part of')),
                        ('path', models.CharField(db_index=True, editable=False, max_length=255)),
                        ('country', models.CharField(help_text='ISO 3166-1', max_length=2, verbose_name='country')),
                        ('headcount', models.PositiveIntegerField(default=0, verbose_name='people')),
                    ],
                    options={
                        'verbose_name': 'unit',
                        'ordering': ['path'],
                        'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('parent__isnull', True)), name='one_root_unit', violation_error_message='There is a root unit already.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Site',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                        ('country', models.CharField(help_text='ISO 3166-1', max_length=2, verbose_name='country')),
                        ('subdivision', models.CharField(blank=True, max_length=10, verbose_name='region, for public holidays')),
                        ('headcount', models.PositiveIntegerField(default=0, verbose_name='people')),
                    ],
                    options={
                        'verbose_name': 'site',
                        'ordering': ['name'],
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('email', models.EmailField(error_messages={'unique': 'There is an account with this e-mail already.'}, max_length=254, unique=True, verbose_name='e-mail')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('job', models.CharField(blank=True, max_length=120, verbose_name='job')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='organisation.unit', verbose_name='unit')),
                        ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='organisation.site', verbose_name='site')),
                        ('is_active', models.BooleanField(default=True, verbose_name='can sign in')),
                        ('is_administrator', models.BooleanField(default=False, verbose_name='administrator')),
                        ('is_auditor', models.BooleanField(default=False, verbose_name='auditor')),
                        ('ends_on', models.DateField(blank=True, help_text='After this day the person has no access and no rights.', null=True, verbose_name='last day')),
                        ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                        ('theme', models.CharField(choices=[('system', 'System'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=6, verbose_name='theme')),
                        ('single_keys', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                        ('created_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'ordering': ['name', 'email'],
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_per_email'), models.CheckConstraint(condition=models.Q(('is_administrator', False), ('is_auditor', False), _connector='OR'), name='an_administrator_is_no_auditor', violation_error_message='One person cannot be both administrator and auditor.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Mandate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('function', models.CharField(choices=[('hr', 'HR'), ('operations', 'Operations'), ('knowledge', 'Knowledge'), ('marketing', 'Marketing'), ('leadership', 'Leadership'), ('finance', 'Finance'), ('it', 'IT'), ('legal', 'Legal')], max_length=12, verbose_name='function')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='organisation.unit', verbose_name='unit')),
                        ('is_head', models.BooleanField(default=False, verbose_name='head of the function there')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                    ],
                    options={
                        'verbose_name': 'mandate',
                        'ordering': ['function', 'unit__path', 'starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_it_starts', violation_error_message='A mandate ends after it starts.'), models.CheckConstraint(condition=models.Q(('function__in', ['hr', 'operations', 'knowledge', 'marketing', 'leadership', 'finance', 'it', 'legal'])), name='mandate_is_for_a_known_function'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('person', 'function', 'unit'), name='one_open_mandate', violation_error_message='This person already holds this function for this unit.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Deputy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to=settings.AUTH_USER_MODEL, verbose_name='principal')),
                        ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputises_for', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                    ],
                    options={
                        'verbose_name': 'deputy',
                        'verbose_name_plural': 'deputies',
                        'ordering': ['starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('principal', models.F('deputy')), _negated=True), name='nobody_deputises_for_themselves', violation_error_message='Name another person as deputy.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='deputy_ends_after_it_starts', violation_error_message='The last day comes after the first.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Body',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160, unique=True, verbose_name='name')),
                        ('kind', models.CharField(choices=[('works_council', 'Works council'), ('central', 'Central works council'), ('safety', 'Health and safety body'), ('union', 'Union delegation'), ('european', 'European works council')], default='works_council', max_length=14, verbose_name='kind')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in office')),
                        ('sites', models.ManyToManyField(related_name='bodies', to='organisation.site', verbose_name='sites')),
                    ],
                    options={
                        'verbose_name': 'body',
                        'verbose_name_plural': 'bodies',
                        'ordering': ['name'],
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='Seat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='organisation.body', verbose_name='body')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('is_chair', models.BooleanField(default=False, verbose_name='chair')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='to')),
                    ],
                    options={
                        'verbose_name': 'seat',
                        'ordering': ['body', '-is_chair', 'starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='seat_ends_after_it_starts', violation_error_message='A seat ends after it starts.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('body', 'person'), name='one_open_seat', violation_error_message='This person already sits on this body.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Installation',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ('organisation', models.CharField(max_length=120, verbose_name='name of the organisation')),
                        ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                        ('council_en', models.CharField(default='Works council', max_length=60, verbose_name='what the works council is called, in English')),
                        ('council_fr', models.CharField(default='CSE', max_length=60, verbose_name='what the works council is called, in French')),
                        ('productive_hours_per_fte', models.PositiveIntegerField(default=1560, verbose_name='productive hours of a full-time post a year')),
                    ],
                    options={
                        'verbose_name': 'settings',
                        'verbose_name_plural': 'settings',
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_installation'), models.CheckConstraint(condition=models.Q(('productive_hours_per_fte__gt', 0), ('productive_hours_per_fte__lte', 3000)), name='a_post_has_hours', violation_error_message='Enter the hours a full-time post works in a year, up to 3000.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Submission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.CharField(max_length=64, unique=True)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('sent_at', models.DateTimeField(db_index=True, default=audit.clock.now)),
                        ('answer', models.JSONField(blank=True, help_text='Of the API: the digest of what was asked, the status and the body.', null=True)),
                    ],
                    options={
                        'verbose_name': 'sent form',
                        'indexes': [],
                        'constraints': [],
                    },
                ),
                migrations.CreateModel(
                    name='NumberChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20)),
                        ('value', models.PositiveSmallIntegerField(verbose_name='new value')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('asked_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                        ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('agreed', models.BooleanField(editable=False, help_text='Empty until the second person has answered.', null=True)),
                        ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'change of a number',
                        'ordering': ['-asked_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agreed__isnull', True), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('agreed__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='number_answered_at_and_by'), models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='number_takes_two_people', violation_error_message='Another person must answer this.'), models.UniqueConstraint(condition=models.Q(('agreed__isnull', True)), fields=('code',), name='one_open_change_per_number', violation_error_message='A change of this number waits for its answer already.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='NoticeSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice_settings', to=settings.AUTH_USER_MODEL)),
                        ('owed', models.CharField(choices=[('now', 'By mail, at once'), ('daily', 'By mail, once a day'), ('product', 'Only in Maillon')], default='now', max_length=7, verbose_name='what I must do')),
                        ('followed', models.CharField(choices=[('now', 'By mail, at once'), ('daily', 'By mail, once a day'), ('product', 'Only in Maillon')], default='daily', max_length=7, verbose_name='what changed on what I follow')),
                        ('mentions', models.CharField(choices=[('now', 'By mail, at once'), ('daily', 'By mail, once a day'), ('product', 'Only in Maillon')], default='now', max_length=7, verbose_name='when somebody mentions or names me')),
                        ('digest_hour', models.PositiveSmallIntegerField(default=8, verbose_name='hour of the daily mail')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                        ('quiet_to', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                        ('working_days_only', models.BooleanField(default=False, verbose_name='no mail on weekends and public holidays')),
                        ('time_zone', models.CharField(blank=True, default='', max_length=40, verbose_name='time zone')),
                    ],
                    options={
                        'verbose_name': 'personal settings of notices',
                        'verbose_name_plural': 'personal settings of notices',
                        'constraints': [models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='a_day_has_24_hours'), models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_to__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_to__isnull', False), models.Q(('quiet_from', models.F('quiet_to')), _negated=True)), _connector='OR'), name='quiet_hours_begin_and_end', violation_error_message='Quiet hours have a beginning and another time as their end.')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Webhook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                        ('kind', models.CharField(choices=[('generic', 'Another system (JSON)'), ('slack', 'Slack'), ('teams', 'Microsoft Teams')], max_length=7, verbose_name='kind')),
                        ('address', models.CharField(max_length=1000, verbose_name='address')),
                        ('functions', models.JSONField(default=list, verbose_name='functions')),
                        ('with_changes', models.BooleanField(default=False, help_text='Else only what waits for these functions.', verbose_name='also what has changed')),
                        ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                        ('salt', models.CharField(editable=False, max_length=32)),
                        ('key_id', models.CharField(editable=False, help_text='Which secret key it is derived from.', max_length=8)),
                        ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
                        ('failures', models.PositiveSmallIntegerField(default=0, help_text='In a row, since the last success.')),
                        ('switched_off_at', models.DateTimeField(blank=True, null=True)),
                        ('created_at', models.DateTimeField(default=audit.clock.now, editable=False)),
                    ],
                    options={
                        'verbose_name': 'webhook',
                        'ordering': ['name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('address__startswith', 'https://')), name='a_webhook_speaks_tls'), models.CheckConstraint(condition=models.Q(('switched_off_at__isnull', True), ('is_active', False), _connector='OR'), name='a_webhook_switched_off_by_failures_is_off')],
                        'indexes': [],
                    },
                ),
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(editable=False, max_length=64, unique=True)),
                        ('occasion', models.CharField(blank=True, default='', editable=False, help_text='The same for everybody who was told of this at once.', max_length=64)),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                        ('kind', models.CharField(max_length=40)),
                        ('initiative_id', models.UUIDField(db_index=True, null=True)),
                        ('facts', models.JSONField(default=dict)),
                        ('url', models.CharField(blank=True, max_length=200)),
                        ('created_at', models.DateTimeField(default=audit.clock.now)),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('mail', models.CharField(choices=[('new', 'not looked at yet'), ('product', 'in the product only'), ('due', 'waits for its time'), ('bound', 'stands in a mail that waits'), ('sent', 'sent'), ('dropped', 'not sent, no longer of use'), ('given_up', 'given up')], default='new', max_length=8)),
                        ('mail_at', models.DateTimeField(blank=True, null=True)),
                        ('in_digest', models.BooleanField(default=False)),
                        ('mail_reason', models.CharField(blank=True, default='', help_text='Why it was not sent.', max_length=12)),
                    ],
                    options={
                        'verbose_name': 'update',
                        'ordering': ['-created_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(editable=False, max_length=64, unique=True)),
                        ('channel', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Webhook')], max_length=7)),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('webhook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='organisation.webhook')),
                        ('notification', models.ForeignKey(blank=True, help_text='What a webhook is told; empty for a test.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.notification')),
                        ('slot', models.DateField(blank=True, help_text='The day whose digest it carries.', null=True)),
                        ('message_id', models.CharField(editable=False, max_length=255)),
                        ('state', models.CharField(choices=[('waiting', 'Waits'), ('sending', 'Is being sent'), ('sent', 'Sent'), ('dropped', 'Not sent, no longer of use'), ('given_up', 'Given up')], default='waiting', max_length=8)),
                        ('next_at', models.DateTimeField(default=audit.clock.now)),
                        ('lease_until', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveIntegerField(default=0)),
                        ('refusals', models.PositiveSmallIntegerField(default=0, help_text='How often this very message was refused.')),
                        ('error', models.CharField(blank=True, default='', help_text='A code, never a text.', max_length=40)),
                        ('made_at', models.DateTimeField(default=audit.clock.now)),
                        ('tried_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name': 'outgoing message',
                        'verbose_name_plural': 'outgoing messages',
                        'ordering': ['-made_at', '-pk'],
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['next_at'], name='deliveries_due'), models.Index(fields=['channel', 'tried_at'], name='deliveries_by_rate'), models.Index(condition=models.Q(('state', 'given_up')), fields=['ended_at'], name='deliveries_given_up')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), ('person__isnull', False), ('webhook__isnull', True)), models.Q(('channel', 'webhook'), ('person__isnull', True), ('slot__isnull', True), ('webhook__isnull', False)), _connector='OR'), name='a_delivery_has_one_receiver'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'sending'])), models.Q(('ended_at__isnull', False), ('state__in', ['sent', 'dropped', 'given_up'])), _connector='OR'), name='an_ended_delivery_has_its_time'), models.UniqueConstraint(condition=models.Q(('channel', 'mail'), ('state', 'waiting')), fields=('person',), name='one_waiting_mail_per_person'), models.UniqueConstraint(condition=models.Q(('slot__isnull', False)), fields=('person', 'slot'), name='one_digest_per_person_and_day')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='Notification',
            name='delivery',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='organisation.delivery'),
        ),
        migrations.AddConstraint(
            model_name='Notification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mail__in', ['bound', 'sent']), _negated=True), ('delivery__isnull', False), _connector='OR'), name='a_notice_in_a_mail_has_one'),
        ),
        migrations.AddConstraint(
            model_name='Notification',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mail', 'due'), _negated=True), ('mail_at__isnull', False), _connector='OR'), name='a_notice_that_waits_has_its_time'),
        ),
        migrations.AddIndex(
            model_name='Notification',
            index=models.Index(fields=['recipient', '-created_at'], name='updates_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='Notification',
            index=models.Index(condition=models.Q(('mail', 'new')), fields=['id'], name='notices_not_looked_at'),
        ),
        migrations.AddIndex(
            model_name='Notification',
            index=models.Index(condition=models.Q(('mail', 'due')), fields=['mail_at', 'recipient'], name='notices_due_by_mail'),
        ),
    ]

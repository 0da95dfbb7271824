from hashlib import sha256
from secrets import token_hex

import audit.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit import triggers


def hash_comments(apps, _schema_editor):
    """Give each comment that is there already its salt and its hash."""
    rows = apps.get_model("initiatives", "Comment").objects
    for row in rows.only("pk", "text").iterator():
        salt = token_hex(16)
        digest = sha256(f"{salt}{row.text}".encode()).hexdigest()
        rows.filter(pk=row.pk).update(salt=salt, sha256=digest)


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(triggers.lift, triggers.lift),
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=audit.clock.now)),
            ],
            options={
                'verbose_name': 'person who answered',
                'ordering': ['since'],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(choices=[('hr', 'HR'), ('operations', 'Operations'), ('knowledge', 'Knowledge'), ('marketing', 'Marketing'), ('leadership', 'Leadership'), ('finance', 'Finance'), ('it', 'IT'), ('legal', 'Legal')], max_length=12, verbose_name='function')),
                ('of_root', models.BooleanField(default=False, help_text='The committee is asked: only a mandate for the root unit counts.')),
                ('since', models.DateTimeField(default=audit.clock.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'function asked',
                'ordering': ['function'],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('asked_at', models.DateTimeField(default=audit.clock.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('leftover', models.CharField(blank=True, editable=False, max_length=200)),
            ],
            options={
                'verbose_name': 'erasure',
                'ordering': ['asked_at'],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='comment',
            name='erased_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='salt',
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='comment',
            name='sha256',
            field=models.CharField(default='', editable=False, help_text='Of the salt, then the text.', max_length=64),
        ),
        migrations.RunPython(hash_comments, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('erased_by__isnull', True)), models.Q(('erased_at__isnull', False), ('erased_by__isnull', False), ('salt', ''), ('text', '')), _connector='OR'), name='comment_erased_at_and_by'),
        ),
        migrations.AddField(
            model_name='answered',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='answered',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='asked',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='initiatives.initiative'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='attachment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='initiatives.attachment'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='initiatives.comment'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='declined_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='initiatives.initiative'),
        ),
        migrations.AddConstraint(
            model_name='answered',
            constraint=models.UniqueConstraint(fields=('initiative', 'person'), name='answered_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='asked',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('initiative', 'function', 'of_root'), name='a_function_is_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='asked',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='asked_until_after_since'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attachment__isnull', False), ('comment__isnull', True)), models.Q(('attachment__isnull', True), ('comment__isnull', False)), _connector='OR'), name='erasure_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('done_by__isnull', True), models.Q(('done_by', models.F('asked_by')), _negated=True), _connector='OR'), name='two_people_erase'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='erasure_done_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('declined_at__isnull', True), ('declined_by__isnull', True)), models.Q(('declined_at__isnull', False), ('declined_by__isnull', False)), _connector='OR'), name='erasure_declined_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='erasure_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('declined_at__isnull', True), ('done_at__isnull', True)), fields=('attachment',), name='one_open_erasure_of_a_file'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('declined_at__isnull', True), ('done_at__isnull', True)), fields=('comment',), name='one_open_erasure_of_a_comment'),
        ),
    ]

import audit.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        audit.migrating.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('written_at', models.DateTimeField()),
                        ('txid', models.UUIDField()),
                        ('actor_ref', models.UUIDField(null=True)),
                        ('actor_kind', models.CharField(choices=[('person', 'Person'), ('system', 'Maillon')], max_length=6)),
                        ('on_behalf_of', models.UUIDField(null=True)),
                        ('action', models.CharField(max_length=80)),
                        ('object_type', models.CharField(blank=True, max_length=80)),
                        ('object_id', models.CharField(blank=True, max_length=64)),
                        ('initiative_id', models.UUIDField(null=True)),
                        ('request_id', models.CharField(blank=True, max_length=64)),
                        ('body', models.TextField()),
                        ('prev', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                        ('key_id', models.CharField(max_length=32)),
                        ('mac', models.CharField(max_length=64)),
                    ],
                    options={
                        'verbose_name': 'entry',
                        'verbose_name_plural': 'entries',
                        'ordering': ['-seq'],
                        'indexes': [models.Index(fields=['initiative_id', '-seq'], name='entries_of_initiative'), models.Index(fields=['actor_ref', '-seq'], name='entries_by_actor'), models.Index(condition=models.Q(('on_behalf_of__isnull', False)), fields=['on_behalf_of', '-seq'], name='entries_for_principal'), models.Index(fields=['at', 'seq'], name='entries_by_day'), models.Index(fields=['object_type', 'object_id', '-seq'], name='entries_by_object'), models.Index(fields=['action', '-seq'], name='entries_by_action')],
                        'constraints': [models.UniqueConstraint(fields=('prev',), name='entry_follows_one_entry'), models.UniqueConstraint(fields=('hash',), name='entry_has_its_own_hash'), models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='entry_seq_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('actor_kind', 'person'), ('actor_ref__isnull', False)), models.Q(('actor_kind', 'system'), ('actor_ref__isnull', True)), _connector='OR'), name='entry_actor_is_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Head',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ('seq', models.BigIntegerField(default=0)),
                        ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                    ],
                    options={
                        'verbose_name': 'head of the chain',
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_head')],
                        'indexes': [],
                    },
                ),
            ],
        ),
    ]

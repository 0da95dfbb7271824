"""The whole seed, part by part."""

import random
import time
from datetime import UTC, datetime

from django.db import connection, transaction

from audit.models import Entry
from governance.models import Handoff, Revision, SignOff, Wait
from governance.seeding import company, record
from governance.seeding.portfolio import Portfolio
from governance.seeding.writing import count_on
from initiatives.models import Exposure, Initiative, Lead, Stay
from literacy.models import Measure
from organisation.models import Body, Deputy, Mandate, Person, Seat, Site, Unit

SEED = 20_240_801
COUNTED = (
    *(Unit, Site, Body, Mandate, Seat, Deputy, Exposure, Lead, Stay),
    *(Handoff, Revision, SignOff, Wait, Measure),
)


def seed(profile, *, now: datetime, say):
    """Fill an empty database; `say(part, rows, seconds)` is told of each part."""
    generator = random.Random(SEED)
    began = [time.monotonic()]

    def told(part, rows):
        ended = time.monotonic()
        say(part, rows, ended - began[0])
        began[0] = ended

    now = now.astimezone(UTC).replace(microsecond=0)
    with transaction.atomic():
        people = company.build(profile, generator, now, told)
        keys = Portfolio(profile, people, generator, now).build(told)
        count_on(COUNTED)
    told("constraints", 0)
    with transaction.atomic():
        told("audit entries", record.build(profile, people, keys, generator, now))
    with connection.cursor() as cursor:
        # Table by table: the catalogues are shared with other databases of the server.
        for model in (*COUNTED, Person, Initiative, Entry):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    told("statistics", 0)

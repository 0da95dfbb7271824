import re, sys, pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import fresh, offer, propose
from tests.governance.test_queries import PAGES, _many, _count

@pytest.mark.django_db
def test_show(cast_company):
    initiative = propose(cast_company)
    offer(cast_company, initiative)
    client = Client(); client.force_login(cast_company.mara)
    ref = fresh(initiative).ref
    _many(cast_company, 40)
    pages = dict(PAGES, api="/api/v1/initiatives/", waitingapi="/api/v1/waiting/")
    for p in pages.values(): _count(client, p.format(ref=ref))
    with open("/tmp/q_out.txt","w") as f:
        for n,p in pages.items():
            with CaptureQueriesContext(connection) as q:
                client.get(p.format(ref=ref))
            print("=====", n, len(q), file=f)
            for x in q.captured_queries:
                s = x["sql"]
                m = re.search(r'FROM (".*)', s, re.S)
                sel = s[:60]
                print(" -", sel, "...", (m.group(1) if m else s)[:420].replace("\n"," "), file=f)

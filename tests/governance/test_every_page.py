"""Every page of the sample opens on PostgreSQL: its queries are those of production."""

import pytest
from django.test import Client

from tests.browser import sample


@pytest.mark.postgres
@pytest.mark.lasts(80)
@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_sample_opens_on_postgresql():
    clients, wrong = {}, []
    for person, name, path in sample.pages(sample.build()):
        client = clients.setdefault(person and person.pk, Client())
        if person is not None and not client.cookies:
            client.force_login(person)
        status = client.get(path).status_code
        if status != 200:
            wrong.append(f"{path} ({name}): {status}")

    assert not wrong, "\n".join(wrong)

"""The rules that come with the product, and how they enter the database."""

import json
from functools import lru_cache
from importlib.resources import files

from django.apps import apps as installed
from django.db import transaction

from audit import clock
from literacy.law.checking import problems

FILE = "rules.json"


@lru_cache(maxsize=1)
def document() -> dict:
    """The data file: its rules, its sources, and the state of the law they render."""
    return json.loads(files("literacy.law").joinpath(FILE).read_text("utf-8"))


def rules() -> list[dict]:
    """The text of each rule that comes with the product."""
    return document()["rules"]


def source(code: str) -> str:
    """The address, or the name of the publication, of a source by its code."""
    return document()["sources"].get(code, code)


def columns(body: dict) -> dict:
    """What a version keeps in columns, from its text."""
    return {
        "right_kind": body["right_kind"],
        "blocking": body["blocking"],
        "time_may_pass": body["time_may_pass"],
    }


def load(rules_known, versions_known) -> int:
    """Bring the rules of this release into the database; how many texts are new.

    Takes the managers of LawRule and LawRuleVersion. A rule that is there gets the text
    of a later state of the law as its next version, unverified, unless Legal of this
    installation has written it anew: then theirs stands. Raises ValueError where the
    data file cannot be worked with.
    """
    law_version = document()["law_version"]
    known = {rule.code: rule for rule in rules_known.all()}
    last = {
        row.rule_id: row for row in versions_known.order_by("rule_id", "number").all()
    }
    now = clock.now()
    new = []
    for body in rules():
        rule = known.get(body["id"])
        before = last.get(rule.pk) if rule else None
        if before and (
            before.proposed_by_id
            or before.law_version >= law_version
            or before.body == body
        ):
            continue
        wrong = problems(body)
        if wrong:
            raise ValueError(f"{body['id']}: {wrong[0]}")
        if rule is None:
            rule = rules_known.create(
                code=body["id"],
                level=body["level"],
                country=body["cc"] if body["level"] == "country" else "",
                created_at=now,
            )
        new.append(
            versions_known.model(
                rule=rule,
                number=before.number + 1 if before else 1,
                law_version=law_version,
                body=body,
                agreed=True,
                recorded_at=now,
                **columns(body),
            )
        )
    versions_known.bulk_create(new)
    return len(new)


def load_after_migrate(sender, using, apps=installed, **options):
    """Bring the rules once the tables stand: after each migration, and each flush."""
    try:
        rule = apps.get_model("literacy", "LawRule")
        version = apps.get_model("literacy", "LawRuleVersion")
    except LookupError:
        return  # migrated back to before the rules
    with transaction.atomic(using=using):
        load(
            rule._default_manager.using(using),
            version._default_manager.using(using),
        )

"""What a thief of the database reads: no name, no contact, no note, no title."""

import pytest
from django.apps import apps
from django.db import connection

from amparo.casework.cases.models import Person
from amparo.casework.cases.services.paper import add_document
from amparo.errors import Broken
from tests.casework.cases.acting import happened
from tests.cast import NOW, SAFE_CONTACT, SUSPECT_NAME, VICTIM_NAME

SECRETS = [
    *VICTIM_NAME.split(), *SUSPECT_NAME.split(), SAFE_CONTACT, "by the old pier", "Bail order",
]  # fmt: skip


def every_stored_value():
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            found += [str(_text(value)) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def _text(value):
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value


def test_no_table_holds_what_is_sealed(cast):
    happened(cast, "rescue.verified", note="Seen by the old pier")
    add_document(
        by=cast.alma, at=NOW, case=cast.case, kind="court_order", title="Bail order",
        content=[b"%PDF-1.7 x"],
    )  # fmt: skip
    stored = every_stored_value()
    assert cast.case.code in stored
    assert [secret for secret in SECRETS if secret in stored] == []


def test_a_name_moved_to_another_persons_row_does_not_open(cast):
    Person.objects.filter(pk=cast.suspect.pk).update(name_sealed=cast.victim.name_sealed)
    with pytest.raises(Broken):
        Person.objects.get(pk=cast.suspect.pk).name()

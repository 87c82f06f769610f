"""The rows that keep one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.audit.services import Act
from amparo.casework.cases.models import Person
from amparo.casework.cases.services.bulk.history import NewPerson
from amparo.casework.cases.services.people import (
    check_year,
    detail_rows,
    fingerprint_rows,
)
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.vault.sealing import new_data_key, seal

if TYPE_CHECKING:
    from amparo.casework.cases.services.bulk.writing import Rows


def rows_of(new: NewPerson, office: Institution, change: int, rows: Rows) -> Person:
    """The person, with details and fingerprints, added to the rows. Raises Refused as one would."""
    if not new.name.strip():
        raise Refused("A person needs a name", next_step="write “not known” if it is not known")
    check_year(new.birth_year, at=new.at)
    person = Person(
        office=office, key=new_data_key(), birth_year=new.birth_year, sex=new.sex,
        language=new.language, change=change,
    )  # fmt: skip
    for column, text in (("name", new.name), ("safe_contact", new.safe_contact)):
        sealed = seal(text.strip(), person.key, table="person", row=person.pk, field=column)
        setattr(person, f"{column}_sealed", sealed)
    rows.add(person.key, person)
    rows.add(*detail_rows(person, new.details))
    rows.add(*fingerprint_rows(person, new.name, new.details))
    rows.acts.append(
        Act(
            new.by, "person.added", "cases.person", str(person.pk), new.at,
            fields=["name", *sorted({detail.kind for detail in new.details})],
        )
    )  # fmt: skip
    return person

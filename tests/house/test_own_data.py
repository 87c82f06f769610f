"""What a person is given of their own data leaves no table out without a reason."""

from __future__ import annotations

from dataclasses import replace

from django.apps import apps
from django.db import models

from amparo.casework.cases.models import Case, Person
from amparo.casework.desk.owndata.readers import is_reader
from amparo.casework.desk.owndata.spec import Told, labels, not_theirs, told
from amparo.casework.desk.owndata.words import NAMED, NEVER, label_of
from amparo.vault.models import DataKey


def leading_to(targets: set[type[models.Model]]) -> set[str]:
    """Tables of ours with a foreign key to one of these."""
    return {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("amparo.")
        for field in model._meta.concrete_fields
        if field.related_model in targets
    }


def test_every_table_that_leads_to_a_person_or_a_case_is_told_or_says_why_not():
    named = {one.model._meta.label for one in told()} | set(not_theirs())
    assert leading_to({Person, Case}) - named == set()


def test_none_is_told_and_left_out_at_once_and_none_is_named_that_is_not_there():
    tables = {model._meta.label for model in apps.get_models()}
    labels = [one.model._meta.label for one in told()]
    assert len(labels) == len(set(labels))
    assert set(labels) & set(not_theirs()) == set()
    assert set(not_theirs()) - tables == set()


def test_what_is_left_out_of_a_table_is_a_field_of_it():
    wrong = {
        (one.model._meta.label, name)
        for one in told()
        for name in one.leave
        if not {name, f"{name}_sealed"} & {field.name for field in one.model._meta.concrete_fields}
    }
    assert wrong == set()


def test_no_sealed_word_is_passed_over_as_book_keeping():
    sealed = {
        field.name.removesuffix("_sealed")
        for one in told()
        for field in one.model._meta.concrete_fields
        if field.name.endswith("_sealed")
    }
    assert sealed & NEVER == set()


def test_each_sealed_word_has_a_way_to_its_key():
    wrong = []
    for one in told():
        model = one.model
        if not any(field.name.endswith("_sealed") for field in model._meta.concrete_fields):
            continue
        for part in one.key.split("."):
            model = model._meta.get_field(part).related_model
        if model is not DataKey:
            wrong.append(one.model._meta.label)
    assert wrong == []


def unsaid(one: Told) -> set[str]:
    """Fields of text of which nobody decided how they become words."""
    return {
        name
        for field in one.model._meta.concrete_fields
        for name in [field.name.removesuffix("_sealed")]
        if (isinstance(field, models.CharField | models.JSONField) and not field.choices)
        or field.name.endswith("_sealed")
        if name not in NEVER | one.leave | one.typed | set(one.said)
    }


def test_every_field_of_text_is_said_by_a_list_or_typed_by_somebody():
    assert {one.model._meta.label: unsaid(one) for one in told() if unsaid(one)} == {}


def test_the_control_finds_a_field_of_which_nobody_decided():
    case = next(one for one in told() if one.model._meta.label == "cases.Milestone")
    assert unsaid(replace(case, said={}, typed=frozenset())) == {
        "type", "source", "note", "correction_reason",
    }  # fmt: skip


def fields_of(one: Told) -> set[str]:
    return {field.name.removesuffix("_sealed") for field in one.model._meta.concrete_fields}


def test_whatever_says_a_field_is_there_and_the_field_or_the_way_to_it_too():
    named = [(one, set(one.said) - set(one.also.values()) | set(one.labels)) for one in told()]
    assert [(one.heading, names - fields_of(one)) for one, names in named
            if (names | one.typed) - fields_of(one)] == []  # fmt: skip
    assert {name for one in told() for name in one.said.values() if not is_reader(name)} == set()


def test_a_label_for_all_tables_is_used_by_one():
    assert set(labels()) - {name for one in told() for name in fields_of(one)} == set()


def called(one: Told) -> list[str]:
    """What everything is called that a row of a table may say."""
    fields = [
        label_of(field.name.removesuffix("_sealed"), one)
        for field in one.model._meta.concrete_fields
        if not {field.name, field.name.removesuffix("_sealed")} & (NEVER | one.leave)
        if not field.is_relation or field.related_model in {Person, *NAMED}
    ]
    return [*fields, *one.also]


def test_no_two_things_of_a_row_are_called_the_same_so_that_none_takes_the_others_place():
    assert [one.heading for one in told() if len(set(called(one))) < len(called(one))] == []


def test_the_control_finds_two_that_are_called_the_same():
    case = next(one for one in told() if one.model._meta.label == "cases.Milestone")
    twice = replace(case, labels={"source": "Day"})
    assert len(set(called(twice))) < len(called(twice))

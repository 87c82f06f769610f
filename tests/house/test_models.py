"""What holds for every stored row."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import at, floor_of, modules, rooms

OURS = [m for m in apps.get_models() if m.__module__.startswith("amparo.")]
BY_LABEL = {app.label: app.name.removeprefix("amparo.") for app in apps.get_app_configs()}
FORBIDDEN_METHODS = {"save", "delete", "save_base", "bulk_create"}
SIGNALS = {"receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
KINDS = {"mutable", "append-only", "derived"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_how_its_rows_are_kept(model):
    assert model.__dict__.get("kept") in KINDS


def overrides(tree: ast.Module) -> list[ast.FunctionDef]:
    return [
        item
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and is_model_or_queryset(node)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in FORBIDDEN_METHODS
    ]


def is_model_or_queryset(node: ast.ClassDef) -> bool:
    bases = " ".join(ast.unparse(base) for base in node.bases)
    return any(word in bases for word in ("Model", "QuerySet", "Manager", "AbstractBaseUser"))


def signals(tree: ast.Module) -> list[ast.AST]:
    return [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and SIGNALS & {alias.name for alias in node.names})
        or (isinstance(node, ast.Attribute) and node.attr in SIGNALS - {"receiver"})
    ]


def test_no_row_is_changed_behind_the_back_of_a_service():
    assert [at(path, node) for path, tree in modules().items() for node in overrides(tree)] == []


def test_nothing_listens_for_a_save():
    assert [at(path, node) for path, tree in modules().items() for node in signals(tree)] == []


def keys(model: type[models.Model]) -> list[tuple[str, str]]:
    return [
        (f"{model._meta.label}.{field.name}", BY_LABEL[field.related_model._meta.app_label])
        for field in model._meta.get_fields()
        if isinstance(field, (models.ForeignKey, models.ManyToManyField))
        and field.related_model.__module__.startswith("amparo.")
    ]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_key_points_up_the_house(model):
    own = BY_LABEL[model._meta.app_label]
    lower = [room == own or floor_of(room) > floor_of(own) for _, room in keys(model)]
    assert [key for (key, _), fits in zip(keys(model), lower, strict=True) if not fits] == []


def test_every_room_with_tables_has_its_floor():
    assert {BY_LABEL[model._meta.app_label] for model in OURS} <= rooms()


def test_the_rules_see_a_save_override_and_a_signal():
    planted = ast.parse(
        "from django.db.models.signals import post_save\n"
        "class Case(models.Model):\n"
        "    def save(self): ...\n"
    )
    assert len(overrides(planted)) == 1
    assert len(signals(planted)) == 1

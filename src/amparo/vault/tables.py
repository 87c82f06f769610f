"""The tables of a new office, made at once from what the models say.

Migrations bring an office from any version to this one, and for a new office they make the same
tables one by one, for which Django draws every model anew at each of some two hundred steps. An
empty database needs none of that: its tables are made from the models, the triggers by the same
functions that the migrations call, and every migration is noted as done. All of it is one
transaction: an office that was interrupted here is empty still.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from amparo.errors import Broken

OURS = "amparo."


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table at all."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> int:
    """Make every table of an empty database, as all migrations would; return how many tables.

    The functions that our migrations run are run in their order, and see the models of today; those
    of other packages move rows, of which there are none.
    """
    executor = MigrationExecutor(connection)
    plan = [one for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    record: Any = MigrationRecorder(connection).Migration
    today: Any = apps  # in place of the models of back then
    models = [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    with connection.schema_editor(atomic=True) as editor:
        for model in (record, *models):
            editor.create_model(model)
        for migration in plan:
            for function in functions_of(migration):
                function.code(today, editor)
        record.objects.using(connection.alias).bulk_create(
            record(app=one.app_label, name=one.name) for one in plan
        )
    return len(models)


def functions_of(migration: Migration) -> list[RunPython]:
    """The functions that one of our migrations runs.

    Raises: Broken for a migration of ours with SQL outside a function, which would be passed over.
    """
    if not migration.__module__.startswith(OURS):
        return []
    if any(isinstance(one, RunSQL | SeparateDatabaseAndState) for one in migration.operations):
        raise Broken(
            "A migration runs SQL outside a function", where=str(migration),
            next_step="write the SQL in a function, as the others do",
        )  # fmt: skip
    return [one for one in migration.operations if isinstance(one, RunPython)]

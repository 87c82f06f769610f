"""`amparo manage migrate`: Django's own, except that a new office gets its tables at once."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from amparo.vault.tables import is_empty, make_tables


class Command(migrate.Command):
    """Bring the database up to this version."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all tables where there are none, then do what Django does."""
        connection = connections[options["database"]]
        asks_for_all = not options["app_label"] and not options["migration_name"]
        looks_only = options["plan"] or options["check_unapplied"] or options["fake"]
        if asks_for_all and not looks_only and is_empty(connection):
            made = make_tables(connection)
            if options["verbosity"] >= 1:
                self.stdout.write(f"  Made {made} tables")
        super().handle(*args, **options)

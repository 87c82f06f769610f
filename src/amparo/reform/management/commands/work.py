"""`amparo manage work`: carries out the what-if runs that wait."""

from __future__ import annotations

import os
import threading
import time
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Carry out the what-if runs that wait, then end. The served office starts this by itself."""

    help = "Carry out the what-if runs that wait. The served office starts this by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stay", action="store_true",
            help="go on watching, for an office whose server does not start workers",
        )  # fmt: skip
        parser.add_argument(
            "--follow", action="store_true",
            help="end with the process that started this, and let pages go first",
        )  # fmt: skip

    def handle(self, *args: Any, stay: bool, follow: bool, **options: Any) -> None:
        """Work until nothing waits, or for good."""
        from amparo.reform.working import work  # noqa: PLC0415  (polars and numba, when called)

        if follow:
            os.nice(10)
            threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
        holder = str(uuid4())
        done = work(holder=holder)
        while stay:
            time.sleep(1)
            done += work(holder=holder)
        if not follow:
            self.stdout.write(f"{done} carried out; nothing waits.")


def _follow(parent: int) -> None:
    """End with the office: whoever opens it again takes the run up where it was asked."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)

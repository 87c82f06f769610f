"""`amparo manage remind`: reminds everyone of tomorrow's hearings. Run it once an hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amparo.casework.docket.services.reminding import remind


class Command(BaseCommand):
    """Remind people of tomorrow's hearings by the ways they chose; each way once."""

    help = "Remind people of tomorrow's hearings, by e-mail or text message. Never says whose."

    def handle(self, *args: Any, **options: Any) -> None:
        """One round."""
        done = remind(at=timezone.now(), today=timezone.localdate())
        self.stdout.write(f"{done.sent} sent, {done.failed} failed and tried again next time.")

"""`amparo manage detect`: lets the detectors look over every office's cases. Run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amparo.access.services import System
from amparo.directory.models import Institution
from amparo.reform.services.detecting import detect


class Command(BaseCommand):
    """Let the detectors propose breakdowns; a fact proposed once is not proposed again."""

    help = "Let the detectors look over the cases and propose breakdowns, each fact once."

    def handle(self, *args: Any, **options: Any) -> None:
        """One look in each office."""
        for office in Institution.objects.filter(is_office=True).order_by("name"):
            done = detect(by=System(), at=timezone.now(), office=office, today=timezone.localdate())
            self.stdout.write(
                f"{office.name}: {done.n_cases:,} cases read, {done.n_proposed:,} breakdowns "
                f"proposed, {done.n_lapsed:,} taken back."
            )

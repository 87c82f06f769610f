"""`amparo manage escalate`: passes unanswered referrals and recalls up, and takes keys of addresses
back from whoever needs them no more. Run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amparo.casework.aftercare.services.escalating import escalate
from amparo.casework.aftercare.services.homekeys import take_all_keys_back


class Command(BaseCommand):
    """Give what nobody answered to the lead of the case, then to a supervisor."""

    help = "Pass unanswered referrals and recalls up to the lead, then to a supervisor."

    def handle(self, *args: Any, **options: Any) -> None:
        """One round."""
        done = escalate(at=timezone.now(), today=timezone.localdate())
        n = take_all_keys_back(today=timezone.localdate())
        self.stdout.write(
            f"{done.referrals} referrals and {done.recalls} recalls went up; "
            f"relief is late in {done.late} cases. {n} keys of addresses were taken back."
        )

"""`amparo manage escalate`: passes passed terms and unanswered waits up, and takes keys of
addresses back from whoever needs them no more. Run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from amparo.casework.aftercare.services.escalating import escalate
from amparo.casework.aftercare.services.homekeys import take_all_keys_back
from amparo.casework.cases.services.escalating import escalate_clocks


class Command(BaseCommand):
    """Give what nobody answered to the lead of the case, then to a supervisor."""

    help = "Pass passed terms and unanswered waits up; take keys of addresses back."

    def handle(self, *args: Any, **options: Any) -> None:
        """One round."""
        at, today = timezone.now(), timezone.localdate()
        n_clocks = escalate_clocks(at=at, today=today)
        done = escalate(at=at, today=today)
        n_keys = take_all_keys_back(today=today)
        self.stdout.write(
            f"{n_clocks} terms that have passed, {done.referrals} referrals and {done.recalls} "
            "recalls went up; "
            f"relief is late in {done.late} cases. {n_keys} keys of addresses were taken back."
        )

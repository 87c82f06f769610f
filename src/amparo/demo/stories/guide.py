"""The way through each of the four stories: who to be, and which page to open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from amparo.demo.stories import cebu, chennai, courts, mukono
from amparo.demo.stories.mending import Mending


@dataclass(frozen=True)
class Guide:
    """One story, in a paragraph; who works on its cases, whose unit the partner sees; what else
    was mended in it."""

    title: str
    told: str
    mending: Mending
    worker: str
    partner: str
    beside: tuple[Mending, ...] = ()

    @property
    def steps(self) -> tuple[tuple[str, str, str], ...]:
        """(sign-in, what is seen, address), from the cases to what is told."""
        it = self.mending
        cause = f"{reverse('one_break')}?cause={it.cause}&step={step_of(it)}"
        cases = f"{reverse('cases_broken')}?cause={it.cause}&step={step_of(it)}"
        return (
            (self.worker, "The cases that broke so; each has a tab Breakdowns", cases),
            ("analyst", "How often it breaks, where, and whether it gets better", cause),
            ("analyst", "The repair: its plan, where it acts, its verdict with the drawing",
             reverse("repair", args=[it.repair_id])),
            ("analyst", "The whole story on one page, each part a link",
             reverse("repair_story", args=[it.repair_id])),
            *(
                ("analyst", f"{one.name}: from the cases to its verdict",
                 reverse("repair_story", args=[one.repair_id]))
                for one in self.beside
            ),
            (self.partner, "What the authority sees: its own unit only",
             reverse("shared_repair", args=[it.repair_id])),
            ("publisher", "What is told of it, and who heard", reverse("hope")),
        )  # fmt: skip


def step_of(it: Mending) -> str:
    """The step at which its problem breaks cases."""
    return {"B07": "report", "B27": "operation", "B53": "trial", "B15": "investigate"}[it.cause]


GUIDES = (
    Guide(
        "Chennai: taught, then they opened cases themselves",
        "Officials sent bonded labourers away: a debt, they said, not a crime. Nobody had taught "
        "them the law. Case by case they were shown; then their own leaders asked for a course "
        "for every officer. See also who needs the course today, and how far the work is handed "
        "over (Training).",
        chennai.TAUGHT, "caseworker4", "collector",
    ),
    Guide(
        "Cebu: kept apart, charged in full, held until the verdict",
        "Children sat in one room with those who had sold them, prosecutors charged a lesser "
        "offence, and courts let the accused go without knowing the risk. Three failures, case "
        "after case; three repairs.",
        cebu.APART, "caseworker", "partner", (cebu.CHARGED, cebu.BAIL),
    ),
    Guide(
        "Philippine courts: from five years to seven or eight months",
        "Trials took more than five years, so nobody believed in them. Two branches began to hear "
        "cases on days that follow one another. What was won is told; judges elsewhere ask how.",
        courts.FASTER, "caseworker", "judge",
    ),
    Guide(
        "Mukono: a motorcycle, and the scenes it reached",
        "A rural station had no vehicle, and homes lay hours away. One motorcycle came, with a log "
        "of every trip, so that it can be seen what it changed.",
        mukono.REACHED, "caseworker4", "inspector",
    ),
)  # fmt: skip

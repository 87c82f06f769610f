"""What the synthetic office signed and with whom, its colleagues, a breach, and a conference."""

from __future__ import annotations

from datetime import timedelta

from amparo.access.models import User
from amparo.access.selectors import colleagues_of, may_join_a_team
from amparo.casework.cases.models import Breach, BreachStep, Case, Conference, StaffCheck
from amparo.casework.cases.services.agreements import end_agreement, register_agreement
from amparo.casework.cases.services.breaches import add_breach_step, report_breach
from amparo.casework.cases.services.conferring import ToDo, record_conference
from amparo.casework.cases.services.staffing import record_check_of
from amparo.demo.morning import Morning

# programme, kind of institution, what is shared
SIGNED = (
    ("trafficking", "health", "Age, language and what care is needed; a name only with consent"),
    ("trafficking", "social_services", "What a guardian or a school must know, and no more"),
    ("trafficking", "police", "Names and times for an escort; never where a survivor lives"),
    ("trafficking", "prosecution", "The bundle of a case, under each survivor’s consent"),
    ("bonded", "local_government", "What relief money asks for"),
    ("bonded", "social_services", "Age, and the training that was chosen"),
)
YEARS = 1095
SINCE = 940  # days ago: most end within half a year


def sign_agreements(morning: Morning, by: User) -> None:
    """One with each partner that is sent something, and one that was ended."""
    office, signed = morning.around.office, morning.today - timedelta(days=SINCE)
    for programme, kind, about in SIGNED:
        register_agreement(
            by=by, at=next(morning.ticks), office=office, signed_on=signed, about=about,
            institution=morning.around.institutions[(programme, kind)],
            until=signed + timedelta(days=YEARS), kept_at="Synthetic. Binder 2",
        )  # fmt: skip
    ended = register_agreement(
        by=by, at=next(morning.ticks), office=office, signed_on=signed,
        institution=morning.around.institutions[("bonded", "police")],
        until=signed + timedelta(days=YEARS), about="Synthetic. Who was freed, and from where",
    )  # fmt: skip
    end_agreement(
        by=by, at=next(morning.ticks), agreement=ended, on=morning.today - timedelta(days=60),
        why="Synthetic. A list was shown to the owner of a kiln",
    )  # fmt: skip


def look_after_colleagues(morning: Morning, by: User) -> None:
    """Most were asked how they are a month ago; two wait."""
    people = [one for one in colleagues_of(by) if may_join_a_team(one) and one.pk != by.pk]
    for one in people[2:]:
        record_check_of(
            by=by, at=next(morning.ticks), user=one, kind=StaffCheck.Kind.TALK,
            on=morning.today - timedelta(days=30),
        )  # fmt: skip


def lose_a_phone(morning: Morning, by: User) -> None:
    """Yesterday, and what was done at once; the authority waits."""
    at = next(morning.ticks)
    row = report_breach(
        by=morning.team.caseworker, at=at, office=morning.around.office,
        kind=Breach.Kind.DEVICE, known_at=at - timedelta(hours=20), n_people=3, is_risky=False,
        words="Synthetic. A phone stayed in a bus. It was locked and nothing was kept on it.",
    )  # fmt: skip
    add_breach_step(
        by=by, at=next(morning.ticks), breach=row, what=BreachStep.What.CONTAINED,
        on=morning.today, words="Synthetic. All its sessions were ended from another browser",
    )  # fmt: skip


def confer(morning: Morning, case: Case) -> None:
    """The team met about the children of the showcase a month ago."""
    team, on = morning.team, morning.today - timedelta(days=30)
    record_conference(
        by=team.social_worker, at=next(morning.ticks), case=case, on=on,
        came=[team.social_worker, team.investigator], survivor=Conference.Survivor.ASKED,
        institutions=[morning.around.institutions[("trafficking", "social_services")]],
        others="Synthetic. The children’s aunt",
        decided="Synthetic. The children stay where they are until the hearing. The aunt visits "
        "on Sundays. Both want to go to school together.",
        to_do=[
            ToDo("Ask the school for two places in one class", team.social_worker,
                 morning.today + timedelta(days=6)),
        ],
    )  # fmt: skip

"""One won case of each story is told: the survivor agreed, a second person read it, who heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.models import Case, Consent, Milestone, Person, TeamMember
from amparo.casework.cases.services.paper import record_consent
from amparo.demo.morning import Morning
from amparo.flow.simulate.programmes import (
    APART_SINCE,
    CONTINUOUS_TRIAL_SINCE,
    MOTORCYCLE_SINCE,
    OFFICIALS_TRAINED,
)
from amparo.reform.models import Intervention
from amparo.repair.hope.selectors.proofs import survivors_of
from amparo.repair.hope.services import proofs
from amparo.repair.hope.services.proofs import Words

TOLD_AGO, ASKED_BEFORE, LOOKED_AT_AGAIN = timedelta(60), timedelta(20), timedelta(120)


@dataclass(frozen=True)
class Telling:
    """What is told, of what kind of case, where in general, and who heard."""

    programme: str
    place: str
    since: date
    words: Words
    audiences: tuple[tuple[str, int, str], ...]
    language: str
    unit: str = ""


TELLINGS: Mapping[str, Telling] = {
    "chennai": Telling(
        "bonded", "in-tn", OFFICIALS_TRAINED,
        Words(
            "The officer who knew what he saw",
            "Synthetic. A family worked off an advance that never grew smaller; one of them had to "
            "stay whenever another went to market. Years before, the same desk had sent such a "
            "family back: a debt, it said, not a crime. This time the officer had sat in the "
            "course. He asked each of them apart, wrote the certificates the same day, and opened "
            "the case himself; nobody from outside had to ask him to.",
            "That officials who were taught the law open cases themselves.",
        ),
        (("officials", 140, "Synthetic training institute, every new class"),
         ("leaders", 22, "Synthetic meeting of collectors")),
        "Tamil",
    ),
    "cebu": Telling(
        "trafficking", "ph-cebu", APART_SINCE,
        Words(
            "Two vans, and a charge that said what was done",
            "Synthetic. Two sisters were taken out of a bar. The police kept them away from the "
            "owner from the first hour, the prosecutor charged trafficking and not a lesser "
            "offence, and the court was told of the risk before it spoke of bail. He stayed in "
            "custody until the verdict, and nobody had to meet him on the way to school.",
            "That separating, charging and bail, each done once as the law says, carry a case.",
        ),
        (("officials", 120, "Synthetic meeting of prosecutors"),
         ("community", 300, "Synthetic assembly of village leaders")),
        "Cebuano",
    ),
    "courts": Telling(
        "trafficking", "ph", CONTINUOUS_TRIAL_SINCE,
        Words(
            "From more than five years to under eight months",
            "Synthetic. When she was brought out of a house where children were sold over a "
            "screen, such a case took more than five years in court, and most who spoke gave up on "
            "the way. Then one branch of the court heard only cases like hers: on days that "
            "followed one another, children by video, no day put off because somebody had not "
            "come. Hers was decided within months. Judges of other places asked how it was done.",
            "That a court can decide in seven or eight months, with the law and the people it has.",
        ),
        (("officials", 64, "Synthetic judges' academy"),
         ("media", 40_000, "Synthetic radio, evening programme"),
         ("leaders", 18, "Synthetic committee on justice")),
        "Cebuano",
    ),
    "mukono": Telling(
        "bonded", "in-tn", MOTORCYCLE_SINCE,
        Words(
            "An hour on a motorcycle",
            "Synthetic. The kiln lay three hours on foot from the nearest police, so nobody ever "
            "came, and what is not seen cannot be shown to a court. Then the station had a "
            "motorcycle, with a log of every trip. An officer stood in the yard within a week, "
            "with a camera and a book, and what was found there was read out at the trial.",
            "That one motorcycle brings the police to where it happened.",
        ),
        (("officials", 45, "Synthetic meeting of station heads"),
         ("leaders", 12, "Synthetic budget committee")),
        "Tamil", unit="rural",
    ),
}  # fmt: skip
SOON = 230  # days: nearest to seven or eight months


def publish(morning: Morning, made: Mapping[str, Intervention]) -> None:
    """Tell of each repair, where a case is fit to be told."""
    users = User.objects.filter(office=morning.around.office).order_by("email")
    publisher = next(user for user in users if Role.PUBLISHER in user.held_roles)
    taken: set[Case] = set()
    for key in ("courts", "cebu", "mukono", "chennai"):
        case = next(_fit(morning, TELLINGS[key], taken), None)
        if case is not None:
            taken.add(case)
            _tell(morning, TELLINGS[key], case, made[key], publisher)


def _fit(morning: Morning, telling: Telling, taken: set[Case]) -> Iterator[Case]:
    """Won and final cases of the kind since the repair, those of seven or eight months first."""
    told_on = morning.today - TOLD_AGO
    said = " ".join((telling.words.title, telling.words.story, telling.words.shows))
    found = [
        (abs(days - SOON), str(case.pk), case)
        for case in _won(morning, telling, told_on)
        if case not in taken and proofs.is_final(case.pk) and (days := proofs.days_of(case.pk))
        and survivors_of(case) and not proofs.names_in(said, case)
    ]  # fmt: skip
    yield from (case for _, _, case in sorted(found, key=lambda one: one[:2]))


def _won(morning: Morning, telling: Telling, by_day: date) -> QuerySet[Case]:
    facts = Milestone.objects.all().current()
    final = facts.filter(type="represent.final", happened_on__lt=by_day)
    cases = Case.objects.filter(
        pk__in=final.values("case"), programme=morning.programmes[telling.programme],
        opened_on__gte=telling.since,
    )  # fmt: skip
    if telling.unit:
        unit = morning.around.units[telling.unit]
        seen = facts.filter(type="restrain.scene_visited", unit=unit)
        cases = cases.filter(pk__in=seen.values("case"))
    return cases


def _tell(
    morning: Morning, telling: Telling, case: Case, made: Intervention, publisher: User
) -> None:
    told_on = morning.today - TOLD_AGO
    lead, second = _two_of(case)
    person: Person = survivors_of(case)[0]
    record_consent(
        by=lead, at=next(morning.ticks), case=case, person=person, purpose="proof_point",
        is_given=True, on=told_on - ASKED_BEFORE, covers=["case_facts"],
        explained_how="Synthetic. Read aloud, twice, with a week between",
        explained_in=telling.language, told=Consent.Told.values, research="no",
    )  # fmt: skip
    proof = proofs.begin_proof(
        by=lead, at=next(morning.ticks), case=case, person=person, words=telling.words,
        place=morning.around.places[telling.place], on=told_on, repair=made,
    )  # fmt: skip
    proofs.check_wording(by=second, at=next(morning.ticks), proof=proof, found="clear")
    proof.refresh_from_db()
    proofs.publish(
        by=publisher, at=next(morning.ticks), proof=proof, on=told_on,
        review_on=morning.today + LOOKED_AT_AGAIN,
    )  # fmt: skip
    for audience, n_people, where in telling.audiences:
        proofs.show(
            by=publisher, at=next(morning.ticks), proof=proof, on=told_on + timedelta(days=9),
            audience=audience, n_people=n_people, where=where,
        )  # fmt: skip


def _two_of(case: Case) -> tuple[User, User]:
    """Who leads the case, and a colleague of its team."""
    rows = TeamMember.objects.filter(case=case, to_on__isnull=True).select_related("user")
    team = list(rows.order_by("-leads", "user__email"))
    return team[0].user, team[1].user

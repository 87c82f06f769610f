"""Keeping a survivor safe: danger weighed, the safety plan, the safe channel, threats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Channel, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.services.milestones import withdraw_milestone
from amparo.casework.cases.services.people import Particulars, change_person, details_of
from amparo.casework.cases.services.tasks import raise_alert
from amparo.casework.docket.models import Hearing
from amparo.casework.restore.models import ContactWish, RiskAssessment, SafetyPlan, Threat
from amparo.casework.restore.questions import ANSWERS, danger_tool, suggested
from amparo.casework.restore.services.writing import begin, keep, noted, tell
from amparo.errors import Conflict, Refused

HIGH_DANGER = "High danger to a survivor: see Restore"
PARTS = ("signs", "places", "people", "steps", "children", "calls")
Level = RiskAssessment.Level


@transaction.atomic
def weigh_danger(
    *, by: User, at: datetime, case: Case, person: Person, on: date, answers: Mapping[str, str],
    level: Level, words: str = "", token: UUID | None = None,
) -> RiskAssessment:  # fmt: skip
    """Keep the answers about danger and the level the worker chose with the reasons before them.

    Changes: where the worker chose high, a safety alert is raised. The questions alone raise none.
    Raises: Refused for an answer that is none, or a level below the suggested one without a word.
    """
    tool = danger_tool()
    known = {one.code for one in tool.question}
    if not set(answers) <= known or not set(answers.values()) <= set(ANSWERS):
        raise Refused("These answers do not fit the questions", next_step="open the form again")
    found = suggested(tool, answers)
    order = list(Level.values)
    if order.index(level) > order.index(found.level) and not words.strip():
        raise Refused(
            "You chose less danger than the answers suggest", next_step="say what you know that "
            "the questions do not ask",
        )  # fmt: skip
    row, is_new = begin(
        RiskAssessment, by=by, at=at, case=case, person=person, on=on, token=token,
        words={"answers": json.dumps(dict(answers)), "words": words}, tool=tool.code,
        version=tool.version, suggested=found.level, level=level,
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="danger.weighed", fields=[level])
        if level == Level.HIGH:
            raise_alert(by=by, at=at, case=case, what=HIGH_DANGER)
    return row


def answers_of(row: RiskAssessment) -> dict[str, str]:
    """The answers, unsealed."""
    found: dict[str, str] = json.loads(row.words("answers"))
    return found


@transaction.atomic
def make_safety_plan(
    *, by: User, at: datetime, case: Case, person: Person, on: date, parts: Mapping[str, str],
    token: UUID | None = None,
) -> SafetyPlan:  # fmt: skip
    """Keep how a survivor stays safe; the latest counts. Records restore.safety_planned.

    Raises: Refused where neither whom to call nor what to do is written.
    """
    kept = {part: parts.get(part, "").strip() for part in PARTS}
    if not kept["people"] or not kept["steps"]:
        raise Refused("A safety plan says at least whom to call and what to do",
                      next_step="write both down together")  # fmt: skip
    row, is_new = begin(
        SafetyPlan, by=by, at=at, case=case, person=person, on=on, token=token,
        words={"text": json.dumps(kept, ensure_ascii=False)},
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, "restore.safety_planned", by=by, at=at)
        keep(row, by=by, at=at, verb="safety_plan.made")
    return row


def parts_of(row: SafetyPlan) -> dict[str, str]:
    """What a safety plan says, by part, unsealed."""
    found: dict[str, str] = json.loads(row.words("text"))
    return found


@transaction.atomic
def keep_contact(
    *, by: User, at: datetime, case: Case, person: Person, on: date, channel: Channel,
    hours: str = "", may_leave_message: bool = False, says: str = "", never: str = "",
    whom: str = "", token: UUID | None = None,
) -> ContactWish:  # fmt: skip
    """Keep how a survivor may be reached, as they said it.

    Changes: the person's safe contact, which every page about them opens with; it is emptied for
    "do not contact".
    Raises: Refused for a way without its hours, or through somebody who is not named.
    """
    none = channel == Channel.NONE
    if not none and channel != Channel.IN_PERSON and not hours.strip():
        raise Refused("Say between which hours it is safe", next_step="for example, 9 to 11")
    if channel == Channel.THROUGH and not whom.strip():
        raise Refused("Say through whom", next_step="name the person they trust")
    row, is_new = begin(
        ContactWish, by=by, at=at, case=case, person=person, on=on, token=token,
        words={"says": says, "never": never, "whom": whom}, channel=channel,
        hours="" if none else hours.strip(), may_leave_message=may_leave_message and not none,
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="contact.kept", fields=[channel])
        _tell_every_page(row, by=by, at=at)
    return row


def in_words(row: ContactWish) -> str:
    """How the survivor may be reached, in one line; empty means: do not."""
    if row.channel == Channel.NONE:
        return ""
    whom, says, never = row.words("whom"), row.words("says"), row.words("never")
    parts = [f"{row.get_channel_display()}{f': {whom}' if whom else ''}"]
    parts += [row.hours] if row.hours else []
    said = [", ".join(parts)]
    said += [f"Say: “{says}”"] if says else []
    said += [f"Never say: {never}"] if never else []
    if row.channel != Channel.IN_PERSON:
        said.append("A message may be left" if row.may_leave_message else "Leave no message")
    return ". ".join(part.rstrip(".") for part in said) + "."


def _tell_every_page(row: ContactWish, *, by: User, at: datetime) -> None:
    person = Person.objects.select_related("key", "office").get(pk=row.person_id)
    change_person(
        by=by, at=at, person=person, version=person.version,
        given=Particulars(
            name=person.name(), details=details_of(person), safe_contact=in_words(row),
            birth_year=person.birth_year, sex=person.sex, language=person.language,
            safe_channel=row.channel,
        ),
    )  # fmt: skip


@transaction.atomic
def log_threat(
    *, by: User, at: datetime, case: Case, person: Person, on: date, how: Threat.How, words: str,
    whom: Threat.Whom = Threat.Whom.SURVIVOR, suspect: Person | None = None,
    hearing: Hearing | None = None, was_reported: bool | None = None, token: UUID | None = None,
) -> Threat:  # fmt: skip
    """Keep that somebody was threatened. Records restore.threat_reported: an alert and a task.

    Raises: Refused without words, for a suspect or a hearing that is not of this case.
    """
    if not words.strip():
        raise Refused("Say what happened", next_step="in the survivor’s words where you can")
    held = RoleInCase.objects.filter(case=case, person=suspect, role__in=SUSPECT_ROLES)
    if suspect is not None and not held.exists():
        raise Refused("This person is not a suspect in the case", next_step="choose one who is")
    if hearing is not None and not hearing.court_case.joined.filter(case=case).exists():
        raise Refused("This hearing is not of this case", next_step="choose one of its hearings")
    row, is_new = begin(
        Threat, by=by, at=at, case=case, person=person, on=on, token=token, words={"words": words},
        how=how, whom=whom, suspect=suspect, hearing=hearing, was_reported=was_reported,
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, "restore.threat_reported", by=by, at=at)
        keep(row, by=by, at=at, verb="threat.logged", fields=[how])
    return row


@transaction.atomic
def take_back_threat(*, by: User, at: datetime, threat: Threat, reason: str) -> None:
    """Say that a threat was entered wrongly; its milestone, alert and task go with it.

    Raises: Refused without a reason; Conflict when somebody did so first.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say what was wrong")
    rows = Threat.objects.filter(pk=threat.pk, taken_back_at__isnull=True)
    if not rows.update(taken_back_at=at, taken_back_by=by):
        raise Conflict("Someone else took this back first", theirs={}, yours={})
    if Milestone.objects.current().filter(pk=threat.milestone_id).exists():
        withdraw_milestone(by=by, at=at, milestone=threat.milestone, reason=reason)
    noted(threat, by=by, at=at, verb="threat.taken_back")

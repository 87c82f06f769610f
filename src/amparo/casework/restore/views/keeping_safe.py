"""Danger, the safety plan, the safe channel, and threats."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from amparo.casework.frame.asked import now, today, typed, who
from amparo.casework.restore.forms import keeping_safe as forms
from amparo.casework.restore.questions import danger_tool
from amparo.casework.restore.selectors.safety import (
    hearing_among,
    hearings_in,
    safety_for,
    threat_for,
)
from amparo.casework.restore.selectors.survivors import person_among, suspects_in
from amparo.casework.restore.services import safety as services
from amparo.casework.restore.shapes import safety as shapes
from amparo.casework.restore.views.asked import act_at, both, to_write
from amparo.web.gate import requires


@requires("cases.write")
@both
def danger(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """The questions about danger."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.DangerForm(typed(request), today=today(), tool=danger_tool())

    def act() -> None:
        given = form.given()
        services.weigh_danger(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            answers=form.answers(), level=shapes.chosen_level(given["level"]),
            words=given["words"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="How much danger is there?",
        submit="Keep it", said="Kept. Go on with the safety plan.",
        text="The answers give reasons; you decide. Ask in your own words, and only what you do "
        "not know already.",
    )  # fmt: skip


@requires("cases.write")
@both
def safety_plan(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """How the survivor stays safe."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    parts = safety_for(who(request), case, person).parts
    form = forms.SafetyPlanForm(typed(request), today=today(), parts=parts)

    def act() -> None:
        given = form.given()
        services.make_safety_plan(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            parts={part: given[part] for part in services.PARTS}, token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="Safety plan", submit="Keep the plan",
        said="The safety plan is kept.",
        text="Make it together, in their words. Filled in from the last one; the last one stays.",
    )  # fmt: skip


@requires("cases.write")
@both
def contact(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """How, when and in which words they may be reached."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    held = safety_for(who(request), case, person).contact
    form = forms.ContactForm(typed(request), today=today(), held=held)

    def act() -> None:
        given = form.given()
        services.keep_contact(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            channel=shapes.chosen_channel(given["channel"]), hours=given["hours"],
            may_leave_message=given["message"] == "yes", says=given["says"], never=given["never"],
            whom=given["whom"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="How may we reach them?", submit="Keep it",
        said="Kept. Every page of the case shows it.",
        text="Ask the survivor. Without a safe way, nobody calls or writes.",
    )  # fmt: skip


@requires("cases.write")
@both
def threat_add(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Somebody was threatened."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    user = who(request)
    form = forms.ThreatForm(
        typed(request), today=today(), suspects=suspects_in(user, case),
        hearings=hearings_in(user, case),
    )  # fmt: skip

    def act() -> None:
        given = form.given()
        services.log_threat(
            by=user, at=now(), case=case, person=person, on=given["on"],
            how=shapes.chosen_how(given["how"]), whom=shapes.chosen_whom(given["whom"]),
            words=given["words"], suspect=person_among(user, case, given["suspect"]),
            hearing=hearing_among(user, case, given["hearing"]),
            was_reported={"yes": True, "no": False}.get(given["was_reported"]),
            token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="A threat", submit="Keep the threat",
        said="The threat is kept, and an alert raised. Look at the safety plan today.",
        warning=True,
    )  # fmt: skip


@requires("cases.write")
@both
def threat_take_back(request: HttpRequest, code: str, survivor: UUID, threat: UUID) -> HttpResponse:
    """A threat was entered wrongly."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    row = threat_for(who(request), case, person, threat)
    form = forms.ReasonForm(typed(request), use_required_attribute=False)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        services.take_back_threat(by=who(request), at=now(), threat=row, reason=reason)

    return act_at(
        request, where, form, act, title="Take the threat back",
        submit="Take it back", said="It is taken back.",
        text="Its entry in the timeline is withdrawn, with the alert and the task.",
    )  # fmt: skip

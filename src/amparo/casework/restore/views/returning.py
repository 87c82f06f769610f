"""The way back, visits, harm, what the survivor says, the end, and a new beginning."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from amparo.casework.frame.asked import now, today, typed, who
from amparo.casework.restore.forms import returning as forms
from amparo.casework.restore.questions import return_questions
from amparo.casework.restore.selectors.survivors import survivor_for, survivors_in
from amparo.casework.restore.services import ending, returning
from amparo.casework.restore.shapes import returning as shapes
from amparo.casework.restore.views.asked import act_at, both, to_write
from amparo.web.gate import requires


@requires("cases.write")
@both
def assess(request: HttpRequest, code: str, survivor: UUID, kind: str) -> HttpResponse:
    """What was found of a family or a community."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    of = shapes.chosen_kind(kind)
    form = forms.ReturnForm(typed(request), today=today(), questions=return_questions(of))

    def act() -> None:
        given = form.given()
        returning.assess_return(
            by=who(request), at=now(), case=case, person=person, on=given["on"], kind=of,
            answers=form.answers(), finding=shapes.chosen_finding(given["finding"]),
            words=given["words"], preparing=given["preparing"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title=f"{of.label}: is it right to go back?",
        submit="Keep it", said="What you found is kept.",
    )  # fmt: skip


@requires("cases.write")
@both
def home(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """The survivor went home, or to a new community."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.HomeForm(typed(request), today=today())

    def act() -> None:
        given = form.given()
        returning.go_home(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            reason=given["reason"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="They went home, or to a new community",
        submit="Record it", said="Recorded. The clock to the first visit runs.",
        text=" ".join(f"{one}." for one in returning.doubts_about_going(case, person, today())),
    )  # fmt: skip


@requires("cases.write")
@both
def follow_up(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """How they were."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    others = [
        (one.person_id, one.label)
        for one in survivors_in(who(request), case)
        if one.person_id != str(person.pk)
    ]
    form = forms.VisitForm(typed(request), today=today(), others=others)

    def act() -> None:
        given = form.given()
        chosen = [survivor_for(who(request), case, UUID(pk))[0] for pk in given.get("also", ())]
        returning.follow_up_together(
            by=who(request), at=now(), case=case, person=person, also=chosen, on=given["on"],
            is_reached=given["reached"] == "yes",
            is_safe={"yes": True, "no": False}.get(given["safe"]),
            words=given["words"], next_on=given["next_on"], token=given["token"],
        )  # fmt: skip

    return act_at(request, where, form, act, title="How are they?",
                  submit="Keep it", said="Kept.")  # fmt: skip


@requires("cases.write")
@both
def harm(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """They were harmed again."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.HarmForm(typed(request), today=today())

    def act() -> None:
        given = form.given()
        returning.record_harm(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            kind=shapes.chosen_harm(given["kind"]), words=given["words"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="They were harmed again",
        submit="Record it", said="Recorded, and an alert raised. See them today.", warning=True,
        text="It was done to them. Nobody asks what they did.",
    )  # fmt: skip


@requires("cases.write")
@both
def feedback(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """What the survivor says of the help."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.FeedbackForm(typed(request), today=today())

    def act() -> None:
        given = form.given()
        returning.keep_feedback(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            helped=shapes.chosen_answer(given["helped"]),
            respected=shapes.chosen_answer(given["respected"]), words=given["words"],
            token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="What do they say of our help?",
        submit="Keep it", said="Kept.", text="Whatever they say, help goes on.",
    )  # fmt: skip


@requires("cases.write")
@both
def end(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Aftercare ends, for a reason."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.EndForm(typed(request), today=today(), reasons=shapes.reasons(today()))

    def act() -> None:
        given = form.given()
        ending.end_aftercare(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            reason=given["reason"], says=shapes.chosen_says(given["says"]),
            words=given["words"], token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="End aftercare", submit="End it",
        said="Aftercare has ended. It can be taken up again at any time.",
        text="“Restored” is kept only when the rule on the survivor’s page is met.",
    )  # fmt: skip


@requires("cases.write")
@both
def resume(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Aftercare is taken up again."""
    where = to_write(request, code, survivor)
    case, person, _ = where
    form = forms.ResumeForm(typed(request), today=today())

    def act() -> None:
        given = form.given()
        ending.resume_aftercare(
            by=who(request), at=now(), case=case, person=person, on=given["on"],
            token=given["token"],
        )  # fmt: skip

    return act_at(
        request, where, form, act, title="Take aftercare up again",
        submit="Take it up", said="Aftercare goes on. Make a new safety plan first.",
        text="What was before stays as history.",
    )  # fmt: skip

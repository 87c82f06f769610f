"""The plan, who is where, the briefing, the minute log, counts, the checklist and the review."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.access.exports import export
from amparo.access.fresh import fresh
from amparo.casework.aftercare.selectors.homes import home_for, homes_with_beds
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.selectors import said_of
from amparo.casework.evidence.bundle.pdf import pdf_of
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.casework.rescue.forms import operations as forms
from amparo.casework.rescue.selectors.operation import operation_page_for, plan_of
from amparo.casework.rescue.selectors.operations import line_for, minute_for
from amparo.casework.rescue.selectors.served import labels_of, served_by, someone_of
from amparo.casework.rescue.services.dignity import answer_check, review_operation
from amparo.casework.rescue.services.minutes import (
    NOTE,
    count_heads,
    log_minute,
    strike_minute,
)
from amparo.casework.rescue.services.planning import (
    PLACES,
    add_line,
    hold_beds_for,
    place_someone,
    remove_line,
)
from amparo.casework.rescue.shapes import operations as shapes
from amparo.casework.rescue.views.asked import act_in, back_to, opened, to_write_in
from amparo.directory.packs.operating import operating
from amparo.errors import NotVisible, Refused
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
LOG = "operation_log"


@requires("cases.write")
@both
def operation_line(request: HttpRequest, operation: str, plan_kind: str) -> HttpResponse:
    """A line of the plan."""
    row = to_write_in(request, operation)
    declared = operating().kind(plan_kind)
    if declared is None:
        raise NotVisible
    form = forms.LineForm(typed(request), kind=plan_kind)

    def keep() -> None:
        add_line(by=who(request), at=now(), operation=row, kind=plan_kind, **form.given())  # type: ignore[arg-type]

    return act_in(
        request, row, form, keep, title=declared.name, submit="Add it to the plan",
        said="The line is added.", text=declared.meaning,
    )  # fmt: skip


@requires("cases.write")
@both
def operation_beds(request: HttpRequest, operation: str) -> HttpResponse:
    """Beds for the nights after."""
    user, row = who(request), to_write_in(request, operation)
    homes = [
        (str(one.id), f"{one.called}: {one.free} free tonight")
        for one in homes_with_beds(user, today())
    ]
    form = forms.BedsForm(typed(request), homes=homes)

    def keep() -> None:
        given = dict(form.cleaned_data)
        home = home_for(user, UUID(given.pop("home")), is_open=True)
        hold_beds_for(by=user, at=now(), operation=row, home=home, **given)

    return act_in(
        request, row, form, keep, title="Hold beds", submit="Hold them",
        said="The beds are held, and in the plan.",
        text="The home sees that beds are held, not for what. Give them back under Homes if the "
        "operation is called off.",
    )  # fmt: skip


@requires("cases.write")
@both
def operation_line_remove(request: HttpRequest, operation: str, line: UUID) -> HttpResponse:
    """Take a line off the plan."""
    row = to_write_in(request, operation)
    found = line_for(row, line)
    form = forms.SureForm(typed(request))

    def remove() -> None:
        remove_line(by=who(request), at=now(), line=found)

    return act_in(
        request, row, form, remove, title="Take this line off the plan?", submit="Take it off",
        said="The line is off the plan.", text=found.words(), warning=True,
    )  # fmt: skip


@requires("cases.write")
@both
def operation_place(request: HttpRequest, operation: str) -> HttpResponse:
    """Who is, or will be, in which vehicle, room or waiting area."""
    user, row = who(request), to_write_in(request, operation)
    served = served_by(user, row)
    places = [v.words for v in plan_of(row) if v.kind.code in PLACES and v.is_had]
    form = forms.OperationStayForm(
        typed(request), at=now(), people=list(labels_of(served).items()), places=places
    )
    alerts: tuple[str, ...] = ()

    def keep() -> None:
        nonlocal alerts
        case, person = someone_of(served, form.cleaned_data["person"])
        try:
            place_someone(
                by=user,
                at=now(),
                operation=row,
                case=case,
                person=person,
                **form.given(),  # type: ignore[arg-type]
            )
        except WouldMeet as refusal:
            alerts = said_of(refusal.meetings, user, case)
            form.ask_why()
            raise

    if is_done(request, form, keep):
        return back_to(request, row, "It is kept.")
    shown = {"operation": row, "form": form, "alerts": alerts}
    return render(request, "rescue/place.html", shown, status=422 if form.errors else 200)


@requires("people.read")
@require_GET
def operation_briefing(request: HttpRequest, operation: str) -> HttpResponse:
    """The briefing sheet, to print."""
    row = opened(request, operation, part="briefing")
    sheet = shapes.briefing_of(operation_page_for(who(request), row))
    return render(request, "rescue/briefing.html", {"operation": row, "sheet": sheet})


@requires("people.read")
@require_GET
@fresh
def operation_briefing_pdf(request: HttpRequest, operation: str) -> HttpResponse:
    """The briefing sheet as PDF."""
    row = opened(request, operation, part="briefing_pdf")
    mark = export(
        by=who(request), at=now(), what="rescue.operation", object_id=str(row.pk),
        why=f"briefing of operation {row.code}",
    )  # fmt: skip
    sheet = shapes.briefing_of(operation_page_for(who(request), row))
    content = pdf_of(replace(sheet, mark=mark.line))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="briefing-{row.code}.pdf"'
    return answer


@requires("people.read")
@require_GET
def operation_log(request: HttpRequest, operation: str) -> HttpResponse:
    """The minute log, for one thumb."""
    row = opened(request, operation, part="log")
    page = operation_page_for(who(request), row)
    writes = who(request).may("cases.write")
    shown = {"page": page, "operation": row, **shapes.log_of(page)}
    shown |= {"may_log": writes and shown["may_log"], "begins": writes and shown["begins"]}
    return render(request, "rescue/log.html", shown)


@requires("cases.write")
@require_POST
def operation_minute(request: HttpRequest, operation: str) -> HttpResponse:
    """One tap: what, at this minute."""
    row = to_write_in(request, operation)
    try:
        log_minute(
            by=who(request),
            at=now(),
            operation=row,
            what=request.POST.get("what", ""),
            token=_token(request.POST.get("token", "")),
        )
    except Refused as refusal:
        return back_to(request, row, f"{refusal.what}.", LOG)
    return redirect(LOG, operation=row.code)


def _token(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@requires("cases.write")
@require_POST
def operation_strike(request: HttpRequest, operation: str, minute: UUID) -> HttpResponse:
    """A line was tapped by mistake."""
    row = to_write_in(request, operation)
    try:
        strike_minute(by=who(request), at=now(), minute=minute_for(row, minute))
    except Refused as refusal:
        return back_to(request, row, f"{refusal.what}.", LOG)
    return back_to(request, row, "The line is struck. It stays in the log.", LOG)


@requires("cases.write")
@both
def operation_note(request: HttpRequest, operation: str) -> HttpResponse:
    """Words in the log."""
    row = to_write_in(request, operation)
    form = forms.NoteForm(typed(request))

    def keep() -> None:
        log_minute(
            by=who(request), at=now(), operation=row, what=NOTE,
            happened_at=form.happened_at(now()), words=form.cleaned_data["words"],
            token=form.cleaned_data["token"],
        )  # fmt: skip

    return act_in(
        request, row, form, keep, title="Write it down", submit="Keep it", said="It is kept.",
        back=LOG,
    )  # fmt: skip


@requires("cases.write")
@both
def operation_heads(request: HttpRequest, operation: str) -> HttpResponse:
    """How many were counted."""
    row = to_write_in(request, operation)
    form = forms.HeadsForm(typed(request), at=now())

    def keep() -> None:
        count_heads(
            by=who(request),
            at=now(),
            operation=row,
            happened_at=form.moment,
            **form.given(),  # type: ignore[arg-type]
        )

    return act_in(
        request, row, form, keep, title="Count everyone", submit="Keep the count",
        said="The count is kept.", back=LOG,
        text="Aloud, one by one, before doors close and after they open.",
    )  # fmt: skip


@requires("cases.write")
@both
def operation_check(request: HttpRequest, operation: str, item: str) -> HttpResponse:
    """One question of the dignity checklist."""
    row = to_write_in(request, operation)
    check = operating().check(item)
    if check is None:
        raise NotVisible
    form = forms.CheckForm(typed(request))

    def keep() -> None:
        answer_check(by=who(request), at=now(), operation=row, item=item, **form.given())  # type: ignore[arg-type]

    return act_in(
        request, row, form, keep, title=check.ask, submit="Keep the answer",
        said="The answer is kept.",
        text="A no is kept as a breakdown of the step and the authority, so that it can be mended. "
        "It is not a judgement of the person who answers.",
    )  # fmt: skip


@requires("cases.write")
@both
def operation_review(request: HttpRequest, operation: str) -> HttpResponse:
    """What was learnt."""
    row = to_write_in(request, operation)
    form = forms.ReviewForm(typed(request), today=today())

    def keep() -> None:
        review_operation(by=who(request), at=now(), operation=row, **form.given())  # type: ignore[arg-type]

    return act_in(
        request, row, form, keep, title="What was learnt?", submit="Keep the review",
        said="The review is kept.",
    )  # fmt: skip

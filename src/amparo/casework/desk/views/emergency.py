"""Opening a case in an emergency, and the review that follows every opening."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.access.fresh import fresh
from amparo.access.requests import SignedInRequest
from amparo.casework.cases.services.team import (
    OPENING_HOURS,
    break_glass,
    case_for_emergency,
    review_opening,
)
from amparo.casework.desk.forms.emergency import EmergencyForm, ReviewForm
from amparo.casework.desk.selectors import people as ask
from amparo.casework.desk.shapes import emergency as shapes
from amparo.casework.frame.asked import is_done
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("break_glass.use")
@fresh
def emergency(request: SignedInRequest) -> HttpResponse:
    """Three hours in one case, with a reason that its lead and the supervisors see."""
    user, now, form = request.user, timezone.now(), EmergencyForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if ask.case_openable_by(user, given["code"]):
            return redirect("case", code=given["code"].strip().upper())
        case = case_for_emergency(user, given["code"])
        if case is None:
            form.add_error("code", "No case of this code can be opened in this way")
        elif is_done(
            request, form, lambda: break_glass(by=user, at=now, case=case, reason=given["reason"])
        ):
            until = timezone.localtime(now + timedelta(hours=OPENING_HOURS))
            messages.success(request, f"Open to you until {until:%H:%M}. A supervisor reviews it.")
            return redirect("case", code=case.code)
    shown = {"form": form, "may_review": user.may("break_glass.review")}
    return render(request, "desk/emergency.html", shown)


@require_safe
@requires("break_glass.review")
def emergency_reviews(request: SignedInRequest) -> HttpResponse:
    """Every emergency opening in the office, those that wait for a review first."""
    rows = shapes.review_rows(ask.openings_to_review_for(request.user), request.user)
    return render(request, "desk/emergency_reviews.html", {"rows": rows, "columns": shapes.REVIEWS})


@require_http_methods(["GET", "POST"])
@requires("break_glass.review")
def emergency_review(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """Say what was found about one opening."""
    opening = ask.opening_for(request.user, opening_id)
    form = ReviewForm(request.POST or None)

    def keep() -> None:
        finding = form.cleaned_data["finding"]
        review_opening(by=request.user, at=timezone.now(), opening=opening, finding=finding)

    if is_done(request, form, keep):
        messages.success(request, "The review is kept.")
        return redirect("emergency_reviews")
    may_review, why_not = shapes.may_review(opening, request.user)
    shown = {
        "form": form, "opening": opening, "facts": shapes.facts_of(opening),
        "may_review": may_review, "why_not": why_not,
    }  # fmt: skip
    return render(request, "desk/emergency_review.html", shown)

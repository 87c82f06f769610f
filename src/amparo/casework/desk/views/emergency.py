"""Opening a case in an emergency, and the review that follows every opening."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.services.team import break_glass, case_for_emergency, review_opening
from amparo.casework.desk.forms.emergency import EmergencyForm, ReviewForm
from amparo.casework.desk.shapes.emergency import REVIEWS, review_rows
from amparo.casework.desk.selectors import people as ask
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("break_glass.use")
def emergency(request: SignedInRequest) -> HttpResponse:
    """Three hours in one case, with a reason that its lead and the supervisors see."""
    form = EmergencyForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if ask.case_openable_by(request.user, given["code"]):
            return redirect("case", code=given["code"].strip().upper())
        case = case_for_emergency(request.user, given["code"])
        if case is not None:
            opening = break_glass(
                by=request.user, at=timezone.now(), case=case, reason=given["reason"]
            )
            until = timezone.localtime(opening.until)
            messages.success(request, f"Open to you until {until:%H:%M}. A supervisor reviews it.")
            return redirect("case", code=case.code)
        form.add_error("code", "No case of this code can be opened in this way")
    return render(request, "desk/emergency.html", {"form": form})


@require_safe
@requires("break_glass.review")
def emergency_reviews(request: SignedInRequest) -> HttpResponse:
    """Every emergency opening in the office, those that wait for a review first."""
    rows = review_rows(ask.openings_to_review_for(request.user), request.user)
    return render(request, "desk/emergency_reviews.html", {"rows": rows, "columns": REVIEWS})


@require_http_methods(["GET", "POST"])
@requires("break_glass.review")
def emergency_review(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """Say what was found about one opening."""
    opening = ask.opening_for(request.user, opening_id)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        review_opening(by=request.user, at=timezone.now(), opening=opening, **form.cleaned_data)
        messages.success(request, "The review is kept.")
        return redirect("emergency_reviews")
    shown = {"form": form, "opening": opening, "is_own": opening.user_id == request.user.pk}
    return render(request, "desk/emergency_review.html", shown)

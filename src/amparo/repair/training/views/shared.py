"""What a partner sees of training in their own unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.reform.views.asked import today
from amparo.repair.training.pages import shared as pages
from amparo.repair.training.selectors.shared import own_training
from amparo.web.gate import requires


@require_safe
@requires("repairs.shared")
def shared_training(request: SignedInRequest) -> HttpResponse:
    """What the posts of their unit ask for, who has it, and which courses its people finished."""
    shown = {
        "units": pages.sections(own_training(request.user, today=today())),
        "columns": pages.POSTS, "course_columns": pages.COURSES,
    }  # fmt: skip
    return render(request, "training/shared.html", shown)

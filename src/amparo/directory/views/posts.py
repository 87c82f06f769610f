"""Posts, and who holds them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amparo.directory import selectors, services
from amparo.directory.forms import CloseForm, HolderForm, PostForm
from amparo.directory.requests import MemberRequest
from amparo.directory.views.asking import ask
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def post_add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add a post to a unit."""
    unit = selectors.unit_visible_to(request.user, pk)
    form = PostForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.add_post(
            by=request.user, at=timezone.now(), unit=unit, **form.cleaned_data
        ),
        title=f"Add a post to {unit.name}", submit="Add the post",
        back=reverse("institution", args=[unit.institution_id]), done="The post was added.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def holder_appoint(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say who holds a post, or held it before."""
    post = selectors.post_visible_to(request.user, pk)
    form = HolderForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.appoint_holder(
            by=request.user, at=timezone.now(), post=post, **form.cleaned_data
        ),
        title=f"Who is {post.title}?", submit="Save who holds it",
        back=reverse("institution", args=[post.unit.institution_id]),
        done="Who holds the post was saved.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("directory.edit")
def holding_end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say when someone left a post."""
    holding = selectors.holding_visible_to(request.user, pk)
    form = CloseForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.end_holding(
            by=request.user, at=timezone.now(), holding=holding, **form.cleaned_data
        ),
        title=f"What was the last day of this {holding.post.title}?", submit="Save the day",
        back=reverse("institution", args=[holding.post.unit.institution_id]),
        done="The last day in the post was saved.",
    )  # fmt: skip

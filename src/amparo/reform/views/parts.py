"""The parts of Where it breaks that name units and draw single ways: for exact figures only.

A drawing, a rank or a limit cannot be rounded, so those who see public figures are not shown them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.errors import CannotEstimate
from amparo.reform import selectors
from amparo.reform.forms.figures import AskedForm, ProcessForm, RepairsForm, UnitsForm
from amparo.reform.pages.opportunities import opportunities_page
from amparo.reform.pages.process import process_page
from amparo.reform.pages.tabs import tabs_of
from amparo.reform.pages.units import units_page
from amparo.reform.selectors.opportunities import opportunities_for
from amparo.reform.selectors.process import process_for
from amparo.reform.selectors.units import YEAR, units_for
from amparo.web.gate import requires

VERB = "figures.exact"


def _part(
    request: SignedInRequest, form: AskedForm, name: str, compose: Callable[[], object]
) -> HttpResponse:
    """One part: its filter, and what it shows, or why there is nothing to show."""
    shown: dict[str, object] = {
        "filter": form, "in_use": sum(bool(request.GET.get(field)) for field in form.fields),
        "tabs": tabs_of(request.GET, name),
    }  # fmt: skip
    if form.is_valid():
        shown["several"] = not form.asked().programme and form.n_programmes > 1
        shown["pathway"] = selectors.pathway_asked(form.asked().pathway)
        try:
            shown["page"] = compose()
        except CannotEstimate as nothing:
            shown["nothing"] = nothing
    return render(request, f"reform/{name}.html", shown)


@require_safe
@requires(VERB)
def process_map(request: SignedInRequest) -> HttpResponse:
    """What follows what, how often and after how long, and what is done again."""
    user, form = request.user, ProcessForm(
        request.GET, programmes=selectors.programmes_for(request.user)
    )  # fmt: skip

    def compose() -> object:
        found = process_for(
            user, form.asked(), detail=form.detail, least=form.least_share,
            today=timezone.localdate(),
        )  # fmt: skip
        return process_page(found)

    return _part(request, form, "process_map", compose)


@require_safe
@requires(VERB)
def opportunities(request: SignedInRequest) -> HttpResponse:
    """Where a repair would win most, and who already does what it would take."""
    user, form = request.user, RepairsForm(
        request.GET, programmes=selectors.programmes_for(request.user)
    )  # fmt: skip

    def compose() -> object:
        found = opportunities_for(user, form.asked(), today=timezone.localdate())
        return opportunities_page(found, user, form.kept())

    return _part(request, form, "opportunities", compose)


@require_safe
@requires(VERB)
def units_compared(request: SignedInRequest) -> HttpResponse:
    """Units at one step: what to believe of each, and how far chance would carry it."""
    user, form = request.user, UnitsForm(
        request.GET, programmes=selectors.programmes_for(request.user)
    )  # fmt: skip

    def compose() -> object:
        found = units_for(
            user, form.asked(), step=int(form.cleaned_data["step"] or 0),
            within=int(form.cleaned_data["within"] or YEAR), today=timezone.localdate(),
        )  # fmt: skip
        return units_page(found, user, form.kept())

    return _part(request, form, "units_compared", compose)

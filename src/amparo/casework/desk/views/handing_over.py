"""Handing a colleague's cases to others, and undoing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.casework.cases.selectors import handing_over as ask
from amparo.casework.cases.services import handing_over as services
from amparo.casework.desk.forms.handing_over import HandOverForm
from amparo.casework.desk.shapes import handing_over as shapes
from amparo.casework.frame.asked import is_done, now, typed, who
from amparo.errors import NotVisible, Refused
from amparo.web.gate import requires


@requires("team.manage")
@require_GET
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Every colleague with what hangs on them, and what was handed over lately."""
    shown = {
        "columns": shapes.COLUMNS,
        "rows": shapes.load_rows(ask.loads_for(who(request))),
        "acts": shapes.act_lines(ask.acts_for(who(request))),
    }
    return render(request, "desk/hand_overs.html", shown)


@requires("team.manage")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """The cases of one colleague, the most urgent first, each with its open tasks."""
    user = who(request)
    held, office = ask.held_by(user, colleague), user.office
    if office is None:
        raise NotVisible
    form = HandOverForm(typed(request), held=held, takers=ask.takers_for(user, held.of))

    def act() -> None:
        services.hand_over(
            by=user, at=now(), office=office, of=held.of, moves=form.moves(),
            why=form.cleaned_data["why"], words=form.cleaned_data["words"],
            token=form.cleaned_data["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        left = ask.held_by(user, colleague).n
        said = f"{left} left with {held.of.name}." if left else f"{held.of.name} has none left."
        messages.success(request, f"Handed over. {said}")
        if left:
            return redirect("caseload_hand_over", colleague=colleague)
        return redirect("caseload_hand_overs")
    shown = {"form": form, "held": held, "n_shown": len(held.rows)}
    return render(request, "desk/hand_over.html", shown, status=422 if form.errors else 200)


@requires("team.manage")
@require_POST
def hand_over_undo(request: HttpRequest, handed: UUID) -> HttpResponse:
    """Give the cases back, as far as nobody has changed them since."""
    try:
        stayed = services.undo_hand_over(
            by=who(request), at=now(), act=ask.act_of(who(request), handed)
        )
    except Refused as refusal:
        messages.error(request, f"{refusal.what}: {refusal.next_step}.")
        return redirect("caseload_hand_overs")
    also = f" These stay, since somebody changed them: {', '.join(stayed)}." if stayed else ""
    messages.success(request, f"The cases are given back.{also}")
    return redirect("caseload_hand_overs")

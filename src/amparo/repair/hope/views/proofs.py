"""Writing, checking, publishing, telling and withdrawing proof points."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.errors import Conflict, Refused
from amparo.repair.hope.forms import proofs as forms
from amparo.repair.hope.pages import boards
from amparo.repair.hope.selectors import proofs as ask
from amparo.repair.hope.selectors.stories import repairs_for
from amparo.repair.hope.services import proofs as services
from amparo.repair.hope.views.asked import both, page
from amparo.web.gate import requires


@requires("proofs.write")
@require_GET
def proof_candidates(request: HttpRequest) -> HttpResponse:
    """Won cases that show it can work, and what is still missing to tell of them."""
    rows = ask.candidates_for(who(request), today=today())
    shown = {"rows": boards.candidates(rows), "columns": boards.CANDIDATES}
    return render(request, "hope/candidates.html", shown)


@requires("proofs.write")
@both
def proof_begin(request: HttpRequest) -> HttpResponse:
    """Write a proof point of a case."""
    user = who(request)
    code = request.GET.get("case", "")
    if not code:
        return redirect("proof_candidates")
    case = case_for(user, code, "cases.write")
    survivors = {str(one.pk): one for one in ask.survivors_of(case)}
    people = [(survivors[one.person_id], one.label) for one in people_in(case, user)
              if one.person_id in survivors]  # fmt: skip
    form = forms.ProofForm(
        typed(request), people=people, places=ask.places_for(case),
        repairs=repairs_for(user),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        services.begin_proof(
            by=user, at=now(), case=case, person=form.people[given["person"]],
            place=form.places[given["place"]], words=form.words(), on=today(),
            repair=form.repairs.get(given["repair"]),
            token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "It is written. A second person reads it before it goes on.")
        return redirect("proof", proof=form.cleaned_data["token"])
    return page(
        request, form, title="Write a proof point", submit="Keep it sealed",
        back=reverse("proof_candidates"),
        text="Only with the survivor's consent for this use. Write so that not even a neighbour "
        "knows who it is.",
    )  # fmt: skip


@requires("proofs.write")
@require_GET
def proof(request: HttpRequest, proof: UUID) -> HttpResponse:
    """One proof point, as those who know the case read it."""
    user = who(request)
    told = ask.proof_for(user, proof, today=today())
    wrote = told.proof.wordings.filter(written_by=user).exists()
    shown = {
        "told": told, "facts": boards.proof_facts(told),
        "alive": told.state != "Withdrawn",
        "may_check": told.wording.found == "waiting" and not wrote,
        "showings": boards.shown(list(told.proof.showings.all())), "columns": boards.SHOWN,
    }  # fmt: skip
    return render(request, "hope/proof.html", shown)


def _act(
    request: HttpRequest, form: django_forms.Form, act: Callable[[], object], *, title: str,
    submit: str, said: str, back: str, text: str = "", warning: bool = False,
) -> HttpResponse:  # fmt: skip
    def once() -> None:
        try:
            act()
        except Conflict as conflict:
            raise Refused(conflict.what, next_step="open it again") from conflict

    if is_done(request, form, once):
        messages.success(request, said)
        return redirect(back)
    return page(request, form, title=title, submit=submit, back=back, text=text, warning=warning)


@requires("proofs.write")
@both
def proof_reword(request: HttpRequest, proof: UUID) -> HttpResponse:
    """Write it anew."""
    user, told = who(request), ask.proof_for(who(request), proof, today=today())
    form = forms.WordsForm(typed(request), initial=dict(told.words))
    return _act(
        request, form,
        lambda: services.reword(by=user, at=now(), proof=told.proof, words=form.words()),
        title="Write it anew", submit="Keep it sealed", said="A second person reads it anew.",
        back=reverse("proof", args=[proof]),
    )  # fmt: skip


@requires("proofs.write")
@both
def proof_check(request: HttpRequest, proof: UUID) -> HttpResponse:
    """Say whether somebody could be known by it."""
    user, told = who(request), ask.proof_for(who(request), proof, today=today())
    form = forms.CheckForm(typed(request), use_required_attribute=False)
    return _act(
        request, form,
        lambda: services.check_wording(
            by=user, at=now(), proof=told.proof, found=form.cleaned_data["found"],
            why=form.cleaned_data["why"],
        ),
        title="Could anybody know who it is?", submit="Say so", said="It is kept.",
        back=reverse("proof", args=[proof]),
        text=f"{told.words['title']}. {told.words['story']} {told.words['shows']}",
    )  # fmt: skip


@requires("proofs.write")
@both
def proof_withdraw(request: HttpRequest, proof: UUID) -> HttpResponse:
    """Take it back for good."""
    user, told = who(request), ask.proof_for(who(request), proof, today=today())
    form = forms.WithdrawForm(typed(request))
    return _act(
        request, form,
        lambda: services.withdraw(by=user, at=now(), proof=told.proof, on=today()),
        title="Withdraw it", submit="Withdraw it and destroy its words", warning=True,
        said="Nobody is told it any more. Its words are destroyed.",
        back=reverse("hope"), text="From now on nobody is told it, and its words are destroyed.",
    )  # fmt: skip


@requires("proofs.publish")
@both
def proof_publish(request: HttpRequest, ready: UUID) -> HttpResponse:
    """Publish one that a second person found clear; the publisher never sees the case."""
    user = who(request)
    told = ask.proof_for(user, ready, today=today(), verb="proofs.publish")
    form = forms.PublishForm(typed(request), today=today())
    if is_done(
        request, form, lambda: services.publish(
            by=user, at=now(), proof=told.proof, on=today(),
            review_on=form.cleaned_data["review_on"],
        )
    ):  # fmt: skip
        messages.success(request, "It is told from now on, until it is looked at again.")
        return redirect("hope")
    shown = {
        "told": told, "form": form,
        "facts": boards.proof_facts(told, repairs=user.may("figures.exact")),
        "showings": boards.shown(list(told.proof.showings.all())), "columns": boards.SHOWN,
    }  # fmt: skip
    return render(request, "hope/publish.html", shown, status=422 if form.errors else 200)


@requires("proofs.publish")
@both
def proof_show(request: HttpRequest, ready: UUID) -> HttpResponse:
    """Keep to whom it was told."""
    user = who(request)
    told = ask.proof_for(user, ready, today=today(), verb="proofs.publish")
    form = forms.ShowForm(typed(request), today=today())
    return _act(
        request, form,
        lambda: services.show(
            by=user, at=now(), proof=told.proof, on=form.cleaned_data["on"],
            audience=form.cleaned_data["audience"], n_people=form.cleaned_data["n_people"],
            where=form.cleaned_data["where"],
        ),
        title="To whom it was told", submit="Keep it", said="It is kept.",
        back=reverse("proof_publish", args=[ready]),
    )  # fmt: skip

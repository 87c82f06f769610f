"""Hope at a glance, surveys, commitments, letters, ties, and what is shared with a partner."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.directory.models import Institution, Jurisdiction
from amparo.errors import NotVisible
from amparo.reform.models import SystemProblem
from amparo.repair.hope.forms import word as forms
from amparo.repair.hope.models import ConfidenceSurvey
from amparo.repair.hope.pages import boards, letters
from amparo.repair.hope.questions import newest
from amparo.repair.hope.selectors import proofs
from amparo.repair.hope.selectors import word as ask
from amparo.repair.hope.selectors.letters import letter_as_read
from amparo.repair.hope.services import surveys
from amparo.repair.hope.services import word as services
from amparo.repair.hope.views.asked import both, institutions_for, page, places_for
from amparo.web.gate import requires


@requires("hope.read")
@require_GET
def hope(request: HttpRequest) -> HttpResponse:
    """What is believed, what was promised, and what proves that it can work."""
    user = who(request)
    held, writes = ask.commitments_for(user, today=today()), user.may("proofs.write")
    publishes = user.may("proofs.publish")
    rows = ConfidenceSurvey.objects.all().visible_to(user).prefetch_related("waves")
    verb = "proofs.write" if writes else "proofs.publish"
    told = proofs.proofs_for(user, today=today(), verb=verb) if writes or publishes else ()
    to_publish = proofs.proofs_for(user, today=today(), verb="proofs.publish") if publishes else ()
    keeps = user.may("hope.keep")
    shown = {
        "cards": [boards.kept_card(*ask.kept_in_time(held))], "keeps": keeps, "writes": writes,
        "publishes": publishes, "held": boards.held(held), "held_columns": boards.HELD,
        "letters": letters.letters(
            ask.letters_for(user), today(), keeps=user.may("letters.keep")
        ), "writes_letters": user.may("letters.keep"),
        "letter_columns": letters.LETTERS, "survey_columns": boards.SURVEYS,
        "surveys": boards.surveys(list(rows)), "proof_columns": boards.PROOFS,
        "proofs": boards.proofs(told, address="proof") if writes else [],
        "to_publish": boards.proofs(to_publish, address="proof_publish"),
        "institutions": institutions_for(user) if keeps else [],
        "stories": user.may("figures.exact"), "told_columns": boards.TOLD,
        "told": [] if writes or publishes else boards.told(proofs.told_for(user, today=today())),
    }  # fmt: skip
    return render(request, "hope/hope.html", shown)


@requires("hope.keep")
@both
def commitment_add(request: HttpRequest) -> HttpResponse:
    """Keep a leader's word."""
    user = who(request)
    problems = list(SystemProblem.objects.all().visible_to(user))
    form = forms.CommitmentForm(
        typed(request), today=today(), places=places_for(user), problems=problems
    )

    def act() -> None:
        token = form.cleaned_data["token"]
        services.commit(by=user, at=now(), promise=form.typed(), token=token)

    if is_done(request, form, act):
        messages.success(request, "Their word is kept here. It never changes.")
        return redirect("commitment", commitment=form.cleaned_data["token"])
    return page(request, form, title="A leader gave their word", submit="Keep it",
                back=reverse("hope"))  # fmt: skip


@requires("hope.read")
@require_GET
def commitment(request: HttpRequest, commitment: UUID) -> HttpResponse:
    """One commitment, what was seen of it, and so where it stands."""
    user = who(request)
    row = ask.commitment_for(user, commitment)
    held = next(one for one in ask.commitments_for(user, today=today()) if one.row.pk == row.pk)
    shown = {
        "row": row, "facts": boards.commitment_facts(held), "seen": boards.commitment_seen(held),
        "keeps": user.may("hope.keep"),
    }  # fmt: skip
    return render(request, "hope/commitment.html", shown)


@requires("hope.keep")
@both
def commitment_see(request: HttpRequest, commitment: UUID) -> HttpResponse:
    """Keep what was seen of it."""
    user, row = who(request), ask.commitment_for(who(request), commitment, "hope.keep")
    form = forms.SeenForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.see(
            by=user, at=now(), commitment=row, what=given["what"], on=given["on"],
            evidence=given["evidence"], token=given["token"],
        )  # fmt: skip

    back = reverse("commitment", args=[row.pk])
    if is_done(request, form, act):
        messages.success(request, "It is kept. Where it stands follows from it.")
        return redirect(back)
    return page(request, form, title="What was seen of it", submit="Keep it", back=back,
                text=row.promise)  # fmt: skip


@requires("letters.keep")
@both
def letter_add(request: HttpRequest) -> HttpResponse:
    """Keep that a letter was sent."""
    user = who(request)
    form = forms.LetterForm(
        typed(request), today=today(), institutions=institutions_for(user),
        case=request.GET.get("case", "")[:12],
    )  # fmt: skip

    def act() -> None:
        code = form.cleaned_data["case"].strip().upper()
        case = case_for(user, code) if code else None
        token = form.cleaned_data["token"]
        services.send_letter(by=user, at=now(), sent=form.typed(case), token=token)

    if is_done(request, form, act):
        messages.success(request, "The letter is written, and the clock runs. Print it from here.")
        return redirect("letter", letter=form.cleaned_data["token"])
    return page(request, form, title="A letter to an official", submit="Write it",
                back=reverse("hope"), text="It is written from what the case shows: steps, days "
                "and places of work, never a name.")  # fmt: skip


@requires("hope.read")
@require_GET
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """One letter as it reads, its clock, and what came back."""
    user = who(request)
    found = letter_as_read(user, letter)
    shown = {
        "row": found.letter, "facts": letters.letter_facts(found.letter, today()),
        "recorded": letters.letter_recorded(found), "late": letters.letter_late(found),
        "may_answer": user.may("letters.keep") and not hasattr(found.letter, "answer"),
    }  # fmt: skip
    return render(request, "hope/letter.html", shown)


@requires("letters.keep")
@both
def letter_answer(request: HttpRequest, letter: UUID) -> HttpResponse:
    """Keep what came back."""
    user, row = who(request), ask.letter_for(who(request), letter)
    form = forms.AnswerForm(typed(request), today=today())
    if is_done(request, form, lambda: services.answer_letter(
        by=user, at=now(), letter=row, on=form.cleaned_data["on"],
        says=form.cleaned_data["says"])):  # fmt: skip
        messages.success(request, "The answer is kept.")
        return redirect("hope")
    return page(request, form, title="What came back", submit="Keep it", back=reverse("hope"),
                text=row.asks)  # fmt: skip


@requires("hope.keep")
@require_GET
def ledger(request: HttpRequest, partner: UUID) -> HttpResponse:
    """What binds the office to one institution."""
    user, row = who(request), _institution(request, partner)
    found = ask.ledger_for(user, row, today=today())
    shown = {
        "row": row, "cards": boards.ledger_cards(found), "ties": boards.ties(found.ties),
        "held": boards.held(found.held), "columns": boards.HELD,
    }  # fmt: skip
    return render(request, "hope/ledger.html", shown)


@requires("hope.keep")
@both
def tie_add(request: HttpRequest, partner: UUID) -> HttpResponse:
    """Keep a meeting, joint work or an agreement."""
    user, row = who(request), _institution(request, partner)
    form = forms.TieForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.tie(
            by=user, at=now(), institution=row, what=given["what"], on=given["on"],
            about=given["about"], until=given["until"], token=given["token"],
        )  # fmt: skip

    back = reverse("ledger", args=[row.pk])
    if is_done(request, form, act):
        messages.success(request, "It is kept.")
        return redirect(back)
    return page(request, form, title=f"With {row.name}", submit="Keep it", back=back)


def _institution(request: HttpRequest, pk: UUID) -> Institution:
    row = Institution.objects.visible_to(who(request)).filter(pk=pk, is_office=False).first()
    if row is None:
        raise NotVisible
    return row


@requires("hope.keep")
@both
def confidence_begin(request: HttpRequest) -> HttpResponse:
    """Begin a survey."""
    user = who(request)
    form = forms.SurveyForm(typed(request), places=list(Jurisdiction.objects.visible_to(user)))

    def act() -> None:
        given = form.cleaned_data
        surveys.begin_survey(
            by=user, at=now(), name=given["name"], place=form.places[given["place"]],
            population=given["population"], token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "The survey is begun. Add its first wave.")
        return redirect("confidence", survey=form.cleaned_data["token"])
    return page(request, form, title="Begin a survey of confidence", submit="Begin it",
                back=reverse("hope"))  # fmt: skip


@requires("hope.read")
@require_GET
def confidence(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One survey, wave beside wave."""
    row = _survey(request, survey, "hope.read")
    waves = list(row.waves.all())
    shown = {
        "row": row, "columns": boards.wave_columns(waves), "rows": boards.wave_rows(waves),
        "changes": boards.wave_changes(waves), "keeps": who(request).may("hope.keep"),
        "questions": newest(today()),
    }  # fmt: skip
    return render(request, "hope/confidence.html", shown)


@requires("hope.keep")
@both
def confidence_wave(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Add a wave."""
    user, row = who(request), _survey(request, survey, "hope.keep")
    form = forms.WaveForm(typed(request))

    def act() -> None:
        given = form.cleaned_data
        surveys.add_wave(
            by=user, at=now(), survey=row, from_on=given["from_on"], to_on=given["to_on"],
            answers=given["answers"], token=given["token"],
        )  # fmt: skip

    back = reverse("confidence", args=[row.pk])
    if is_done(request, form, act):
        messages.success(request, "The wave is kept. It never changes.")
        return redirect(back)
    codes = ", ".join(one.code for one in newest(today()).asked)
    return page(request, form, title="Add a wave", submit="Keep it", back=back,
                text=f"Columns: {codes}; stratum, cluster, weight where there are.")  # fmt: skip


def _survey(request: HttpRequest, pk: UUID, verb: str) -> ConfidenceSurvey:
    rows = ConfidenceSurvey.objects.all().visible_to(who(request), verb)
    row = rows.filter(pk=pk).select_related("jurisdiction").prefetch_related("waves").first()
    if row is None:
        raise NotVisible
    return row


@requires("repairs.shared")
@require_GET
def shared_with(request: HttpRequest) -> HttpResponse:
    """What a partner of one institution sees of its own unit."""
    found = ask.shared_with(who(request), today=today())
    shown = {
        "problems": boards.shared_problems(found.problems),
        "repairs": boards.shared_repairs(found.repairs),
        "held": boards.held(found.held, links=False), "columns": boards.HELD,
        "problem_columns": boards.SHARED_PROBLEMS, "repair_columns": boards.SHARED_REPAIRS,
    }  # fmt: skip
    return render(request, "hope/shared.html", shown)

"""Writing down what is known of a suspect."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.frame.asked import is_done, now, today, who
from amparo.casework.restrain.forms.knowing import (
    ArrestCheckForm,
    FileForm,
    SourceForm,
    TieForm,
)
from amparo.casework.restrain.selectors.facts import arrest_for
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.services import knowing as services
from amparo.casework.restrain.views.asked import suspect_form, to_suspect, to_write_in
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


@requires("cases.write")
@both
def file(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """How they look and where they can be found; whoever saved first is not overwritten."""
    case, person, _ = to_write_in(request, code, suspect)
    kept = suspect_page_for(who(request), case, suspect, today=today()).file
    initial: dict[str, object] = {"version": kept.version if kept else 0}
    if kept:
        initial |= {field: kept.words(field) for field in ("description", "whereabouts")}
        initial["needs_warrant"] = "yes" if kept.needs_warrant else "no"
    form = FileForm(request.POST or None, initial=initial)

    def save() -> None:
        typed = form.cleaned_data
        services.keep_file(
            by=who(request), at=now(), case=case, person=person, version=typed["version"],
            description=typed["description"], whereabouts=typed["whereabouts"],
            needs_warrant=typed["needs_warrant"] == "yes",
        )  # fmt: skip

    if is_done(request, form, save):
        return to_suspect(request, case, person.pk, "It is written down.")
    return suspect_form(request, case, form, title="How to find them", submit="Keep it",
                        about=person.pk)  # fmt: skip


@requires("cases.write")
@both
def source_add(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """One source, graded."""
    case, person, _ = to_write_in(request, code, suspect)
    form = SourceForm(request.POST or None, today=today())

    def add() -> None:
        services.add_source(by=who(request), at=now(), case=case, person=person, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, "The source is kept.")
    return suspect_form(
        request, case, form, title="Add a source", submit="Keep the source", about=person.pk,
        text="One source on one card. What two people told is two cards.",
    )  # fmt: skip


@requires("cases.write")
@both
def tie_add(request: HttpRequest, code: str, suspect: UUID, kind: str) -> HttpResponse:
    """Someone they are seen with, or a place they use."""
    case, person, _ = to_write_in(request, code, suspect)
    form = TieForm(request.POST or None, kind=kind, today=today())

    def add() -> None:
        services.add_tie(by=who(request), at=now(), case=case, person=person, kind=kind,
                         **form.given())  # type: ignore[arg-type]  # fmt: skip

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, f"The {kind} is kept.")
    article = "an" if kind == "associate" else "a"
    return suspect_form(request, case, form, title=f"Add {article} {kind}", submit="Keep it",
                        about=person.pk)  # fmt: skip


@requires("cases.write")
@both
def arrest_verify(request: HttpRequest, code: str, milestone: UUID) -> HttpResponse:
    """How it is known that an arrest took place."""
    case = case_for(who(request), code, "cases.write")
    arrest = arrest_for(who(request), case, milestone)
    form = ArrestCheckForm(request.POST or None, today=today())

    def check() -> None:
        services.check_arrest(by=who(request), at=now(), arrest=arrest, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, check):
        return to_suspect(request, case, arrest.person_id, "How it is known is kept.")  # type: ignore[arg-type]
    return suspect_form(
        request, case, form, title="How is the arrest known?", submit="Keep it",
        about=arrest.person_id,  # type: ignore[arg-type]
        text="An arrest that nobody saw or read of may not have happened. Your name and the day "
        "are kept with it.",
    )  # fmt: skip

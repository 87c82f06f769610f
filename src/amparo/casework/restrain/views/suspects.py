"""The suspects of a case, and one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from amparo.casework.cases.services.people import Particulars, read_person
from amparo.casework.frame.asked import now, today, who
from amparo.casework.frame.shell import look_at
from amparo.casework.restrain.selectors.dossier import dossier_for
from amparo.casework.restrain.selectors.duties import duties_in
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.selectors.suspects import suspects_for
from amparo.casework.restrain.shapes import lists
from amparo.casework.restrain.shapes import suspect as shapes
from amparo.casework.restrain.shapes.cards import Seeing
from amparo.web.gate import requires

TAB = "case_suspects"


@requires("people.read")
@require_GET
def suspects(request: HttpRequest, code: str) -> HttpResponse:
    """Who is suspected, where they are, what an arrest waits for; first, whom to keep safe."""
    case, rights, shell = look_at(request, code, part="suspects", tab=TAB)
    found = suspects_for(who(request), case, today=today())
    duties = duties_in(who(request), case)
    shown = {
        **shell,
        "columns": lists.SUSPECTS,
        "rows": lists.suspect_rows(found, case),
        "cleared_columns": lists.CLEARED,
        "cleared": lists.cleared_rows(found, case),
        "waiting": lists.duty_rows([d for d in duties if d.waits_for], today=today()),
        "done": lists.duty_rows([d for d in duties if not d.waits_for], today=today()),
        "may_write": bool(rights.decide("cases.write")),
    }
    return render(request, "restrain/suspects.html", shown)


@requires("people.read")
@require_GET
def suspect(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """One suspect, without a name."""
    return render(request, "restrain/suspect.html", _page(request, code, suspect, names=None))


@requires("people.reveal")
@require_POST
def names(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """The same page with names, sources and places; the look is written in the trail first."""
    kept = _read(request, code, suspect)
    return render(request, "restrain/suspect.html", _page(request, code, suspect, names=kept))


def _read(request: HttpRequest, code: str, suspect_id: UUID) -> Particulars:
    case, _, _ = look_at(request, code, part="suspect", tab=TAB)
    page = suspect_page_for(who(request), case, suspect_id, today=today())
    return read_person(by=who(request), at=now(), case=case, person=page.person)


def _page(
    request: HttpRequest, code: str, suspect_id: UUID, *, names: Particulars | None
) -> dict[str, Any]:
    case, rights, shell = look_at(request, code, part="suspect", tab=TAB)
    page = suspect_page_for(who(request), case, suspect_id, today=today())
    seeing = Seeing(case, bool(rights.decide("cases.write")), today(), names)
    sections = shapes.sections_of(page, seeing)
    return {
        **shell,
        "page": page,
        "tags": shapes.tags_of(page),
        "facts": shapes.standing_facts(page, seeing),
        "clocks": shapes.clocks(page, today()),
        "sections": [one for one in sections if one.cards],
        "blank": [one for one in sections if not one.cards],
        "shows_names": names is not None,
        "may_reveal": names is None and bool(rights.decide("people.reveal")),
    }


@requires("people.read")
@require_GET
def risk(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """What bears on bail, on one page to print; the name is left to be written in by hand."""
    return render(request, "restrain/risk.html", _dossier(request, code, suspect, names=None))


@requires("people.reveal")
@require_POST
def risk_names(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """The same page with the name; the look is written in the trail first."""
    kept = _read(request, code, suspect)
    return render(request, "restrain/risk.html", _dossier(request, code, suspect, names=kept))


def _dossier(
    request: HttpRequest, code: str, suspect_id: UUID, *, names: Particulars | None
) -> dict[str, Any]:
    case, rights, _ = look_at(request, code, part="risk dossier", tab=TAB)
    dossier = dossier_for(who(request), case, suspect_id, today=today())
    seeing = Seeing(case, False, today(), names)  # noqa: FBT003  (nothing is written here)
    return {
        "case": case,
        "dossier": dossier,
        "facts": shapes.dossier_facts(dossier, seeing),
        "columns": lists.KNOWN,
        "groups": [
            ("Threats and new harm", lists.known_rows(dossier.threats)),
            ("Flight", lists.known_rows(dossier.flight)),
            ("Breaches of bail or protection", lists.known_rows(dossier.breaches)),
            ("Earlier releases", lists.known_rows(dossier.releases)),
        ],
        "cards": shapes.dossier_cards(dossier, seeing),
        "missing_text": f"Nothing is recorded of {', '.join(dossier.not_recorded)}.",
        "on": today(),
        "handed": shapes.handed_text(dossier),
        "may_write": bool(rights.decide("cases.write")),
        "may_reveal": names is None and bool(rights.decide("people.reveal")),
    }

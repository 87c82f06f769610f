"""Indicators: the catalogue, one of them, keeping it, entering it, and all of them as a file."""

from __future__ import annotations

import csv
import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.access.exports import export
from amparo.access.fresh import fresh
from amparo.access.models import User
from amparo.casework.cases.eventlog import read_traits
from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.directory.packs.indicators import PARTS, Indicator, indicator
from amparo.errors import NotVisible
from amparo.protection.forms import EnterForm, KeepForm
from amparo.protection.pages import boards, words
from amparo.protection.pages.beside import beside_drawing
from amparo.protection.reckoning import digest_of
from amparo.protection.selectors import indicators as ask
from amparo.protection.selectors.figures import TRAITS, computed, groups_for, rows_of
from amparo.protection.selectors.made import Made
from amparo.protection.services.indicators import ValueFacts, keep_indicator
from amparo.protection.views.asked import page, programmes_of
from amparo.reform.selectors import hides_small
from amparo.web.gate import requires
from amparo.web.shapes import Link

both = require_http_methods(["GET", "POST"])
Answer = HttpResponse | HttpResponseRedirect


def _part(request: HttpRequest) -> int:
    given = request.GET.get("part", "1")
    return int(given) if given in {"1", "2", "3"} else 1


@requires("protection.read")
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every indicator of a part, with what was kept of it last."""
    user, part = who(request), _part(request)
    address = reverse("indicators")
    shown = {
        "tabs": [Link(name, f"{address}?part={n}", current=n == part) for n, name in PARTS.items()],
        "columns": boards.CATALOGUE,
        "rows": boards.catalogue_rows(ask.catalogue_for(user, part=part), user),
    }  # fmt: skip
    return render(request, "protection/indicators.html", shown)


def _asked(request: HttpRequest, one: Indicator) -> KeepForm:
    """What is counted. Raises: NotVisible for a programme or a grouping that is not offered."""
    user = who(request)
    given = request.POST if request.method == "POST" else request.GET
    form = KeepForm(
        given, programmes=programmes_of(user), groups=groups_for(one),
        may_narrow=not hides_small(user),
    )  # fmt: skip
    if {"programme", "by"} & set(form.errors):
        raise NotVisible
    return form


def _made(user: User, one: Indicator, form: KeepForm) -> Made:
    scope, by = form.scope(), form.cleaned_data.get("by", "")
    traits = read_traits(user, scope) if by in TRAITS else None
    rows = rows_of(user, scope, today())
    return computed(user, one, rows, as_of=today(), scope=scope, by=by, traits=traits)


@requires("protection.read")
@require_GET
def indicator_page(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """One indicator: what it means, how it stands today, and what was kept of it."""
    user, one = who(request), indicator(indicator_code)
    form = _asked(request, one)
    programme = form.scope().programme if form.is_valid() else None
    shown: dict[str, object] = {
        "one": one, "facts": boards.indicator_facts(one), "columns": boards.VALUES,
        "rows": boards.value_rows(ask.kept_for(user, one, programme=programme), user),
        "keeps": user.may("protection.keep"), "back": f"{reverse('indicators')}?part={one.part}",
    }  # fmt: skip
    if one.is_computed:
        shown |= {"filter": form, "in_use": sum(bool(field.value()) for field in form)}
    if one.is_computed and form.is_valid():
        made = _made(user, one, form)
        value, note = words.made_words(one, made, user)
        shown |= {
            "value": value, "note": note, "can_keep": made.value is not None,
            "grouped": boards.GROUPED, "groups": boards.group_rows(one, made, user),
        }  # fmt: skip
    status = 422 if one.is_computed and form.errors else 200
    return render(request, "protection/indicator.html", shown, status=status)


@requires("protection.keep")
@require_POST
def indicator_keep(request: HttpRequest, indicator_code: str) -> HttpResponseRedirect:
    """Freeze the indicator as it stands today, under the version of its definition."""
    user, one = who(request), indicator(indicator_code)
    form = _asked(request, one)
    if not one.is_computed or not form.is_valid():
        raise NotVisible
    scope = form.scope()
    result = _made(user, one, form).as_json() | scope.as_json()
    facts = ValueFacts(
        to_on=today(), result=result, digest=digest_of([one.id, one.version, result]),
        programme=ask.programme_asked(user, scope.programme),
    )  # fmt: skip
    keep_indicator(by=user, at=now(), indicator=one, facts=facts)
    messages.success(request, f"{one.id} is kept as it stands today.")
    return redirect("indicator", indicator_code=indicator_code)


@requires("protection.keep")
@both
def indicator_enter(request: HttpRequest, indicator_code: str) -> Answer:
    """Enter a value from elsewhere, with its source."""
    user, one = who(request), indicator(indicator_code)
    form = EnterForm(typed(request), programmes=programmes_of(user), is_share=one.kind == "share")

    def act() -> None:
        facts = form.facts()
        kept = ValueFacts(**{**facts.__dict__, "digest": digest_of(facts.result)})
        keep_indicator(
            by=user, at=now(), indicator=one, facts=kept, token=form.cleaned_data["token"]
        )

    if is_done(request, form, act):
        messages.success(request, f"{one.id} is kept with its source.")
        return redirect("indicator", indicator_code=indicator_code)
    return page(request, form, title=f"Enter {one.id} {one.name}", submit="Keep it",
                back=reverse("indicator", args=[indicator_code]), label=one.id,
                text=one.definition)  # fmt: skip


@requires("protection.read")
@require_GET
@fresh
def indicators_file(request: HttpRequest, ending: str) -> HttpResponse:
    """Every indicator with what was kept of it, as CSV or JSON, as this person may see it."""
    if ending not in {"csv", "json"}:
        raise NotVisible
    user = who(request)
    rows = _rows(user)
    mark = export(by=user, at=now(), what="protection.indicators", why="all indicators as a file")
    if ending == "json":
        told = {"mark": mark.line, "indicators": rows}
        content = json.dumps(told, ensure_ascii=False, indent=1)
        answer = HttpResponse(content, content_type="application/json")
    else:
        # The mark is a column: it stays with every row, and programs still read the first line.
        rows = [{**row, "mark": mark.line} for row in rows]
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        writer = csv.DictWriter(answer, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _plain(cell) for name, cell in row.items()} for row in rows)
    answer["Content-Disposition"] = f'attachment; filename="indicators.{ending}"'
    return answer


def _rows(user: User) -> list[dict[str, str]]:
    rows = []
    for kept in ask.catalogue_for(user):
        one = kept.indicator
        told = {
            "id": one.id, "part": str(one.part), "name": one.name, "definition": one.definition,
            "formula": one.formula, "unit": one.unit, "polarity": one.polarity,
            "version": str(one.version), "source": one.source, "comes": boards.comes(one),
        }  # fmt: skip
        for value in kept.values or (None,):
            said, note = ("", "") if value is None else words.value_words(one, value, user)
            rows.append({
                **told, "value": said, "about": note,
                "from": str(value.from_on or "") if value else "",
                "until": str(value.to_on) if value else "",
                "kept_under_version": str(value.version) if value else "",
                "where_from": value.source if value else "",
                "digest": value.digest if value else "",
            })  # fmt: skip
    return rows


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


@requires("protection.read")
@require_GET
def side_by_side(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Prevalence, performance, reliance and confidence of one programme, beside one another."""
    user = who(request)
    found = ask.side_by_side_for(user, programme_id, today=today())
    shown = {
        "programme": found.programme, "studies": boards.STUDIES,
        "study_rows": boards.study_rows(found.studies, user),
        "chart": beside_drawing(found, user),
        "now": boards.NOW, "performance": boards.now_rows(found.performance, user),
        "values": boards.VALUES, "reliance": boards.value_rows(found.reliance, user),
        "confidence": boards.value_rows(found.confidence, user),
        "keeps": user.may("protection.keep"), "repairs": boards.DONE,
        "done": boards.done_rows(found.done),
    }  # fmt: skip
    return render(request, "protection/side_by_side.html", shown)

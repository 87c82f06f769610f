"""`{% component %}`, `{% wrap %}` and the filters every template may use, without loading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.forms import BoundField, ChoiceField, Field
from django.http import HttpRequest, QueryDict
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString

from amparo.errors import Broken
from amparo.web import catalogue, dates, devices
from amparo.web.shapes import Cell, Column, Row

register = template.Library()
MOST_IN_A_LINE, SHORT_ANSWERS = 3, 18  # radio buttons, and characters, that fit 390 px in one line


class ComponentNode(template.Node):
    """Renders a component with its inputs only; nothing of the page leaks in but the request."""

    child_nodelists = ("nodelist",)

    def __init__(
        self,
        name: FilterExpression,
        inputs: Mapping[str, FilterExpression],
        nodelist: NodeList | None,
    ) -> None:
        self.name = name
        self.inputs = inputs
        self.nodelist = nodelist if nodelist is not None else NodeList()
        self.has_body = nodelist is not None

    def render(self, context: Context) -> str:
        given: dict[str, Any] = {
            name: expression.resolve(context) for name, expression in self.inputs.items()
        }
        if self.has_body:
            given["body"] = self.nodelist.render(context)
        return _render(context, str(self.name.resolve(context)), given)


def _render(context: Context, name: str, given: Mapping[str, Any]) -> SafeString:
    described = catalogue.component(name)
    inside = described.fill(given)
    inside["request"] = context.get("request")
    inside["csrf_token"] = context.get("csrf_token")
    assert context.template is not None  # noqa: S101  (a tag renders only inside a template)
    found = context.template.engine.get_template(described.template)
    return found.render(context.new(inside))


def _parse(parser: Parser, token: Token) -> tuple[FilterExpression, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"{{% {tag} %}} needs the name of a component")
    name = parser.compile_filter(bits.pop(0))
    inputs = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{{% {tag} {name.token} %}}: cannot read {bits}")
    return name, inputs


@register.tag("component")
def component(parser: Parser, token: Token) -> ComponentNode:
    """`{% component "tag" text="Open" %}`"""
    return ComponentNode(*_parse(parser, token), None)


@register.tag("wrap")
def wrap(parser: Parser, token: Token) -> ComponentNode:
    """`{% wrap "alert" title="Overdue" %}what goes inside, as its `body`{% endwrap %}`"""
    name, inputs = _parse(parser, token)
    nodelist = parser.parse(("endwrap",))
    parser.delete_first_token()
    return ComponentNode(name, inputs, nodelist)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file with its content's mark, so that a new build is fetched."""
    return f"{static(path)}?{_mark(path)}"


@cache
def _mark(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise Broken("there is no such static file", found=path)
    with open(found, "rb") as file:  # noqa: PTH123  (a name the finder returns)
        return hashlib.sha256(file.read()).hexdigest()[:10]


@register.filter
def spoken(on: date | dates.Dated | None, precision: str = dates.Precision.DAY) -> str:
    """`{{ milestone.happened_on|spoken:milestone.precision }}`: 3 March 2024, about June 2024."""
    if on is None:
        return ""
    return str(on) if isinstance(on, dates.Dated) else dates.spoken_date(on, precision)


@register.filter
def due(on: date | None, today: date | None = None) -> str:
    """`{{ clock.due_on|due }}`: 3 days overdue, today, in 5 days."""
    return "" if on is None else dates.spoken_due(on, today or timezone.localdate())


@register.filter
def since(on: date | None, today: date | None = None) -> str:
    """`{{ case.opened_on|since }}`: today, 5 days ago."""
    return "" if on is None else dates.spoken_since(on, today or timezone.localdate())


@register.filter
def days(count: int | None) -> str:
    """`{{ 12|days }}`: 12 days."""
    return "" if count is None else dates.spoken_days(count)


@register.filter
def device(user_agent: str) -> str:
    """`{{ session.user_agent|device }}`: Firefox on Android."""
    return devices.spoken_device(user_agent)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ attrs|get:"aria-invalid" }}`: what stands under a key that a dot cannot name."""
    return mapping.get(key)


@register.filter
def choice_kind(widget: Mapping[str, Any]) -> str:
    """Which GOV.UK component a list of choices is."""
    options = [option for _, group, _ in widget["optgroups"] for option in group]
    return "radios" if options and options[0]["type"] == "radio" else "checkboxes"


@register.filter
def is_short(widget: Mapping[str, Any]) -> bool:
    """Whether radio buttons fit one line of a phone: up to three short answers, such as yes, no."""
    groups = list(widget["optgroups"])
    options = [option for _, group, _ in groups for option in group]
    return (
        choice_kind(widget) == "radios"
        and not any(name for name, *_ in groups)
        and len(options) <= MOST_IN_A_LINE
        and sum(len(str(option["label"])) for option in options) <= SHORT_ANSWERS
    )


@register.filter
def as_rows(rows: Iterable[Any], columns: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows as the table component shows them: every cell knows its column."""
    return [_row(row, columns) for row in rows]


def _row(row: Any, columns: Sequence[Any]) -> dict[str, Any]:
    cells = row.cells if isinstance(row, Row) else row
    if len(cells) != len(columns):
        raise Broken(
            f"a row of a table must have {len(columns)} cells", found=str(len(cells)), where="table"
        )
    return {
        "urgent": isinstance(row, Row) and row.urgent,
        "cells": [_cell(cell, column) for cell, column in zip(cells, columns, strict=True)],
    }


def _cell(cell: Any, column: Any) -> dict[str, Any]:
    full = cell if isinstance(cell, Cell) else Cell(text=str(cell))
    return {
        **{name: getattr(full, name) for name in Cell.__dataclass_fields__},
        "column": column.label if isinstance(column, Column) else column,
        "number": isinstance(column, Column) and column.number,
    }


@register.filter
def page_links(page: Page[Any] | None, request: HttpRequest | None) -> dict[str, str]:
    """Addresses before and after a page of a list, keeping the filters, and where one is."""
    if page is None:
        return {}
    links = {"said": f"{page.start_index():,} to {page.end_index():,} of {page.paginator.count:,}"}
    if page.has_previous():
        links["previous"] = _address(request, page.previous_page_number())
    if page.has_next():
        links["next"] = _address(request, page.next_page_number())
    return links


def _address(request: HttpRequest | None, number: int) -> str:
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def example(context: Context, name: str, given: Mapping[str, Any]) -> SafeString:
    """Render a component from a mapping of its inputs; for the living page."""
    return _render(context, name, given)


@register.filter
def complaints(field: BoundField) -> list[str]:
    """What is wrong with a field; an empty one is asked for by its own label."""
    found = field.form.errors.as_data().get(field.name, [])
    return [message for error in found for message in _complaint(field, error)]


def _complaint(field: BoundField, error: ValidationError) -> list[str]:
    plain = str(Field.default_error_messages["required"])
    if error.code != "required" or error.messages != [plain]:
        return error.messages
    label = str(field.label).strip()
    if label.endswith("?"):
        return [f"“{label}” needs an answer"]
    if not label[:2].isupper():
        label = label[:1].lower() + label[1:]
    chosen = isinstance(field.field, ChoiceField)
    return [f"{'Choose' if chosen else 'Enter'} {label}"]

"""Why each field of intake and of screening is asked: data, shown on demand beside the form."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django import forms

from amparo.directory.packs.screening import ScreeningTool
from amparo.web.shapes import Fact


@cache
def purposes() -> Mapping[tuple[str, str], str]:
    """(form, field) → why it is asked; for screening, (tool, part) → why."""
    raw = tomllib.loads((files("amparo.packs") / "purposes.toml").read_text(encoding="utf-8"))
    fields = {(one["form"], one["name"]): one["why"] for one in raw["field"]}
    return fields | {(one["tool"], one["part"]): one["why"] for one in raw["screening"]}


def why_of(form: type[forms.BaseForm], field: str) -> str:
    """Why a field is asked: what is said of the form, or of the form it is made from."""
    for kind in form.__mro__:
        where = kind.__module__.split(".")
        room = where[2] if len(where) > 2 else ""
        if (why := purposes().get((f"{room}.{kind.__name__}", field))) is not None:
            return why
    return ""


def why_asked(form: forms.BaseForm) -> list[Fact]:
    """Each visible field of a form with why it is asked."""
    return [
        Fact(str(field.label), why_of(type(form), field.name))
        for field in form.visible_fields()
        if why_of(type(form), field.name)
    ]


def why_screened(form: forms.BaseForm, tool: ScreeningTool) -> list[Fact]:
    """Each part of a tool, then the form's own fields, with why they are asked."""
    parts = [Fact(part.name, purposes()[(tool.code, part.code)]) for part in tool.parts]
    return [*parts, *why_asked(form)]

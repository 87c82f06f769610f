"""What each component takes, read from the comment at the top of its template.

    {% comment "inputs" %}
    Says where something stands, in one or two words.
    text   required                  What it says.
    tone   "neutral"|"good"          What it means; the first is the default.
    {% endcomment %}

Lines before the first input describe the component. The second column is `required`, a Python
literal that is the default, or the allowed values with the default first.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from amparo.errors import Broken

FOLDER = Path(__file__).parent / "templates" / "web" / "components"
_HEAD = re.compile(r'\A{% comment "inputs" %}\n(.*?)\n?{% endcomment %}', re.DOTALL)
_INPUT = re.compile(r"^([a-z_]+) {2,}(\S+)(?: +(.*))?$")


@dataclass(frozen=True)
class Input:
    """One input of a component."""

    name: str
    required: bool
    default: Any
    allowed: tuple[Any, ...]
    meaning: str

    @property
    def rule(self) -> str:
        """How the input may be given, for the living page."""
        if self.required:
            return "required"
        if self.allowed:
            return " or ".join(f'"{value}"' for value in self.allowed)
        return f"default {self.default!r}"


@dataclass(frozen=True)
class Component:
    """A component's name, what it is for, and its inputs."""

    name: str
    purpose: str
    inputs: Mapping[str, Input] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The template's name."""
        return f"web/components/{self.name}.html"

    def fill(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every input with its value. Raises Broken for an unknown, missing or wrong one."""
        unknown = sorted(set(given) - set(self.inputs))
        if unknown:
            raise Broken(
                "a component was given an input it does not have", found=", ".join(unknown),
                where=self.name, next_step=f"it takes {', '.join(self.inputs) or 'none'}",
            )  # fmt: skip
        missing = [
            name for name, asked in self.inputs.items() if asked.required and name not in given
        ]
        if missing:
            raise Broken(
                "a component was not given what it needs", found=f"no {', '.join(missing)}",
                where=self.name,
            )  # fmt: skip
        for name, value in given.items():
            allowed = self.inputs[name].allowed
            if allowed and value not in allowed:
                raise Broken(
                    f"{name} is none of {', '.join(map(str, allowed))}", found=str(value),
                    where=self.name,
                )  # fmt: skip
        return {name: given.get(name, asked.default) for name, asked in self.inputs.items()}


def names() -> list[str]:
    """Every component, by name."""
    return sorted(path.stem for path in FOLDER.glob("[!_]*.html"))


@cache
def component(name: str) -> Component:
    """One component. Raises Broken when there is none, or its comment cannot be read."""
    path = FOLDER / f"{name}.html"
    if not re.fullmatch(r"[a-z][a-z_]*", name) or not path.is_file():
        raise Broken(
            "there is no such component", found=name, next_step=f"take one of {', '.join(names())}"
        )
    head = _HEAD.match(path.read_text(encoding="utf-8"))
    if head is None:
        raise Broken('a component must open with {% comment "inputs" %}', where=name)
    purpose: list[str] = []
    inputs: dict[str, Input] = {}
    for line in head[1].splitlines():
        matched = _INPUT.match(line)
        if matched:
            inputs[matched[1]] = _input(name, matched)
        elif inputs:
            raise Broken("a line of the inputs cannot be read", found=line, where=name)
        else:
            purpose.append(line)
    return Component(name, " ".join(purpose), inputs)


def _input(component_name: str, matched: re.Match[str]) -> Input:
    name, rule, meaning = matched[1], matched[2], matched[3] or ""
    if rule == "required":
        return Input(name, True, None, (), meaning)  # noqa: FBT003  (a record's field)
    try:
        values = tuple(ast.literal_eval(part) for part in rule.split("|"))
    except (ValueError, SyntaxError) as error:
        raise Broken("a default cannot be read", found=rule, where=component_name) from error
    return Input(name, False, values[0], values if len(values) > 1 else (), meaning)  # noqa: FBT003

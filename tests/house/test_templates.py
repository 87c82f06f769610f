"""What a template may not do, since the selector has said it already."""

from __future__ import annotations

import re

import pytest

from tests.house.source import PACKAGE, ROOT, floor_of, room_of, templates

NAMED = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
FORBIDDEN = {
    "arithmetic": re.compile(r"\|\s*(?:add|divisibleby|widthratio)\s*:|{%\s*widthratio"),
    "a permission test": re.compile(r"{%\s*(?:el)?if[^%]*\b(?:perms|has_perm|is_staff|may)\b(?!_)"),
    "a query": re.compile(r"\.(?:all|filter|exclude|exists|objects|\w+_set)\b(?=[\s|%}.])"),
    "unescaped text": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
    "another host": re.compile(r"""(?:src|href|action)=["'](?:https?:)?//"""),
    "an inline handler": re.compile(r"\son(?:click|change|submit|load|input|key\w+)=", re.I),
    "an inline style": re.compile(r"\sstyle="),
}
# A link to a public source may leave the house; a page never loads from another host.
LINKS_OUT = re.compile(r"<a\s[^>]*href=[\"']https?://[^>]*>", re.S)


def room_of_template(name: str) -> str | None:
    rooms = {
        path.relative_to(PACKAGE).parts[: path.relative_to(PACKAGE).parts.index("templates")]
        for path in templates()
        if path.as_posix().endswith(f"/templates/{name}")
    }
    return ".".join(rooms.pop()) if rooms else None


def climbs(path, text: str) -> list[str]:
    here = floor_of(room_of(path))
    targets = ((name, room_of_template(name)) for name in NAMED.findall(text))
    return [name for name, room in targets if room is not None and floor_of(room) < here]


def label(value: object) -> str:
    return str(value.relative_to(ROOT)) if hasattr(value, "relative_to") else str(value)


@pytest.mark.parametrize("path", templates(), ids=label)
def test_no_template_climbs_the_house(path):
    assert climbs(path, templates()[path]) == []


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("path", templates(), ids=label)
def test_no_template_holds(path, what):
    found = FORBIDDEN[what].search(LINKS_OUT.sub("<a>", templates()[path]))
    assert found is None, f"{what}: {found}"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("arithmetic", "{{ n|add:1 }}"),
        ("a permission test", "{% if user.may %}"),
        ("a query", "{% for case in cases.all %}"),
        ("unescaped text", "{{ text|safe }}"),
        ("another host", '<script src="https://example.org/x.js">'),
        ("an inline handler", '<button onclick="go()">'),
        ("an inline style", '<p style="color: red">'),
    ],
)
def test_the_rule_sees(what, text):
    assert FORBIDDEN[what].search(text)


def test_a_page_that_asks_the_selector_is_accepted():
    text = '{% if page.may_edit %}<a href="{{ page.address }}">{{ page.count }}</a>{% endif %}'
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []

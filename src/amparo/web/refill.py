"""Putting back into a page's form what somebody had typed into it, whatever form it is.

The page is read as a browser reads it and written again with values in place; nothing else of it
is touched, and every value is escaped. So no form needs to know of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser

TICKED = {"checkbox", "radio"}
NEVER = {"hidden", "password", "file", "submit", "button", "image", "reset"}
KEPT_HIDDEN = {"version"}  # what was read when the form was opened, so that a merge is still shown


def refilled(page: str, typed: Mapping[str, Sequence[str]], *, path: str) -> str:
    """The page, with what was typed in the forms that are sent to this path."""
    parser = _Refilling(typed, path)
    parser.feed(page)
    parser.close()
    return "".join(parser.out)


class _Refilling(HTMLParser):
    def __init__(self, typed: Mapping[str, Sequence[str]], path: str) -> None:
        super().__init__(convert_charrefs=False)
        self.typed, self.path = typed, path
        self.out: list[str] = []
        self.is_inside = self.drops = False
        self.select: str | None = None
        self.used: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        raw = self.get_starttag_text() or ""
        if tag == "form":
            action = (given.get("action") or "").partition("?")[0]
            is_sent = (given.get("method") or "").lower() == "post"
            self.is_inside = is_sent and action in {"", self.path}
        name = given.get("name") or ""
        if not self.is_inside or (name not in self.typed and tag in {"input", "textarea"}):
            is_ticked = self.is_inside and tag == "input" and given.get("type") == "checkbox"
            self.out.append(_tag(tag, {**given, "checked": None}) if is_ticked else raw)
        elif tag == "input":
            self.out.append(self._input(given, raw))
        elif tag == "textarea":
            self.out += [raw, "\n", escape(self._next(name))]
            self.drops = True
        elif tag == "select":
            self.select = name if name in self.typed else None
            self.out.append(raw)
        elif tag == "option" and self.select is not None:
            chosen = (given.get("value") or "") in self.typed[self.select]
            self.out.append(_tag(tag, {**given, "selected": "" if chosen else None}))
        else:
            self.out.append(raw)

    def _input(self, given: dict[str, str | None], raw: str) -> str:
        name, kind = given.get("name") or "", (given.get("type") or "text").lower()
        if kind in TICKED:
            is_on = (given.get("value") or "on") in self.typed[name]
            return _tag("input", {**given, "checked": "" if is_on else None})
        if kind in NEVER and name not in KEPT_HIDDEN:
            return raw
        return _tag("input", {**given, "value": self._next(name)})

    def _next(self, name: str) -> str:
        """Fields of one name stand in order."""
        n = self.used.get(name, 0)
        self.used[name] = n + 1
        values = self.typed[name]
        return values[n] if n < len(values) else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.drops = False
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.drops:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")


def _tag(name: str, given: Mapping[str, str | None]) -> str:
    """The tag anew; a switch that is None stays out, and an empty one stands alone."""
    switches = {"checked", "selected"}
    parts = [
        one if value is None or (one in switches and value == "") else f'{one}="{escape(value)}"'
        for one, value in given.items()
        if not (one in switches and value is None)
    ]
    return f"<{' '.join([name, *parts])}>"

"""Charts on pages: an SVG as an image, which can run nothing, with its sentence and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from amparo.errors import Broken
from amparo.web.shapes import Column, Row

# Left readable, since an encoded character triples in size; all else is percent-encoded.
_PLAIN = "=:/;?!*-._~()@$+"


@dataclass(frozen=True)
class Chart:
    """What the chart component takes. `narrow` is drawn for a phone, about 340 px wide."""

    title: str
    sentence: str
    wide: str
    narrow: str = ""
    columns: Sequence[Column | str] = ()
    rows: Sequence[Row | Sequence[str]] = ()
    note: str = ""

    @property
    def wide_address(self) -> str:
        """The wide drawing as an address for an image."""
        return picture(self.wide)

    @property
    def narrow_address(self) -> str:
        """The narrow drawing as an address for an image, or nothing."""
        return picture(self.narrow) if self.narrow else ""


def picture(svg: str) -> str:
    """A data address holding the drawing.

    As an image a drawing is inert in every browser: no script, no link, no request, whatever
    stands in it. Raises Broken when it is not an SVG drawing.
    """
    drawing = svg.strip()
    if not drawing.startswith("<svg") or not drawing.endswith("</svg>"):
        raise Broken("a chart must be one SVG drawing", found=drawing[:20])
    if 'xmlns="http://www.w3.org/2000/svg"' not in drawing:
        drawing = drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return "data:image/svg+xml," + quote(drawing, safe=_PLAIN)

"""A generated paper is a real PDF, and says that it is synthetic."""

from __future__ import annotations

import io

from pypdf import PdfReader

from amparo.casework.cases.services.paper import sniffed
from amparo.demo.papers import synthetic_pdf


def test_it_is_taken_as_a_pdf() -> None:
    assert sniffed(synthetic_pdf("Report")) == "application/pdf"


def test_it_says_what_it_is() -> None:
    content = synthetic_pdf("A (first) report", "Case MAPA47")
    text = PdfReader(io.BytesIO(content), strict=True).pages[0].extract_text()
    assert text.splitlines()[:2] == ["A (first) report", "SYNTHETIC: nobody named here exists."]
    assert "Case MAPA47" in text

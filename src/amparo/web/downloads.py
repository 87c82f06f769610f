"""Handing out what somebody sent us: as a download, in a box in which nothing runs."""

from __future__ import annotations

from django.http import HttpResponse

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """The bytes under a name that tells nothing of a person; never shown in a page of ours."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Download-Options"] = "noopen"
    return response

"""What every answer carries, and how errors become pages."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from amparo.errors import AmparoError
from amparo.web import errorpages

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
# Passkeys need the two publickey features on our own pages; everything else is off.
PERMISSIONS_POLICY = ", ".join(
    [
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "autoplay", "browsing-topics", "camera",
                "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation",
                "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi",
                "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb",
                "xr-spatial-tracking",
            )
        ),
    ]
)  # fmt: skip


class SecurityHeaders:
    """Adds the headers that keep a page to itself: nothing foreign, nothing kept, nothing framed.

    Static files are answered by WhiteNoise before this and may be cached; all else may not, so
    that a shared machine's back button shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # Same-origin, since with "no-referrer" browsers send "Origin: null" with our own forms.
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Robots-Tag"] = "noindex, nofollow"
        if "no-store" not in headers.get("Cache-Control", ""):
            headers["Cache-Control"] = "no-store"
        return response


class ErrorPages:
    """Turns the one error family into pages; anything else is left to the last-resort page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an AmparoError, or for a disk that cannot save; None passes all else on."""
        if isinstance(exception, DatabaseError | OSError):
            return errorpages.cannot_save(request, exception)
        if not isinstance(exception, AmparoError):
            return None
        return errorpages.page_for(request, exception)

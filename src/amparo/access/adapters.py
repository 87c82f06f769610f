"""How allauth behaves here: nobody signs up by themselves, and guessing is slowed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from amparo.access import sessions, signing_in
from amparo.access.models import User
from amparo.access.services import end_sessions


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take a try, or say when the next one is taken; the same for an address not known."""
        email, now = str(credentials.get("email", "")), timezone.now()
        until = signing_in.begin_try(request, email, self.get_client_ip(request), now)
        if until is not None:
            raise ValidationError(
                "Too many failed login attempts. Try again after "
                f"{timezone.localtime(until):%H:%M}, or sign in with a passkey, or on a device "
                "where you signed in before.",
                code="too_many_login_attempts",
            )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account, where the password is right."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            signing_in.succeed(request)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell the trail of a fifth failure."""
        email = str(credentials.get("email", ""))
        signing_in.fail(request, email, self.get_client_ip(request), timezone.now())

    def set_password(self, user: User, password: str) -> None:
        """A password of one's own: every session is over, but the one in which it was set."""
        user.given_at = None
        super().set_password(user, password)
        end_sessions(user)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of whoever is signed in; counted like a sign-in."""
        from allauth.core import context  # noqa: PLC0415  (set for each request)

        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Write it into the trail, and know this device from now on, unless it is shared."""
        response: HttpResponse = super().post_login(request, user, **told)
        now = timezone.now()
        sessions.begin(request, user, address=self.get_client_ip(request), at=now)
        signing_in.tell(user, now)
        if not request.session.get("shared"):
            signing_in.remember_device(response, user)
        return response

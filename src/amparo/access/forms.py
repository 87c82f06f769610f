"""What is typed about accounts, and what may be asked of the trail."""

from __future__ import annotations

from allauth.account.forms import LoginForm
from django import forms
from django.http import HttpRequest, HttpResponse

from amparo.access.policy import Role
from amparo.access.selectors import ROLE_CHOICES
from amparo.web.forms import PlainDateField


class _Roles(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: object) -> list[Role]:
        """The roles chosen."""
        return [Role(code) for code in super().clean(value)]


def _roles() -> forms.Field:
    return _Roles(
        label="Roles", choices=ROLE_CHOICES,
        help_text="Only what the work needs. Roles decide what may be done; teams decide in "
        "which cases.",
    )  # fmt: skip


def _password() -> forms.Field:
    return forms.CharField(
        label="Password", required=False, max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Fifteen characters or more. Leave it empty and Amparo makes one, shown once.",
    )  # fmt: skip


class SignInForm(LoginForm):  # type: ignore[misc]
    """Signing in, and whether others use the same machine."""

    shared = forms.BooleanField(
        label="Other people use this computer", required=False,
        help_text="You are then signed out after five minutes without use, and it is not kept as "
        "one of your devices.",
    )  # fmt: skip

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, and remember for this session whether the machine is shared."""
        request.session["shared"] = self.cleaned_data["shared"]
        answer: HttpResponse = super().login(request, redirect_url)
        return answer


class AddAccountForm(forms.Form):
    """A new account."""

    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(label="E-mail address", max_length=254)
    office = forms.ChoiceField(
        label="Office or institution", required=False,
        help_text="For a partner: the institution whose shared cases they see.",
    )  # fmt: skip
    roles = _roles()
    password = _password()

    def __init__(self, *args: object, offices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        options = [("", "None"), *offices]
        self.fields["office"].choices = options  # type: ignore[attr-defined]


class ChangeAccountForm(forms.Form):
    """A change of an account, with the version it was read at."""

    name = forms.CharField(label="Name", max_length=150)
    roles = _roles()
    is_active = forms.BooleanField(
        label="May sign in", required=False,
        help_text="A closed account stays, since the trail names it. Closing signs it out "
        "everywhere.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """A new password for an account."""

    password = _password()


class TrailFilterForm(forms.Form):
    """What part of the trail to list."""

    filtering = True

    verb = forms.ChoiceField(label="What was done", required=False)
    person = forms.ChoiceField(label="By whom", required=False)
    day = PlainDateField(label="On the day", required=False)

    def __init__(
        self,
        *args: object,
        verbs: list[tuple[str, str]],
        people: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = {"verb": [("", "Anything"), *verbs], "person": [("", "Anyone"), *people]}
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

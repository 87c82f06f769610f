"""Legal papers of survivors, and money that is owed to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from amparo.casework.aftercare.forms import episodes as forms
from amparo.casework.aftercare.selectors import episodes as ask
from amparo.casework.aftercare.services import money, papers
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.directory.packs import load_pack
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
TAB = "case_services"


@requires("cases.write")
@both
def paper_new(request: HttpRequest, code: str) -> HttpResponse:
    """A survivor needs a paper."""
    user, case = who(request), case_for(who(request), code, "cases.write")
    form = forms.PaperForm(
        typed(request), today=today(), who=people_in(case, user),
        institutions=institutions_for(user),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        people = {str(one.pk): one for one in people_of(user, case)}
        papers.need_paper(
            by=user, at=now(), case=case, person=people[given["person"]], kind=given["kind"],
            issuer=form.institutions.get(given["issuer"]), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="A paper is needed", submit="Keep it",
        said="Kept. Say next when it was applied for.", back=TAB,
    )  # fmt: skip


@requires("cases.write")
@both
def paper_step(request: HttpRequest, code: str, paper: UUID) -> HttpResponse:
    """What became of a paper."""
    case = case_for(who(request), code, "cases.write")
    found = ask.paper_for(who(request), case, paper)
    form = forms.PaperStepForm(typed(request), today=today())

    def act() -> None:
        papers.add_paper_step(by=who(request), at=now(), paper=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="What became of the paper?", submit="Keep it",
        said="Kept.", back=TAB,
    )  # fmt: skip


@requires("cases.write")
@both
def money_new(request: HttpRequest, code: str) -> HttpResponse:
    """An authority ordered or granted money."""
    user, case = who(request), case_for(who(request), code, "cases.write")
    form = forms.MoneyForm(
        typed(request), today=today(), who=people_in(case, user),
        institutions=institutions_for(user), currency=load_pack(case.programme.pack).currency,
    )  # fmt: skip

    def act() -> None:
        given = dict(form.cleaned_data)
        people = {str(one.pk): one for one in people_of(user, case)}
        given["person"] = people[given["person"]]
        given["payer"] = form.institutions.get(given["payer"])
        money.order_money(by=user, at=now(), case=case, **given)

    return act_page(
        request, case, form, act, title="Money was ordered or granted", submit="Keep it",
        said="Kept.", back=TAB,
        text="What a criminal court orders in its judgment is kept under “Court”.",
    )  # fmt: skip


@requires("cases.write")
@both
def money_came(request: HttpRequest, code: str, money_due: UUID) -> HttpResponse:
    """Money reached the survivor."""
    case = case_for(who(request), code, "cases.write")
    found = ask.money_for(who(request), case, money_due)
    rest = next(
        line.rest for line in ask.money_in_case(who(request), case, ()) if line.id == found.pk
    )
    form = forms.CameForm(typed(request), today=today(), rest=rest)

    def act() -> None:
        money.receive_money(by=who(request), at=now(), due=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="Money received", submit="Keep it", said="Kept.", back=TAB,
        text=f"{rest:,.2f} {found.currency} of {found.amount:,.2f} is still to come.",
    )  # fmt: skip

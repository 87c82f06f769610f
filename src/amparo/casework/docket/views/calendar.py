"""The calendar, tomorrow's cause list, one's own feed and reminders."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.casework.docket.forms.calendar import CalendarForm, CauseListForm, RemindersForm
from amparo.casework.docket.ical import ical_of
from amparo.casework.docket.selectors import calendar as ask
from amparo.casework.docket.services import own_calendar as services
from amparo.casework.docket.shapes import calendar as shapes
from amparo.casework.frame.asked import is_done, now, page_number, today, typed, who
from amparo.web.gate import open_to_all, requires

BACK, AHEAD = timedelta(days=60), timedelta(days=730)


@requires("people.read")
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A week in court: mine or everyone's I may see, all courts or one."""
    user = who(request)
    form = CalendarForm(request.GET, courts=ask.courts_for(user))
    given = form.cleaned_data if form.is_valid() else {}
    person = ask.colleague_for(user, given.get("person"))
    chosen = ask.Chosen(person[0] if person else "", given.get("court", ""))
    week = ask.week_for(user, given.get("day") or today(), chosen)
    form.offer_people(ask.people_for(user, week, also=person))
    shown = shapes.week_of(week, chosen, today=today())
    return render(request, "docket/calendar.html", {"form": form, **shown})


@requires("people.read")
@require_GET
def cause_list(request: HttpRequest) -> HttpResponse:
    """What is before the courts on a day, to print; the next working day unless asked."""
    user = who(request)
    on = _day(request.GET.get("on", "")) or ask.next_working_day(today(), ask.packs_of(user))
    form = CauseListForm(request.GET, courts=ask.courts_for(user))
    chosen = ask.Chosen(court=form.cleaned_data["court"] if form.is_valid() else "")
    size = ask.MOST if "whole" in request.GET else ask.PAGE
    found = ask.cause_list(user, on, chosen, page=page_number(request), size=size)
    shown = shapes.causes_of(found, on, chosen)
    return render(request, "docket/cause_list.html", {"form": form, **shown})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires("people.read")
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """How one is reminded, and whether a feed is open."""
    mine = services.own_calendar(who(request))
    form = RemindersForm(typed(request), mine=mine)

    def act() -> None:
        services.choose_reminders(
            by=who(request), at=now(), version=form.cleaned_data["version"],
            by_email=form.cleaned_data["by_email"], phone=form.cleaned_data["phone"],
        )  # fmt: skip

    if is_done(request, form, act):
        messages.success(request, "Kept.")
        return redirect("own_calendar")
    status = 422 if form.errors else 200
    shown = {"form": form, "since": mine.feed_since, "read_at": mine.feed_read_at}
    return render(request, "docket/own_calendar.html", shown, status=status)


@requires("people.read")
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """A new private address, shown this once."""
    token = services.open_feed(by=who(request), at=now())
    address = request.build_absolute_uri(reverse("feed", args=[token]))
    return render(request, "docket/feed_opened.html", {"address": address})


@requires("people.read")
@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    """End the feed."""
    services.close_feed(by=who(request), at=now())
    messages.success(request, "The feed is ended. Its address shows nothing any more.")
    return redirect("own_calendar")


@open_to_all("Calendar programs cannot sign in; the address itself is the secret of one person.")
@require_GET
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The person's hearings as iCalendar, by code; what they may not see is not in it."""
    user = services.read_feed(at=now(), token=token)
    rows = ask.feed_rows(user, today() - BACK, today() + AHEAD)
    response = HttpResponse(ical_of(rows, at=now()), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'attachment; filename="court.ics"'
    return response

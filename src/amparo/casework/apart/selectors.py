"""Where the people of a case are, were and will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from amparo.access.models import User
from amparo.casework.apart.meeting import Meeting
from amparo.casework.apart.models import Stay, StayEnd
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import people_in
from amparo.errors import NotVisible


@dataclass(frozen=True)
class StayLine:
    """One stay, as a list shows it."""

    stay_id: str
    who: str
    place: str
    kind: str
    purpose: str
    from_at: datetime
    until_at: datetime | None
    is_planned: bool
    has_left: bool
    reason: str

    @property
    def when(self) -> str:
        """4 March, 09:30 to 10:15; or since 09:30."""
        begins = timezone.localtime(self.from_at)
        if self.until_at is None:
            return f"{begins:%-d %B %Y}, from {begins:%H:%M}"
        ends = timezone.localtime(self.until_at)
        day = "" if ends.date() == begins.date() else f"{ends:%-d %B}, "
        return f"{begins:%-d %B %Y}, {begins:%H:%M} to {day}{ends:%H:%M}"


def stays_for(user: User, case: Case) -> tuple[StayLine, ...]:
    """The stays of a case, the newest first; those that never were are left out. Four queries."""
    labels = {one.person_id: one.label for one in people_in(case, user)}
    rows = Stay.objects.visible_to(user).filter(case=case).select_related("case__key")
    return lines_of(rows.order_by("-from_at", "-recorded_at"), labels)


def lines_of(rows: Iterable[Stay], labels: dict[str, str]) -> tuple[StayLine, ...]:
    """Stays as lines, with when each ended."""
    listed = list(rows)
    ends = {end.stay_id: end for end in StayEnd.objects.filter(stay__in=[row.pk for row in listed])}
    return tuple(
        _line(row, ends.get(row.pk), labels.get(str(row.person_id), "Someone of another case"))
        for row in listed
        if row.pk not in ends or not ends[row.pk].is_void
    )


def _line(row: Stay, end: StayEnd | None, label: str) -> StayLine:
    return StayLine(
        stay_id=str(row.pk), who=label, place=row.place(), kind=row.get_kind_display(),
        purpose=row.get_purpose_display(), from_at=row.from_at,
        until_at=end.ended_at if end else row.until_at, is_planned=row.is_planned,
        has_left=end is not None, reason=row.reason(),
    )  # fmt: skip


def places_known(user: User, case: Case) -> tuple[str, ...]:
    """The places used in a case, as they were named, the newest first."""
    rows = Stay.objects.visible_to(user).filter(case=case).select_related("case__key")
    return tuple(dict.fromkeys(row.place() for row in rows.order_by("-recorded_at")[:50]))


def stay_for(user: User, case: Case, stay_id: UUID) -> Stay:
    """A stay of this case that this user may end; NotVisible otherwise."""
    rows = Stay.objects.visible_to(user, "cases.write").filter(case=case, pk=stay_id)
    found = rows.select_related("case__key", "person").first()
    if found is None:
        raise NotVisible
    return found


def said_of(meetings: Iterable[Meeting], user: User, case: Case) -> tuple[str, ...]:
    """What an alert tells of each meeting: no more than this person may know."""
    labels = {one.person_id: one.label for one in people_in(case, user)}
    return tuple(_said(meeting, user, labels) for meeting in meetings)


def _said(meeting: Meeting, user: User, labels: dict[str, str]) -> str:
    stay = meeting.stay
    if stay.is_secret and stay.recorded_by_id != user.pk:
        return "Somebody they must be kept apart from is expected there at that time."
    kind = "a suspect" if meeting.is_suspect else "a survivor"
    who = labels.get(str(stay.person_id), f"{kind} of another case")
    begins = timezone.localtime(stay.from_at)
    verb = "is expected there" if stay.is_planned else "is there"
    until = f" until {timezone.localtime(meeting.until_at):%H:%M}" if meeting.until_at else ""
    return f"{who[:1].upper()}{who[1:]} {verb} from {begins:%-d %B, %H:%M}{until}."

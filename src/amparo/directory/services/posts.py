"""Posts, and who holds them. Training attaches to the holder, duty to the post."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.audit.services import Actor, record
from amparo.directory.models import Post, PostHolder, Unit
from amparo.errors import Refused


@transaction.atomic
def add_post(*, by: Actor, at: datetime, unit: Unit, title: str, duty: str = "") -> Post:
    """Add a post. Raises Refused for a title the unit has already, or a closed unit."""
    title = title.strip()
    if unit.closed_on is not None:
        raise Refused("This unit is closed", found=f"on {unit.closed_on.isoformat()}")
    if Post.objects.filter(unit=unit, title__iexact=title).exists():
        raise Refused("This unit has a post of this title already", found=title)
    post = Post.objects.create(unit=unit, title=title, duty=duty.strip())
    record(by=by, verb="post.added", kind="directory.post", object_id=str(post.pk), at=at)
    return post


@transaction.atomic
def appoint_holder(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    holder_name: str,
    from_on: date,
    to_on: date | None = None,
    account_id: UUID | None = None,
) -> PostHolder:
    """Say who holds a post from a day on; the present holder is shown as leaving the day before.

    Days are inclusive at both ends. With `to_on` it records someone who held the post before.
    Raises: Refused when it would overlap another holding, or end before it begins.
    """
    post = Post.objects.select_for_update().select_related("unit").get(pk=post.pk)
    if to_on is not None and to_on < from_on:
        raise Refused("Nobody leaves a post before taking it", found=to_on.isoformat())
    closed = post.unit.closed_on
    if closed is not None and (to_on or date.max) > closed:
        raise Refused("The unit of this post was closed", found=f"on {closed.isoformat()}")
    present = PostHolder.objects.filter(post=post, to_on__isnull=True).first()
    if present is not None and to_on is None and present.from_on < from_on:
        _end(by=by, at=at, holding=present, on=from_on - timedelta(days=1))
    _require_no_overlap(post, from_on, to_on)
    holding = PostHolder.objects.create(
        post=post, holder_name=holder_name.strip(), account_id=account_id, from_on=from_on,
        to_on=to_on,
    )  # fmt: skip
    record(by=by, verb="post.taken", kind="directory.post_holder", object_id=str(holding.pk), at=at)
    return holding


@transaction.atomic
def end_holding(*, by: Actor, at: datetime, holding: PostHolder, on: date) -> PostHolder:
    """Say on which day, their last, someone left a post.

    Raises: Refused when they had left already, or came later than that.
    """
    holding = PostHolder.objects.select_for_update().get(pk=holding.pk)
    if holding.to_on is not None:
        raise Refused("This person left the post already", found=f"on {holding.to_on.isoformat()}")
    if on < holding.from_on:
        raise Refused(
            "Nobody leaves a post before taking it",
            found=on.isoformat(),
            next_step=f"give a day from {holding.from_on.isoformat()} on",
        )
    return _end(by=by, at=at, holding=holding, on=on)


def _end(*, by: Actor, at: datetime, holding: PostHolder, on: date) -> PostHolder:
    holding.to_on = on
    holding.save(update_fields=["to_on"])
    record(
        by=by, verb="post.left", kind="directory.post_holder", object_id=str(holding.pk), at=at,
        fields=["to_on"],
    )  # fmt: skip
    return holding


def _require_no_overlap(post: Post, from_on: date, to_on: date | None) -> None:
    ends_later = Q(to_on__isnull=True) | Q(to_on__gte=from_on)
    begun = Q() if to_on is None else Q(from_on__lte=to_on)
    other = PostHolder.objects.filter(ends_later & begun, post=post).order_by("from_on").first()
    if other is None:
        return
    until = other.to_on.isoformat() if other.to_on else "today"
    raise Refused(
        "Someone else held this post in those days",
        found=f"from {other.from_on.isoformat()} until {until}",
        next_step="correct the days, or say first when the other person left",
    )

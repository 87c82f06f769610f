"""Institutions, their units and posts, and who holds a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Prefetch, Q, QuerySet

from amparo.directory.models import Institution, Post, PostHolder, Reader, Unit
from amparo.errors import NotVisible

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class InstitutionLine:
    """One institution in the list."""

    id: UUID
    name: str
    kind: str
    place: str
    n_units: int


@dataclass(frozen=True)
class HoldingLine:
    """Someone in a post, from a day until their last."""

    id: UUID
    name: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class PostDetail:
    """A post: who holds it, who will, and who did, the latest first."""

    id: UUID
    title: str
    duty: str
    now: HoldingLine | None
    to_come: tuple[HoldingLine, ...]
    before: tuple[HoldingLine, ...]


@dataclass(frozen=True)
class UnitDetail:
    """A unit with its posts."""

    id: UUID
    name: str
    kind: str
    place: str
    opened_on: date | None
    closed_on: date | None
    posts: tuple[PostDetail, ...]


@dataclass(frozen=True)
class InstitutionDetail:
    """An institution's page."""

    id: UUID
    name: str
    kind: str
    place: str
    is_office: bool
    units: tuple[UnitDetail, ...]
    may_edit: bool


def institutions_for(user: Reader) -> list[Institution]:
    """Every institution this person may choose from in a form, by name; one query."""
    found = Institution.objects.all().visible_to(user).select_related("jurisdiction")
    return list(found.order_by("name", "pk"))


def institution_lines_for(
    user: Reader, *, kind: str = "", place: str = "", text: str = "", page: str | int = 1
) -> tuple[tuple[InstitutionLine, ...], Page[Any]]:
    """One page of the institutions that fit, by name; two queries however many there are.

    `place` is a jurisdiction's code, and takes in the places inside it.
    """
    found = Institution.objects.all().visible_to(user).select_related("jurisdiction")
    if kind:
        found = found.filter(kind=kind)
    if place:
        found = found.filter(jurisdiction__path__contains=f"/{place}/")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(units__name__icontains=text)).distinct()
    counted = found.annotate(
        n_open=Count("units", filter=Q(units__closed_on__isnull=True), distinct=True)
    ).order_by("name", "pk")
    shown: Page[Any] = Paginator(counted, PAGE).get_page(page)
    lines = tuple(
        InstitutionLine(row.pk, row.name, row.get_kind_display(), row.jurisdiction.name, row.n_open)
        for row in shown.object_list
    )
    return lines, shown


def institution_detail(user: Reader, institution_id: UUID, *, today: date) -> InstitutionDetail:
    """One institution with all it holds; four queries. Raises NotVisible."""
    row = institution_visible_to(user, institution_id)
    posts = Post.objects.order_by("title").prefetch_related(
        Prefetch("holders", PostHolder.objects.order_by("-from_on"), to_attr="everyone")
    )
    units = (
        Unit.objects.filter(institution=row)
        .select_related("jurisdiction")
        .prefetch_related(Prefetch("posts", posts, to_attr="listed"))
        .order_by("closed_on", "name")
    )
    return InstitutionDetail(
        id=row.pk,
        name=row.name,
        kind=row.get_kind_display(),
        place=row.jurisdiction.name,
        is_office=row.is_office,
        # Databases differ on where an empty day sorts; open units come first.
        units=tuple(
            _unit(unit, today) for unit in sorted(units, key=lambda u: u.closed_on is not None)
        ),
        may_edit=user.may("directory.edit"),
    )


def institution_visible_to(user: Reader, institution_id: UUID) -> Institution:
    """One institution. Raises NotVisible."""
    found = Institution.objects.all().visible_to(user).select_related("jurisdiction")
    return _one(found, institution_id)


def unit_visible_to(user: Reader, unit_id: UUID) -> Unit:
    """One unit, with its institution. Raises NotVisible."""
    return _one(Unit.objects.all().visible_to(user).select_related("institution"), unit_id)


def post_visible_to(user: Reader, post_id: UUID) -> Post:
    """One post, with its unit. Raises NotVisible."""
    return _one(Post.objects.all().visible_to(user).select_related("unit__institution"), post_id)


def holding_visible_to(user: Reader, holding_id: UUID) -> PostHolder:
    """One holding, with its post. Raises NotVisible."""
    found = PostHolder.objects.all().visible_to(user)
    return _one(found.select_related("post__unit__institution"), holding_id)


def _one(rows: QuerySet[Row], pk: UUID) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _unit(unit: Unit, today: date) -> UnitDetail:
    return UnitDetail(
        id=unit.pk,
        name=unit.name,
        kind=unit.kind,
        place=unit.jurisdiction.name if unit.jurisdiction else "",
        opened_on=unit.opened_on,
        closed_on=unit.closed_on,
        posts=tuple(_post(post, today) for post in getattr(unit, "listed", ())),
    )


def _post(post: Post, today: date) -> PostDetail:
    everyone = [
        HoldingLine(held.pk, held.holder_name, held.from_on, held.to_on)
        for held in getattr(post, "everyone", ())
    ]
    to_come = [held for held in everyone if held.from_on > today]
    before = [held for held in everyone if held.to_on is not None and held.to_on < today]
    now = [held for held in everyone if held not in to_come and held not in before]
    return PostDetail(
        id=post.pk,
        title=post.title,
        duty=post.duty,
        now=now[0] if now else None,
        to_come=tuple(to_come),
        before=tuple(before),
    )

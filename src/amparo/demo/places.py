"""The synthetic office's surroundings: places, institutions of every kind, units, posts, holders.

Places are real, so that distances and law make sense; no institution is, so that no real station
or court is shown failing anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from amparo.access.models import User
from amparo.access.services import System
from amparo.demo.names import Names
from amparo.directory.models import Institution, Jurisdiction, Post, Unit
from amparo.directory.packs import load_pack
from amparo.directory.services import (
    add_institution,
    add_jurisdiction,
    add_post,
    add_unit,
    appoint_holder,
)

# partner's sign-in → the unit in which they hold the first post
PARTNERS = {"partner": "women_and_children", "collector": "revenue_north", "judge": "branch_a",
            "inspector": "rural"}  # fmt: skip
OFFICE = "Demo office (synthetic)"
OTHER = "Second demo organisation (synthetic)"

# programme → institution kind → (name, place, {unit key of the simulation: (name, post)})
INSTITUTIONS: dict[str, dict[str, tuple[str, str, dict[str, tuple[str, str]]]]] = {
    "trafficking": {
        "police": ("Synthetic Police, Cebu", "ph-cebu", {
            "women_and_children": ("Women and children desk", "Head of desk"),
            "harbour": ("Harbour station", "Station commander"),
            "hill": ("Hill station", "Station commander"),
        }),
        "prosecution": ("Synthetic Prosecution Office, Cebu", "ph-cebu-city", {
            "city_prosecution": ("Trafficking desk", "Prosecutor in charge")}),
        "court": ("Synthetic Court, Cebu", "ph-cebu-city", {
            "branch_a": ("Branch A", "Presiding judge"),
            "branch_b": ("Branch B", "Presiding judge")}),
        "social_services": ("Synthetic Social Services, Cebu", "ph-cebu", {
            "shelter_desk": ("Shelter desk", "Head social worker")}),
        "health": ("Synthetic Clinic, Cebu", "ph-cebu-city", {
            "clinic": ("Child protection unit", "Examining physician")}),
        "oversight": ("Synthetic Police Oversight, Cebu", "ph-cebu", {}),
    },
    "bonded": {
        "police": ("Synthetic Police, Kanchipuram", "in-tn-kanchipuram", {
            "town": ("Town station", "Inspector"),
            "rural": ("Rural station", "Inspector"),
            "port": ("Port station, Chennai", "Inspector")}),
        "local_government": ("Synthetic Revenue Office, Kanchipuram", "in-tn-kanchipuram", {
            "revenue_north": ("Northern division", "Revenue divisional officer"),
            "revenue_south": ("Southern division", "Revenue divisional officer")}),
        "prosecution": ("Synthetic Prosecutor, Kanchipuram", "in-tn-kanchipuram", {
            "district_prosecution": ("District desk", "Public prosecutor")}),
        "court": ("Synthetic Court, Kanchipuram", "in-tn-kanchipuram", {
            "magistrate": ("Magistrate", "Magistrate"),
            "sessions": ("Sessions", "Sessions judge")}),
        "social_services": ("Synthetic Child Protection, Kanchipuram", "in-tn-kanchipuram", {
            "child_protection": ("Protection desk", "Protection officer")}),
        "health": ("Synthetic Hospital, Kanchipuram", "in-tn-kanchipuram", {
            "hospital": ("Out-patients", "Medical officer")}),
        "labour": ("Synthetic Labour Office, Chennai", "in-tn-chennai", {}),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """What stands around the office: the unit of each simulated key, and institutions by kind."""

    office: Institution
    other: Institution
    places: dict[str, Jurisdiction]
    units: dict[str, Unit]
    institutions: dict[tuple[str, str], Institution]

    @property
    def partners(self) -> dict[str, Institution]:
        """Partner's sign-in → their institution."""
        return {name: self.units[key].institution for name, key in PARTNERS.items()}

    @property
    def partner_police(self) -> Institution:
        """The police that have an account of their own."""
        return self.institutions[("trafficking", "police")]


def build_surroundings(*, at: datetime) -> Surroundings:
    """Places, institutions, units and posts."""
    places = _places(at)
    office, other = (
        add_institution(
            by=System(), at=at, name=name, kind="organisation", jurisdiction=places["ph-cebu"],
            time_zone="Asia/Manila", works_here=True,
        )
        for name in (OFFICE, OTHER)
    )  # fmt: skip
    units: dict[str, Unit] = {}
    institutions: dict[tuple[str, str], Institution] = {}
    for programme, kinds in INSTITUTIONS.items():
        zone = load_pack("ph" if programme == "trafficking" else "in-tn").time_zone
        for kind, (name, place, inside) in kinds.items():
            institution = add_institution(
                by=System(), at=at, name=name, kind=kind, jurisdiction=places[place],
                time_zone=zone,
            )  # fmt: skip
            institutions[(programme, kind)] = institution
            for key, (unit_name, title) in inside.items():
                units[key] = add_unit(by=System(), at=at, institution=institution, name=unit_name)
                add_post(by=System(), at=at, unit=units[key], title=title)
    return Surroundings(office, other, places, units, institutions)


def _places(at: datetime) -> dict[str, Jurisdiction]:
    places: dict[str, Jurisdiction] = {}
    for code in ("ph", "in-tn"):
        for start in load_pack(code).jurisdictions:
            places[start.code] = add_jurisdiction(
                by=System(), at=at, code=start.code, name=start.name, kind=start.kind,
                parent=places.get(start.parent), pack=code if start.code == code else "",
                population=start.population, population_year=start.population_year,
                population_source=start.population_source,
            )  # fmt: skip
    return places


def fill_posts(*, at: datetime, today: date, names: Names, partners: Mapping[UUID, User]) -> None:
    """Officials come and go every two or three years; the last is there today, and in the units of
    partners is a partner."""
    for post in Post.objects.select_related("unit").order_by("unit__name", "title"):
        years = range(2018, today.year + 1, 2 + len(post.unit.name) % 2)
        starts = [date(year, 6, 1) for year in years if date(year, 6, 1) < today]
        ends = [*(date(start.year, 5, 31) for start in starts[1:]), None]
        for start, end in zip(starts, ends, strict=True):
            partner = partners.get(post.unit_id) if end is None else None
            appoint_holder(
                by=System(), at=at, post=post, from_on=start, to_on=end,
                holder_name=partner.name if partner else names.next(),
                account_id=partner.pk if partner else None,
            )  # fmt: skip

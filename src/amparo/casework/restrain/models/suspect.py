"""What is known of a suspect: looks, whereabouts, sources one by one, whom and where they go."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restrain.models.fact import Fact
from amparo.vault.sealing import unseal


class SuspectFile(models.Model):
    """What officers need to find one suspect of one case, sealed."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    description_sealed = models.BinaryField(default=b"")
    whereabouts_sealed = models.BinaryField(default=b"")
    needs_warrant = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["SuspectFile"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("case", "person", name="one_file_of_a_suspect_in_a_case")
        ]

    def words(self, field: str) -> str:
        """The description or the whereabouts, unsealed."""
        return unseal(
            getattr(self, f"{field}_sealed"), self.case.key, table="suspect_file", row=self.pk,
            field=field,
        )  # fmt: skip


class Source(Fact):
    """One source and what it said, graded: how reliable the source, how sure the information.

    Two sources are two cards, so that what one man said twice never counts as two.
    """

    kept: ClassVar[str] = "mutable"

    class Scheme(models.TextChoices):
        """How it is graded."""

        FOUR = "4x4", "4x4"
        SIX = "6x6", "6x6"

    class Kind(models.TextChoices):
        """Who or what it is, in kind."""

        SURVIVOR = "survivor", "A survivor"
        WITNESS = "witness", "A witness"
        OFFICER = "officer", "An officer or official"
        INFORMANT = "informant", "Someone who must not be known"
        COMMUNITY = "community", "Someone in the community"
        RECORD = "record", "A record or register"
        ONLINE = "online", "Seen online"
        OBSERVED = "observed", "Seen by our own team"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    scheme = models.CharField(max_length=3, choices=Scheme.choices)
    reliability = models.CharField(max_length=1)
    credibility = models.CharField(max_length=1)
    who_sealed = models.BinaryField(default=b"")
    told_sealed = models.BinaryField()

    objects = OfCaseQuerySet["Source"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    scheme="4x4", reliability__in=list("ABCX"), credibility__in=list("1234")
                )
                | Q(scheme="6x6", reliability__in=list("ABCDEF"), credibility__in=list("123456")),
                name="a_source_is_graded_by_its_scheme",
            ),
        ]


class Tie(Fact):
    """Someone a suspect is seen with, or a place they use."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """A person or a place."""

        ASSOCIATE = "associate", "Associate"
        VENUE = "venue", "Venue"

    class Relation(models.TextChoices):
        """What the person or the place is to the suspect."""

        KIN = "kin", "Family"
        PARTNER = "partner", "Partner or spouse"
        WORKS_WITH = "works_with", "Works with them"
        EMPLOYER = "employer", "Employs them, or is employed"
        PROTECTS = "protects", "Protects them"
        SUPPLIES = "supplies", "Recruits, transports or pays for them"
        HOME = "home", "Home"
        BUSINESS = "business", "Business"
        WORKSITE = "worksite", "Worksite"
        ONLINE = "online", "Account or address online"
        OTHER = "other", "Other"

    kind = models.CharField(max_length=9, choices=Kind.choices)
    relation = models.CharField(max_length=10, choices=Relation.choices)
    who_sealed = models.BinaryField()
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Tie"].as_manager()


ABOUT_PEOPLE = ("kin", "partner", "works_with", "employer", "protects", "supplies", "other")
ABOUT_PLACES = ("home", "business", "worksite", "online", "other")

"""Posts, what they ask for, and who holds them, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from amparo.directory.models import Post, PostHolder
from amparo.directory.packs.teaching import topic_names
from amparo.flow.wording import percent_interval
from amparo.repair.training.models import Mentoring, Official
from amparo.repair.training.selectors.officials import Coverage, Line, OfficialDetail
from amparo.repair.training.standing import Standing
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Fact, Figure, Row, Tone

NEEDS = ("Post", "Asks for", "Who holds it", "Stands")
POSTS = ("Post", "Unit", "Asks for")
OFFICIALS = ("Official", "Posts")
MENTORED = ("On", "What", "How far", "Hours", "Case", "Noted by")
TONES = {Standing.IN_TIME: Tone.GOOD, Standing.LATE: Tone.WAITING, Standing.DUE: Tone.ACTIVE,
         Standing.MISSING: Tone.ALERT, Standing.UNKNOWN: Tone.WAITING}  # fmt: skip


def coverage_cards(found: Coverage) -> list[Figure]:
    """How many had it in time, and how many flags are up."""
    flags = [line for line in found.flags if line.standing is not Standing.UNKNOWN]
    return [
        Figure("Had it in time", percent_interval(found.share),
               f"{found.k} of {found.n} posts and topics whose holder is known"),
        Figure("Without it", str(len(flags)), "Hold the post, and lack it or had it too late",
               tone=Tone.ALERT if flags else Tone.NEUTRAL),
        Figure("Not known who it is", str(found.n_unknown), "Say who holds the post"),
        Figure("Still have time", str(found.n_due)),
    ]  # fmt: skip


def need_rows(lines: Sequence[Line], *, may_manage: bool) -> list[Row]:
    """One row a post, topic and holder; flags first, the newest in office before others."""
    ordered = sorted(lines, key=lambda line: (not line.is_flag, -_since(line)))
    return [_need_row(line, may_manage=may_manage) for line in ordered]


def _since(line: Line) -> int:
    return line.holding.from_on.toordinal() if line.holding else 0


def _need_row(line: Line, *, may_manage: bool) -> Row:
    post = line.need.post
    name = Cell(post.title, note=f"{post.unit.name}, {post.unit.institution.name}")
    return Row((name, asks(line), _holder(line, may_manage=may_manage), stands(line)))


def asks(line: Line) -> Cell:
    """A topic, with a certificate or not, by when."""
    need = line.need
    by = (
        "before taking office" if need.within_days == 0
        else f"within {need.within_days} days of taking office"
    )  # fmt: skip
    paper = ", with a certificate" if need.needs_certificate else ""
    return Cell(topic_names()[need.topic], note=f"{by}{paper}. {need.basis}")


def _holder(line: Line, *, may_manage: bool) -> Cell:
    if line.holding is None:
        return Cell("Nobody")
    since = f"since {spoken_date(line.holding.from_on)}"
    if line.official is not None:
        href = reverse("official", args=[line.official.pk])
        return Cell(line.official.name, href=href, note=since)
    href = reverse("holding_whose", args=[line.holding.pk]) if may_manage else ""
    return Cell(line.holding.holder_name, href=href, note=since)


def stands(line: Line) -> Cell:
    """How a holder stands to a topic, and by when it was due."""
    if line.standing is None or line.due is None:
        return Cell("–")
    note = f"By {spoken_date(line.due)}" if line.standing is not Standing.UNKNOWN else ""
    return Cell("", tag=line.standing.words, tone=TONES[line.standing], note=note)


def post_rows(
    posts: Sequence[Post], asked: Mapping[UUID, Sequence[str]], *, may: bool
) -> list[Row]:
    """Posts, with what they ask for; the name leads to saying so."""
    names = topic_names()
    return [
        Row(
            (
                Cell(post.title, href=reverse("need_say", args=[post.pk]) if may else ""),
                f"{post.unit.name}, {post.unit.institution.name}",
                ", ".join(names[topic] for topic in asked.get(post.pk, [])) or "Nothing yet",
            )
        )
        for post in posts
    ]


def official_rows(
    officials: Sequence[Official], holdings: Mapping[UUID, Sequence[PostHolder]]
) -> list[Row]:
    """The office's officials, with the posts they hold or held."""
    return [
        Row(
            (
                Cell(one.name, href=reverse("official", args=[one.pk])),
                "; ".join(_post_words(row) for row in holdings.get(one.pk, []))
                or "None joined yet",
            )
        )
        for one in officials
    ]


def _post_words(row: PostHolder) -> str:
    until = f" until {spoken_date(row.to_on)}" if row.to_on else ""
    return f"{row.post.title}, {row.post.unit.name}, from {spoken_date(row.from_on)}{until}"


def official_facts(found: OfficialDetail) -> list[Fact]:
    """Posts, and what they finished."""
    names = topic_names()
    return [
        *(Fact("Post", _post_words(row)) for row in found.holdings),
        *(Fact(names[one.topic],
               f"Finished on {spoken_date(one.on)}",
               tag="Certificate" if one.has_certificate else "", tone=Tone.GOOD)
          for one in found.passed),
    ]  # fmt: skip


def mentoring_rows(rows: Sequence[Mentoring], codes: Mapping[UUID, str]) -> list[Row]:
    """Hours beside them; a case is named to whoever may open it."""
    names, made = topic_names(), []
    for row in rows:
        code = codes.get(row.case_id)
        case = Cell(code, href=reverse("case", args=[code])) if code else Cell("A case")
        made.append(
            Row((spoken_date(row.on), names[row.topic], row.get_step_display(),
                 f"{float(row.hours):g}", case, row.noted_by.name))
        )  # fmt: skip
    return made

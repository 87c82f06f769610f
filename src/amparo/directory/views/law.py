"""The law and the lists that Amparo works by, open to be checked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.directory import lawpages
from amparo.directory import packs as shipped
from amparo.directory.packs.kinds import LACKS, WAYS
from amparo.directory.requests import MemberRequest
from amparo.errors import NotVisible
from amparo.web.gate import requires


@require_safe
@requires("directory.read")
def packs(request: MemberRequest) -> HttpResponse:
    """The packs that ship, and what all of them share."""
    shown = {"columns": lawpages.PACK_COLUMNS, "rows": lawpages.pack_rows()}
    return render(request, "directory/packs.html", shown)


@require_safe
@requires("directory.read")
def pack(request: MemberRequest, code: str) -> HttpResponse:
    """A pack's first part: what the place calls things, its courts and holidays."""
    return _pack(request, code, "about")


@require_safe
@requires("directory.read")
def pack_part(request: MemberRequest, code: str, part: str) -> HttpResponse:
    """Another part: clocks, offences, papers, examples."""
    return _pack(request, code, part)


def _pack(request: MemberRequest, code: str, part: str) -> HttpResponse:
    if code not in shipped.pack_codes() or part not in lawpages.PARTS:
        raise NotVisible
    loaded = shipped.load_pack(code)
    shown = {
        "pack": loaded,
        "title": loaded.name,
        "tabs": lawpages.tabs(loaded, part),
        "part": lawpages.part(loaded, part),
    }
    return render(request, "directory/pack.html", shown)


@require_safe
@requires("directory.read")
def milestones(request: MemberRequest, way: str = WAYS[0]) -> HttpResponse:
    """Every kind of dated fact on one of the four ways."""
    if way not in WAYS:
        raise NotVisible
    shown = {
        "title": "Milestones", "part": lawpages.milestones(way), "back": reverse("packs"),
        "tabs": lawpages.shared_tabs("milestones_of", WAYS, way),
    }  # fmt: skip
    return render(request, "directory/shared.html", shown)


@require_safe
@requires("directory.read")
def known_causes(request: MemberRequest, lacks: str = LACKS[0]) -> HttpResponse:
    """The known ways a justice system breaks, by what is lacking."""
    if lacks not in LACKS:
        raise NotVisible
    shown = {
        "title": "Why cases break", "part": lawpages.causes(lacks), "back": reverse("packs"),
        "tabs": lawpages.shared_tabs("causes_of", LACKS, lacks),
    }  # fmt: skip
    return render(request, "directory/shared.html", shown)


@require_safe
@requires("directory.read")
def lists(request: MemberRequest) -> HttpResponse:
    """Every code list."""
    shown = {"title": "Code lists", "part": lawpages.lists(), "back": reverse("packs")}
    return render(request, "directory/shared.html", shown)


@require_safe
@requires("directory.read")
def one_list(request: MemberRequest, name: str) -> HttpResponse:
    """One code list."""
    if name not in shipped.code_list_names():
        raise NotVisible
    listed = shipped.code_list(name)
    shown = {
        "title": listed.title,
        "part": lawpages.one_list(listed),
        "back": reverse("code_lists"),
    }
    return render(request, "directory/shared.html", shown)

"""The law and the lists that Amparo works by, open to be checked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.directory import lawpages
from amparo.directory import packs as shipped
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
def milestones(request: MemberRequest) -> HttpResponse:
    """Every kind of dated fact, on the four ways."""
    shown = {"title": "Milestones", "part": lawpages.milestones(), "back": reverse("packs")}
    return render(request, "directory/shared.html", shown)


@require_safe
@requires("directory.read")
def known_causes(request: MemberRequest) -> HttpResponse:
    """The known ways a justice system breaks."""
    shown = {"title": "Why cases break", "part": lawpages.causes(), "back": reverse("packs")}
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

"""`amparo publish`: the public site as a folder of plain files, and a look at it from here."""

from __future__ import annotations

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from amparo.config import server
from amparo.config.command import FOLDER, enter_office, say

PLACE = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("site", type=PLACE)
@FOLDER
@click.option("--office", default="", help="The organisation whose figures are published.")
@click.option("--address", default="", help="Where the site will be found, for search engines.")
@click.option("--demo", is_flag=True, help="Publish the demo's figures, marked as made up.")
@click.option("--letters", default="", help="Where the office's page of letters is found.")
@click.option(
    "--epsilon", type=click.FloatRange(0.01, 10), default=1.0, show_default=True,
    help="How much all open tables together may tell of one case; less is safer.",
)  # fmt: skip
@click.option("--exact", is_flag=True, help="No noise: small cells are withheld, others exact.")
@click.option("--serve", is_flag=True, help="Then show the site on this machine until Ctrl-C.")
@click.option("--port", type=click.IntRange(1, 65535), default=8100, show_default=True)
def publish(
    *, site: Path, folder: Path | None, office: str, address: str, demo: bool, letters: str,
    epsilon: float, exact: bool, serve: bool, port: int,
) -> None:  # fmt: skip
    """Build the public site into the folder SITE: plain files for any web server.

    It holds the story, the counters of an office and its open data; nothing of a case. Every
    table is checked first, and one that could single somebody out is refused by name.
    """
    if serve:
        server.require_free("127.0.0.1", port)
    if demo:
        os.environ["AMPARO_DEMO"] = "1"
        from amparo.config.folder import default_folder  # noqa: PLC0415

        folder = folder or default_folder("demo")
    enter_office(folder)
    import django  # noqa: PLC0415  (not for --help)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from amparo.story import building, selectors  # noqa: PLC0415

    published = selectors.published_for(
        selectors.office_to_publish(office),
        today=timezone.localdate(),
        synthetic=settings.DEMO,
        epsilon=None if exact else epsilon,
    )
    files = building.build(site, published, address=address, letters=letters)
    say(f"{len(files)} files are in {site}.")
    if serve:
        _show(site, port)


def _show(site: Path, port: int) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as shown:
        say(f"The site is open: {server.address_of('127.0.0.1', port)}\nCtrl-C closes it.")
        try:
            shown.serve_forever()
        except KeyboardInterrupt:
            say("\nClosed.")

"""`amparo manage send_letter FILE --site ADDRESS`: sends a letter to everyone who said yes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amparo.letters.reading import LANGUAGES
from amparo.letters.services import address_of, send_letter


class Command(BaseCommand):
    """Send a text file: its first line is the subject, the rest the letter."""

    help = "Send a letter to everyone who asked for them and said yes; each gets their own."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where readers find the page that ends the letters."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--site", required=True, help="for instance https://amparo.example.org")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="", help="only to those who asked in it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One letter."""
        text = options["file"].read_text(encoding="utf-8").strip()
        subject, _, body = text.partition("\n")
        if not body.strip():
            raise CommandError("The first line is the subject; the letter below it is empty.")
        site = options["site"].rstrip("/")
        done = send_letter(
            subject=subject.strip(), text=body.strip(),
            link=lambda *named: site + address_of(*named), language=options["language"],
        )  # fmt: skip
        self.stdout.write(f"{done.sent} sent, {done.failed} failed.")

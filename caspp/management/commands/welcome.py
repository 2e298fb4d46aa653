"""manage.py welcome URL: where to go, and who to sign in as."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from caspp import demo


def _members(here: set[str], *, by_phone: bool) -> list[str]:
    return [
        f"    {member.username:<14} {member.role.label}, {member.name}"
        for member in demo.CAST
        if member.username in here and bool(member.phone) == by_phone
    ]


class Command(BaseCommand):
    help = "Prints the address and one sign-in for each role of the demonstration."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("url")

    def handle(self, *args: Any, **options: Any) -> None:
        here = set(User.objects.values_list("username", flat=True))
        lines = ["", f"  CASPP is ready at {options['url']}", ""]
        if any(member.username in here for member in demo.CAST):
            lines.append(f"  Sign in with the password {demo.PASSWORD} as")
            lines += _members(here, by_phone=False)
            lines.append("  The code of the second step stands on its page, with a button.")
            lines.append("  Sign in by phone, the code stands on the next page, as")
            lines += _members(here, by_phone=True)
        lines += ["", "  Ctrl-C stops everything; the data stays.", ""]
        self.stdout.write("\n".join(lines))

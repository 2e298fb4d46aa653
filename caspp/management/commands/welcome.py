"""manage.py welcome URL: where to go, and who to sign in as."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from caspp import demo


class Command(BaseCommand):
    help = "Prints the address and one sign-in for each role of the demonstration."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("url")

    def handle(self, *args: Any, **options: Any) -> None:
        here = set(User.objects.values_list("username", flat=True))
        lines = ["", f"  CASPP is ready at {options['url']}", ""]
        if any(member.username in here for member in demo.CAST):
            lines.append(f"  Sign in with the password {demo.PASSWORD} as")
            lines += [
                f"    {member.username:<11} {member.role.label}, {member.name}"
                for member in demo.CAST
                if member.username in here
            ]
        lines += ["", "  Ctrl-C stops everything; the data stays.", ""]
        self.stdout.write("\n".join(lines))

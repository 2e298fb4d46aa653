#!/usr/bin/env python
"""Django's command line; brings up the embedded PostgreSQL when no other is named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")
    from caspp import embedded

    embedded.provide()

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

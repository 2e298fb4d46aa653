"""Everything that a command needs, for a process from which commands are forked."""

import django
from django.urls import get_resolver

django.setup()
# A command looks at every address before it runs.
assert get_resolver().url_patterns

"""ASGI entry point; the live boards need a server that can hold streams."""

import os

from django.core.asgi import get_asgi_application

from caspp.bodies import LimitedBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")

application = LimitedBodies(get_asgi_application())

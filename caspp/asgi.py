"""ASGI entry point; the live boards need a server that can hold streams."""

import gc
import os

from django.core.asgi import get_asgi_application

from caspp.bodies import LimitedBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caspp.settings")

application = LimitedBodies(get_asgi_application())

# What is loaded by now stays to the end: looking it through for garbage would be a pause of a tenth
# of a second in the middle of somebody's page.
gc.collect()
gc.freeze()

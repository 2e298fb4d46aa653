"""Maps: tiles from the one address that a deployment names, and none otherwise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings

_TILES = urlsplit(settings.MAP_TILES)
#: Lets a page show pictures of the map from there.
with_tiles: Callable[[Any], Any] = csp_update(
    {"img-src": [f"{_TILES.scheme}://{_TILES.netloc}"]} if _TILES.netloc else {}
)

"""What the pages of CASPP may do in a browser; settings.py hands it to the libraries."""

from typing import Any

from csp.constants import NONE, SELF

#: Where browsers report what the policy stopped.
REPORTS = "/csp-report"

#: Everything a page loads comes from here, as a file; nothing written into a page runs.
CONTENT: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # The picture that an authenticator app reads is part of its page.
        "img-src": [SELF, "data:"],
        # Recordings that were handed in with complaints.
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # The desk of a hotel goes on without a network (static/js/desk_worker.js).
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "report-uri": REPORTS,
    }
}

_SENSORS = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone")
_DEVICES = ("bluetooth", "gamepad", "hid", "midi", "serial", "usb", "xr-spatial-tracking")
_SCREEN = (
    *("display-capture", "fullscreen", "picture-in-picture", "screen-wake-lock"),
    "window-management",
)
_PERSON = (
    *("browsing-topics", "clipboard-read", "clipboard-write", "identity-credentials-get"),
    *("idle-detection", "keyboard-map", "local-fonts", "otp-credentials", "payment"),
    *("storage-access", "encrypted-media"),
)
#: Powers a page has without asking are taken from it, but for security keys and the alert's bell.
FEATURES: dict[str, list[str]] = {
    **{name: [] for names in (_SENSORS, _DEVICES, _SCREEN, _PERSON) for name in names},
    "autoplay": ["self"],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}

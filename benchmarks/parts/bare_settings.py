"""The settings of CASPP with one view in place of all others: what a check-in is compared with."""

from caspp.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.parts.bare"

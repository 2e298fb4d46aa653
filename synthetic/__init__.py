"""Synthetic people for demonstrations, tests and benchmarks.

Nobody in here exists. The *shapes* are real, though: a number made here may by chance be a number
that somebody holds, so never send a message to a synthetic phone number and never look a synthetic
CNIC up in a live system.
"""

from synthetic.corrupt import KINDS, applies, corrupt
from synthetic.people import Person, people

__all__ = ["KINDS", "Person", "applies", "corrupt", "people"]

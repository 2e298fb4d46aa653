"""The tables of the Criminal Record Office: the record, what stands in its file, and the lists."""

from convicts.lists import ScreeningPart, ScreeningRun
from convicts.models.batches import ImportBatch, ImportBlock, ImportRow, TakingBack
from convicts.models.description import Description
from convicts.models.duplicates import Duplicate
from convicts.models.file import (
    Address,
    Alias,
    Associate,
    Conviction,
    Fingerprints,
    Mark,
    Noted,
    Photograph,
    Standing,
)
from convicts.models.gangs import Gang, Membership, Method, MethodUsed
from convicts.models.line_ups import LineUp
from convicts.models.record import ConvictRecord, Opening, Status, Withdrawal
from convicts.watch import WatchEntry, WatchRemoval, WatchReview

#: Every kind of row that officers write into a file.
NOTED: tuple[type[Noted], ...] = (
    *(Address, Alias, Associate, Conviction, Fingerprints, Mark, Membership, MethodUsed),
    *(Photograph, Standing),
)

__all__ = [
    "NOTED",
    "Address",
    "Alias",
    "Associate",
    "ConvictRecord",
    "Conviction",
    "Description",
    "Duplicate",
    "Fingerprints",
    "Gang",
    "ImportBatch",
    "ImportBlock",
    "ImportRow",
    "LineUp",
    "Mark",
    "Membership",
    "Method",
    "MethodUsed",
    "Noted",
    "Opening",
    "Photograph",
    "ScreeningPart",
    "ScreeningRun",
    "Standing",
    "Status",
    "TakingBack",
    "WatchEntry",
    "WatchRemoval",
    "WatchReview",
    "Withdrawal",
]

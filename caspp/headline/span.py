"""Over which years, and by which seed: the same for all that is loaded."""

from datetime import datetime, timedelta

SEED = 26
YEARS = 3


def since(at: datetime) -> datetime:
    """The first day of the years that end at ``at``."""
    return at - timedelta(days=365 * YEARS)

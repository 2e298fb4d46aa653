"""Text whose parts run in their own directions where no markup can say so, as in an option."""


def isolated(text: object) -> str:
    """What <bdi> is to a page, for a part of a text."""
    return f"\u2068{text}\u2069"

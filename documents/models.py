"""Where the numbers of papers come from."""

from django.db import models


class Series(models.Model):
    """One run of serial numbers: the e-tags of a year, later the FIRs of a station and year.

    The row is the lock: whoever takes a number holds it until his transaction ends, so that no
    number is given twice and none is lost by a transaction that fails.
    """

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "Series"

    def __str__(self) -> str:
        return f"{self.name} up to {self.last}"

"""The record of one person at the Criminal Record Office, and how it gets into the file and out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.seals import Sealable
from accounts.two_persons import Proposal
from alerts.models import ListingCategory
from audit import history
from convicts.models.description import Description
from convicts.querysets import ConvictRecordQuerySet, ProposalQuerySet
from firs.laws import kept
from firs.sections import CrimeHead
from matching import Identity, fold, records
from matching.ranking import sounds_of
from people.models import Person


class Status(models.TextChoices):
    """Where a convict is in life: what CASPP knows last."""

    IN_PRISON = "in_prison", _("In prison")
    RELEASED = "released", _("Released")
    ON_BAIL = "on_bail", _("On bail")
    ON_PAROLE = "on_parole", _("On parole")
    ABSCONDING = "absconding", _("Absconding")
    ACQUITTED = "acquitted", _("Acquitted")
    DECEASED = "deceased", _("Deceased")
    OTHER = "other", _("Other")


@history.tracked(exclude=("record_hash", "sounds", "compared_at", "file_at"), inserts=False)
class ConvictRecord(Sealable, Description, Person):
    """One person on file at the Criminal Record Office, under the reference of his old file."""

    Status = Status

    #: Nobody looks for these any more: their records publish no listing.
    AT_REST = (Status.ACQUITTED, Status.DECEASED)

    external_ref = models.CharField(_("CRO reference"), max_length=60, unique=True)
    category = models.ForeignKey(ListingCategory, models.PROTECT, verbose_name=_("Category"))
    # What the file said where it named a category or status that we do not know.
    category_as_given = models.CharField(_("Category as given"), max_length=60, blank=True)
    #: Other names (urf) that the CRO's file gives; those noted here are rows of `Alias`.
    aliases_as_given = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("Also known as, in the file of the CRO"),
        default=list,
        db_default=[],
        blank=True,
    )
    #: That of the last row of `Standing`, or of the CRO's file.
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices)
    status_as_given = models.CharField(_("Status as given"), max_length=60, blank=True)
    #: What the CRO's file said last, and since when it says so: the newest word counts.
    status_in_file = models.CharField(
        _("Status in the file of the CRO"),
        max_length=12,
        choices=Status.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    status_in_file_at = models.DateTimeField(null=True, editable=False)
    offence = models.CharField(_("Offence"), max_length=300, blank=True)
    #: Under which head he is found: that of his gravest offence.
    crime_head = models.CharField(
        _("Offence head"),
        max_length=20,
        choices=CrimeHead.choices,
        blank=True,
        default="",
        db_default="",
    )
    caste = models.CharField(_("Caste (qaum)"), max_length=60, blank=True, db_default="")
    occupation = models.CharField(_("Occupation"), max_length=80, blank=True, db_default="")
    #: Entered by hand it is no part of the file before a second person approved it (`Opening`).
    is_in_file = models.BooleanField(default=True, db_default=True, editable=False)
    #: Taken out of the file: it is kept, and nobody looks for him by it.
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True, editable=False)
    withdrawn_because = models.CharField(
        _("Withdrawn because"), max_length=200, blank=True, db_default="", editable=False
    )
    #: The file that brought it; none where it was entered by hand.
    batch = models.ForeignKey(
        "convicts.ImportBatch",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    #: The file by which it went: the next one that names it brings it back.
    withdrawn_batch = models.ForeignKey(
        "convicts.ImportBatch",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    #: Invented, so that no case leads here and whoever reads it is mining; publishes no listing.
    is_canary = models.BooleanField(default=False, editable=False)
    #: The record under which this one lies, where both are one person (`convicts.doubles`).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    #: When it was compared with the whole list for doubles; null: as it is now it was not yet.
    compared_at = models.DateTimeField(null=True, editable=False)
    #: By which a name is looked up however it is spelt: those of his own names and his father's.
    sounds = ArrayField(models.BigIntegerField(), default=list, editable=False)
    record_hash = models.CharField(max_length=32, editable=False)
    #: When a file, or its taking back, wrote it last. Equal to `changed_at` nobody has since.
    file_at = models.DateTimeField(null=True, editable=False)
    recorded_at = models.DateTimeField(_("Recorded at"))
    changed_at = models.DateTimeField(_("Changed at"))

    #: His newest photograph from the front, where a search has put it here.
    front: Any = None

    objects = ConvictRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            *Sealable.Meta.constraints,
            *Description.Meta.constraints,
            models.CheckConstraint(
                name="convicts_record_has_a_reference", condition=~Q(external_ref="")
            ),
            models.CheckConstraint(
                name="convicts_record_lies_under_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="convicts_record_withdrawal_whole",
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
            ),
        ]
        indexes = [
            models.Index(fields=["cnic"], name="convicts_record_cnic"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="convicts_record_name"),
            GinIndex(OpClass("name_ur", "gin_trgm_ops"), name="convicts_record_name_ur"),
            # A part of a CNIC, as a witness remembers it or a smudged slip shows it.
            GinIndex(OpClass("cnic", "gin_trgm_ops"), name="convicts_record_cnic_part"),
            models.Index(fields=["phone"], name="convicts_record_phone", condition=~Q(phone="")),
            GinIndex(fields=["sounds"], name="convicts_record_sounds"),
            models.Index(
                fields=["batch"], name="convicts_record_of_batch", condition=Q(batch__isnull=False)
            ),
            models.Index(
                fields=["withdrawn_batch"],
                name="convicts_record_gone_with",
                condition=Q(withdrawn_batch__isnull=False),
            ),
            models.Index(fields=["crime_head", "-id"], name="convicts_record_head"),
            models.Index(fields=["district", "-id"], name="convicts_record_district"),
            models.Index(
                fields=["id"], name="convicts_record_to_compare", condition=Q(compared_at=None)
            ),
        ]

    def __str__(self) -> str:
        # The log names it to the auditor, who is not named on it.
        return f"sealed record {self.pk}" if self.is_sealed else self.file_name

    @property
    def file_name(self) -> str:
        """His file as officers speak of it: 'CRO 77', and not 'CRO CRO-77'."""
        named = self.external_ref
        return named if named.upper().startswith("CRO") else f"CRO {named}"

    def known_as(self, aliases: Iterable[str] = ()) -> Identity:
        """Who he is, with the other names of the CRO's file and these, which were noted since."""
        names = dict.fromkeys([*self.aliases_as_given, *aliases])
        return replace(self.identity(), aliases=tuple(names))

    def hear(self, aliases: Iterable[str] = ()) -> None:
        """Put down by which sounds he is found under all of his names; saves nothing."""
        (self.sounds,) = sounds_of(records([fold(self.known_as(aliases)).record]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; a new one is found by his names from that moment on."""
        if self._state.adding:
            self.hear()
        super().save(*args, **kwargs)

    @property
    def is_looked_for(self) -> bool:
        """Whether his record publishes a listing now."""
        return self._is_sought and (self.merged_into is None or self.merged_into._is_sought)

    @property
    def _is_sought(self) -> bool:
        at_rest = self.status in self.AT_REST or self.withdrawn_at is not None
        return self.is_in_file and not at_rest and not self.is_canary


@history.tracked()
class Opening(Proposal):
    """A record that was entered by hand: in the file once a second person approved it."""

    record = models.OneToOneField(ConvictRecord, models.PROTECT, related_name="opening")

    objects = ProposalQuerySet.as_manager()

    class Meta(Proposal.Meta):
        indexes = [
            models.Index(
                fields=["-proposed_at", "-id"],
                name="convicts_opening_waiting",
                condition=Q(decision=""),
            )
        ]
        triggers = [kept()]

    def __str__(self) -> str:
        return f"opening of record {self.record_id}"


@history.tracked()
class Withdrawal(Proposal):
    """A record is to be taken out of the file; that, too, takes two persons."""

    record = models.ForeignKey(ConvictRecord, models.PROTECT, related_name="withdrawals")
    reason = models.CharField(_("Reason"), max_length=200)

    objects = ProposalQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["record"], name="convicts_withdrawal_one_waits", condition=Q(decision="")
            ),
            models.CheckConstraint(
                name="convicts_withdrawal_has_a_reason", condition=~Q(reason="")
            ),
        ]
        triggers = [kept()]

    def __str__(self) -> str:
        return f"withdrawal {self.pk} of record {self.record_id}"

"""The law as data: acts, lists, entries, thresholds, exemptions, each with date and source.

Every class is frozen; dates are half-open: `until` is the first day on which it no longer holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from regulations.substances import SubstanceId

__all__ = [
    "Breached",
    "Dispute",
    "Effect",
    "Entry",
    "Exemption",
    "Level",
    "ListVersion",
    "Member",
    "Source",
    "SubstanceList",
    "Threshold",
    "Trust",
]


class Trust(StrEnum):
    """How far a value can be relied on; the later letter is the weaker one."""

    A = "A"  # official export or text
    B = "B"  # copied from the official text by a third party
    C = "C"  # secondary page
    D = "D"  # derived by us from sourced data
    K = "K"  # from knowledge, unverified


class Level(StrEnum):
    """The denominator that a limit counts against."""

    ARTICLE = "article"
    HOMOGENEOUS_MATERIAL = "homogeneous_material"
    LAMINATE = "laminate"
    PART = "part"
    PRODUCT = "product"


class Breached(StrEnum):
    """On which side of the line equality lies: “above” lets exactly the limit pass."""

    ABOVE = "above"
    AT_OR_ABOVE = "at_or_above"


class Effect(StrEnum):
    """What a breach of the entry means.

    `INFORM` is worth telling and nothing more: the law forbids or asks something that the content
    alone does not decide (use in the EU, a warning by exposure). `REVIEW` is a law whose numbers
    or members are not in the data: a hit must be looked at, so it is possible, never clean.
    """

    RESTRICT = "restrict"
    DECLARE = "declare"
    CONTROL = "control"
    INFORM = "inform"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from and how far it can be trusted.

    Attributes:
        trust_words: what the file itself, or who kept it, says of its trust; the letter is what
            `regulations.trust` makes of them. Empty where nobody said.
        sha256: of the files that were read, 64 hex digits each; none where no file was kept.
    """

    title: str
    trust: Trust
    url: str = ""
    retrieved_on: date | None = None
    trust_words: str = ""
    sha256: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A substance that an entry counts.

    Attributes:
        substance: its identifier (CAS, EC, SN or a group word such as ``pbde``).
        factor: mass counted per mass of the substance, 0 < factor ≤ 1; 1 unless the entry
            counts an element (lead in lead monoxide: 0.92832).
        upper_bound: the composition is unknown and the substance is counted whole; a breach that
            rests on it is possible, not certain.
        borrowed: it names a group and came here with the members of another entry; it stands for
            the members there, not for everything that this entry counts.
    """

    substance: SubstanceId
    name: str
    factor: Fraction
    trust: Trust
    upper_bound: bool = False
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit in force from a day on.

    Attributes:
        fraction: mass of what is counted over mass of the level, 1 = all (0.1 % = 1/1000).
        categories: EEE categories it holds for; empty means all.
    """

    fraction: Fraction
    breached: Breached
    in_force_from: date
    in_force_until: date | None
    trust: Trust
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A day on which sources differ: what the entry states is the earlier of the two.

    Attributes:
        column: attribute of the entry, e.g. ``included_on``.
        other: the later day, which does not count.
        source: who says the later one.
    """

    column: str
    other: date
    source: Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list.

    Attributes:
        counted_as: the id under which the sum is shown (``Pb``, a CAS, the entry id).
        element: the element or ion symbol when the entry counts one, else "".
        intentional: intentional addition breaches at any content.
        members_exhaustive: False where the authority says that its member list is not complete.
        criteria: chemSHERPA management criteria behind which the entry stands (``LR06``); a
            composition made against a list that covers `managed_from` proves its absence.
        managed_from: first day from which those criteria hold the entry; None = never.
        reasons: why it is listed, in the words of the law (``57(c)``).
        context: uses and kinds of matter that the entry is for, as alternatives of words that must
            all hold (``toy`` and ``plasticised``); empty = any. See `regulations.context`.
        unless: words of derogations (``electrical_equipment``): where one is told the entry does
            not hold; where none is told it does.
        relatives: words (regular expressions over casefolded names) by which a substance that no
            member list names is still known to belong here.
        apply_until, sunset_on: Annex XIV: last day to apply for, and of use without, authorisation.
        disputes: days on which sources differ; of each the earlier is taken.
    """

    id: str
    list_id: str
    name: str
    effect: Effect
    level: Level
    thresholds: tuple[Threshold, ...]
    members: tuple[Member, ...]
    included_on: date
    citation: str
    source: Source
    counted_as: str = ""
    element: str = ""
    intentional: bool = False
    members_exhaustive: bool = True
    criteria: tuple[str, ...] = ()
    managed_from: date | None = None
    removed_on: date | None = None
    exemption_lists: tuple[str, ...] = ()
    note: str = ""
    reasons: tuple[str, ...] = ()
    context: tuple[frozenset[str], ...] = ()
    relatives: tuple[str, ...] = ()
    apply_until: date | None = None
    sunset_on: date | None = None
    disputes: tuple[Dispute, ...] = ()
    unless: frozenset[str] = frozenset()

    @property
    def disputed(self) -> bool:
        """Whether sources differ on a day of it."""
        return bool(self.disputes)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A permitted use.

    Attributes:
        upper: most that may be in the homogeneous material, 1 = all; None = no upper limit.
        lower: least that must be in it for the exemption to apply (high-lead solder: 0.85).
        in_force_until: first day on which it no longer excuses; None = open.
        expires_on: last day, as laws write it.
        disputed: sources differ on the end; the earlier is taken.
        other_end: the later last day that another source gives; None where it gives none.
        aliases: ids under which exchange formats know it (IEC ``00040-B-00``).
        written_end: the end as the text wrote it before a renewal moved it.
        decided_by: act that set the present end.
        successors: exemptions that take its place where its application goes on being excused.
    """

    id: str
    list_id: str
    wording: str
    elements: tuple[str, ...]
    categories: frozenset[str]
    in_force_from: date
    in_force_until: date | None
    source: Source
    upper: Fraction | None = None
    lower: Fraction | None = None
    expires_on: date | None = None
    written_end: date | None = None
    renewal_requested_on: date | None = None
    disputed: bool = False
    aliases: tuple[str, ...] = ()
    note: str = ""
    decided_by: str = ""
    successors: tuple[str, ...] = ()
    other_end: date | None = None


@dataclass(frozen=True, slots=True)
class ListVersion:
    """The list as it stands from a day on; named by that day unless the authority names it."""

    id: str
    effective_from: date
    source: Source


@dataclass(frozen=True, slots=True)
class SubstanceList:
    """A list of law or company with everything it needs to be judged on any day.

    Attributes:
        sources: where its rows come from, each with its trust, in the order of `list.toml`.
        binding_by_use: it binds once a deployment has said what its products are used for.
    """

    id: str
    name: str
    authority: str
    legal_basis: str
    binding: bool
    versions: tuple[ListVersion, ...]
    entries: tuple[Entry, ...]
    sha256: str
    checked_on: date
    exemptions: tuple[Exemption, ...] = ()
    not_modelled: tuple[str, ...] = ()
    example: bool = False
    sources: tuple[Source, ...] = ()
    binding_by_use: bool = False

"""Whether a reminder or a notice may go to a person this minute.

It is asked again for every message just before it is claimed: between the writing and the sending people leave, mute,
register, sign off for the night or begin to fill in a form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from storage.model.quiet import Quiet

FORM_REST_MS = 10 * 60_000
"""So long must a form rest before its owner is interrupted by what can wait."""

REMINDER = "reminder"
WORD = "word"
"""A message of lane NOTICE that belongs to no mailing, a word to an officer: it lets them sleep, and interrupts a form."""
MUTED_BY: Mapping[str, str] = {"notice": "notice", "nudge": "notice", "news": "competition"}
"""Which mute keeps a kind of mailing away; reminders were judged when they were made."""
MENDING = frozenset({"edit", "delete"})
"""Kinds that mend a message somebody has: silent on the phone, so they wait for nobody's morning or form."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to get a message. `reachable`: there is an address, and nobody blocked it; `muted`: kinds they do not want;
    `touched`: when they last worked on a form that is open; `fits`: they still belong to the audience; `known_by`: when
    what the message changes begins."""

    reachable: bool = True
    muted: frozenset[str] = frozenset()
    quiet: Quiet = Quiet()
    touched: int | None = None
    fits: bool = True
    known_by: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the message: '' it may go; else the row's new state, and until when it waits."""

    state: str = ""
    not_before: int = 0
    reason: str = ""


GO = Verdict()
LEAD_MS = 2 * 3600 * 1000
"""So long before a matter one has to know that it is off or elsewhere: time enough to stay at home, or to get there."""


def judge(kind: str, to: Recipient, now: int, zone: tzinfo) -> Verdict:
    """The verdict on a message of `kind` (that of its mailing, or REMINDER or WORD); `zone` is that of local time."""
    if not to.reachable:
        return Verdict("blocked", reason="unreachable")
    if kind in MENDING:
        return GO
    if not to.fits:
        return Verdict("skipped", reason="left")
    if MUTED_BY.get(kind) in to.muted:
        return Verdict("skipped", reason="muted")
    at = now
    # What was touched later than now was touched before the clock was set back.
    if kind != WORD and to.touched is not None and to.touched <= now:
        at = max(at, to.touched + FORM_REST_MS)
    at = to.quiet.over(at, zone)
    if to.known_by is not None and at > to.known_by - LEAD_MS:
        return GO
    return Verdict("waiting", at) if at > now else GO

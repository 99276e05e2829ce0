"""Mailings: one thing said to many, from the plan to the report. Times are milliseconds UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from storage.model.post import Lane

NOTICE = "notice"
NUDGE = "nudge"
EDIT = "edit"
DELETE = "delete"
NEWS = "news"
KINDS = (NOTICE, NUDGE, EDIT, DELETE, NEWS)

PLANNED = "planned"
SENDING = "sending"
PAUSED = "paused"
DONE = "done"
CANCELLED = "cancelled"

CHUNK = 1_000
"""Rows of the outbox written, cancelled or deleted in one transaction: some 20 ms of the writer."""
LATECOMERS_EVERY_S = 600
"""How often a mailing that is kept open looks for people who joined its audience."""
KEPT_MS = 90 * 24 * 3600 * 1000
"""How long it is kept who got what, after a mailing ended; then numbers stay."""


@dataclass(frozen=True, slots=True)
class NewMailing:
    """What is to be sent and to whom: an audience, or those whom mailing `reached_by` reached (with an audience: only
    those of them who belong to it). `expected`: how many people that was when it was made, shown until all are written;
    `at_most`: how many it may reach before another admin approved it (None: all); `known_by`: when what it changes begins,
    so that nobody hears of it too late."""

    kind: str
    lane: Lane
    method: str
    created_by: int
    start_at: int
    notice: int | None = None
    audience: int | None = None
    reached_by: int | None = None
    expires_at: int | None = None
    open_until: int | None = None
    expected: int = 0
    at_most: int | None = None
    known_by: int | None = None


@dataclass(frozen=True, slots=True)
class Mailing(NewMailing):
    """A stored mailing. `filled`: everybody is in the outbox; `cursor`: the last person looked at; `held`: paused, because
    it is for more people than `at_most`."""

    id: int = 0
    state: str = PLANNED
    cursor: int = 0
    filled: bool = False
    created_at: int = 0
    started_at: int | None = None
    finished_at: int | None = None
    held: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in (DONE, CANCELLED)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a mailing's messages are; together they are `total`. `sending` are in flight this moment.

    Of those that wait, `deferred` are put off beyond now (quiet hours, a form, a ban), the first of them until
    `deferred_until`.
    """

    total: int = 0
    waiting: int = 0
    sending: int = 0
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    skipped: int = 0
    expired: int = 0
    cancelled: int = 0
    deferred: int = 0
    deferred_until: int | None = None

    @property
    def concerned(self) -> int:
        """People who got it, or may get it yet."""
        return self.sent + self.sending + self.waiting

    def __add__(self, other: "Progress") -> "Progress":
        """Both together."""
        untils = [one for one in (self.deferred_until, other.deferred_until) if one is not None]
        numbers = {
            one.name: getattr(self, one.name) + getattr(other, one.name)
            for one in fields(Progress)
            if one.name != "deferred_until"
        }
        return Progress(**numbers, deferred_until=min(untils, default=None))

    @property
    def settled(self) -> int:
        """Messages about which nothing more will happen."""
        return self.total - self.waiting - self.sending

    def left_ms(self, per_second: float) -> int:
        """About how long what may go now will take at this rate; what is put off is not in it."""
        return round((self.waiting + self.sending - self.deferred) * 1000 / per_second)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a mailing whose rows are gone."""

    states: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    repeats: int = 0


def progress(
    states: Mapping[str, int],
    mailing: Mailing,
    *,
    deferred: int = 0,
    deferred_until: int | None = None,
) -> Progress:
    """The numbers of outbox rows by state as a mailing's progress.

    People who are not written yet count as waiting. What waits in a cancelled mailing never goes out: it is cancelled,
    though its rows may say so a moment later.
    """
    written = sum(states.values())
    unwritten = 0 if mailing.filled or mailing.finished_at is not None else max(0, mailing.expected - written)
    waiting = states.get("waiting", 0) + states.get("retry", 0) + unwritten
    stopped = mailing.state == CANCELLED
    return Progress(
        total=written + unwritten,
        waiting=0 if stopped else waiting,
        sending=states.get("sending", 0),
        sent=states.get("sent", 0),
        blocked=states.get("blocked", 0),
        failed=states.get("dead", 0),
        skipped=states.get("skipped", 0),
        expired=states.get("expired", 0),
        cancelled=states.get("cancelled", 0) + (waiting if stopped else 0),
        deferred=0 if stopped else deferred,
        deferred_until=None if stopped or not deferred else deferred_until,
    )

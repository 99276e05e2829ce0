"""Faults on request: what goes wrong between a bot and Telegram, made to go wrong here."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass

from bot.standin.refusals import Refused, flood

KINDS = frozenset({"unreachable", "error", "lost", "late", "flood"})


class Unreachable(ConnectionError):
    """The connection could not be made: surely nothing was received."""


class AnswerLost(ConnectionError):
    """The call was carried out, but its answer never arrived."""


@dataclass(slots=True)
class Fault:
    """One thing that will go wrong.

    `kind` is one of `KINDS`: `unreachable` (refused before anything is received), `error` (HTTP `status` before
    accepting), `lost` (carried out, the answer is lost), `late` (carried out `seconds` later), `flood` (429 with
    `retry_after`). `method` '' is any but getUpdates, which must be named; `chat` 0 is any; `times` is how often, 0 for
    ever; `share` is the part of the calls concerned that it happens to, 0 to 1, by chance.
    """

    kind: str
    method: str = ""
    chat: int = 0
    times: int = 1
    status: int = 502
    retry_after: int = 3
    seconds: float = 0.0
    share: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind}")
        if not 0 < self.share <= 1:
            raise ValueError("share is more than 0 and at most 1")

    def concerns(self, method: str, chat: int) -> bool:
        """Whether a call falls under this fault."""
        if self.method:
            return self.method.lower() == method and self.chat in (0, chat)
        return method != "getupdates" and self.chat in (0, chat)


class Faults:
    """The faults that are still to come, oldest first, and how many came."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        self.happened_by_kind: Counter[str] = Counter()
        self.waiting: list[Fault] = []
        self.happened = 0

    def add(self, fault: Fault) -> Fault:
        """Have it go wrong from the next call on."""
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """From now on everything works."""
        self.waiting.clear()

    async def before(self, method: str, chat: int) -> Fault | None:
        """Let the first fault that concerns a call happen; returns it when something is left for `after`.

        Raises `Unreachable` or `Refused`.
        """
        fault = next((one for one in self.waiting if self._strikes(one, method, chat)), None)
        if fault is None:
            return None
        self.happened += 1
        self.happened_by_kind[fault.kind] += 1
        if fault.times:
            fault.times -= 1
            if not fault.times:
                self.waiting.remove(fault)
        match fault.kind:
            case "unreachable":
                raise Unreachable("the stand-in was told not to be there")
            case "error":
                raise Refused(fault.status, _PHRASES.get(fault.status, "Internal Server Error"))
            case "flood":
                raise flood(fault.retry_after)
            case "late":
                await asyncio.sleep(fault.seconds)
        return fault

    def _strikes(self, fault: Fault, method: str, chat: int) -> bool:
        return fault.concerns(method, chat) and (fault.share >= 1 or self._chance.random() < fault.share)

    @staticmethod
    def after(fault: Fault) -> None:
        """What is left of a fault once the call was carried out. Raises `AnswerLost`."""
        if fault.kind == "lost":
            raise AnswerLost("the stand-in was told to lose the answer")


_PHRASES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}

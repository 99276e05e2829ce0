"""The real house, `run` as it is, in a process that may be told to kill itself at a named point.

`VICTIM_DIES_AT=handled:3` is a `kill -9` when that point is passed for the third time. Points: `handled` (acted on, not
committed), `committed`, `claimed` (messages claimed, not sent), `said` (Telegram has answered, not written down),
`recorded`. `VICTIM_AHEAD_MS` is how far its clock is ahead of the machine's.
"""

import asyncio
import ctypes
import os
import signal
import sys

from bot import app, config, log
from bot.app import real_house, run_until_told
from bot.clock import SystemClock

POINTS = ("handled", "committed", "claimed", "said", "recorded")


class AheadClock(SystemClock):
    """The machine's clock as somebody set it."""

    def now(self) -> int:
        """Milliseconds UTC."""
        return super().now() + int(os.environ.get("VICTIM_AHEAD_MS", "0"))


def main() -> None:
    """Run until killed."""
    if (
        sys.platform == "linux"
    ):  # whoever plays the trial may be killed too: nobody is left behind (prctl, PR_SET_PDEATHSIG)
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    settings = config.load()
    log.setup(settings.log_level, settings.log_format, secrets=settings.secrets)
    point, _, number = os.environ.get("VICTIM_DIES_AT", "").partition(":")
    left = int(number or 0)

    def crash_point(passed: str) -> None:
        nonlocal left
        if passed == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    app.SystemClock = AheadClock  # type: ignore[misc]
    asyncio.run(run_until_told(real_house(settings, crash_point)))


if __name__ == "__main__":
    main()

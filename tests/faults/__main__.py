"""What `make faults` runs: every promise of the post room, tried, with its figures and its seed.

    python -m tests.faults                      all trials, in full (about an hour)
    python -m tests.faults --short              all of them, small: what CI runs
    python -m tests.faults notice --people 100000 --seed 7

Exit code 1 when any promise did not hold.
"""

import argparse
import sys
import time
from collections.abc import Callable

from tests.faults import (
    bans,
    disk,
    downtime,
    filing,
    fuzz,
    kills,
    local_time,
    notice,
    reminders,
    reporting,
    seats,
    steady,
)

Trial = Callable[[argparse.Namespace], list[str]]
TRIALS: dict[str, Trial] = {
    "kills": kills.trial,
    "filing": filing.trial,
    "seats": seats.trial,
    "notice": notice.trial,
    "bans": bans.trial,
    "reminders": reminders.trial,
    "downtime": downtime.trial,
    "local-time": local_time.trial,
    "disk": disk.trial,
    "steady": steady.trial,
    "reports": reporting.trial,
    "fuzz": fuzz.trial,
}
SIZES = {
    "kills": (200, 20),
    "updates": (10_000, 400),
    "filers": (200, 8),
    "races": (200, 5),
    "studios": (60, 4),
    "people": (100_000, 3_000),
    "notice-kills": (10, 3),
    "rate": (1_000, 150),
    "runs": (200, 5),
    "steps": (60, 30),
    "downtimes": (60, 6),
    "moments": (5_000, 200),
    "lock-seconds": (30, 6),
    "questions": (20_000, 1_500),
    "events": (1_000_000, 10_000),
}
"""The sizes of the trials: in full, and small."""


def main() -> int:
    """Run the named trials, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", metavar="trial", help="、".join(TRIALS))
    parser.add_argument("--short", action="store_true", help="small sizes")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    for name, (full, small) in SIZES.items():
        parser.add_argument(f"--{name}", type=int, help=f"{full}, small: {small}")
    parser.add_argument("--jobs", type=int, default=2, help="processes of the trial fuzz")
    parser.add_argument("--episode", type=int, help="of the trial fuzz: this one alone")
    parser.add_argument("--job", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if unknown := set(arguments.trials) - set(TRIALS):
        parser.error(f"no trial is called {', '.join(sorted(unknown))}")
    for name, sizes in SIZES.items():
        if getattr(arguments, name.replace("-", "_")) is None:
            setattr(arguments, name.replace("-", "_"), sizes[arguments.short])
    wrong = []
    for name in arguments.trials or TRIALS:
        began = time.monotonic()
        found = TRIALS[name](arguments)
        print(f"{name}: {'WRONG' if found else 'held'} after {time.monotonic() - began:.0f} s", flush=True)
        wrong += [f"{name}: {sentence}" for sentence in found]
    for sentence in wrong:
        print("WRONG:", sentence)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

"""The machinery: start, hear, say, keep time."""

import os

# PTB gives durations as timedelta, as its next major version will; without this it warns at every one.
os.environ.setdefault("PTB_TIMEDELTA", "1")

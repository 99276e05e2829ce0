"""`studio-bot run` in a process of its own, as it is but for a lease of two seconds: a test need not wait for thirty."""

import sys

from bot import lease
from bot.__main__ import main
from storage import leases

leases.LENGTH_MS = 2_000
lease.RENEW_S, lease.LOOK_S = 0.3, 0.1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

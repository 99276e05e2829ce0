"""`python -m tests.faults`: what `make faults` runs."""

import sys

from tests.faults.kills import main

sys.exit(main())

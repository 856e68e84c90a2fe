"""`python -m evals.injection`: what an obeying model gets out, and what it would get out undefended."""

import sys
import time

from evals.injection.harness import attack
from evals.injection.payloads import committed

__all__ = ["main"]


def main() -> int:
    for defended in (False, True):
        began = time.monotonic()
        found = attack(committed(), defended=defended)
        print("defended" if defended else "undefended", f"{time.monotonic() - began:.1f} s")
        print(found.planted, found.answers, dict(found.attempts))
        print(dict(found.leaked), len(found.done), found.changed, found.network, found.failed[:3])
    return 0


if __name__ == "__main__":
    sys.exit(main())

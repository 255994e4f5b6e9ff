"""All benches: `make bench`, or `python bench/run.py engine one month million peers outlook pages record [--quick]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import engine
import month
import one
import outlook
import outlook_peers
import pages
import record
from common import Bench

ROOMS = {
    "engine": engine, "one": one, "month": month, "peers": outlook_peers, "outlook": outlook, "pages": pages,
    "record": record,
}  # fmt: skip


def main() -> None:
    """Run what is named; unless said engine, one, month, pages and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=["engine", "one", "month", "pages", "record"])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    args = parser.parse_args()
    bench = Bench(args.quick)
    for what in args.what:
        print(what, flush=True)
        if what == "million":
            month.measure(bench, 1_000_000, rounds=1)
        else:
            ROOMS[what].measure(bench)


if __name__ == "__main__":
    main()

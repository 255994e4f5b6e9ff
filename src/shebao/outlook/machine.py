"""Loops made machine code, kept between runs.

The one thing to know: what is kept is named by a hash of all files a loop is made of, because machine code holds what
other files said when it was compiled, and Numba looks at one file alone.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportPrivateImportUsage=false, reportAttributeAccessIssue=false
from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import numba

from shebao.engine.kept import cache_folder

FILES = (
    "accounts",
    "asking",
    "axes",
    "draws",
    "lives",
    "living",
    "orders",
    "otherwise",
    "people",
    "strata",
    "words",
    "world",
)


def _named() -> str:
    made = hashlib.sha256(numba.__version__.encode())
    for name in FILES:
        made.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return made.hexdigest()[:16]


numba.config.CACHE_DIR = str(cache_folder() / "outlook" / _named())
compiled = partial(numba.njit, cache=True, error_model="numpy")
"""`@compiled` or `@compiled(nogil=True)`: a function for machine code, kept."""
inlined = partial(numba.njit, inline="always")
"""`@inlined()`: a function that is put where it is called."""

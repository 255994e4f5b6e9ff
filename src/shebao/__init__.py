"""Shebao (社保): China's social insurance as code: the law, the lifelong record, the funds, the month.

`from shebao import Law` is the door to the law; everything heavier is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shebao.engine import Law as Law

__version__ = "0.1.0"
__all__ = ["Law", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Law":
        from shebao.engine import Law

        return Law
    raise AttributeError(name)

"""Whole numbers of 64 bits in memory, read and written from compiled loops by nothing but their address.

The one thing to know: Numba counts the users of every array that is handed on, and threads fight over that count; a
loop over lives hands its tables on billions of times. `Words` is a bare pointer: no count, no bounds. Who hands one out
keeps the memory alive.
"""

# The library below has no types.
# pyright: reportUnknownMemberType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportUntypedFunctionDecorator=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportOptionalCall=false
from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

WORD = ir.IntType(64)


class WordsType(types.Type):
    """The type of a pointer to words."""

    def __init__(self) -> None:
        super().__init__(name="Words")


WORDS = WordsType()


@register_model(WordsType)
class _Pointer(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, WORD.as_pointer())


def _words(typing: Any, address: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.inttoptr(given[0], WORD.as_pointer())

    return WORDS(types.int64), code


words: Any = intrinsic(_words)
"""The words at an address (a whole number)."""


def _beyond(typing: Any, held: Any, count: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.gep(given[0], [given[1]], source_etype=WORD)

    return WORDS(WORDS, types.int64), code


beyond: Any = intrinsic(_beyond)
"""The words that begin `count` words further on: `beyond(held, count)`."""


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], WordsType) and isinstance(args[1], types.Integer):
            return signature(types.int64, WORDS, types.int64)
        return None


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], WordsType) and isinstance(args[1], types.Integer):
            return signature(types.none, WORDS, types.int64, types.int64)
        return None


@lower_builtin(operator.getitem, WordsType, types.Integer)
def _peek(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    return builder.load(builder.gep(given[0], [given[1]], source_etype=WORD), typ=WORD)


@lower_builtin(operator.setitem, WordsType, types.Integer, types.Integer)
def _poke(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    builder.store(given[2], builder.gep(given[0], [given[1]], source_etype=WORD))
    return context.get_dummy_value()

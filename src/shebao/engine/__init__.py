"""How law is run: one person with a trace (`Law.explain`), many at once compiled (`Law.compile`).

The interpreted half needs the standard library and a YAML reader alone; the compiled half is imported when
it is first asked for.
"""

from shebao.engine.errors import (
    BadInput,
    LawError,
    MissingFigure,
    MissingInput,
    NotComputable,
    OutOfBounds,
)
from shebao.engine.law import Law
from shebao.engine.trace import Node, Trace

__all__ = [
    "BadInput",
    "Law",
    "LawError",
    "MissingFigure",
    "MissingInput",
    "Node",
    "NotComputable",
    "OutOfBounds",
    "Trace",
]

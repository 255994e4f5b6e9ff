"""The outlook's report: one HTML page that opens from a disk and asks nothing of a network.

The one thing to know: everything is inside the page. Tables become packed whole numbers (`payload`, `packing`), what is
said in words stands in `labels.csv`, and the small scripts in `page/` draw the charts as SVG. The headline table is in
the HTML itself, so that it can be read without scripts.
"""

from __future__ import annotations

from shebao.outlook.report.payload import Result, UnreadableResult
from shebao.outlook.report.writing import write

__all__ = ["Result", "UnreadableResult", "write"]

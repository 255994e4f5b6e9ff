"""The law in a person's own browser: the same Python files, run by Pyodide, kept for when there is no network.

The one thing to know: nothing here computes. `bundle` packs the law as it stands, `runtime` fetches Pyodide once,
`pages` hands both out, and the browser asks `shebao.engine.answering.answer_text`, as every other asker does.
"""

from shebao.portal.device.pages import device_routes

__all__ = ["device_routes"]

"""`shebao device`: the law in people's own browsers: fetch the runtime once, see what is served."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def device() -> None:
    """The law on people's own devices: the portal serves it once the runtime is here."""


@device.command()
@click.option("--from", "archive", type=click.Path(path_type=Path), help="The package's archive, instead of npm.")
def fetch(archive: Path | None) -> None:
    """Fetch the browser's Python (13 MB, pinned and checked by its hash) into the cache folder."""
    from shebao.portal.device import runtime

    if archive is None and runtime.fetched():
        click.echo(f"{runtime.PACKAGE} is here: {runtime.runtime_folder()}")
        return
    click.echo(f"{runtime.PACKAGE}: {runtime.fetch(archive)}")


@device.command()
def show() -> None:
    """What a browser loads: the law's version, the runtime, every file with its size."""
    from shebao.portal.device.pages import manifest

    held = manifest()
    for part in held["files"]:
        click.echo(f"{part['size']:>12,}  {part['path']}")
    click.echo(f"{held['size']:>12,}  bytes in all, law {held['law']}, pyodide {held['runtime']}")
    if not held["ready"]:
        click.echo(f"The runtime is not here yet: {held['fetch']}")

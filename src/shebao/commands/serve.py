"""`shebao serve`: the pages on this machine or, with an identity provider, for everyone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shebao.guard.demo import Ready
    from shebao.office.orders import Worker


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; this machine alone unless said.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--demo", is_flag=True, help="Synthetic people may sign in with a click. This machine only.")
@click.option("--law-only", is_flag=True, help="The pages for everyone, without an office behind them.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data folder; SHEBAO_HOME or ./.shebao unless said.",
)
def serve(host: str, port: int, demo: bool, law_only: bool, home: Path | None) -> None:
    """Serve the pages and the JSON interface. Signing in needs SHEBAO_ISSUER (OpenID Connect), or --demo."""
    serve_pages(host, port, demo, law_only, home)


def serve_pages(host: str, port: int, demo: bool, law_only: bool = False, home: Path | None = None) -> None:
    """Serve until stopped. PortalTrouble where the settings or the port cannot be."""
    import gc
    import logging

    import uvicorn

    from shebao.database.store import data_home
    from shebao.portal.app import create_app
    from shebao.portal.settings import PortalTrouble, Settings

    settings = Settings.read(home or data_home(), host=host, port=port, demo=demo)
    engine, ready, worker = None, [], None
    if not law_only:
        from shebao.guard.rows import open_guarded
        from shebao.office.orders import worker_of

        engine, worker = open_guarded(home), worker_of(home or data_home())
        go_on(home, worker)
        if demo:
            ready = _ready(home)
    app = create_app(settings, engine, ready, worker)
    app.state.portal.prepare()
    gc.collect()
    gc.freeze()  # the law is made to stay: looking for garbage among it would make some answers late
    gc.set_threshold(2_000, 10, 1_000)  # and among what is looked up of it later too: nearly all garbage is young
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    click.echo(f"http://{'localhost' if host in ('127.0.0.1', '::1') else host}:{port}  (Ctrl-C stops)")
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, date_header=True)
    except SystemExit:
        raise PortalTrouble(f"port {port} of {host} cannot be listened on: choose another with --port") from None


def go_on(home: Path | None, worker: Worker) -> None:
    """A month that was ordered on its page and left when everything was stopped goes on."""
    from shebao.database.store import open_database
    from shebao.office.orders import open_order

    owner = open_database(home)
    if open_order(owner) is not None:
        worker.start()
    owner.dispose()


def _ready(home: Path | None) -> list[Ready]:
    """The demonstration's sign-ins; three are shown with the address."""
    from shebao.database.store import open_database
    from shebao.guard.demo import make_ready

    owner = open_database(home)
    with owner.begin() as connection:
        ready = make_ready(connection)
    owner.dispose()
    click.echo("Ready to sign in, with a click and no password (synthetic people all):")
    for role in ("insured", "employer", "clerk"):
        for account in ready:
            if account.role == role:
                click.echo(f"  {account.name} ({role})")
    return ready

"""`shebao mcp`: the law for assistants, over standard input and output or over HTTP on this machine."""

from __future__ import annotations

import click


@click.command()
@click.option("--http", "port", type=click.IntRange(1, 65535), metavar="PORT", help="Serve streamable HTTP instead.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where HTTP listens.")
def mcp(port: int | None, host: str) -> None:
    """A Model Context Protocol server: an assistant asks here and gives exact amounts with their articles.

    \b
    Tools: estimate, explain, law, what_changed. In an assistant's settings:
    {"mcpServers": {"shebao": {"command": "shebao", "args": ["mcp"]}}}
    """
    from shebao.portal.mcp import server

    if port is None:
        server().run("stdio")
    else:
        click.echo(f"http://{host}:{port}/mcp", err=True)
        server().run("streamable-http", host=host, port=port)

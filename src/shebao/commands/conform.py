"""`shebao conform`: published worked cases, pass or fail each, with the difference."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Outcomes as JSON.")
@click.option("--failed", "only_failed", is_flag=True, help="Show only what does not pass.")
def conform(paths: tuple[Path, ...], as_json: bool, only_failed: bool) -> None:
    """Run the worked cases in PATHS (YAML files or folders of them) against the law.

    Exit code 1 if any case fails. A case that asks for a quantity no rule answers is 'not covered'.
    """
    from shebao.engine.conform import run

    outcomes = run(list(paths))
    counts = {status: sum(o.status == status for o in outcomes) for status in STATUSES}
    if as_json:
        click.echo(json.dumps({"counts": counts, "cases": [asdict(o) for o in outcomes]}, ensure_ascii=False, indent=1))
    else:
        for outcome in outcomes:
            if only_failed and outcome.status not in ("fail", "disputed"):
                continue
            colour = {"pass": "green", "fail": "red"}.get(outcome.status, "yellow")
            click.echo(f"{click.style(outcome.status.ljust(11), fg=colour)} {outcome.id}  {outcome.title}")
            for check in outcome.checks:
                if not check.passed:
                    click.echo(
                        f"            {check.quantity}: printed {check.expected}, law {check.found or '—'}"
                        f"{f', difference {check.difference}' if check.difference else ''}"
                    )
            if outcome.reason and outcome.status != "pass":
                click.echo(f"            {outcome.reason}")
        click.echo(", ".join(f"{count} {status}" for status, count in counts.items() if count) or "no cases")
    if counts["fail"]:
        raise SystemExit(1)


STATUSES = ("pass", "fail", "disputed", "not covered")

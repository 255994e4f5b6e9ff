"""`shebao law docs`: the pages of docs/law, made from the law."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs/law"),
    show_default=True,
    help="Folder to write to; pages made before that are not made any more are removed.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh", "fa"]),
    default="en",
    show_default=True,
    help="The language of headings; names stand in all three.",
)
@click.option(
    "--cases",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("conformance"),
    show_default=True,
    help="Folder of published cases to name with the rules they try.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if the pages are not up to date.")
def docs(out: Path, language: str, folder: Path, check: bool) -> None:  # fmt: skip
    """Write a page for every branch of the law.

    What each rule says, its formula, what it needs, its law, how it was read, what is assumed, the cases that try it;
    and the figures over time with charts.
    """
    from shebao.engine import Law
    from shebao.engine.pages import MARK, cases_by_name, pages

    made = pages(Law.load(), language, cases_by_name(folder))
    before = {
        str(path.relative_to(out)): path
        for path in (*out.glob("*.md"), *out.glob("charts/*.svg"))
        if path.suffix == ".svg" or path.read_text(encoding="utf-8").startswith(MARK)
    }
    stale = [name for name in before if name not in made]
    changed = [
        name for name, text in made.items()
        if name not in before or before[name].read_text(encoding="utf-8") != text
    ]  # fmt: skip
    if check:
        for name in (*stale, *changed):
            click.echo(f"not up to date: {out / name}")
        if stale or changed:
            raise SystemExit(1)
        click.echo(f"{out}: {len(made)} files, up to date")
        return
    for name in stale:
        before[name].unlink()
    for name in changed:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(made[name], encoding="utf-8")
    click.echo(f"{out}: {len(made)} files, {len(changed)} changed, {len(stale)} removed")

"""`briefer prompts`: the prompts in use, their digests, and a copy to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefer.cli.output import notice, write_result
from briefer.cli.run import exit_codes

prompts_app = typer.Typer(help="The prompts in use.", no_args_is_help=True, rich_markup_mode=None)
_PromptDir = Annotated[Path | None, typer.Option("--prompt-dir", help="A folder of prompts of your own.")]


@prompts_app.command("list")
def list_prompts(
    prompt_dir: _PromptDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the prompts in use: name, version, digest, and where each comes from."""
    import json  # noqa: PLC0415 - start-up stays light

    from briefer.settings import load_settings  # noqa: PLC0415
    from briefer.write.judge import judge_digest  # noqa: PLC0415
    from briefer.write.modelled import PromptSets  # noqa: PLC0415
    from briefer.write.prompts import NAMES, load_prompt  # noqa: PLC0415

    with exit_codes():
        folder = load_settings(prompt_dir=prompt_dir).prompt_dir
        prompts = PromptSets.load(folder)
        judging = judge_digest(load_prompt("judge", folder))
        digests = {**prompts.full.digests(), **prompts.small.digests(), "judge": judging}
        rows = [
            {"name": name, "version": prompt.version, "digest": digests[name], "path": str(prompt.path)}
            for name in NAMES
            for prompt in [load_prompt(name, folder)]
        ]
        width = max(map(len, NAMES))
        lines = [f"{row['name']:<{width}} {row['version']:<3} {row['digest'][:12]}  {row['path']}" for row in rows]
        write_result(json.dumps(rows, indent=2) if as_json else "\n".join(lines), None)


@prompts_app.command("show")
def show_prompt(
    name: Annotated[str, typer.Argument(help="Its name, as `list` has it: compose, small/what_next.")],
    prompt_dir: _PromptDir = None,
) -> None:
    """Print a prompt as it stands, its examples after it."""
    from briefer.settings import load_settings  # noqa: PLC0415 - start-up stays light
    from briefer.write.prompts import load_prompt  # noqa: PLC0415

    with exit_codes():
        prompt = load_prompt(name, load_settings(prompt_dir=prompt_dir).prompt_dir)
        examples = [f"EXAMPLE\n{example.story.strip()}\nANSWER\n{example.reply}" for example in prompt.examples]
        write_result("\n\n".join([prompt.template.strip(), *examples]), None)


@prompts_app.command("copy")
def copy_prompts(
    folder: Annotated[Path, typer.Argument(help="Where to put the copy; it must not hold prompts yet.")],
) -> None:
    """Copy the shipped prompts, to be edited and used with --prompt-dir."""
    import shutil  # noqa: PLC0415 - start-up stays light

    from briefer.errors import OutputError  # noqa: PLC0415
    from briefer.write.prompts import NAMES, shipped_prompts  # noqa: PLC0415

    with exit_codes():
        taken = [name for name in NAMES if (folder / name).exists()]
        if taken:
            raise OutputError(f"{str(folder)!r} already holds {', '.join(taken)}; choose an empty folder")
        try:
            for name in NAMES:
                shutil.copytree(shipped_prompts() / name, folder / name)
        except OSError as error:
            raise OutputError(f"cannot copy the prompts to {str(folder)!r}: {error.strerror or error}") from error
        notice(f"copied to {str(folder)!r}; use them with --prompt-dir {folder}")

"""`briefer schema`: the JSON Schema of a contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefer.cli.output import write_result
from briefer.cli.run import exit_codes

NAMES = ("Article", "Quote", "Brief", "Statement", "BriefRecord", "FidelityReport", "Finding", "Edition")


def schema(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
) -> None:
    """Print the JSON Schema of the contract NAME."""
    import json  # noqa: PLC0415 - start-up stays light

    from briefer import brief  # noqa: PLC0415
    from briefer.article import Article, Contract  # noqa: PLC0415
    from briefer.errors import ConfigError  # noqa: PLC0415
    from briefer.publish.edition import Edition  # noqa: PLC0415

    contracts: dict[str, type[Contract]] = {
        "Article": Article,
        "Edition": Edition,
        **{name: getattr(brief, name) for name in NAMES if name not in {"Article", "Edition"}},
    }
    with exit_codes():
        wanted = {key.lower(): model for key, model in contracts.items()}.get(name.lower().replace("-", ""))
        if wanted is None:
            raise ConfigError(f"there is no contract {name!r}; there are {', '.join(NAMES)}")
        write_result(json.dumps(wanted.model_json_schema(mode="serialization"), indent=2), output)

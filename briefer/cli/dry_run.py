"""What `briefer brief --dry-run` prints: the prompts as they would be sent, their tokens, their price. No call is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefer.cli.output import plain

if TYPE_CHECKING:
    from briefer.article import Story
    from briefer.settings import Settings
    from briefer.write.client import Estimate, Request


async def describe(stories: list[Story], settings: Settings, *, as_json: bool) -> str:
    """The requests that the stories would start with, and what they would cost.

    Raises:
        PromptError: a prompt cannot be read.
    """
    if settings.chosen_engine == "extractive":
        nothing = "the extractive engine sends nothing: no prompt, no tokens, no cost"
        return json.dumps({"engine": "extractive", "requests": []}) if as_json else nothing
    from briefer.write.cache import Cache  # noqa: PLC0415 - the extractive engine needs none of these
    from briefer.write.client import ModelClient  # noqa: PLC0415
    from briefer.write.extractive import ExtractiveEngine  # noqa: PLC0415
    from briefer.write.modelled import PromptSets, engine_maker  # noqa: PLC0415

    if settings.chosen_engine == "local":
        from briefer.write.local import described  # noqa: PLC0415

        settings, _ = described(settings)
    cache = Cache(settings.cache_dir, notice=lambda _message: None)
    rows: list[tuple[Request[Any], Estimate]] = []
    async with ModelClient(settings, cache=cache) as client:
        make = engine_maker(
            client,
            settings,
            PromptSets.load(settings.prompt_dir),
            model=settings.model or "the server's first model",
            secret=cache.secret(),
            notice=lambda _message: None,
        )
        for story in stories:
            engine = make()
            split = await ExtractiveEngine().split(story)
            requests: tuple[Request[Any], ...] = await engine.requests(story, split)
            rows += [(request, client.estimate(request)) for request in requests]
        endpoint = client.endpoint.shown
    cache.close()
    total = _total([estimate for _, estimate in rows])
    if as_json:
        return json.dumps(
            {"engine": "llm", "endpoint": endpoint, **total, "requests": [_row(*row) for row in rows]}, indent=2
        )
    parts = [_shown(request, estimate) for request, estimate in rows]
    return plain("\n\n".join([*parts, _summary(total, endpoint)]))


def _row(request: Request[Any], estimate: Estimate) -> dict[str, Any]:
    return {
        "task": request.task,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": f"{request.story}\n\n{request.instructions}"},
        ],
        "input_tokens": estimate.input_tokens,
        "max_output_tokens": estimate.max_output_tokens,
        "counted_by": estimate.method,
        "model": estimate.model,
        "cost_usd": estimate.cost_usd,
    }


def _total(estimates: list[Estimate]) -> dict[str, Any]:
    costs = [estimate.cost_usd for estimate in estimates]
    known = [cost for cost in costs if cost is not None]
    return {
        "model": estimates[0].model if estimates else None,
        "input_tokens": sum(estimate.input_tokens for estimate in estimates),
        "max_output_tokens": sum(estimate.max_output_tokens for estimate in estimates),
        "cost_usd": [sum(low for low, _ in known), sum(high for _, high in known)]
        if len(known) == len(costs)
        else None,
    }


def _shown(request: Request[Any], estimate: Estimate) -> str:
    rule = f"=== {request.task}: {estimate.input_tokens} tokens in, at most {estimate.max_output_tokens} out"
    user = f"{request.story}\n\n{request.instructions}"
    return f"{rule} (counted by {estimate.method})\n--- system\n{request.system}\n--- user\n{user}"


def _summary(total: dict[str, Any], endpoint: str) -> str:
    cost = total["cost_usd"]
    price = f"${cost[0]:.5f} to ${cost[1]:.5f}" if cost else "price unknown"
    return (
        f"=== in all: {total['input_tokens']} tokens in, at most {total['max_output_tokens']} out, {price}; "
        f"model {total['model'] or 'the first that the server has'} at {endpoint}; up to two repairs may be added. "
        "Nothing was called."
    )

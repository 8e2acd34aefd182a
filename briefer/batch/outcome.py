"""One item of a batch through the whole pipeline, and how it came out: the same in every worker of every runner."""

from __future__ import annotations

from briefer.batch.item import Item
from briefer.batch.reading import read_item
from briefer.batch.store import Outcome, packed
from briefer.errors import BrieferError, BudgetError, CompletionError, ConfigError, ContextError, ProviderError
from briefer.pipeline import Desk, brief_story
from briefer.write.deferral import Pending
from briefer.write.naming import NOTHING


async def brief_item(item: Item, desk: Desk, *, allow_thin: bool = False) -> Outcome:
    """The outcome of an item: a record, or the reason why there is none.

    Raises:
        BudgetError: the next call would pass the budget: the item is left for a later run.
        ConfigError: no item can be briefed with these settings.
        Pending: its answers come by a batch: it is to be taken up again after the next round.
    """
    try:
        article = read_item(item, allow_thin=allow_thin)
        record = await brief_story(article, desk=desk)
    except (BudgetError, ConfigError, Pending):
        raise
    except CompletionError as error:
        return Outcome(None, str(error), again=endpoint_failed(error), usage=error.usage or NOTHING)
    except BrieferError as error:
        return Outcome(None, str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one article may not cost the other million theirs
        return Outcome(None, f"a fault in briefer: {type(error).__name__}: {error}", again=True)
    return Outcome(
        packed(record.model_dump_json()),
        None,
        verdict=record.fidelity.verdict,
        held=len(record.brief.held),
        usage=record.usage,
    )


def endpoint_failed(error: BrieferError) -> bool:
    """Whether an error says something about the endpoint, not about the article."""
    return isinstance(error, ProviderError) and not isinstance(error, ContextError)

"""The engine without a model: a Story comes in, a Draft of the story's own sentences goes out.

Split sorts the numbered sentences by their signals, compose selects among them inside the house's bands;
both are pure. What must never happen inside: a word that the source does not have, a sentence that is no
part of the story (promo, bio, caption, related link), a network call, a model, or anything that takes
longer than the text is long.
"""

from __future__ import annotations

from briefer.write.extractive.engine import ExtractiveEngine, section_from_source
from briefer.write.extractive.headings import split_by_headings

__all__ = ["ExtractiveEngine", "section_from_source", "split_by_headings"]

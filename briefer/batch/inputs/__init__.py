"""What a batch reads: files of many kinds in, Items out, one after another, the same ones in every run.

What enters is a path as a person types it. What leaves is an iterator that holds a page at a time. What must never
happen inside: one bad line, page or file ends the rest, or is left out without a word.
"""

from briefer.batch.inputs.columns import Columns
from briefer.batch.inputs.found import Found, find
from briefer.batch.inputs.opening import Input, count_hint, count_items, open_input
from briefer.batch.inputs.sample import sampled

__all__ = ["Columns", "Found", "Input", "count_hint", "count_items", "find", "open_input", "sampled"]

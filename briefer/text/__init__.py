"""Text in, values out: spans, normalisation, sentences, quotations and speakers, numbers, dates, names.

Everything here is pure: no clock, no environment, no network, no file but the package's own word lists. Offsets are
half-open and count Unicode code points of the text that was given.
"""

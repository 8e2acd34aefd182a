"""A Story in, a Brief out: engines that split and compose, the model client, grounding, repair, holding back.

What leaves holds nothing unproved: every quotation is the source's own characters, every statement has passed
its checks, and what failed is held with the reason. Never inside: rendering, delivery, or a judgement that
the checks did not make. I/O stands in `wire` (the endpoint) and `cache` (SQLite); the rest is pure or awaits
them.
"""

"""Briefs for very many articles: read in bounded memory, briefed over all cores, kept as they come, resumable.

What enters is an archive: JSON Lines, Parquet, files, WARC. What leaves is one row an article, in the input's order. What
must never happen inside: an article briefed twice, one lost, a file of results that is not whole.
"""

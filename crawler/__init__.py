"""Where news comes from: sources, the spiders that read them, and the extraction of articles from pages.

Knows no archive: what is remembered comes in as a `Memory`, what is found goes out to a `Sink` (crawler.ports).
"""

"""Files in and out: awesome lists, bookmarks, OPML, CSV, BibTeX, plain lists and our own lossless JSON.

Translation only: bytes become Drafts, TagDrafts and Skips, and Drafts become files. Nothing is normalised here that
``bot`` decides about (tag names, duplicates, the kind of an address), and nothing is stored.
"""

from adapters.files.formats import CARRIES, FORMATS, detect, read, starter, write
from adapters.files.reading import Progress

__all__ = ["CARRIES", "FORMATS", "Progress", "detect", "read", "starter", "write"]

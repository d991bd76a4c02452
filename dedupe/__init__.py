"""What is the same: texts tidied, reduced to fingerprints, compared, and placed in stories. Pure: no database, network or clock."""

from dedupe.tidy import Tidied, tidy

__all__ = ["Tidied", "tidy"]

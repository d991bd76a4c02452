"""What is the same: texts tidied, reduced to fingerprints, compared, and placed in stories. Pure: no database, network or clock."""

from dedupe.compare import compare
from dedupe.fingerprint import FINGERPRINT_VERSION, fingerprint
from dedupe.tidy import Tidied, tidy

__all__ = ["FINGERPRINT_VERSION", "Tidied", "compare", "fingerprint", "tidy"]

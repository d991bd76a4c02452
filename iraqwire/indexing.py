"""The index of fingerprints made again where it is missing or older than this iraqwire, before anything is taken in."""

from rich.console import Console

from dedupe import FINGERPRINT_VERSION, fingerprint
from iraqwire.progress import indexing_progress
from storage import Archive


def ready_index(archive: Archive, console: Console | None = None) -> bool:
    """Makes the archive's index again where it cannot be used; whether that was so. The console is told, on a terminal with a bar.

    For the holder of the writer lock.
    """
    trouble = archive.candidates.trouble(FINGERPRINT_VERSION)
    if not trouble:
        return False
    if console is None:
        archive.candidates.rebuild(fingerprint)
        return True
    console.print(f"{trouble}: it is made again from the texts", style="yellow", highlight=False, soft_wrap=True, markup=False)
    if not console.is_terminal:
        archive.candidates.rebuild(fingerprint)
        return True
    with indexing_progress(console) as told:
        archive.candidates.rebuild(fingerprint, told)
    return True

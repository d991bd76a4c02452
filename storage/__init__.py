"""What is remembered: the archive, one SQLite file. `Archive` is the way in; `locks` says who may write for long."""

from storage.archive import Archive

__all__ = ["Archive"]

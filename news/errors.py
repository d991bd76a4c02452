"""The one error tree of iraqwire.

    IraqwireError                  exit 1: something failed
    ├── UsageError                 exit 2: the command or the configuration is wrong
    │   ├── ConfigError
    │   ├── QueryError
    │   └── UnknownName
    ├── ArchiveError
    │   ├── ArchiveBusy
    │   ├── ArchiveTooNew
    │   └── RawPageLost
    ├── CrawlError
    ├── ServeError
    ├── ImportFailed
    └── NotAnArticle

An error says in one line what is wrong, naming the thing, and what a person can do about it.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from news.model import Mention


class IraqwireError(Exception):
    """`message` names the thing and what is wrong with it; `mend` says what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message, mend)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message}; {self.mend}" if self.mend else self.message


class UsageError(IraqwireError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration, catalogue or topic file that cannot be used as it is."""


class QueryError(UsageError):
    """A query that does not parse."""


class UnknownName(UsageError):
    """A source, topic or article that nothing here goes by."""


class ArchiveError(IraqwireError):
    """The archive cannot be read or written."""


class ArchiveBusy(ArchiveError):
    """Another process holds the archive for a long piece of writing."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer iraqwire."""


class RawPageLost(ArchiveError):
    """A page that was kept cannot be read again: its file is missing, or the record torn."""


class CrawlError(IraqwireError):
    """A crawl brought nothing because no source answered."""


class ServeError(IraqwireError):
    """The server cannot start, its port being taken for instance."""


class ImportFailed(IraqwireError):
    """A file of articles cannot be read."""


class NotAnArticle(IraqwireError):
    """A page that holds no article: `reason` is a short key that runs count by; its `mentions` are kept all the same.

    `detail` says more for a person to read, the name of an unforeseen exception for instance.
    """

    def __init__(self, reason: str, url: str = "", mentions: "tuple[Mention, ...]" = (), detail: str = "") -> None:
        super().__init__(f"{url or 'page'}: no article ({f'{reason}: {detail}' if detail else reason})")
        self.reason = reason
        self.url = url
        self.mentions = mentions
        self.detail = detail

    def __reduce__(self) -> "tuple[type[NotAnArticle], tuple[str, str, tuple[Mention, ...], str]]":
        return type(self), (self.reason, self.url, self.mentions, self.detail)

"""What the archive's tables are: commented DDL, brought about by numbered migrations.

Names without an underscore are the public contract (docs/archive.md); those with one are private. Times are ISO 8601 UTC text.
A released migration is never edited: a change is a new one.
"""

from sqlite_utils import Database, Migrations

from news.errors import ArchiveError, ArchiveTooNew
from news.headlines import headline_key
from news.language import direction_of
from storage.addresses import key_of, public_form, refusal_key
from storage.connection import APPLICATION_ID, Connection

migrations = Migrations("iraqwire")

TABLES = (
    # An outlet. Health: `failures` counts entry points that failed since one last answered, `articles` those archived in all.
    """CREATE TABLE sources (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, home TEXT NOT NULL, languages TEXT NOT NULL, kind TEXT NOT NULL,
        scope TEXT NOT NULL, enabled INTEGER NOT NULL,
        last_success_at TEXT, last_failure_at TEXT, last_error TEXT,
        failures INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL DEFAULT 0,
        _timezone TEXT NOT NULL, _entry TEXT NOT NULL, _labels TEXT NOT NULL
    )""",
    # One outlet's text. AUTOINCREMENT: the id of an article that was taken down is never given to another.
    # `credit` is the outlet that the text credits; `_credit` the rest of that Credit as JSON.
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL REFERENCES sources(id), url TEXT NOT NULL UNIQUE,
        canonical_url TEXT, title TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, language TEXT,
        authors TEXT NOT NULL, published_at TEXT, published_from TEXT, modified_at TEXT, first_seen_at TEXT NOT NULL,
        story_id TEXT NOT NULL REFERENCES stories(id) DEFERRABLE INITIALLY DEFERRED,
        role TEXT NOT NULL CHECK (role IN ('original', 'copy', 'excerpt', 'update', 'roundup')), credit TEXT,
        _credit TEXT, _clipped INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX _articles_story ON articles (story_id)",
    # What filters and counts look at, apart from the long texts that it stands behind in the row itself.
    "CREATE INDEX _articles_brief ON articles (id, story_id, source_id, language, published_at, first_seen_at)",
    # One text, whoever carries it. `lead_id`: the article shown.
    """CREATE TABLE stories (
        id TEXT PRIMARY KEY, lead_id INTEGER NOT NULL REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
        first_seen_at TEXT NOT NULL, updated_at TEXT NOT NULL, merged_into TEXT REFERENCES stories(id)
    )""",
    "CREATE INDEX _stories_admitted ON stories (first_seen_at)",
    "CREATE INDEX _stories_lead ON stories (lead_id)",
    "CREATE INDEX _stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL",
    # Why two articles are, or are not, one story: `role` is what article_id is to other_id. Appended to, never rewritten.
    """CREATE TABLE verdicts (
        article_id INTEGER NOT NULL REFERENCES articles(id), other_id INTEGER NOT NULL REFERENCES articles(id), same INTEGER NOT NULL,
        role TEXT, containment REAL NOT NULL, jaccard REAL NOT NULL, rule TEXT NOT NULL,
        by TEXT NOT NULL CHECK (by IN ('rule', 'reader')), version INTEGER NOT NULL, decided_at TEXT NOT NULL, evidence TEXT NOT NULL
    )""",
    "CREATE INDEX _verdicts_article ON verdicts (article_id)",
    "CREATE INDEX _verdicts_other ON verdicts (other_id)",
    # A headline line on a page: another outlet's story, named but not told. `_address`: its url as _addresses has it, null where
    # it gives none. `matched_id` is what _addresses says of that; the last index finds the lines whose article is yet to come.
    """CREATE TABLE mentions (
        page_url TEXT NOT NULL, article_id INTEGER REFERENCES articles(id), title TEXT NOT NULL, outlet TEXT NOT NULL,
        published_on TEXT, url TEXT NOT NULL, matched_id INTEGER REFERENCES articles(id),
        _address TEXT
    )""",
    "CREATE INDEX _mentions_page ON mentions (page_url)",
    "CREATE INDEX _mentions_article ON mentions (article_id) WHERE article_id IS NOT NULL",
    "CREATE INDEX _mentions_matched ON mentions (matched_id) WHERE matched_id IS NOT NULL",
    "CREATE INDEX _mentions_unmatched ON mentions (_address) WHERE matched_id IS NULL AND _address IS NOT NULL",
    # What an article said before; `seen_at` is when the text that took its place was seen.
    """CREATE TABLE revisions (
        article_id INTEGER NOT NULL REFERENCES articles(id), seen_at TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL
    )""",
    "CREATE INDEX _revisions_article ON revisions (article_id)",
    # One crawl or import. `counts` is a JSON object of figures by name; `finished_at` stays null where it was killed.
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, counts TEXT NOT NULL
    )""",
    # One entry point or page that a run asked for. `bytes` is the size of the body.
    """CREATE TABLE fetches (
        run_id INTEGER NOT NULL REFERENCES runs(id), source_id TEXT NOT NULL REFERENCES sources(id), url TEXT NOT NULL,
        status INTEGER NOT NULL, outcome TEXT NOT NULL, article_id INTEGER REFERENCES articles(id), fetched_at TEXT NOT NULL,
        bytes INTEGER NOT NULL, error TEXT NOT NULL, warc_file TEXT, warc_offset INTEGER
    )""",
    "CREATE INDEX _fetches_run ON fetches (run_id)",
    "CREATE INDEX _fetches_article ON fetches (article_id) WHERE article_id IS NOT NULL",
    """CREATE TABLE article_topics (
        article_id INTEGER NOT NULL REFERENCES articles(id), topic_id TEXT NOT NULL, matched_at TEXT NOT NULL,
        PRIMARY KEY (topic_id, article_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX _article_topics_article ON article_topics (article_id)",
    # news.query.FoldedText by articles.id. Folding is Python's, so that the tokenizer is one that every stock tool has.
    """CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, opening, rest, acronyms, tokenize = 'unicode61 remove_diacritics 0'
    )""",
    # Every address an article was listed or fetched under, by its key. article_id null: refused for good.
    "CREATE TABLE _addresses (url TEXT PRIMARY KEY, article_id INTEGER REFERENCES articles(id)) WITHOUT ROWID",
    "CREATE INDEX _addresses_article ON _addresses (article_id) WHERE article_id IS NOT NULL",
    # Listed and not settled yet. `key`: that of `url` in _addresses. `tries`: fetches that may fare better again.
    """CREATE TABLE _listings (
        key TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), url TEXT NOT NULL, title TEXT NOT NULL,
        published_at TEXT, found_on TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX _listings_source ON _listings (source_id)",
    # What an entry point is asked again with.
    """CREATE TABLE _entry_points (
        url TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), etag TEXT NOT NULL, last_modified TEXT NOT NULL,
        read_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    # news.model.Fingerprint. `bands` and `passages` are little-endian 64-bit hashes, from which the two indexes below can be
    # made again, and by which an article's rows are found in them.
    """CREATE TABLE _fingerprints (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id), version INTEGER NOT NULL, signature BLOB NOT NULL, length INTEGER NOT NULL,
        bands BLOB NOT NULL, passages BLOB NOT NULL
    )""",
    # The two inverted indexes, without foreign keys: checking them would cost as much as writing them. Hashes as signed integers.
    "CREATE TABLE _bands (hash INTEGER, article_id INTEGER, PRIMARY KEY (hash, article_id)) WITHOUT ROWID",
    "CREATE TABLE _passages (hash INTEGER, article_id INTEGER, PRIMARY KEY (hash, article_id)) WITHOUT ROWID",
    # By which version of the topics an article was last judged.
    "CREATE TABLE _judged (article_id INTEGER PRIMARY KEY REFERENCES articles(id), version TEXT NOT NULL)",
    "CREATE TABLE _settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


@migrations(name="001 the archive")
def _first(db: Database) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in TABLES:
        db.execute(statement)


# What an article's page calls its address, where that is another (records.claim_of).
CLAIMS = (
    "ALTER TABLE articles ADD COLUMN _claim TEXT",
    "CREATE INDEX _articles_claim ON articles (_claim) WHERE _claim IS NOT NULL",
)


@migrations(name="002 address keys")
def _keys(db: Database) -> None:
    for statement in CLAIMS:
        db.execute(statement)
    rekey(db)


def rekey(db: Database) -> None:
    """Every kept address under today's key (news.urls.address_key); to be called again by a migration when that changes.

    An address that leads to an article wins over one refused for good, the article admitted first over a later one, the first of
    two listings. What lay under different keys and shares one now stays where it is: no article is taken out.
    """
    for function in (key_of, public_form, refusal_key):
        db.conn.create_function(function.__name__, 1, function, deterministic=True)
    for statement in (
        # _addresses: `url` is a key, or the very address of a refused rendition.
        "CREATE TEMP TABLE _rekeyed AS SELECT iif(article_id IS NULL, refusal_key(url), key_of(url)) AS url, min(article_id) AS article_id"
        " FROM _addresses GROUP BY 1",
        "DELETE FROM _addresses",
        "INSERT INTO _addresses (url, article_id) SELECT url, article_id FROM _rekeyed",
        "DROP TABLE _rekeyed",
        "DELETE FROM _listings WHERE rowid NOT IN (SELECT min(rowid) FROM _listings GROUP BY key_of(url))",
        "UPDATE _listings SET key = '-' || rowid",  # out of the way of each other
        "UPDATE _listings SET key = key_of(url)",
        "DELETE FROM _listings WHERE key IN (SELECT url FROM _addresses WHERE article_id IS NOT NULL)",
        "UPDATE mentions SET page_url = public_form(page_url), _address = iif(url = '', NULL, key_of(url))",
        "UPDATE mentions SET matched_id = (SELECT article_id FROM _addresses WHERE _addresses.url = _address)"
        " WHERE matched_id IS NULL AND _address IS NOT NULL",
        "UPDATE articles SET _claim = nullif(key_of(canonical_url), key_of(url)) WHERE canonical_url IS NOT NULL",
    ):
        db.execute(statement)


ENTRY_POINTS = (
    # Where a source tells what it has published, and how it answered. `changed_at`: when it last named what it had not before.
    # `yielded_at`, `articles`: when it last brought an article, and how many in all. `due_at`: when to ask it next.
    # Private: validators, `_whole_at` (the last answer in full), `_trace` and `_arrivals` (news.trace, news.pace) as JSON,
    # `_parts` (of an index: its sitemaps, and when each had changed).
    """CREATE TABLE entry_points (
        url TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), kind TEXT NOT NULL DEFAULT '',
        probation INTEGER NOT NULL DEFAULT 0, first_asked_at TEXT, read_at TEXT, changed_at TEXT, yielded_at TEXT, failed_at TEXT,
        articles INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, due_at TEXT,
        _etag TEXT NOT NULL DEFAULT '', _last_modified TEXT NOT NULL DEFAULT '', _whole_at TEXT, _length INTEGER NOT NULL DEFAULT 0,
        _trace TEXT NOT NULL DEFAULT '', _arrivals TEXT NOT NULL DEFAULT '', _parts TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID""",
    "CREATE INDEX _entry_points_source ON entry_points (source_id)",
    """INSERT INTO entry_points (url, source_id, first_asked_at, read_at, _etag, _last_modified)
        SELECT url, source_id, read_at, read_at, etag, last_modified FROM _entry_points""",
    "DROP TABLE _entry_points",
    # Two readings of an entry point between which something may have been missed. `closed_by`: the address whose answer reached
    # from the one to the other. `_before`, `_after`: address hashes of the two readings, as JSON.
    """CREATE TABLE gaps (
        id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), entry_url TEXT NOT NULL,
        since TEXT NOT NULL, until TEXT NOT NULL, found_at TEXT NOT NULL, closed_at TEXT, closed_by TEXT,
        _before TEXT NOT NULL, _after TEXT NOT NULL
    )""",
    "CREATE INDEX _gaps_open ON gaps (source_id) WHERE closed_at IS NULL",
    "ALTER TABLE _listings ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE _listings ADD COLUMN content TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE _listings ADD COLUMN listed_at TEXT",
    "ALTER TABLE _listings ADD COLUMN tried_at TEXT",
    "UPDATE _listings SET listed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
    # The same story by the same outlet in another language. `_address` and `other_id` as in mentions.
    """CREATE TABLE translations (
        article_id INTEGER NOT NULL REFERENCES articles(id), language TEXT NOT NULL, url TEXT NOT NULL,
        other_id INTEGER REFERENCES articles(id), _address TEXT NOT NULL, PRIMARY KEY (article_id, url)
    ) WITHOUT ROWID""",
    "CREATE INDEX _translations_other ON translations (other_id) WHERE other_id IS NOT NULL",
    "CREATE INDEX _translations_unmatched ON translations (_address) WHERE other_id IS NULL",
)


@migrations(name="003 entry points and gaps")
def _third(db: Database) -> None:
    for statement in ENTRY_POINTS:
        db.execute(statement)


INDEX = (
    "DROP TABLE _fingerprints",
    "DROP TABLE _bands",
    "DROP TABLE _passages",
    # The index of fingerprints (storage.candidates): the files beside the archive that make it up, the oldest first, and what was
    # added since the last of them was written, as little-endian 64-bit postings. The setting `index` is its version.
    "CREATE TABLE _segments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, count INTEGER NOT NULL)",
    "CREATE TABLE _tail (id INTEGER PRIMARY KEY, postings BLOB NOT NULL)",
)


@migrations(name="004 the index in segments")
def _fourth(db: Database) -> None:
    for statement in INDEX:
        db.execute(statement)


ORIGINS = (
    # By which mentions and credits find articles: news.headlines.headline_key of the title.
    "ALTER TABLE articles ADD COLUMN _headline INTEGER",
    "UPDATE articles SET _headline = headline_key(title)",
    "CREATE INDEX _articles_headline ON articles (_headline) WHERE _headline IS NOT NULL",
    # `matched_by`: address or headline. An address is the better word: the last index finds what it may overrule.
    "ALTER TABLE mentions ADD COLUMN matched_by TEXT CHECK (matched_by IN ('address', 'headline'))",
    "ALTER TABLE mentions ADD COLUMN _headline INTEGER",
    "UPDATE mentions SET _headline = headline_key(title), matched_by = iif(matched_id IS NULL, NULL, 'address')",
    "CREATE INDEX _mentions_headline ON mentions (_headline) WHERE matched_id IS NULL AND _headline IS NOT NULL",
    "CREATE INDEX _mentions_by_headline ON mentions (_address) WHERE matched_by = 'headline' AND _address IS NOT NULL",
    # Where a page has its text from. `origin_id`: that article where it is archived. `_address` as in mentions, `_headline`
    # of its title, else of the page's; the indexes find what waits for its origin.
    """CREATE TABLE origins (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id), outlet TEXT NOT NULL, source_id TEXT REFERENCES sources(id),
        title TEXT NOT NULL, url TEXT NOT NULL, how TEXT NOT NULL CHECK (how IN ('link', 'credit', 'headline', 'dateline')),
        evidence TEXT NOT NULL, origin_id INTEGER REFERENCES articles(id), found_at TEXT NOT NULL, _address TEXT, _headline INTEGER
    )""",
    "CREATE INDEX _origins_address ON origins (_address) WHERE origin_id IS NULL AND _address IS NOT NULL",
    "CREATE INDEX _origins_headline ON origins (_headline) WHERE origin_id IS NULL AND _headline IS NOT NULL",
    "CREATE INDEX _origins_origin ON origins (origin_id) WHERE origin_id IS NOT NULL",
    "ALTER TABLE sources ADD COLUMN _domains TEXT NOT NULL DEFAULT '[]'",
)


@migrations(name="005 headlines and origins")
def _fifth(db: Database) -> None:
    db.conn.create_function("headline_key", 1, headline_key, deterministic=True)
    for statement in ORIGINS:
        db.execute(statement)


@migrations(name="006 the reader's words")
def _sixth(db: Database) -> None:
    db.execute("CREATE INDEX _verdicts_reader ON verdicts (article_id, other_id) WHERE by = 'reader'")


PAGES = (
    # What a page says beside its text: the outlet's own section, the lead image, the direction of the text, and for each
    # column that the page gave which part of it: {"title": "json-ld"}.
    "ALTER TABLE articles ADD COLUMN section TEXT",
    "ALTER TABLE articles ADD COLUMN image_url TEXT",
    "ALTER TABLE articles ADD COLUMN image_alt TEXT",
    "ALTER TABLE articles ADD COLUMN direction TEXT",
    "ALTER TABLE articles ADD COLUMN found_in TEXT NOT NULL DEFAULT '{}'",
)


@migrations(name="007 what pages say")
def _seventh(db: Database) -> None:
    db.conn.create_function("direction_of", 1, direction_of, deterministic=True)
    for statement in PAGES:
        db.execute(statement)
    db.execute("UPDATE articles SET direction = direction_of(language)")


FURNITURE = (
    # Lines of each source's latest pages by their keys (storage.furniture), of which those that come again and again are its site's.
    # `opening`: of the first paragraph. `labels`, `prose`: little-endian signed 64-bit hashes, of short lines and of sentences.
    """CREATE TABLE _page_lines (
        id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), story_id TEXT NOT NULL, opening INTEGER NOT NULL,
        labels BLOB NOT NULL, prose BLOB NOT NULL
    )""",
    "CREATE INDEX _page_lines_source ON _page_lines (source_id, id)",
)


@migrations(name="008 the lines that sites repeat")
def _eighth(db: Database) -> None:
    for statement in FURNITURE:
        db.execute(statement)


def migrate(connection: Connection) -> None:
    """Brings the archive's tables up to date, all or none of it.

    Raises ArchiveTooNew where a newer iraqwire has been here, ArchiveError where a readonly archive is behind.
    """
    with connection.errors():
        if not _behind(connection):
            return
    if connection.readonly:
        raise ArchiveError(f"{connection.path} was made by an older iraqwire", "bring it up to date first: iraqwire publish")
    with connection.transaction():  # two processes may be here: the second waits, and finds it done
        if _behind(connection):
            migrations.apply(connection.db)


def _behind(connection: Connection) -> bool:
    applied = {migration.name for migration in migrations.applied(connection.db)}
    known = {migration.name for migration in migrations._migrations}
    if applied - known:
        raise ArchiveTooNew(f"{connection.path} was written by a newer iraqwire", "update iraqwire, or name another with --archive")
    return applied != known

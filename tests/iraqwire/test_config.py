"""The configuration: every wrong key is named, every path is where the file is."""

from pathlib import Path

import pytest

from iraqwire.config import build_config, load_config
from news.errors import ConfigError, UnknownName

SOURCE = {"id": "a", "name": "A", "home": "http://a.example/", "entry": [{"kind": "feed", "url": "http://a.example/rss"}]}


def test_the_defaults_are_the_catalogue_on_loopback(tmp_path: Path) -> None:
    config = build_config({}, None, tmp_path)
    assert {"shafaq", "rudaw", "ina"} <= {source.id for source in config.sources}
    assert config.archive == tmp_path / "iraqwire.db"
    assert config.raw == tmp_path / "raw"
    assert config.publish.content == "full"
    assert len(config.topics.topics) == 13


@pytest.mark.parametrize(
    ("text", "named", "mend"),
    [
        ("[crawl]\ndealy = 1.0", "crawl.dealy is no setting", "did you mean crawl.delay?"),
        ("[crwal]\ndelay = 1.0", "crwal is no setting", "did you mean crawl?"),
        ("[crawl]\nworkers = 0", "crawl.workers cannot be 0", "greater than or equal to 1"),
        ('[crawl]\nworkers = "two"', "crawl.workers cannot be 'two'", "integer"),
        ('[crawl]\nproxy = "localhost:99"', "crawl.proxy", "http://host:port"),
        ('[crawl]\nproxy = "https://localhost:99"', "crawl.proxy", "http://host:port"),
        ('[crawl]\nproxy = "http://localhost:99999"', "crawl.proxy", "http://host:port"),
        ("[serve]\nport = 99999", "serve.port cannot be 99999", "65535"),
        ('[schedule]\nnightly = "at night"', "schedule.nightly", "five fields"),
        ('[schedule]\ntimezone = "Mars/Base"', "schedule.timezone", "no such time zone"),
        ('[publish]\nbase_url = "https://news.example.org"', "publish.content is not set", '"full", "excerpt" or "link"'),
        ('[publish]\ncontent = "all"', "publish.content cannot be 'all'", "'full', 'excerpt' or 'link'"),
        ('[[topic]]\nid = "x"\ntitle = "X"\nqery = "a"', "topic.0.qery is no setting", "did you mean"),
        ('[[topic]]\nid = "x"\ntitle = "X"\nquery = "(a"', "x", "not closed"),
        ('[[source]]\nid = "a"\nname = "A"\nhome = "http://a.example/"\nentri = []', "entri", "entry"),
        ('[schedule]\nnightly = "0 2 31 2 *"', "schedule.nightly", "there is no such day"),
        ('[crawl]\nallow_private = ["garbage!"]', "crawl.allow_private", "no host and no network"),
        ('[crawl]\nuser_agent = "a\\nb"', "crawl.user_agent", "one line"),
        ('[publish]\nbase_url = "https://x.org:99999/"', "publish.base_url", "give it as"),
        ("[crawl\n", "no valid TOML", "correct that line"),
    ],
)
def test_a_wrong_key_is_named_with_its_mend(tmp_path: Path, text: str, named: str, mend: str) -> None:
    file = tmp_path / "iraqwire.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_config(file)
    assert named in str(error.value)
    assert mend in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml: there is no such file"):
        load_config(tmp_path / "missing.toml")


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "iraqwire.toml"
    file.write_text('[archive]\npath = "data/news.db"\nraw = "data/pages"\n[publish]\ndirectory = "out"', encoding="utf-8")
    config = load_config(file)
    assert config.archive == tmp_path / "data/news.db"
    assert config.raw == tmp_path / "data/pages"
    assert build_config({"archive": {"raw": ""}}, None, tmp_path).raw is None
    assert config.publish.directory == tmp_path / "out"
    assert load_config(file, Path("/elsewhere/x.db")).archive == Path("/elsewhere/x.db")


def test_a_source_of_ours_replaces_the_shipped_one(tmp_path: Path) -> None:
    config = build_config({"source": [{**SOURCE, "id": "rudaw"}]}, None, tmp_path)
    assert config.source("rudaw").name == "A"
    alone = build_config({"crawl": {"catalogue": False}, "source": [SOURCE]}, None, tmp_path)
    assert [source.id for source in alone.sources] == ["a"]


def test_two_sources_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"two .* have the id .a."):
        build_config({"source": [SOURCE, SOURCE]}, None, tmp_path)


def test_an_unknown_source_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"did you mean .*rudaw"):
        build_config({}, None, tmp_path).source("rudow")


def test_a_topic_of_ours_joins_the_shipped_ones(tmp_path: Path) -> None:
    config = build_config({"topic": [{"id": "marshes", "title": "The marshes", "query": "about(marsh, الأهوار)"}]}, None, tmp_path)
    assert "marshes" in {topic.id for topic in config.topics.topics}
    assert len(config.topics.topics) == 14

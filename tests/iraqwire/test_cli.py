"""What a person meets who does something wrong: one line that names it and the mend, and nothing written by halves."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from shell import iraqwire

from iraqwire import cli

SOURCE = '[crawl]\ncatalogue = false\nproxy = "http://127.0.0.1:9"\ntimeout = 3\n[[source]]\nid = "a"\nname = "A"\nhome = "http://a.example/"\nentry = [{ kind = "feed", url = "http://a.example/rss" }]\n'


def complaint(*arguments: str, cwd: Path, code: int) -> str:
    done = iraqwire(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    line = done.stderr.strip()
    assert "\n" not in line
    assert line.startswith("iraqwire: "), line
    return line


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text("[crawl]\ndealy = 1", encoding="utf-8")
    assert "crawl.dealy is no setting; did you mean crawl.delay?" in complaint("crawl", cwd=tmp_path, code=2)
    assert not (tmp_path / "iraqwire.db").exists()


def test_a_source_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert "'rudow'; did you mean rudaw" in complaint("crawl", "--source", "rudow", cwd=tmp_path, code=2)
    assert not (tmp_path / "iraqwire.db").exists()


def test_no_network_at_all_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text(SOURCE, encoding="utf-8")
    done = iraqwire("crawl", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert "iraqwire: no source answered (refused: the proxy http://127.0.0.1:9" in done.stderr
    assert "check the network" in done.stderr
    assert list(json.loads(done.stdout)["sources_failed"]) == ["a"]


def test_a_crawl_of_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text("[crawl]\ncatalogue = false\n", encoding="utf-8")
    assert "there is no source to crawl; add a [[source]]" in complaint("crawl", cwd=tmp_path, code=2)
    assert not (tmp_path / "iraqwire.db").exists()


def test_serving_where_there_is_no_archive_makes_none(tmp_path: Path) -> None:
    assert "iraqwire.db" in complaint("serve", cwd=tmp_path, code=1)
    assert not (tmp_path / "iraqwire.db").exists()


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "iraqwire.toml").write_text(SOURCE, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "iraqwire", "publish", "--json"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


@pytest.mark.parametrize("command", [["crawl", "--source", "a"], ["search", "oil"], ["publish"], ["export"], ["serve"]])
def test_a_file_that_is_no_archive_is_named_and_left_alone(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "iraqwire.toml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "iraqwire.db").write_bytes(b"these are my holiday pictures" * 100)
    assert "iraqwire.db" in complaint(*command, cwd=tmp_path, code=1)
    assert (tmp_path / "iraqwire.db").read_bytes().startswith(b"these are my holiday pictures")


def test_a_search_without_an_archive_says_how_to_get_one(tmp_path: Path) -> None:
    assert "iraqwire.db" in complaint("search", "oil", cwd=tmp_path, code=1)
    assert not (tmp_path / "iraqwire.db").exists()


@pytest.mark.parametrize("command", ["serve", "daemon"])
def test_a_port_in_use_is_named(tmp_path: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "iraqwire.toml").write_text(f"{SOURCE}[serve]\nport = {port}\n", encoding="utf-8")
        iraqwire("publish", cwd=tmp_path)
        done = iraqwire(command, cwd=tmp_path)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_query_or_topic_or_article_is_named(tmp_path: Path) -> None:
    iraqwire("publish", cwd=tmp_path)
    assert "character 1 is not closed" in complaint("search", "(oil", cwd=tmp_path, code=2)
    assert "no topic has the id 'oel'" in complaint("search", "oil", "--topic", "oel", cwd=tmp_path, code=2)
    assert "no article has the id or address '7'" in complaint("why", "7", "8", cwd=tmp_path, code=2)


def test_wrong_usage_exits_with_two(tmp_path: Path) -> None:
    assert iraqwire("crawl", "--nonsense", cwd=tmp_path).returncode == 2
    assert iraqwire("craw", cwd=tmp_path).returncode == 2
    assert iraqwire("search", "oil", "--since", "yesterday", cwd=tmp_path).returncode == 2


def test_an_archive_in_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere" in complaint("publish", "--archive", "/proc/nowhere/iraqwire.db", cwd=tmp_path, code=1)


def test_output_in_a_pipe_holds_results_alone(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><title>x</title><p>too little", encoding="utf-8")
    done = iraqwire("extract", "page.html", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("{")
    assert "\x1b" not in done.stdout + done.stderr


def test_an_import_that_brings_nothing_fails_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"url": "http://a.example/"}\nnot json\n', encoding="utf-8")
    done = iraqwire("import", "bad.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert "bad.jsonl:1: 'text' is missing" in done.stderr
    assert "bad.jsonl:2: no JSON; each line is to be one JSON object" in done.stderr
    for name, body, said in (
        ("empty.jsonl", b"\n", "empty.jsonl: there is nothing in it"),
        ("array.jsonl", b'[{"url": 1}]\n', "array.jsonl:1: no JSON object; each line is to be one"),
        ("binary.jsonl", b"\xff\xd8\xff\xe0\x91", "binary.jsonl:1: no text in UTF-8"),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(99), "picture.html: "),
    ):
        (tmp_path / name).write_bytes(body)
        done = iraqwire("import", name, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert "there is no such file" in complaint("import", "none.jsonl", cwd=tmp_path, code=1)
    assert "is a folder" in complaint("import", ".", cwd=tmp_path, code=1)
    assert "--url names the address of one .html page" in complaint(
        "import", "bad.jsonl", "--url", "http://a.example/", cwd=tmp_path, code=2
    )


def test_what_is_imported_is_found_by_topic_at_once(tmp_path: Path) -> None:
    text = "Displaced families left the camp near Mosul in Iraq on Monday, aid workers said, and went home to empty villages. " * 4
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"url": "http://a.example/1", "title": "Displaced families leave camp near Mosul", "text": text, "source": "a"}),
        encoding="utf-8",
    )
    assert iraqwire("import", "in.jsonl", cwd=tmp_path).returncode == 0
    assert "a.example" in iraqwire("search", "mosul", "--topic", "displacement", cwd=tmp_path).stdout


def test_a_fault_of_ours_is_one_line_and_whole_with_debug(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*arguments: object) -> None:
        raise KeyError("what nobody thought of")

    monkeypatch.setattr("iraqwire.config.load_config", fail)
    assert cli.run(["search", "oil"]) == 1
    line = capsys.readouterr().err
    assert line.startswith("iraqwire: KeyError: 'what nobody thought of'")
    assert line.count("\n") == 1
    assert cli.run(["search", "oil", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err

"""The user's documents say what the code does: their examples run, their tables are complete."""

import ast
import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from dedupe.compare import RULES
from iraqwire.cli import COMMANDS, cli
from iraqwire.config import _File, build_config
from news.model import ROUNDUP_OF_KNOWN
from news.query import parse

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(document: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_configuration_examples_load(document: Path, tmp_path: Path) -> None:
    for text in blocks(document, "toml"):
        build_config(tomllib.loads(text), None, tmp_path)


def test_the_configuration_table_has_every_key_and_default() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    named = {key for row in re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE) for key in re.findall(r"`([a-z]+\.[a-z_]+)`", row)}
    keys = {f"{table}.{key}" for table in _File.model_fields for key in getattr(_File.model_fields[table].annotation, "model_fields", {})}
    assert named == keys
    defaults = _File()
    for key, default in re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| `([^`]*)` \|", text, re.MULTILINE):
        table, name = key.split(".")
        assert tomllib.loads(f"x = {default}")["x"] == getattr(getattr(defaults, table), name), key


def test_query_examples_parse() -> None:
    text = (ROOT / "docs/queries.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    examples = [example for row in rows for example in re.findall(r"`([^`]+)`", row)]
    assert len(examples) >= 10
    for example in examples:
        parse(example)


def rules_of_dedupe() -> set[str]:
    """Every name that dedupe gives a verdict: the third word of `opinion`, and a `rule` that replaces another."""
    names: set[str] = set()
    for module in sorted((ROOT / "dedupe").glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("opinion"), args=[_, _, ast.Constant(str(name)), *_]):
                    names.add(name)
                case ast.Call(func=ast.Name("replace" | "Verdict"), keywords=keywords):
                    names.update(word.value.value for word in keywords if word.arg == "rule" and isinstance(word.value, ast.Constant))
    return names


def test_the_document_on_the_archive_explains_every_rule_in_the_order_in_which_they_are_asked() -> None:
    text = (ROOT / "docs/archive.md").read_text(encoding="utf-8").partition("## The rules\n")[2]
    explained = re.findall(r"^\| `(\w+)` \| (?:same|different|either) \| \S", text, re.MULTILINE)
    assert set(explained) == rules_of_dedupe() | {ROUNDUP_OF_KNOWN}
    assert len(explained) == len(set(explained)) >= len(RULES)
    asked = [name for rule in RULES for name in re.findall(r'opinion\(m, \w+, "(\w+)"', inspect.getsource(rule))]
    assert explained[: len(asked)] == asked


@pytest.mark.parametrize("document", ["README.md", "docs/sameness.md"])
def test_the_commands_of_the_documents_run(document: str, tmp_path: Path) -> None:
    """Against an archive of two pages of our own, made by the README's own import."""
    text = "Displacement from the marshes goes on, aid workers in Basra said on Tuesday, as wells run dry.\n" * 2
    record = '{{"url": "http://a.example/{n}", "title": "Families leave the marshes", "text": {t!r}, "source": "a"}}\n'
    (tmp_path / "old-pages.jsonl").write_text("".join(record.format(n=n, t=text).replace("'", '"') for n in (1, 2)), encoding="utf-8")
    paragraphs = "".join(f"<p>Paragraph {n} of a page about the marshes of southern Iraq and those who live on them.</p>" for n in range(9))
    (tmp_path / "saved-page.html").write_text(
        f"<html><title>Marshes</title><article><h1>Marshes</h1>{paragraphs}</article>", encoding="utf-8"
    )
    commands = [] if document == "README.md" else ["iraqwire import old-pages.jsonl"]
    commands += [
        line.removeprefix("$ ").partition("  #")[0].strip() for block in blocks(ROOT / document, "console") for line in block.splitlines()
    ]
    commands.sort(key=lambda command: "import old" not in command)
    for command in commands:
        command, _, output = command.partition(" > ")
        arguments = shlex.split(command.replace("17 42", "1 2"))
        assert arguments[0] == "iraqwire"
        done = subprocess.run([sys.executable, "-m", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == 0, (command, done.stderr)
        if output:
            (tmp_path / output).write_text(done.stdout, encoding="utf-8")


def test_every_command_and_option_has_help() -> None:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None) or parameter.name in ("limit", "form"), (name, parameter.name)

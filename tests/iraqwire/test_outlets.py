"""What link farms call outlets leads to the sources of the catalogue."""

import json
from pathlib import Path

import pytest

from crawler.catalogue import load_catalogue
from dedupe.origin import Outlets

FACTS = Path(__file__).parents[2].parent / "shared" / "facts" / "seed003_outlets.json"


@pytest.mark.skipif(not FACTS.is_file(), reason="no shared facts beside the project")
def test_every_outlet_of_the_first_link_farm_is_the_source_it_should_be() -> None:
    catalogue = load_catalogue()
    outlets, known = Outlets(catalogue), {source.id for source in catalogue}
    labels = {row["label"]: row["source_id"] for row in json.loads(FACTS.read_text(encoding="utf-8"))}
    found = {label: source.id if (source := outlets.named(label)) else None for label in labels}
    assert {label: (found[label], wanted) for label, wanted in labels.items() if wanted in known and found[label] != wanted} == {}
    assert {label: found[label] for label, wanted in labels.items() if wanted is None and found[label]} == {}


@pytest.mark.parametrize(
    ("outlet", "source_id"),
    [("أ ف ب", "afp"), ("AFP", "afp"), ("LA Times", "latimes"), ("شفق نيوز", "shafaq"), ("شەفەق نیوز", "shafaq"), ("رووداو", "rudaw")],
)
def test_outlets_are_known_by_their_names_in_three_languages(outlet: str, source_id: str) -> None:
    found = Outlets(load_catalogue()).named(outlet)
    assert found is not None
    assert found.id.startswith(source_id)

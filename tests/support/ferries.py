"""Paragraphs of two stories, and articles made of them, for tests of sameness."""

from datetime import UTC, datetime
from typing import Any

from news.model import Article

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
FERRY = [
    "The ferry that links the two banks at Qurna was out of service for a ninth day on Thursday because the two offices that share it could not agree who pays its crew.",
    "Farmers who would cross in ten minutes now drive for an hour and a half, and the price of a crate of cucumbers in the town's market has doubled since the boat was tied up.",
    '"We were told to wait for a letter," said its mate, Jabbar Salim, who has slept on board since the quarrel began so that nobody takes the fuel.',
    "The water directorate said the letter had been sent; the transport directorate said it had arrived without a stamp. A meeting is planned for Sunday in Basra.",
]
OTHER = [
    "Beekeepers in the hills above Akre have lost a third of their hives to a parasite that came with queens bought cheaply across the border.",
    "An association that counts four hundred members asked for a ban on imports and for a laboratory nearer than Erbil, where samples wait for weeks.",
    "Those who treated their hives early report a fair harvest, the more so as rain came late and the clover is still in flower.",
]
NOTICE = "This service is financed by its readers and by a foundation that has no say in what is reported; corrections are published at the foot of the page and a letter to the editor is answered within a week."


def article(*lines: str, name: str = "one", **more: Any) -> Article:
    return Article(url=f"http://{name}.example/{name}", source_id=name, title=more.pop("title", ""), text="\n".join(lines), **more)

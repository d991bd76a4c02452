"""A rule's opinion on two articles: the verdict with its evidence, as it is kept and shown."""

from collections.abc import Callable

from dedupe.measures import Measures
from dedupe.roles import role_of_first
from news.model import Verdict

RULES_VERSION = 6
"""Of the rules and their thresholds; kept with each verdict."""

Rule = Callable[[Measures], Verdict | None]
"""A verdict, or no opinion. Pure."""


def opinion(m: Measures, same: bool, rule: str, because: str) -> Verdict:
    """The verdict of the rule of this name. `because` is its part of the evidence; what was counted follows."""
    figures = "no figures to compare" if m.agreement is None else f"{m.agreement:.0%} of figures"
    counted = f"{m.shared} of {m.new} new passages ({m.popular} common ones ignored)"
    return Verdict(
        same=same,
        rule=rule,
        role=role_of_first(m) if same else None,
        containment=round(m.containment, 3),
        jaccard=round(m.jaccard, 3),
        version=RULES_VERSION,
        evidence=f"{because}; {counted}, {m.wording:.0%} of wording, {figures}",
    )

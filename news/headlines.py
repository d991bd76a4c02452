"""Headlines as they are recognised: without the outlet after them, by their letters alone."""

import re
from hashlib import blake2b

from news.text import letters

DASH = re.compile(r"\s[-–—]\s+|\s[-–—]$")
BAR = re.compile(r"\s[|·•]\s+")
SENTENCE_END = re.compile(r"[.!؟。…]['\"”’»)\]]{0,2}$")
OUTLET_CHARACTERS = 60

FEWEST_LETTERS = 12
"""Of a headline that can be told from others: "Weather", "Live updates" and "أخبار اليوم" have fewer."""


def split_outlet(headline: str) -> tuple[str, str]:
    """A headline and the outlet after its last dash, or after its last bar where it has no dash; "" where neither names one."""
    for separator in (DASH, BAR):
        places = list(separator.finditer(headline))
        if places:
            title, outlet = headline[: places[-1].start()], headline[places[-1].end() :]
            if not outlet and len(places) > 1:  # "Title - Outlet -"
                title, outlet = headline[: places[-2].start()], headline[places[-2].end() : places[-1].start()]
            if title.strip() and 0 < len(outlet.strip()) <= OUTLET_CHARACTERS and not SENTENCE_END.search(outlet.strip()):
                return title.strip(), outlet.strip()
            return headline.strip(), ""
    return headline.strip(), ""


def headline_key(title: str) -> int | None:
    """What headlines are looked up by: a signed 64-bit hash of the letters before the outlet; None where they are too few.

    Two headlines that are one have one key; two that have one key need not be one (an outlet may be a part of the headline).
    """
    spelled = letters(split_outlet(title)[0])
    if len(spelled) < FEWEST_LETTERS and len(spelled := letters(title)) < FEWEST_LETTERS:
        return None
    return int.from_bytes(blake2b(spelled.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)

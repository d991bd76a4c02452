"""Notices of consent that a known consent manager puts into the page: they are longer than a flash, and read like prose."""

import re

from lxml.html import HtmlElement

_MANAGERS = re.compile(
    r"didomi-|onetrust-|cybotcookiebot|qc-cmp2-|sp_message_container|cookie-law-info|cky-|cmplz-|iubenda-cs|usercentrics|truste-"
    r"|fc-consent-root|borlabscookie|moove_gdpr|tarteaucitron|cmpbox|cookieconsent|cookie-notice|cookie-banner|gdpr-cookie",
    re.IGNORECASE,
)


def drop_consent_boxes(tree: HtmlElement) -> None:
    """Takes off the tree every element whose id is one that consent managers give theirs; one around the page's heading stays."""
    boxes = [element for element in tree.iter("div", "section", "aside", "dialog") if _MANAGERS.match(element.get("id") or "")]
    for box in boxes:
        if box.getparent() is not None and next(box.iter("h1", "article", "main"), None) is None:
            box.drop_tree()

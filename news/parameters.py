"""Query parameters that name no page: they say who sent a reader, which visit it is, or for which screen or printer a page is
laid out. A name that some site may use for content is here only with values that no content has.
"""

import re
from collections.abc import Iterable

# After Miniflux' urlcleaner, ClearURLs' global rules, Neat-URL's categories and courlan; the bare words among theirs (`source`,
# `campaign`, `cid`, `uid`, `ref`) are left out, for sites name content by them. at_ is AT Internet (BBC, France 24), ns_
# Comscore, maca Deutsche Welle, ico and ito British tabloids, smid and emc the New York Times, dicbo and tblci recommendation boxes.
_FAMILIES = (
    "utm_", "mtm_", "itm_", "hsa_", "at_", "mc_", "ns_", "stm_", "matomo_", "piwik_", "guce_", "__hs", "_hs", "__cf_chl_", "elqtrack",
    "wt_mc", "wt.mc", "wt.tsrc", "wt.nav", "oly_", "vero_", "trk_", "amp_js", "amp_gsa", "fb_action_", "_branch_",
)  # fmt: skip
_TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "msclkid", "yclid", "ysclid",
    "twclid", "ttclid", "igsh", "igshid", "li_fat_id", "rdt_cid", "epik", "irclickid", "irgwc", "wickedid", "rb_clickid", "obclickid",
    "outbrainclickid", "dicbo", "tblci", "_openstat", "_bhlid", "_ke", "_kx", "mkwid", "pcrid", "ef_id", "s_kwcid", "s_cid", "dm_i",
    "gdfms", "gdftrk", "gdffi", "sb_referer_host", "hsctatracking", "hss_channel", "mkt_tok", "fb_ref", "fb_source", "fb_comment_id",
    "sc_cid", "cm_mmc", "cm_sp", "ga_source", "ga_medium", "ga_term", "ga_content", "ga_campaign", "ga_place", "pk_campaign", "pk_kwd",
    "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "pk_cpn", "hmb_campaign", "hmb_medium", "hmb_source", "campaign_id",
    "campaign_medium", "campaign_name", "campaign_source", "campaign_term", "campaign_content", "cmp", "cmpid", "ocid", "icid", "ncid",
    "ico", "ito", "intcmp", "int_cmp", "intcid", "smid", "smtyp", "emc", "sr_share", "xtor", "xtref", "ftag", "maca", "spm", "tsrc",
    "soc_src", "soc_trk", "traffic_source", "guccounter", "ref_src", "ref_url", "referrer", "referer", "action_object_map",
    "action_ref_map", "action_type_map", "__twitter_impression", "__readwiselocation", "_ga", "_gl", "_gac", "usqp", "aoh", "_trksid",
    "sh_kit", "nocache",
})  # fmt: skip
_SENDERS = frozenset({"ref", "r", "source", "src", "from", "via", "origin", "partner", "medium", "share"})
_SENT_BY = re.compile(
    r"rss2?(?:[-_]?feed)?|feed(?:s|burner)?|atom|newsletter|e-?mail|facebook|fb|twitter|whatsapp|telegram|instagram|linkedin|social",
    re.IGNORECASE,
)

_SESSIONS = frozenset({"phpsessid", "jsessionid", "oscsid", "zenid", "cfid", "cftoken"})
_SESSION_IDS = frozenset({"session_id", "sessionid", "sessid"})  # a parliament's sessions have numbers too
_LONG = 16
_SESSION_NAMES = frozenset({"sid", "s"})
# A random 16 figures of base 16 lack letters or digits once in 2000 times; a number or a word lacks one of them always. 24 are an
# ObjectId of MongoDB, which names a document.
_SESSION_VALUE = re.compile(r"(?=.*[a-f])(?=.*\d)(?![0-9a-f]{24}$)[0-9a-f]{16,}", re.IGNORECASE)

_SWITCHES = frozenset({"amp", "_amp", "print", "printer", "printable", "printview", "print_view", "mobile", "m", "wap"})
_ON = frozenset({"", "1", "true", "yes", "on"})
_LAYOUTS = frozenset({"outputtype", "output", "view", "mode", "layout", "format"})
_RENDITIONS = frozenset({"amp", "print", "printable", "printer", "mobile", "wap"})


def is_tracking(name: str, value: str) -> bool:
    """Whether the parameter names a campaign, a click, whoever sent the reader, or a visit (a session)."""
    name = name.lower().removeprefix("amp;")
    return (
        name in _TRACKING
        or name.startswith(_FAMILIES)
        or (name in _SENDERS and _SENT_BY.fullmatch(value) is not None)
        or (name == "_" and len(value) >= 10 and value.isdecimal())  # the moment, by which scripts get around a cache
        or name in _SESSIONS
        or name.startswith("aspsessionid")
        or (name in _SESSION_IDS and len(value) >= _LONG)
        or (name in _SESSION_NAMES and _SESSION_VALUE.fullmatch(value) is not None)
    )


def without_layout(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters but for those that ask for a page's mobile, AMP or print form."""
    kept = [(name, value) for name, value in pairs if not _asks_for_rendition(name.lower(), value.lower())]
    bare = [pair for pair in kept if pair != ("tmpl", "component")]
    if len(bare) < len(kept):  # Joomla's print and pop-up form comes with both of these
        return [pair for pair in bare if pair not in (("layout", "default"), ("page", ""))]
    return kept


def _asks_for_rendition(name: str, value: str) -> bool:
    if name in _SWITCHES:
        return value in _ON and (name not in ("m", "wap") or value == "1")
    return name in _LAYOUTS and value in _RENDITIONS

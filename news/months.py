"""The names of the months as newsrooms of the beat write them: English, Arabic of both calendars' names, Sorani and Kurmanji.

Kurmanji names them by the Kurdish months too; in Sorani these begin in the middle of the others, and are left out.
"""

from news.text import fold

# fmt: off
_NAMES = (
    ("january", "jan", "جەنیوەری", "جانیوەری", "كانون2", "يناير", "كانون الثاني", "كانون ثاني", "جانفي", "کانوونی دووەم", "çile",
     "çileya paşîn", "kanûna paşîn", "rêbendan", "kanûna duyem"),
    ("february", "feb", "فێبریوەری", "فێبرواری", "فێبریوێری", "reşeme", "şibat", "فبراير", "شباط", "فيفري", "شوبات", "sibat",
     "reşemî"),
    ("march", "mar", "مارت", "مارچ", "مارس", "آذار", "اذار", "ئازار", "ئادار", "adar"),
    ("april", "apr", "ئەپریل", "ئاپریل", "ئەپرێل", "أبريل", "ابريل", "إبريل", "نيسان", "أفريل", "نیسان", "nîsan", "avrêl"),
    ("may", "مەی", "مایس", "mayis", "مايو", "أيار", "ايار", "ماي", "ئایار", "gulan"),
    ("june", "jun", "جوون", "جون", "حوزێران", "xizêran", "hizêran", "يونيو", "حزيران", "جوان", "حوزەیران", "hezîran", "pûşper"),
    ("july", "jul", "جولای", "جوولای", "temûz", "temmûz", "يوليو", "تموز", "جويلية", "تەمموز", "تەمووز", "تەموز", "تەممووز",
     "tîrmeh"),
    ("august", "aug", "ئۆگەست", "ئۆگۆست", "ئاگۆست", "ئۆگست", "gelawêj", "أغسطس", "اغسطس", "آب", "اب", "أوت", "ئاب", "tebax"),
    ("september", "sep", "sept", "سێپتەمبەر", "سێپتێمبەر", "سیپتەمبەر", "eylûl", "êlûl", "سبتمبر", "أيلول", "ايلول", "ئەیلوول",
     "ئەیلول", "îlon", "rezber"),
    ("october", "oct", "ئۆکتۆبەر", "ئۆکتۆبر", "ئۆکتەبەر", "تشرين1", "kewçêr", "çiriya pêşîn", "çirîya pêşîn", "teşrîna yekem",
     "أكتوبر", "اكتوبر", "تشرين الأول", "تشرين الاول", "تشرين أول", "تشرینی یەکەم", "cotmeh", "çirya pêşîn", "tişrîna yekem"),
    ("november", "nov", "نۆڤەمبەر", "نۆڤێمبەر", "نۆڤەمبر", "نۆفەمبەر", "تشرين2", "sermawez", "çiriya paşîn", "çirîya paşîn",
     "teşrîna duyem", "نوفمبر", "تشرين الثاني", "تشرين ثاني", "تشرینی دووەم", "mijdar", "çirya paşîn", "tişrîna duyem"),
    ("december", "dec", "دیسەمبەر", "دیسێمبەر", "دێسەمبەر", "دیسەمبر", "كانون1", "befranbar", "ديسمبر", "كانون الأول",
     "كانون الاول", "كانون أول", "کانوونی یەکەم", "berfanbar", "kanûna pêşîn", "çileya pêşîn", "kanûna yekem"),
)
# fmt: on
_MONTHS = {fold(name): number for number, names in enumerate(_NAMES, start=1) for name in names}
_JOINTS = ("\u064a", "a", "e")  # by which Sorani and Kurmanji join a month to its year, folded: "ئەیلوولی 2026", "Mijdara 2026"


def month_of(name: str) -> int:
    """1 … 12 of a folded name, 0 where it is none."""
    shortest = 3 if name.endswith("\u064a") else 4  # "ئابی" is August's, "maya" and "nova" are no month's
    stem = name[:-1] if len(name) > shortest and name.endswith(_JOINTS) else name
    return _MONTHS.get(name) or _MONTHS.get(stem, 0)

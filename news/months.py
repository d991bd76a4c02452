"""The names of the months as newsrooms of the beat write them: English, Arabic of both calendars' names, Sorani and Kurmanji.

The Kurdish solar months, which begin in the middle of these, are left out.
"""

from news.text import fold

_NAMES = (
    ("january", "jan", "يناير", "كانون الثاني", "كانون ثاني", "جانفي", "کانوونی دووەم", "çile", "çileya paşîn", "kanûna paşîn"),
    ("february", "feb", "فبراير", "شباط", "فيفري", "شوبات", "sibat"),
    ("march", "mar", "مارس", "آذار", "اذار", "ئازار", "ئادار", "adar"),
    ("april", "apr", "أبريل", "ابريل", "إبريل", "نيسان", "أفريل", "نیسان", "nîsan"),
    ("may", "مايو", "أيار", "ايار", "ماي", "ئایار", "gulan"),
    ("june", "jun", "يونيو", "حزيران", "جوان", "حوزەیران", "hezîran"),
    ("july", "jul", "يوليو", "تموز", "جويلية", "تەمموز", "تەمووز", "تەموز", "tîrmeh"),
    ("august", "aug", "أغسطس", "اغسطس", "آب", "اب", "أوت", "ئاب", "tebax"),
    ("september", "sep", "sept", "سبتمبر", "أيلول", "ايلول", "ئەیلوول", "ئەیلول", "îlon"),
    ("october", "oct", "أكتوبر", "اكتوبر", "تشرين الأول", "تشرين الاول", "تشرين أول", "تشرینی یەکەم", "cotmeh"),
    ("november", "nov", "نوفمبر", "تشرين الثاني", "تشرين ثاني", "تشرینی دووەم", "mijdar"),
    ("december", "dec", "ديسمبر", "كانون الأول", "كانون الاول", "كانون أول", "کانوونی یەکەم", "berfanbar", "kanûna pêşîn", "çileya pêşîn"),
)
_MONTHS = {fold(name): number for number, names in enumerate(_NAMES, start=1) for name in names}
_JOINTS = ("\u064a", "a", "e")  # by which Sorani and Kurmanji join a month to its year, folded: "ئەیلوولی 2026", "Mijdara 2026"


def month_of(name: str) -> int:
    """1 … 12 of a folded name, 0 where it is none."""
    shortest = 3 if name.endswith("\u064a") else 4  # "ئابی" is August's, "maya" and "nova" are no month's
    stem = name[:-1] if len(name) > shortest and name.endswith(_JOINTS) else name
    return _MONTHS.get(name) or _MONTHS.get(stem, 0)

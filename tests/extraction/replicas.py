"""Pages of the make that real sites have, in words of our own. The demo's newsroom has more; these are what extraction is shown."""

from collections.abc import Sequence

STORY = (
    "Engineers opened the upper gates of the Kesra barrage before dawn on Monday, and by noon the first water in eleven weeks had reached the fields below the town.",
    "Farmers along the canal said they had given the season up. Some had sold their pumps, others had let their sons leave for work in the capital.",
    "The directorate of water resources said the release would last nine days and would be measured at three stations, the figures of which it promised to publish.",
    "We were told twice before that it was coming, said Hamid Salman, who keeps buffalo at the edge of the marsh, and twice the bed stayed dry.",
    "Officials in the neighbouring province objected that nobody had asked them, and sent a letter to the council of ministers on Tuesday evening.",
)
STORY_TITLE = "Water returns to the Kesra canal after eleven dry weeks"
OTHERS = tuple(
    (f"{subject} {event}", outlet, day)
    for outlet, subject in (
        ("Reuters", "Basra refinery"),
        ("Rudaw", "Erbil council"),
        ("The National", "Baghdad airport"),
        ("AFP", "Mosul museum"),
    )
    for day, event in enumerate(("reopens its northern wing", "postpones a vote", "signs for new turbines", "counts its losses"), start=11)
)
ARABIC_TITLE = "المياه تعود إلى قناة الكسرة بعد أحد عشر أسبوعاً من الجفاف"
ARABIC_STORY = (
    "فتح المهندسون البوابات العليا لسدة الكسرة فجر يوم الاثنين، ووصلت أول مياه منذ أحد عشر أسبوعاً إلى الحقول الواقعة أسفل البلدة عند الظهيرة.",
    "وقال مزارعون على طول القناة إنهم كانوا قد يئسوا من الموسم، وإن بعضهم باع مضخاته فيما سمح آخرون لأبنائهم بالسفر للعمل في العاصمة.",
    "وذكرت مديرية الموارد المائية أن الإطلاقات ستستمر تسعة أيام وستقاس في ثلاث محطات، وتعهدت بنشر الأرقام الخاصة بها في نهاية الأسبوع.",
    "واعترض مسؤولون في المحافظة المجاورة قائلين إن أحداً لم يستشرهم، وبعثوا رسالة إلى مجلس الوزراء مساء يوم الثلاثاء.",
)


def document(body: str, title: str = STORY_TITLE, head: str = "", attributes: str = 'lang="en"') -> bytes:
    return f"<!doctype html><html {attributes}><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def article(lines: Sequence[str] = STORY, title: str = STORY_TITLE, head: str = "", before: str = "", after: str = "") -> bytes:
    nav = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/iraq'>Iraq</a></li></ul></nav>"
    body = (
        f"<header>{nav}</header><main><article><h1>{title}</h1>{before}{paragraphs(lines)}{after}</article></main><footer>© 2026</footer>"
    )
    return document(body, f"{title} | Kesra Post", head)


def listed(style: str) -> str:
    """Sixteen dated headlines of other outlets as link farms append them."""
    rows = [f"{title} - {outlet}" for title, outlet, _ in OTHERS]
    dates = [f"September {day}th, 2025 [September {day}th, 2025]" for *_, day in OTHERS]
    linked = [f"<a href='http://out.example/{n}'>{row}</a> - {date}" for n, (row, date) in enumerate(zip(rows, dates, strict=True))]
    bare = [f"{row} - {date}" for row, date in zip(rows, dates, strict=True)]
    return {
        "list": f"<ul>{''.join(f'<li>{line}</li>' for line in linked)}</ul>",
        "list without links": f"<ul>{''.join(f'<li>{line}</li>' for line in bare)}</ul>",
        "paragraphs": "".join(f"<p>- {line}</p>" for line in linked),
        "breaks": f"<p>{'<br>'.join(f'- {line}' for line in linked)}</p>",
    }[style]


def farm(style: str = "list") -> bytes:
    credit = f"<p>Excerpt from:</p><p><a href='http://coast.example/kesra' rel='nofollow'>{STORY_TITLE} - Coast Tribune</a></p>"
    content = f"<div class='entry-content'>{paragraphs(STORY)}{credit}<p>Related Posts</p>{listed(style)}</div>"
    post = f"<div id='main'><div class='post hentry'><h1 class='entry-title'>{STORY_TITLE} – Coast Tribune</h1>{content}</div></div>"
    return document(post, f"{STORY_TITLE} – Coast Tribune | Iraq Headlines Daily")


def ngo() -> bytes:
    banner = "<div class='cta'><h3>Support Our Work Today</h3><p>Your donation reaches families within a day.</p><a href='/give'>Donate</a></div>"
    more = "<div class='card'><p>Kesra factsheet</p><a href='/kesra.pdf'>Read More</a></div>"
    sections = f"<h2>Why is the water late?</h2>{paragraphs(STORY[:2])}{banner}<h2>What are we doing?</h2>{paragraphs(STORY[2:])}"
    return document(
        f"<main><h1>The Kesra Marshes</h1>{banner}<div class='content'>{sections}</div>{more}{more}{banner}</main>",
        "The Kesra Marshes | Relief",
    )


def arabic(encoding: str = "utf-8") -> bytes:
    body = (
        "<div class='crumbs'><a href='/'>الرئيسية</a> / <a href='/w'>محليات</a></div>"
        f"<article><h1>{ARABIC_TITLE}</h1><div class='post-date'>الجمعة ٢٠ تشرين الثاني ٢٠٢٦ - ١٤:٣٠</div>"
        f"<div class='body'>{paragraphs(ARABIC_STORY)}</div><div class='share'><a href='#'>شارك</a></div></article>"
    )
    page = (
        f"<html lang='ar' dir='rtl'><head><meta charset='utf-8'><title>{ARABIC_TITLE} - صوت الكسرة</title></head><body>{body}</body></html>"
    )
    return page.encode(encoding, "xmlcharrefreplace")


def front_page() -> bytes:
    cards = "".join(f"<article><h2><a href='/{n}'>{title} - {outlet}</a></h2></article>" for n, (title, outlet, _) in enumerate(OTHERS))
    return document(f"<main><h1>Latest</h1>{cards}</main>", "Iraq Headlines Daily")


def table() -> bytes:
    """An old Arabic system's page: laid out by tables, in windows-1256, its paragraphs parted by breaks."""
    rows = "".join(f"<a href='read.php?{n}'>{line[:40]}</a><br>" for n, line in enumerate(ARABIC_STORY * 2))
    story = f"<font size=5><b>{ARABIC_TITLE}</b></font><br>تاريخ النشر: 2026/11/20<br><br>{'<br><br>'.join(ARABIC_STORY)}<br><br>"
    layout = (
        "<table><tr><td colspan=2><h3>جريدة الكسرة</h3></td></tr><tr><td colspan=2><a href=/>الرئيسية</a> | <a href=/about>من نحن</a></td></tr>"
        f"<tr><td>{story}<table><tr><td>{rows}</td></tr></table></td><td><b>الأكثر قراءة</b><br>{rows}</td></tr><tr><td>جميع الحقوق محفوظة</td></tr></table>"
    )
    page = (
        f"<html><head><meta charset=windows-1256><title>جريدة الكسرة :: {ARABIC_TITLE}</title></head><body dir=rtl>{layout}</body></html>"
    )
    return page.encode("cp1256")

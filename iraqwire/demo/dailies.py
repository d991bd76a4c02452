"""The templated dailies, prices and weather: the same sentences each day around other numbers, each day a story of its own."""

from datetime import date, timedelta

from iraqwire.demo.editing import Version
from iraqwire.demo.stories import TrueStory

DAYS = 5
_DAY_NAMES = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")


def _number(seed: int, low: int, high: int, step: int = 1) -> int:
    """A figure that moves from day to day and is the same at each run (a multiplicative hash, Knuth's constant)."""
    return low + ((seed * 2654435761) >> 7) % ((high - low) // step + 1) * step


def prices(day: date) -> Version:
    """Market prices in Baghdad, in English."""
    seed = day.toordinal() * 31
    dollar = _number(seed, 141200, 143800, 50)
    tomatoes, cucumbers, eggs, lamb = (
        _number(seed + 1, 650, 1500, 50),
        _number(seed + 2, 500, 1400, 50),
        _number(seed + 3, 5250, 7500, 250),
        _number(seed + 4, 15500, 19500, 250),
    )
    gold, sacks, rice = _number(seed + 5, 812, 871), _number(seed + 6, 26000, 31500, 500), _number(seed + 7, 1450, 2350, 50)
    return Version(
        f"Iraq market prices, {day:%A %d %B}: dollar at {dollar:,}, tomatoes at {tomatoes:,}",
        (
            f"The dollar opened at {dollar:,} dinars for every hundred on the exchange in Kifah Street on {day:%A}, and shops "
            f"in Karrada sold at {dollar + 1000:,} and bought at {dollar - 1000:,}.",
            f"In the wholesale market of Jamila a kilogram of tomatoes cost {tomatoes:,} dinars and a kilogram of cucumbers {cucumbers:,}. "
            f"A tray of thirty eggs went for {eggs:,}.",
            f"Butchers in Adhamiyah asked {lamb:,} dinars for a kilogram of lamb on the bone. A sack of flour was sold at {sacks:,} and a "
            f"kilogram of long-grain rice at {rice:,}.",
            f"A mithqal of 21-carat Gulf gold stood at {gold},000 dinars on Nahr Street, and of Iraqi gold at {gold - 31},000.",
        ),
    )


def weather(day: date) -> Version:
    """The forecast for the governorates, in Arabic."""
    seed = day.toordinal() * 37
    name = _DAY_NAMES[day.weekday()]
    north, centre, south, marsh = (
        _number(seed, 9, 17),
        _number(seed + 1, 15, 24),
        _number(seed + 2, 19, 29),
        _number(seed + 3, 18, 27),
    )
    wind, sight, rain = _number(seed + 4, 10, 45, 5), _number(seed + 5, 3, 10), _number(seed + 6, 0, 24)
    return Version(
        f"طقس العراق ليوم {name}: العظمى في بغداد {centre} درجة والرياح {wind} كيلومتراً",
        (
            f"تتوقع غيوم للأنواء أن تبلغ درجة الحرارة العظمى يوم {name} في بغداد {centre} درجة مئوية، وفي الموصل {north} درجة، "
            f"وفي البصرة {south} درجة، وفي الناصرية {marsh} درجة.",
            f"وتكون الرياح شمالية غربية سرعتها {wind} كيلومتراً في الساعة، ومدى الرؤية {sight} كيلومترات في المنطقة الوسطى.",
            f"أما كمية الأمطار المتوقعة في المنطقة الشمالية فتبلغ {rain} مليمتراً خلال أربع وعشرين ساعة، وتنخفض درجات الحرارة الصغرى "
            f"في أربيل إلى {north - 6} درجات وفي كركوك إلى {north - 3}.",
        ),
    )


def dailies(today: date) -> tuple[TrueStory, ...]:
    """Prices and weather of the last days, newest first."""
    made: list[TrueStory] = []
    for back in range(DAYS):
        day = today - timedelta(days=back)
        for kind, outlet, language, version, topics in (
            ("prices", "souk-bulletin", "en", prices(day), ("economy",)),
            ("weather", "ghyom", "ar", weather(day), ()),
        ):
            made.append(
                TrueStory(
                    id=f"{kind}-{day:%Y-%m-%d}",
                    language=language,
                    title=version.title,
                    paragraphs=version.paragraphs,
                    topics=topics,
                    hours=24 * back + (1 if kind == "prices" else 4),
                    outlet=outlet,
                )
            )
    return tuple(made)

"""Which language a text is in, whatever its page says; how the tag of one is named."""

import pytest

from news.language import detect, primary

TEXTS = {
    "en": "The ministry said that the water was released in the night and that the figures would be published by the end of the week.",
    "ar": "قالت الوزارة إن المياه أطلقت خلال الليل وإن الأرقام ستنشر في نهاية الأسبوع من قبل المديرية التي تتابع القياسات في المحطات.",
    "ckb": "وەزارەتەکە ڕایگەیاند کە ئاوەکە لە شەودا بەردراوەتەوە و ژمارەکان تا کۆتایی هەفتە بڵاودەکرێنەوە لەلایەن بەڕێوەبەرایەتییەوە.",
    "kmr": "Wezaretê ragihand ku av di şevê de hate berdan û hejmar wê heta dawiya hefteyê ji aliyê rêveberiyê ve bên weşandin û li her sê îstasyonan tên pîvandin.",
    "ja": "水資源局は月曜日の夜明け前に水門を開き、正午までに十一週間ぶりの水が畑に届いたと発表した。",
    "ru": "Министерство сообщило, что вода была выпущена ночью, а данные будут опубликованы до конца недели на сайте управления.",
    "fa": "وزارتخانه گفت که آب در طول شب رها شده است و ارقام تا پایان هفته منتشر خواهد شد و مدیریت آن را پیگیری می‌کند و گزارش می‌دهد.",
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("hints", [(), ("en",)])
def test_a_text_is_told_whatever_a_template_says(language: str, hints: tuple[str, ...]) -> None:
    assert detect(TEXTS[language], hints) == language


def test_kurmanji_on_a_turkish_template_is_kurmanji() -> None:
    assert detect(TEXTS["kmr"], ("tr-TR",)) == "kmr"


def test_a_page_is_believed_where_its_script_agrees() -> None:
    text = "Die Behörde teilte mit, das Wasser sei in der Nacht abgelassen worden."
    assert detect(text, ("de-AT",)) == "de"
    assert detect(TEXTS["ru"], ("uk",)) == "uk"


def test_a_short_headline_is_in_a_language_of_the_beat() -> None:
    assert detect("Oil prices fall") == "en"
    assert detect("Oil prices fall", ("en_US",)) == "en"
    assert detect("بغداد", ("ckb", "ar")) in ("ar", "ckb")


def test_an_arabic_report_that_quotes_a_kurdish_verse_is_arabic() -> None:
    report = "قرأ الشاعر قصيدته أمام جمهور في القاعة وترجمها إلى العربية طالب من المدينة نفسها."
    verse = "من لە شارێکەوە هاتووم کە ڕووبارەکەی ناوی نییە"
    assert detect(f"{report}\n{verse}\n{report}") == "ar"
    assert detect(f"{verse}\n{verse}\n{report[:40]}") == "ckb"


def test_without_letters_the_first_hint_serves() -> None:
    assert detect("2026 - 14:30", ("ku-IQ", "ar")) == "ckb"
    assert detect("") == ""


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en_US", "en"),
        ("ar-IQ", "ar"),
        ("ku", "kmr"),
        ("ku-Latn", "kmr"),
        ("ku-Arab", "ckb"),
        ("ckb_IQ", "ckb"),
        ("", ""),
        ("x", ""),
        ("<b>", ""),
    ],
)
def test_tags_are_named_as_the_archive_names_them(tag: str, name: str) -> None:
    assert primary(tag) == name

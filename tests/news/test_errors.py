"""What an error tells comes whole out of another process."""

import pickle

from news.errors import NotAnArticle
from news.model import Mention


def test_a_refusal_goes_between_processes_whole() -> None:
    refusal = NotAnArticle("error", "http://a.example/x", (Mention("A headline"),), "ValueError: odd")
    again = pickle.loads(pickle.dumps(refusal))
    assert (again.reason, again.url, again.mentions, again.detail) == (
        "error",
        "http://a.example/x",
        (Mention("A headline"),),
        "ValueError: odd",
    )
    assert str(again) == "http://a.example/x: no article (error: ValueError: odd)"

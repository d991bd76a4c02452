"""What the press of the stream does in a day, each habit a function: writes texts, carries others', and sets the traps of real news.

The shares are those of facts/near-duplicates.md ("In the wild"): of copies 42 % edited, 25 % excerpts, 13 % updates, 12 % whole, 8 %
rewritten by a machine, which no one can call the same story or another: they are fed and not judged. A third of what Arabic papers print is
carried by another.
"""

from datetime import timedelta
from random import Random

from benchmarks.stream import copies, events
from benchmarks.stream.dailies import Daily
from benchmarks.stream.events import Event
from benchmarks.stream.newsroom import Newsroom, Told
from benchmarks.stream.outlets import of, outlets
from iraqwire.demo.editing import Version

OWN = ("newspaper", "news_site", "broadcaster", "ngo")
HABITS = {"edited": 42, "excerpt": 25, "update": 13, "whole": 12, "machine": 8}
SPELLED_OTHERWISE = 0.3


def agency_story(room: Newsroom, language: str, day: int, running: list[Event]) -> None:
    """An agency's report, one in four of a long story with its background; carried by one to five, now and then seen after its copies."""
    rng = room.rng
    turn = rng.random() < 0.3
    event = events.next_turn(rng.choice(running), rng) if turn else events.happening(language, rng)
    agency = rng.choice(of(language, "agency"))
    delay = rng.uniform(12, 60) if rng.random() < 0.08 else 0
    version = events.report(event, rng, events.length_of(rng))
    told = room.publish(event, version, agency, room.moment(day), "background" if turn else "report", delay=delay)
    spread(room, told, rng.choices((0, 1, 2, 3, 4, 5), (6, 22, 26, 22, 14, 10))[0])


def own_story(room: Newsroom, language: str, day: int, running: list[Event]) -> None:
    """A paper's own report; a third of the Arabic ones is carried by another paper, and a tenth of the others."""
    rng = room.rng
    turn = rng.random() < 0.15
    event = events.next_turn(rng.choice(running), rng) if turn else events.happening(language, rng)
    outlet = rng.choice(of(language, *OWN))
    told = room.publish(
        event, events.report(event, rng, events.length_of(rng)), outlet, room.moment(day), "background" if turn else "report"
    )
    if rng.random() < (1 / 3 if language == "ar" else 0.12):
        carry_edited(room, told, told.version)


def carry_edited(room: Newsroom, told: Told, version: Version) -> None:
    for carrier in room.carriers(told.event.language, [told.outlet], 1):
        version = _spelled(copies.edited(version, told.event, room.rng), told.event, room.rng)
        room.carry(told, version, carrier, room.later(told.at, 7), "edited")


def spread(room: Newsroom, told: Told, count: int) -> None:
    """The text in other outlets, each carrying the newest version there is when it does."""
    rng, event, newest, at = room.rng, told.event, told.version, told.at
    carriers = room.carriers(event.language, [told.outlet], count)
    for _ in range(count):
        at = room.later(at, 2.5)
        how = rng.choices(list(HABITS), list(HABITS.values()))[0]
        if how == "update":
            change = copies.correction if rng.random() < 0.25 else copies.updated
            newest = change(newest, event, rng)
            kind = "correction" if change is copies.correction else "update"
            room.print(newest, told.outlet, at, kind, told.story)
            continue
        if not carriers:
            return
        outlet = carriers.pop()
        match how:
            case "edited":
                version = copies.edited(newest, event, rng)
            case "excerpt":
                how = rng.choice(("excerpt", "excerpt", "brief"))
                version = copies.brief(newest, event, rng) if how == "brief" else copies.excerpt(newest, event, rng)
            case "machine":
                version = copies.machine_rewritten(newest, event, rng)
            case _:
                version = newest
        room.carry(told, _spelled(version, event, rng), outlet, at, how, judged=how != "machine")


def _spelled(version: Version, event: Event, rng: Random) -> Version:
    return copies.spelled_otherwise(version, event.language, rng) if rng.random() < SPELLED_OTHERWISE else version


def first_take(room: Newsroom, language: str, day: int) -> None:
    """An agency's first lines, then the full story; papers carry either."""
    rng = room.rng
    event = events.happening(language, rng)
    take = events.report(event, rng, rng.randint(45, 90))
    agency = rng.choice(of(language, "agency"))
    told = room.publish(event, take, agency, room.moment(day), "first_take")
    full = copies.grown(take, event, rng, rng.randint(150, 600))
    at = room.later(told.at, 2)
    room.print(full, agency, at, "full_after_take", told.story)
    for version, carrier in zip((take, full), room.carriers(language, [agency], rng.randint(0, 2)), strict=False):
        room.carry(told, _spelled(version, event, rng), carrier, room.later(at, 2), "whole")


def own_words(room: Newsroom, language: str, day: int, *, short: bool) -> None:
    """One event, told by two to four outlets each in its own words."""
    rng = room.rng
    event = events.happening(language, rng)
    at = room.moment(day)
    for outlet in rng.sample(of(language, "agency", *OWN), min(rng.randint(2, 4), len(of(language, "agency", *OWN)))):
        length = rng.randint(40, 60) if short else events.length_of(rng)
        room.publish(event, events.report(event, rng, length), outlet, room.later(at, 3), "short" if short else "own_words")


def translations(room: Newsroom, language: str, day: int) -> None:
    """One event in two languages."""
    rng = room.rng
    event = events.happening(language, rng)
    other = events.translated(event, rng.choice([one for one in ("en", "ar", "ckb") if one != language]), rng)
    at = room.moment(day)
    for one in (event, other):
        outlet = rng.choice(of(one.language, "agency", *OWN))
        room.publish(one, events.report(one, rng, events.length_of(rng)), outlet, room.later(at, 4), "translation")


def statement(room: Newsroom, language: str, day: int) -> None:
    """An official statement, whole from its office and one or two others, and quoted at length within reports of their own."""
    rng = room.rng
    event = events.happening(language, rng)
    text = tuple(" ".join(event.say("statement", rng) for _ in range(rng.choice((1, 2)))) for _ in range(rng.randint(3, 6)))
    office = rng.choice(of(language, "government") or of(language, "agency"))
    version = Version(event.say("headline", rng), text)
    told = room.publish(event, version, office, room.moment(day), "statement", dateline=False)
    quoting = room.carriers(language, [office], rng.randint(3, 7))
    for outlet in quoting[: rng.choice((0, 0, 1, 2))]:
        quoting.remove(outlet)
        intro = (event.say("statement_lead", rng),) if rng.random() < 0.6 else ()
        room.carry(told, Version(event.say("headline", rng), (*intro, *text)), outlet, room.later(told.at, 4), "statement_copy")
    for outlet in quoting:
        first = rng.randint(0, max(0, len(text) - 2))
        quoted = text[first : first + max(1, round(len(text) * rng.uniform(0.3, 0.7)))]
        words = sum(len(part.split()) for part in quoted)
        own = events.report(event, rng, max(60, int(words * rng.uniform(0.9, 1.8))))
        body = [event.say("statement_lead", rng), *own.paragraphs[1:]]
        middle = rng.randint(1, len(body))
        body[middle:middle] = [event.say("statement_open", rng), *quoted]
        room.publish(event, Version(own.title, tuple(body)), outlet, room.later(told.at, 6), "statement_report", dateline=False)


def quotation(room: Newsroom, language: str, day: int) -> None:
    """Words spoken before many reporters, the same in reports that are each outlet's own."""
    rng = room.rng
    event = events.happening(language, rng)
    spoken = [event.say("quote", rng) for _ in range(rng.randint(2, 4))]
    at = room.moment(day)
    wanted = of(language, "agency", *OWN)
    for outlet in rng.sample(wanted, min(len(wanted), rng.randint(3, 6))):
        quoted = rng.sample(spoken, rng.randint(1, len(spoken)))
        parts = tuple(f"{event.say('quoting', rng)} {words}" for words in quoted)
        version = events.report(event, rng, rng.randint(150, 500), parts)
        room.publish(event, version, outlet, room.later(at, 4), "quotation")


def live(room: Newsroom, language: str, day: int) -> None:
    """A live page that takes in a brief of another outlet whole."""
    rng = room.rng
    happening = events.happening(language, rng)
    at = room.moment(day)
    brief_of = rng.choice(of(language, "agency"))
    elsewhere = events.happening(language, rng)
    brief = room.publish(
        elsewhere, events.report(elsewhere, rng, rng.randint(45, 120)), brief_of, at, "live_brief", delay=rng.choice((0, 0, 9))
    )
    lines = []
    clock = at + timedelta(hours=5)
    for _ in range(rng.randint(6, 14)):
        lines.append(f"{clock:%H.%M} " + " ".join(happening.say("sentence", rng) for _ in range(rng.choice((1, 2)))))
        clock -= timedelta(minutes=rng.randint(9, 50))
    places = [
        f"{clock:%H.%M} " + happening.words.fill("{live_from}", rng, happening.domain, {"outlet": [brief_of.name]}),
        *brief.version.paragraphs,
    ]
    middle = rng.randint(1, len(lines))
    lines[middle:middle] = places
    title = happening.say("live_title", rng)
    outlet = room.carriers(language, [brief_of], 1)[0]
    room.publish(happening, Version(title, tuple(lines)), outlet, at + timedelta(hours=6), "live")


def roundup(room: Newsroom, language: str, day: int) -> None:
    """A letter of several stories: some of others' first paragraphs, some told nowhere else; the odd one carried by a second outlet."""
    rng = room.rng
    at = room.moment(day)
    outlet, *others = room.carriers(language, (), 2)
    known = room.recent(language, at, 2)
    event = events.happening(language, rng)
    taken = rng.sample(known, min(len(known), rng.randint(2, 4)))
    paragraphs = [event.say("roundup_intro", rng)]
    held = 0
    for one in taken:
        part = one.version.paragraphs[: rng.choice((1, 2))]
        held += sum(len(line.split()) for line in part)
        paragraphs += [one.version.title, *part]
    own = 0
    if known_only := rng.random() < 0.2 and bool(taken):
        own = held
    while own < held * rng.uniform(0.8, 1.3) or (not known_only and own < 80):
        item = events.report(events.happening(language, rng), rng, rng.randint(40, 120))
        own += sum(len(line.split()) for line in item.paragraphs)
        paragraphs += [item.title, *item.paragraphs]
    told = room.publish(
        event, Version(event.say("roundup_title", rng), tuple(paragraphs)), outlet, at, "roundup_of_known" if known_only else "roundup"
    )
    if others and rng.random() < 0.4:
        room.carry(told, told.version, others[0], room.later(at, 5), "roundup_copy")


def caption(room: Newsroom, language: str, day: int) -> None:
    """An agency's photograph with its caption, and the caption beside a paper's own report."""
    rng = room.rng
    event = events.happening(language, rng)
    text = event.say("caption", rng)
    at = room.moment(day)
    agency = rng.choice(of(language, "agency"))
    room.publish(event, Version(event.say("headline", rng), (text,)), agency, at, "caption")
    for outlet in room.carriers(language, [agency], rng.choice((1, 2))):
        room.publish(event, events.report(event, rng, rng.randint(180, 500), (text,)), outlet, room.later(at, 5), "caption_report")


def farm(room: Newsroom, language: str, day: int) -> None:
    """A link farm reposts: what is new, what is weeks old, or what is years old and, now and then, is read from its own outlet later."""
    rng = room.rng
    farms = of(language, "link_farm")
    if not farms:
        return
    at = room.moment(day)
    if rng.random() < 0.2:
        event = events.happening(language, rng)
        author = rng.choice(of(language, *OWN))
        before = at - timedelta(days=rng.randint(400, 3500))
        version = events.report(event, rng, events.length_of(rng))
        told = Told(room.new_story("archive"), event, version, author, before)
        room.repost(told, farms[0], at, whole=rng.random() < 0.4)
        if rng.random() < 0.5:
            room.print(
                version, author, before, "late_origin", told.story, delay=(at - before).total_seconds() / 3600 + rng.uniform(20, 200)
            )
        return
    known = room.recent(language, at, rng.choice((1.5, 30)), least_words=70)
    if known:
        room.repost(rng.choice(known), farms[0], at, whole=rng.random() < 0.35)


def index_page(room: Newsroom, language: str, day: int) -> None:
    """A link farm's page of nothing but headlines."""
    farms = of(language, "link_farm")
    at = room.moment(day)
    if farms and len(lines := room.headline_list(language, at, 20)) > 4:
        room.print(Version("Archive", lines), farms[0], at, "index", "", bare=True)


def daily(room: Newsroom, issue: Daily, version: Version, day: int) -> None:
    """A templated daily, in one case of four carried by another outlet."""
    rng = room.rng
    outlet = next(one for one in outlets() if one.id == issue.outlet)
    event = events.happening(issue.language, rng)
    at = room.moment(day)
    told = Told(room.new_story("daily"), event, version, outlet, at)
    room.print(version, outlet, at, "daily", told.story)
    if rng.random() < 0.25:
        for carrier in room.carriers(issue.language, [outlet], 1):
            room.carry(told, _spelled(version, event, rng), carrier, room.later(at, 3), "daily_copy")

"""Who writes: told apart by their own words, and in doubt the one in danger."""

import pytest

from coach.screening import Screening, Span, screen
from coach.who_writes import own_before, role_of

OWN = Screening("partner_violence", 0.9, by_sender=True)


def by_meaning(text: str) -> Screening:
    """What the screen says where the classifier alone hears self-harm."""
    return Screening("self_harm", 0.6, False, (Span(0, len(text), text, ""),))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("He says he'll kill himself tonight if I leave", "threatened"),
        ("She says she will kill herself if we split up", "threatened"),
        ("he told me hes going to end it all unless i come back", "threatened"),
        ("My wife is suicidal", "worried"),
        ("My brother told me he wants to die", "worried"),
        ("My husband is talking about ending it all tonight", "worried"),
        ("my daughter has been hurting herself again", "worried"),
        ("She took all her tablets and she is not waking up", "worried"),
        ("I'm scared he will end it all", "worried"),
        ("I want to kill myself tonight", "in_danger"),
        ("He left me and I want to die", "in_danger"),
        ("my partner left, can't see the point, want to end it all", "in_danger"),
        ("My boyfriend told me I should kill myself", "in_danger"),
        ("My mum died and I can't stop thinking of ending it", "in_danger"),
        ("He says he'll kill himself if I leave and I want to die too", "in_danger"),
        ("she is gone and i took all my tablets", "in_danger"),
        ("My husband thinks I am fine, I am going to end my life", "in_danger"),
        ("They would be better off without me, I want to end it", "in_danger"),
        ("my wife found me with the pills, i was suicidal", "in_danger"),
        ("i cant go on since he died, i want to kill myself", "in_danger"),
        # the writer's own wish, beside what another does or did
        ("My brother killed himself last year and I wish I was dead too.", "in_danger"),
        ("Since my dad's suicide I don't want to be alive any more.", "in_danger"),
        ("My husband says suicide is selfish but I have no reason to live.", "in_danger"),
        ("I cut my wrists last night. He says he will kill himself too.", "in_danger"),
        ("My wife is suicidal and so am I", "in_danger"),
        ("He wants to die and I would rather be dead too", "in_danger"),
        ("My son is self-harming. I have been self harming as well", "in_danger"),
        ("She tried suicide last week, I've nothing left to live for", "in_danger"),
        ("He says he'll kill himself, I can't stop thinking about suicide", "in_danger"),
        ("My husband is suicidal. I swallowed the rest of his tablets", "in_danger"),
        ("she said she will end it and i dont want to be here anymore", "in_danger"),
        ("My partner threatens suicide, me too sometimes", "in_danger"),
        ("My mum wants to die and I've written a goodbye note", "in_danger"),
        ("If I leave he'll kill himself, I hope I die first", "in_danger"),
        ("My sister took her own life in May", "in_danger"),
        ("My boyfriend hanged himself", "in_danger"),
        # another's, though the writer tells of themselves
        ("I took his pills away because he says he wants to die", "worried"),
        ("My wife is suicidal, I took her to the hospital", "worried"),
        ("He says he'll kill himself and I don't want to be here when he comes home", "worried"),
        ("I can't go on like this, my husband says he will kill himself", "worried"),
        ("My wife has taken 30 paracetamol.", "worried"),
        ("my boyfriend has swallowed a load of codeine", "worried"),
        ("He nearly killed himself last night", "worried"),
        ("My dad's suicide attempt was on Monday and he is home again", "worried"),
        ('He said "I want to die" and walked out', "worried"),
        ("I don't know what to do, my friend is going to kill herself", "worried"),
        # nobody is told that they need not stay, but whom a partner presses to
        ("My son says he wants to kill himself. I am scared of what he does when I go to work tomorrow.", "worried"),
        ("My wife says she'll kill herself. Should I stay home, or can I go to work?", "worried"),
        ("My daughter says she will kill herself if I leave for work", "worried"),
        ("My son says he'll kill himself if I leave", "worried"),
        ("My mum says she'll kill herself if I move out", "worried"),
        ("He says he'll kill himself. When I go to bed I lie awake", "worried"),
        ("My husband is suicidal when I go out", "worried"),
        ("She might hurt herself if I leave her alone tonight", "worried"),
        ("My wife is suicidal, can I stay late at work or go home?", "worried"),
        ("My friend says he'll kill himself. I left him at the station", "worried"),
        ("My ex says he will kill himself if I don't come back", "threatened"),
        ("if i go he will kill himself", "threatened"),
        ("He threatens suicide every time I talk about leaving", "threatened"),
        ("My boyfriend says he'll kill himself if we break up", "threatened"),
        ("If I end it he says he'll hurt himself", "threatened"),
        ('He texted "if you leave me I\'ll kill myself"', "threatened"),
        ("My husband says if you leave he will end his life", "threatened"),
        ("I told my mum he will kill himself if I leave", "threatened"),
        ("she says shes suicidal when i say i am leaving", "threatened"),
        ("My wife says she'll kill herself if I file and divorce her", "threatened"),
    ],
)
def test_who_writes_of_dying_is_told_apart_by_whom_it_is_about(text: str, role: str) -> None:
    judged = screen(text)
    for one in (by_meaning(text), judged if judged.label == "self_harm" else by_meaning(text)):
        assert role_of(one, text) == role


@pytest.mark.parametrize(
    "text",
    [
        "I slapped him because he had me pinned down on the bed.",
        "I hit him because he was holding me down.",
        "I pushed him because he would not let go of my hair.",
        "I kicked her because she had me cornered in the kitchen",
        "I shoved him, he blocked the door and wouldn't let me out",
        "I slapped him because he spat at me",
        "I hit her, she threw a glass at my head",
        "I punched him because he had his hands round my throat",
        "I was pinned to the wall so I hit him",
        "I pushed him, he came at me with a bottle",
        "I hit him because he was on top of me",
        "I bit and kicked him because he held me by the arms, I hit him hard",
    ],
)
def test_whoever_broke_free_is_the_one_in_danger(text: str) -> None:
    assert role_of(OWN, text) == "in_danger"


@pytest.mark.parametrize(
    "text",
    [
        "I slapped her because she threw my clothes out",
        "I hit him because he threw a party without me",
        "I would not let go of her arm and then I slapped her",
        "I blocked the door and slapped her",
        "I slapped her because she blocked me on Instagram",
        "I punched him because he let the dog out",
        "I hit her. I threw a plate at the wall",
        "I slapped her because she wouldn't let me see her phone",
        "I pushed her because she lied",
        "I shoved him and he threw up",
    ],
)
def test_whoever_was_only_crossed_is_not(text: str) -> None:
    assert role_of(OWN, text) == "own_violence"


@pytest.mark.parametrize(
    ("earlier", "own"),
    [
        (["I slapped her yesterday."], True),
        (["I slapped her yesterday.", "How do we plan a date?", "I hit her again"], True),
        (["I slapped her yesterday.", "He hits me"], False),
        (["She punched me in the face", "I slapped her yesterday."], False),
        (["I slapped him.", "It was only to get away."], False),
        (["He hits me"], False),
        (["We argue about the bins"], False),
        ([], False),
    ],
)
def test_violence_is_the_writers_own_only_where_nothing_was_done_to_them(earlier: list[str], own: bool) -> None:
    assert own_before(earlier) is own

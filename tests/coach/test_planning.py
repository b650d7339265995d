"""Next steps: which practices are chosen, and what is said about them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coach.assemble import Library
from coach.errors import ModelError
from coach.keeping.preferences import Preferences
from coach.messages import Citation, Notice, Sources, Text
from coach.planning import Plan, choose, introduce, plan
from knowledge.situations import Practices
from tests.fakes import KeywordEmbedder, ScriptedModel, practice_document, small_documents, small_library

PRACTICES = [
    practice_document("talk", "Talk for ten minutes about the day.", title="Evening talk", needs=["talking"]),
    practice_document("questions", "Ask better questions when you talk.", title="Better questions", needs=["talking"]),
    practice_document("walk", "Walk together after dinner and talk.", title="Evening walk", needs=["time"]),
    practice_document(
        "note", "Write a note of thanks.", title="Thank-you note", needs=["appreciation"], together=False
    ),
    practice_document(
        "promise", "Keep one promise.", title="Kept promise", audience="neglectful", needs=["trust"], together=False
    ),
    practice_document(
        "rest",
        "Rest for an evening.",
        title="Own evening",
        audience="neglected",
        needs=["rest"],
        together=False,
        alone=True,
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return small_library(tmp_path_factory.mktemp("planning"), PRACTICES)


def chosen(library: Library, situation: str, role="both", **options) -> list[str]:
    return [one.id for one in choose(situation, role, library.retriever, library.practices, **options)]


class TestChoice:
    """Which practices."""

    def test_those_that_fit_best_come_first_and_serve_different_needs(self, library: Library) -> None:
        situation = "we hardly talk about the day for ten minutes, and could ask better questions when we talk"
        by_fit = [one.chunk.document_id for one in library.retriever.search(situation, 2, kinds=["practice"])]
        assert set(by_fit) == {"talk", "questions"}  # both are for talking
        found = chosen(library, situation)
        assert found[0] == by_fit[0] and by_fit[1] not in found and len(found) == len(set(found)) == 3

    def test_short_steps_come_first_where_there_is_little_time(self, library: Library) -> None:
        practices = {
            id_: replace(one, minutes=45 if id_ in ("talk", "questions") else 10)
            for id_, one in library.practices.items()
        }
        found = choose(
            "we hardly talk",
            "both",
            library.retriever,
            practices,
            steps=len(practices),
            preferences=Preferences(minutes=10),
        )
        assert len(found) == len(practices) and {one.id for one in found[-2:]} == {"talk", "questions"}
        found = choose("we hardly talk", "both", library.retriever, practices, preferences=Preferences(minutes=60))
        assert found[0].id in ("talk", "questions")

    @pytest.mark.parametrize(("role", "never"), [("neglected", "promise"), ("neglectful", "rest")])
    def test_what_is_for_the_other_role_never_comes(self, library: Library, role, never: str) -> None:
        assert never not in chosen(library, "rest evening promise keep thanks note", role)

    @pytest.mark.parametrize(
        "situation",
        [
            "He refuses to talk in the evening",
            "she won't talk about the day",
            "I am on my own with this, we don't talk",
            "my partner doesn't want to talk",
            "He shuts me out in the evening",
            "we separated and walk apart",
            "he isn't willing to talk",
            "She is not interested in any of this talk",
            "he does not want to talk",
            "My wife is unwilling to talk in the evening",
            "he will not talk",
        ],
    )
    def test_where_the_other_is_unwilling_nothing_needs_two(self, library: Library, situation: str) -> None:
        found = chosen(library, situation)
        assert found and all(not library.practices[one].together for one in found)

    @pytest.mark.parametrize(
        "situation",
        [
            "She moved out on Sunday and asked for no contact",
            "He has gone to his brother's and said not to write",
            "my wife needs space and isn't answering",
            "He's blocked my number, I'd send a note of thanks",
        ],
    )
    def test_where_the_other_is_out_of_reach_nothing_asks_anything_of_them(
        self, library: Library, situation: str
    ) -> None:
        assert chosen(library, situation) == ["rest"]

    @pytest.mark.parametrize("situation", ["Since the kids moved out we walk and talk", "We need more time to talk"])
    def test_one_who_is_there_is_not_taken_for_gone(self, library: Library, situation: str) -> None:
        assert len(chosen(library, situation)) > 1

    def test_where_both_are_willing_practices_for_two_may_come(self, library: Library) -> None:
        assert "talk" in chosen(library, "we both want to talk in the evening")

    def test_number_of_steps_bounds_the_plan(self, library: Library) -> None:
        assert len(chosen(library, "talk walk note", steps=1)) == 1

    def test_library_without_practices_gives_none(self, tmp_path: Path) -> None:
        without = small_library(tmp_path, small_documents()[:3])
        assert chosen(without, "we do not talk") == []

    def test_practice_that_is_gone_since_the_index_was_built_is_left_out(self, library: Library) -> None:
        left = {id_: one for id_, one in library.practices.items() if id_ != "talk"}
        found = choose("we hardly talk in the evening", "both", library.retriever, left)
        assert "talk" not in [one.id for one in found]


class Judged:
    """A retriever that has judged the practices: how well each fits, and how likely it is unwelcome."""

    def __init__(self, library: Library, fits: dict[str, float], unwelcome: tuple[str, ...] = ()) -> None:
        self.thresholds = library.retriever.thresholds
        ranked = sorted(library.practices, key=lambda id_: -fits.get(id_, 0.01))
        self._practices = tuple((id_, fits.get(id_, 0.01), 0.9 if id_ in unwelcome else 0.01) for id_ in ranked)

    def judge(self, text: str) -> Practices:
        """Return the judgement, whatever the text."""
        return self._practices

    def judge_practices(self, situation: str) -> Practices:
        """Return the judgement of the whole."""
        return self.judge(situation)

    def judge_clauses(self, clauses: Sequence[str]) -> list[Practices]:
        """Return the judgement of each clause."""
        return [self.judge(one) for one in clauses]


class TestJudgedChoice:
    """Which practices, where the router has read the situation."""

    def ids(self, library: Library, judged: Judged, role="both", **options) -> list[str]:
        return [one.id for one in choose("we drifted", role, judged, library.practices, **options)]

    def test_the_best_fit_comes_first(self, library: Library) -> None:
        assert self.ids(library, Judged(library, {"walk": 0.5, "talk": 0.3}))[:2] == ["walk", "talk"]

    def test_unwelcome_ones_are_left_out_however_well_they_fit(self, library: Library) -> None:
        assert "talk" not in self.ids(library, Judged(library, {"talk": 0.9}, ("talk",)))

    def test_what_one_sentence_rules_out_is_left_out_of_the_whole(self, library: Library) -> None:
        class Aside(Judged):
            """Hears only in its own sentence that a practice is unwelcome."""

            def judge(self, text: str) -> Practices:
                return super().judge(text) if text.startswith("I asked") else heard_nothing.judge(text)

        heard_nothing = Judged(library, {"talk": 0.9})
        judged = Aside(library, {"talk": 0.9}, ("talk",))
        told = "We drifted. I asked a dozen times. The garden is lovely."
        assert "talk" not in [one.id for one in choose(told, "both", judged, library.practices)]
        assert choose("We drifted.", "both", judged, library.practices)[0].id == "talk"

    def test_where_most_of_what_needs_two_is_unwelcome_none_of_it_comes(self, library: Library) -> None:
        together = [one.id for one in library.practices.values() if one.together]
        judged = Judged(library, dict.fromkeys(together, 0.3), tuple(together[1:]))
        assert len(together) > 2
        assert not set(self.ids(library, judged)) & set(together)

    def test_refused_ones_rest_and_disliked_ones_step_back(self, library: Library) -> None:
        judged = Judged(library, {"walk": 0.5, "talk": 0.3})
        assert "walk" not in self.ids(library, judged, preferences=Preferences(left_out=frozenset({"walk"})))
        near = Judged(library, {"walk": 0.3, "note": 0.2})
        assert self.ids(library, near)[0] == "walk"
        assert self.ids(library, near, preferences=Preferences(alone=True))[0] == "note"

    @pytest.mark.parametrize(("role", "never"), [("neglected", "promise"), ("neglectful", "rest")])
    def test_what_is_for_the_other_role_never_comes(self, library: Library, role, never: str) -> None:
        assert never not in self.ids(library, Judged(library, {never: 0.9}), role)


def run(library: Library, model, situation: str = "We hardly talk in the evening."):
    get_model = model if callable(model) else lambda: model
    return list(plan(situation, "both", library.retriever, library.practices, get_model, library.embed))


class TestPlan:
    """The stream of a plan."""

    def test_steps_point_at_their_own_sources(self, library: Library) -> None:
        events = run(library, ScriptedModel([""]))
        assert [type(one) for one in events] == [Sources, Text, Plan]
        last = events[-1]
        assert events[0] == Sources(last.citations) and len(last.steps) == 3
        for n, (step, cited) in enumerate(zip(last.steps, last.citations, strict=True), start=1):
            known = library.practices[step.practice]
            assert (step.title, step.why, step.do_this_week, step.minutes) == (
                known.title,
                known.why,
                known.do_this_week,
                known.minutes,
            )
            assert step.citation == n and cited == Citation(n, known.title, "", known.source, known.text)

    def test_supported_introduction_is_the_models(self, library: Library) -> None:
        said = "You hardly talk in the evening."
        events = run(library, ScriptedModel([f"{said} You could fly to Spain."]))
        assert events[1] == Text(said)
        assert (events[-1].intro, events[-1].model) == (said, "scripted")

    @pytest.mark.parametrize(
        "reply",
        [
            "",
            "You could fly to Spain tomorrow.",
            "I hardly talk in the evening.",
            "We hardly talk in the evening",
            "You hardly talk in the evening because he is selfish.",
            "The evening talk adds up.",
        ],
        ids=["nothing", "unsupported", "first-person", "unfinished", "side-taking", "nobody-addressed"],
    )
    def test_any_other_introduction_is_replaced_by_the_plain_one(self, library: Library, reply: str) -> None:
        last = run(library, ScriptedModel([reply]))[-1]
        needs = [need for step in last.steps for need in library.practices[step.practice].needs]
        assert last.intro == (
            "Small things, done again, change more than one big promise. "
            f"These are about {needs[0]}, {needs[1]} and {needs[2]}."
        )
        assert last.model is None

    def test_model_that_fails_leaves_the_plan_whole(self, library: Library) -> None:
        good, bad = run(library, ScriptedModel([""])), run(library, ScriptedModel([ModelError("broke")]))
        assert bad == [good[0], Notice("The language model could not help (broke)."), *good[1:]]

    def test_model_is_told_the_situation_and_the_steps(self, library: Library) -> None:
        model = ScriptedModel([""])
        last = run(library, model, "We hardly talk. " + "x" * 3000)[-1]
        prompt = model.calls[0].prompt
        assert "We hardly talk." in prompt and "x" * 1600 not in prompt
        assert all(f"- {step.title}: {step.why}" in prompt for step in last.steps)

    def test_introduction_keeps_two_sentences_at_most(self, library: Library) -> None:
        steps = choose("talk", "both", library.retriever, library.practices)
        reply = "You want more talk and small things. Small things add up for you. You know small things add up."
        said = introduce(
            "I want more talk and small things.", steps, ScriptedModel([reply]), KeywordEmbedder().embed_documents
        )
        assert said == "You want more talk and small things. Small things add up for you."


@pytest.mark.model
def test_shipped_practices_make_three_steps_for_each_role(shipped_library) -> None:
    for role in ("neglected", "neglectful", "both"):
        found = choose(
            "We live like roommates and only talk about the children",
            role,
            shipped_library.retriever,
            shipped_library.practices,
        )
        assert len(found) == 3
        assert all(one.audience in (role, "both") or role == "both" for one in found)

# ruff: noqa: E501 (texts in tables read best on one line)
import json
from pathlib import Path

import pytest

from coach.checks import NAMES, already_kind, check_rewrite, flags, repair
from coach.checks.verdict import _CLOSING

GOLD = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "gold_rewrites.jsonl").read_text(encoding="utf-8").splitlines()
]
FINE = {"already kind", "already fine", "i-statement"}

WORK = "You never listen to me when I talk about work"
BINS = "You never take the bins out"
KEYS = "You lost my keys on Friday"
DINNER = "Dinner with Sarah was at 7 and you came at nine, as usual"
PHONE = "You're always on your phone when we eat"
BIRTHDAY = "You forgot my birthday. Again."
MUM = "Your mum was rude to me on Sunday and you said nothing"
MONEY = "You spent £300 on trainers without telling me"
LATE = "You're so selfish, I waited two hours at the station"
KIDS = "I do bedtime for the kids every single night while you play games"

BAD = [
    # who did what to whom, turned round
    ("roles_swapped", KEYS, "I feel sad that I lost your keys on Friday. Could we look together?"),
    ("roles_swapped", KEYS, "I lost your keys on Friday and I'm upset about it, can you help me look?"),
    ("roles_swapped", BINS, "I feel bad when I take the bins out, could you help?"),
    ("roles_swapped", BIRTHDAY, "I'm sad that I forgot your birthday. Could we still celebrate?"),
    ("roles_swapped", MONEY, "I spent £300 on trainers and I feel worried. Can we talk about money?"),
    ("roles_swapped", "You shouted at me in the car", "I'm hurt that I shouted at you in the car. Could we talk?"),
    ("roles_swapped", "You broke my favourite mug", "I feel sad because I broke your favourite mug, could you forgive me?"),
    ("roles_swapped", "You left me at the party", "I'm lonely because I left you at the party. Could we leave together next time?"),
    ("roles_swapped", "You read my diary", "It hurt when I read your diary. Please keep it private."),
    ("roles_swapped", "Your mother hates my cooking", "I feel hurt that my mother hates your cooking. Could we talk about it?"),
    ("roles_swapped", "You cancelled our date again", "I'm sad that I cancelled our date. Can we find another night?"),
    ("roles_swapped", "you lied to me about Hannah", "I feel hurt that I lied to you about Hannah. Can we talk?"),
    # a fact dropped
    ("fact_missing", WORK, "I feel lonely when we don't connect. Could we talk tonight?"),
    ("fact_missing", BINS, "I'm tired and I'd love more help. Could you do one job this week?"),
    ("fact_missing", KEYS, "I'm upset about the keys. Could you help me look?"),
    ("fact_missing", DINNER, "I felt hurt waiting for you at dinner. Could you text me if you're late?"),
    ("fact_missing", MONEY, "I felt worried when I saw the trainers. Could we talk before buying things?"),
    ("fact_missing", MUM, "I felt hurt on Sunday. Could you stand beside me next time?"),
    ("fact_missing", LATE, "I was frustrated at the station. Could you text me next time?"),
    ("fact_missing", PHONE, "I feel lonely in the evenings. Could we talk more?"),
    ("fact_missing", "We haven't seen Tom and Priya since March because of you", "I miss going out with you, and I'm sad. Could we go out?"),
    ("fact_missing", "You missed Ella's play at 2:30 yesterday", "I was sad you weren't at the play. Could you come to the next one?"),
    # something invented
    ("fact_invented", WORK, "I feel lonely when I talk about work with Jessica. Could we talk tonight?"),
    ("fact_invented", BINS, "I'm frustrated that the bins have been full since Tuesday. Could you take them out?" ""),
    ("fact_invented", BIRTHDAY, "I was sad my birthday at Nando's passed by. It hurt a lot."),
    ("fact_invented", PHONE, "I feel lonely when you're on your phone for three hours. It hurts."),
    ("fact_invented", MUM, "I was hurt on Sunday when your mum Linda was sharp. I need you beside me."),
    ("fact_invented", KIDS, "I'm exhausted from bedtime with the kids until 11pm. I need a break from games."),
    ("fact_invented", "You never cook", "I cooked for your brother Dave and I'm tired. Could you cook?"),
    ("fact_invented", "You never thank me", "I'm hurt. You spent £50 on flowers for your mum. I want thanks."),
    # advice, a reply, or talk about the message
    ("advice_or_reply", WORK, "You should try to talk about work calmly when you feel hurt."),
    ("advice_or_reply", WORK, "I understand how you feel about work, and I'm here to listen. Could we talk?"),
    ("advice_or_reply", BINS, "I'm sorry I forgot the bins, I feel guilty. Could I do it tonight?"),
    ("advice_or_reply", BINS, "It's important to share the bins fairly. I feel frustrated, could we talk?"),
    ("advice_or_reply", BIRTHDAY, "I'm so sorry to hear that your birthday was forgotten. I feel sad for you."),
    ("advice_or_reply", PHONE, "As an AI, I feel sad when you are on your phone while we eat. Could you stop?"),
    ("advice_or_reply", PHONE, "Here is a gentle version: I feel lonely when phones are out while we eat. Could we stop?"),
    ("advice_or_reply", MONEY, "Let your partner know that you feel worried about the £300 trainers. I'd like that."),
    ("advice_or_reply", WORK, '"I feel lonely when I talk about work. Could you listen tonight?"'),
    ("advice_or_reply", WORK, "Dear Sam, I feel lonely when I talk about work. Could you listen tonight?"),
    ("advice_or_reply", WORK, "Message: I feel lonely when I talk about work. Could you listen tonight?"),
    ("advice_or_reply", KIDS, "Thank you for sharing this. I feel sad that bedtime with the kids and games is hard for you."),
    ("advice_or_reply", LATE, "I apologise for the two hours at the station. I feel ashamed. Could you forgive me?"),
    ("advice_or_reply", MUM, "You're right, my mum was rude on Sunday. I feel embarrassed, could we talk?"),
    # loops
    ("repeats", WORK, "I feel sad about work. I feel sad about work. Could we talk?"),
    ("repeats", BINS, "I feel tired of the bins and I feel tired of the bins and I feel tired of the bins, could you help?"),
    ("repeats", PHONE, "I feel lonely when the phone is out, when the phone is out, when the phone is out as we eat. Could we talk?"),
    ("repeats", WORK, "I'm sad sad sad sad about work. Could we talk?"),
    ("repeats", BIRTHDAY, "My birthday hurt me. I'm not sure what to say to you. I'm not sure what to say to you. Could we talk?"),
    # a judgement dressed as a feeling
    ("faux_feeling", WORK, "I feel ignored and sad when I talk about work. Could you listen?"),
    ("faux_feeling", WORK, "I feel unheard when I talk about work. Could you listen?"),
    ("faux_feeling", BIRTHDAY, "I feel sad and abandoned about my birthday. Could we celebrate?"),
    ("faux_feeling", MONEY, "I feel betrayed by the £300 on trainers, and hurt. Could we talk?"),
    ("faux_feeling", PHONE, "I feel like you love your phone, and I'm sad when we eat. Could we talk?"),
    ("faux_feeling", KIDS, "I feel taken for granted at bedtime with the kids and I'm tired of games. Could you help?"),
    ("faux_feeling", MUM, "I felt disrespected by your mum on Sunday and hurt. Could you speak up?"),
    ("faux_feeling", BINS, "I feel used and tired with the bins. Could you help?"),
    # blame kept
    ("absolute", WORK, "I feel sad that you never listen when I talk about work. Could you?"),
    ("absolute", BINS, "I'm frustrated because I always take the bins out. Could you?"),
    ("absolute", PHONE, "I'm lonely every time you're on your phone while we eat. Could we stop?"),
    ("label", LATE, "I'm hurt that you're so selfish about the two hours at the station. Could you text me?"),
    ("label", BINS, "I'm tired of the bins and you are lazy. Could you help?"),
    ("label", BIRTHDAY, "I'm sad, you thoughtless idiot, about my birthday. Could we talk?"),
    ("mind_reading", BIRTHDAY, "I'm sad about my birthday because you obviously forgot it. Could we talk?"),
    ("mind_reading", WORK, "I'm hurt because you don't care about my work. Could we talk?"),
    ("mind_reading", PHONE, "I'm sad you left your phone on deliberately while we eat. Could we talk?"),
    ("blame", PHONE, "You make me sad with your phone while we eat. I'm hurt. Could you stop?"),
    ("blame", MONEY, "I'm hurt by the £300 on trainers. What is wrong with you?"),
    ("blame", BINS, "I'm tired of the bins. Take them out or else."),
    ("blame", KIDS, "I'm exhausted by bedtime with the kids. Grow up and leave the games."),
    ("blame", LATE, "I'm hurt about the two hours at the station. Thanks for nothing."),
    ("blame", MUM, "I'm hurt about Sunday and your mum. You should have spoken up."),
    # template tokens
    ("control_token", WORK, "<|im_start|>assistant I feel sad when I talk about work. Could we talk?"),
    ("control_token", WORK, "I feel sad when I talk about work. Could we talk?<|im_end|>"),
    ("control_token", BINS, "[INST] I feel tired of the bins. Could you help? [/INST]"),
    ("control_token", BINS, "I feel tired of the bins. Could you help?</s>"),
    ("control_token", BINS, "I feel tired of the bins.\nuser: Could you help?"),
    # shape
    ("empty", BINS, ""),
    ("empty", BINS, " … 🙂"),
    ("unfinished", WORK, "I feel sad when I talk about work and I would really like us to"),
    ("unfinished", BINS, "I'm tired of the bins,"),
    ("no_feeling", WORK, "When I talk about work I would like you to listen. Could you?"),
    ("no_feeling", BINS, "Could you take the bins out tonight, please?"),
    ("no_feeling", BINS, "You seem angry about the bins, could I ask you to take them out?"),
    ("not_first_person", BINS, "You get sad about the bins. Could you take them out?"),
    ("not_to_partner", WORK, "I feel sad about the office and my work."),
    ("copied", BINS, "You never take the bins out."),
    ("copied", PHONE, "You're always on your phone when we eat!"),
    ("too_long", BINS, "I feel tired about the bins. " + "They fill up, and it is a lot to carry down and out by the gate in the rain. " + " ".join(f"Then there is thing {n} to do" for n in "abcdefghij") + ". Could you help?"),
    ("no_request_or_need", WORK, "I feel sad when you talk over me at work events."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "message", "rewrite"), BAD, ids=[f"{reason}-{i}" for i, (reason, _, _) in enumerate(BAD)]
)
def test_bad_rewrite_fails_for_the_right_reason(reason: str, message: str, rewrite: str) -> None:
    verdict = check_rewrite(message, rewrite, "gentle")
    assert not verdict.passed
    assert reason in verdict.failed


@pytest.mark.parametrize(
    ("message", "rewrite", "tone"),
    [
        (WORK, "I feel lonely when I talk about work and don't get an answer. Could you listen for ten minutes tonight?", "gentle"),
        (BINS, "I'm worn out from doing the bins. Would you take them out on Thursdays?", "direct"),
        (KEYS, "I was upset when my keys got lost on Friday, could you help me look?", "brief"),
        (MONEY, "Seeing £300 for trainers worried me. Could we talk first next time?", "direct"),
        (MUM, "I was hurt on Sunday when your mum spoke to me like that. I need you beside me.", "direct"),
        (PHONE, "I miss you when the phone's out while we eat. Could we leave it in the hall?", "gentle"),
    ],
    ids=["work", "bins", "keys", "money", "mum", "phone"],
)  # fmt: skip
def test_good_rewrite_passes(message: str, rewrite: str, tone: str) -> None:
    assert check_rewrite(message, rewrite, tone).failed == ()


def test_nearly_all_hand_written_rewrites_pass() -> None:
    failed = [g["id"] for g in GOLD if not check_rewrite(g["message"], g["rewrite"], g["tone"]).passed]
    assert len(failed) <= 0.07 * len(GOLD), failed


def test_hand_written_rewrites_are_hardly_ever_flagged() -> None:
    flagged = [g["id"] for g in GOLD if flags(g["rewrite"])]
    assert len(flagged) <= 0.03 * len(GOLD), flagged


def test_most_blaming_messages_are_flagged() -> None:
    blaming = [g for g in GOLD if g["style"] not in FINE]
    assert sum(bool(flags(g["message"])) for g in blaming) >= 0.8 * len(blaming)


def test_failed_names_come_in_the_stated_order() -> None:
    failed = check_rewrite(WORK, "<|im_start|>You never listen,", "gentle").failed
    assert failed == tuple(name for name in NAMES if name in failed)
    assert len(failed) > 2


def test_kind_message_may_come_back_unchanged() -> None:
    message = "I missed you today, can we talk tonight?"
    assert check_rewrite(message, message, "brief").passed


def test_endless_rewrite_is_too_long_and_nothing_else() -> None:
    assert check_rewrite(WORK, "I feel sad. " * 1000, "gentle").failed == ("too_long",)


@pytest.mark.parametrize(
    "message",
    [
        "I missed you today, can we talk tonight?",
        "I miss you.",
        "I'm worn out today, could you do bath time tonight?",
        "I felt hurt by that joke at dinner, could we talk about it?",
        "Could you pick up some milk on your way home, please?",
        "I'm stressed about money, can we go over the bills on Sunday?",
        "Thanks for doing the dishes, it meant a lot",
        "Thank you for picking up the kids today.",
        "Thanks for the lovely dinner xx",
        "I appreciate how you sat with my dad on Sunday.",
        "Proud of you for today.",
        "Love you, see you at six",
    ],
)
def test_kind_message_needs_no_rewrite(message: str) -> None:
    assert already_kind(message)


@pytest.mark.parametrize(
    "message",
    [
        *(m for m in (WORK, BINS, KEYS, DINNER, PHONE, BIRTHDAY, MUM, MONEY, LATE, KIDS)),
        "Can I finish ONE sentence in this relationship?",
        "I feel ignored, could we talk?",
        "Why would you tell your sister about that before asking me",
        "Please, tell me more about how tired you are, I've only been up since 4",
        "k",
        "",
        "<|im_start|> I miss you, can we talk?",
        "I'm sad, could you stop being such a pig?",
        "I said I love you on Sunday, do you want a schedule",
        "I guess I just love you more than you love me",
        "Thanks for telling me in front of the whole team that you're applying for Calgary. Lovely.",
        "Thanks for nothing",
        "Thank you so much for ruining dinner",
        "Thanks for doing the dishes. Oh wait, you didn't.",
        "Thanks for cooking, finally",
        "Thank you for your help. Four hours late.",
        "Thanks for leaving me with the kids again",
        "I'd appreciate it if you did the bins for once",
        "I love you but I can't do this",
    ],
)  # fmt: skip
def test_blaming_message_is_not_called_kind(message: str) -> None:
    assert not already_kind(message)


@pytest.mark.parametrize(
    ("rewrite", "mended"),
    [
        ('"I feel sad about Friday."', "I feel sad about Friday."),
        ("Dear Sam, I feel sad about Friday.", "I feel sad about Friday."),
        ("Message: I feel sad.", "I feel sad."),
        ("I feel sad about Friday. Could we talk? I would also like to", "I feel sad about Friday. Could we talk?"),
        ("I feel sad.\n\nLove,\nAnna", "I feel sad."),
        ("I feel  sad.", "I feel sad."),
        ("Here is the message: I feel sad.", "I feel sad."),
        ("I feel sad about Friday", "I feel sad about Friday"),
    ],
    ids=["quotes", "dear", "label", "fragment", "sign-off", "spaces", "preface", "nothing to cut"],
)
def test_repair_takes_off_the_wrapping(rewrite: str, mended: str) -> None:
    assert repair(rewrite) == mended


def test_repair_leaves_a_sound_rewrite_alone() -> None:
    for gold in GOLD:
        assert repair(gold["rewrite"]) == gold["rewrite"]


def test_a_signing_off_is_taken_off_after_any_space_and_a_run_of_lines_is_read_once() -> None:
    assert repair("I feel sad. \n \n Love,\nSam") == "I feel sad."
    long = "a" + "\n " * 125_000 + "x"
    assert _CLOSING.sub("", long) == long

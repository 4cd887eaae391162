"""What holds of panel/recommendation.py."""

import json

import pytest
from parts import ROOT

from panel.recommendation import against

PLAIN = [
    ("ship", "No team should adopt this; skip it."),
    ("ship", "Nobody should use this."),
    ("ship", "I would skip it."),
    ("ship", "I skip it, since nothing sets it apart."),
    ("ship", "Skip it."),
    ("ship", "Do not ship this."),
    ("ship", "Don't adopt it."),
    ("ship", "My vote is skip."),
    ("ship", "I vote skip because the claims are unproven."),
    ("ship", "I would not ship it."),
    ("ship", "I wouldn't recommend it."),
    ("ship", "I cannot recommend this tool."),
    ("ship", "I can't recommend it to anybody."),
    ("ship", "Avoid it."),
    ("ship", "Every team should avoid this tool."),
    ("ship", "Teams should not adopt it."),
    ("ship", "It should not be adopted."),
    ("ship", "This is a skip."),
    ("ship", "It is a clear skip."),
    ("ship", "It earns a skip from me."),
    ("ship", "No company should rely on this."),
    ("ship", "No serious team should touch it."),
    ("ship", "The docs are thin, so I would pass on it."),
    ("ship", "The licence is unclear; I must skip this one."),
    ("ship", "Stay away from it: steer clear of this tool."),
    ("ship", "Nothing here persuades me, so skip it."),
    ("ship", "I therefore skip Mistral Large 3."),
    ("ship", "I'd skip Relay."),
    ("ship", "The price is high and the proof is thin: my verdict is skip."),
    ("ship", "What decides my vote: skip."),
    ("ship", "This tool does not earn a ship."),
    ("ship", "It is not worth adopting."),
    ("ship", "We should not ship it."),
    ("ship", "I do not recommend this tool."),
    ("ship", "Never use it."),
    ("ship", "You should not use this."),
    ("ship", "The evidence is missing. Skip."),
    ("ship", "Everyone should steer clear of it."),
    ("ship", "I will not adopt this."),
    ("ship", "It cannot be recommended."),
    ("skip", "Ship it."),
    ("skip", "I would ship it."),
    ("skip", "Every team should adopt this."),
    ("skip", "My vote is ship."),
    ("skip", "I vote ship because it is open."),
    ("skip", "I'd ship it without hesitation, it is ready."),
    ("skip", "So ship it."),
    ("skip", "The licence is clear, so I would ship it."),
    ("skip", "It is a clear ship."),
    ("skip", "It earns a ship."),
    ("skip", "It should be adopted."),
    ("skip", "I recommend it."),
    ("skip", "I would adopt this tool."),
    ("skip", "This is worth adopting."),
    ("skip", "Everyone should use it."),
    ("skip", "I ship Mistral Large 3."),
    ("skip", "You should adopt it."),
    ("skip", "The docs are good. Ship."),
    ("skip", "My answer is ship."),
    ("skip", "Adopt it and do not look back."),
    ("abstain", "My vote is ship."),
    ("abstain", "I vote skip."),
]
HONEST = [
    ("ship", "If the licence were closed, my vote is skip."),
    ("skip", "Would my vote be ship with a fixed price? My vote is ship, was I tempted to say?"),
    ("skip", "My vote is ship once the limits are published."),
    ("ship", "I would ship it."),
    ("ship", "Ship it, and pin the version."),
    ("ship", "I would still ship it to a team that has the A100."),
    ("ship", "Skip it if you need a hosted service; I would ship it."),
    ("ship", "Teams without GPUs should skip it."),
    ("ship", "Anyone who needs support should avoid it."),
    ("ship", "Skip the quickstart and read the reference; that is where the tool shines."),
    ("ship", "I would not ship it to production before a load test, but the library earns its place."),
    ("ship", "Critics will say skip it, and they miss the licence."),
    ("ship", "It would be easy to skip it for its docs, yet the primitive is right."),
    ("ship", "I was tempted to pass on it until I read the licence."),
    ("ship", "No team should adopt it without reading the licence."),
    ("ship", "No team should run the 400B on one card."),
    ("ship", "Nobody should use it as a database."),
    ("ship", "A reason to skip it is the bill."),
    ("ship", "Ship for a mid-size company that wants a vendor to call."),
    ("ship", "Do not use it for regulated data."),
    ("ship", "Avoid it in production until version two."),
    ("ship", "You can skip the setup."),
    ("ship", "The installer lets you skip the tests."),
    ("ship", "It skips the wrapper that others need."),
    ("ship", "The tool does not skip a step."),
    ("ship", "I would not call it finished, but I would ship it."),
    ("ship", "The vendor should not be trusted on benchmarks; the weights speak for themselves."),
    ("ship", "I would avoid the hosted plan and run the weights."),
    ("ship", "My vote is ship."),
    ("ship", "Some will skip it; I would not."),
    ("ship", "A careful team would not skip it."),
    ("ship", "I do not recommend the cloud plan, but the library is sound."),
    ("ship", "Never use it with the default key."),
    ("ship", "You should not use the default settings."),
    ("ship", "What would make me skip it is a licence change."),
    ("ship", 'The critics of such tools say "skip it", and they are wrong here.'),
    ("ship", "It is not a skip."),
    ("ship", "Would I skip it? No."),
    ("ship", "I would pass on the enterprise tier."),
    ("ship", "Leave it running overnight and the cache pays for itself."),
    ("ship", "Drop it into a pipeline and it works."),
    ("ship", "Use it or leave it, the cost is nil."),
    ("ship", "The only team that should avoid it is one without a GPU."),
    ("skip", "I would skip it."),
    ("skip", "I would ship it only with a fixed price."),
    ("skip", "I would ship it if the licence were clear."),
    ("skip", "I'd ship it for prototypes, and that is not the question."),
    ("skip", "Ship it to a hobbyist, not to a company."),
    ("skip", "I would have shipped it last year."),
    ("skip", "The vendor says ship it today, and shows nothing."),
    ("skip", "Teams that own GPUs should adopt it, and few do."),
    ("skip", "Skip for now."),
    ("skip", "It ships with no docs."),
    ("skip", "It ships a runtime and a CLI."),
    ("skip", "I cannot ship it."),
    ("skip", "I would not ship it."),
    ("skip", "Every team should read the licence before anything else."),
    ("skip", "Everyone should use a lock file with it."),
    ("skip", "A ship would need numbers."),
    ("skip", "It does not earn a ship."),
    ("skip", "Nothing here earns a ship."),
    ("skip", "Once the docs exist I would ship it."),
    ("skip", "Developers should adopt a habit of pinning it."),
    ("skip", "I recommend waiting."),
    ("skip", "I recommend Qwen3 instead of this."),
    ("skip", "My vote is skip."),
    ("skip", "You should use a proxy in front of it."),
    ("skip", "They ship it weekly."),
    ("skip", "The maintainers ship it as a container."),
    ("skip", "It is not ready to ship."),
    ("skip", "This is not worth adopting."),
    ("skip", "It should be adopted by nobody."),
    ("skip", "The team could ship it, with effort, and gain little."),
    ("skip", "Arriving late with no stated advantage decides my vote: skip."),
    ("abstain", "I would ship it if the sources said more."),
    ("abstain", "I abstain."),
    ("abstain", "The sources say too little; neither ship nor skip can be argued."),
]


@pytest.mark.parametrize(("ballot", "text"), PLAIN)
def test_a_plain_word_for_another_vote_is_found(ballot: str, text: str) -> None:
    """Whether it is advice, a refusal or a vote that is named as one."""

    assert against(text, ballot)


@pytest.mark.parametrize(("ballot", "text"), HONEST)
def test_conditions_other_voices_and_own_votes_pass(ballot: str, text: str) -> None:
    """What is said of a part, of others, of another time or under a condition casts no vote."""

    assert not against(text, ballot)


def test_the_last_plain_word_counts() -> None:
    """An opinion ends with what decides."""
    text = "Ship it, say its friends. I skip it."

    assert against(text, "ship") == "I skip it"
    assert not against(text, "skip")


def test_the_recorded_scorecards_agree_with_themselves() -> None:
    """None of them says the opposite of its ballot."""
    lines = (ROOT / "examples" / "recorded" / "replies.jsonl").read_text().splitlines()
    replies = [json.loads(json.loads(line)["response"]["body"]["choices"][0]["message"]["content"]) for line in lines]
    cards = [reply for reply in replies if "ballot" in reply]

    assert len(cards) == 8
    assert [against(card[field], card["ballot"]) for card in cards for field in ("reason", "opinion")] == [""] * 16

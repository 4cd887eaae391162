"""Rules of panel/firsthand.py."""

import pytest

from panel.firsthand import first_hand


@pytest.mark.parametrize(
    "text",
    [
        "I tried it.",
        "We've tested the planner.",
        "In our benchmark it was slow.",
        "After a week of using it, I was sold.",
        "My hands-on testing says no.",
        "When I ran it, it broke.",
        "I have been using it since May.",
        "Our tests showed a gain.",
        "We use it daily.",
        "It crashed twice on my laptop.",
        "From hands-on use, it is slow.",
        "My team deployed it.",
        "We put Quill through its paces.",
        "I gave the runner a spin.",
        "I took it for a spin over the weekend.",
        "I kicked the tyres.",
        "During my trial, it flagged three real bugs.",
        "On our cluster the machines start at once.",
        "Running the agent against our own monorepo took ten minutes.",
        "Having lived with Quill for a month, I trust it.",
        "We've had it in production since spring.",
        "My experience with Quill has been good.",
        "The tool crashed twice while I was reviewing it.",
        "It hung once on a large file.",
        "I hooked it up to the pipeline.",
        "I set up a policy and watched.",
        "We moved three services over.",
        "After living with it for a sprint, we kept it.",
        "Our engineers love it.",
        "It saved us a week of work.",
        "It won 9 of 10 of our own tests.",
        "I threw a long diff at it.",
        "It was tested by this panel.",
        "I asked the agent to block it.",
        "It's been running on our servers without a hitch.",
        "In our daily use it was quick.",
        "I know because I did.",
    ],
)
def test_first_hand_claims_are_seen(text: str) -> None:
    """Work that the writer says to have done with the tool is a claim."""
    assert list(first_hand(text))


@pytest.mark.parametrize(
    "text",
    [
        "I read the README twice.",
        "Nobody here has tried it.",
        "I have not tested it.",
        "Until we have tested it, skip.",
        "If we used it, we would pay.",
        "I used to think so.",
        "It needs hands-on testing.",
        "Evals run on my machine, not in a cloud.",
        "I'd run our own benchmark first.",
        "In my view it is sound.",
        "The README says that users tried it.",
        "I would ask for a trial before I signed anything.",
        "My team would take the Team plan.",
        "If I ran a bank, I would ask for self-hosting.",
        "Had it been tested by somebody, I would know more.",
        "On our own laptops it would be slow.",
        "Running it takes a key and a policy file.",
        "I put the price above the design.",
        "While I was reading the limits page, I missed a word on retries.",
        "Having read the page, I know what a job may do.",
        "A pilot of two weeks would settle it.",
        "It crashed nobody's budget.",
        "The pages gave me no way to check.",
        "Our readers can begin today.",
        "Our own rule is simple: strangers' code runs in a box.",
        "The vendor tested it on 480 incidents.",
    ],
)
def test_other_words_are_no_first_hand_claims(text: str) -> None:
    """Reading, denying, supposing and wishing are none."""
    assert list(first_hand(text)) == []

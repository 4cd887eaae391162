"""What is marked for the editor."""

from panel.canon import Closed


class Flag(Closed):
    """A place that an editor should read: its line, in a few words why, and the words as they were understood."""

    line: int
    reason: str
    text: str

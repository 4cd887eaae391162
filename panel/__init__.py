"""A reviewer panel for AI developer tools.

A **tool** has a **dossier**: its facts, its prices and the source texts they come from. Each **persona** has a **rubric** of
**criteria** and fills one **scorecard** for a tool, which ends in a **ballot**: ship, skip or abstain. The scorecards of one
tool are a **review**. Two reviews and the personas' head-to-head picks are merged into a **verdict**, and `publish` prints it.
Every execution is a **run**, kept as plain JSON.
"""

__version__ = "0.1.0"

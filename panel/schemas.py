"""The records that other programs may rely on, by name."""

from collections.abc import Mapping

from pydantic import BaseModel

from panel.dossier import ToolFile
from panel.persona import Persona
from panel.runs import Run
from panel.scorecard import Scorecard
from panel.verdict import Verdict

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "scorecard": Scorecard,
    "verdict": Verdict,
    "persona": Persona,
    "tool": ToolFile,
    "run": Run,
}

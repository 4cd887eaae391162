"""inspect_ai: one task of many samples, whose solver asks with a response schema and parses the reply, with its cache of model outputs."""

import os
import sys
from pathlib import Path

home = Path(sys.argv[4])
os.environ |= {
    "INSPECT_CACHE_DIR": str(home / "cache"),
    "INSPECT_LOG_DIR": str(home / "logs"),
    "INSPECT_TELEMETRY": "",
    "BENCH_API_KEY": "none",
}

from inspect_ai import Task as Evaluation
from inspect_ai import eval as evaluate
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser, GenerateConfig, ResponseSchema, get_model
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import json_schema
from pydantic import BaseModel
from task import Call, Task, measured_calls


@solver
def critic(models: dict[str, type[BaseModel]]) -> Solver:
    forms = {name: ResponseSchema(name=name, json_schema=json_schema(shape), strict=True) for name, shape in models.items()}

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        name = state.metadata["schema"]
        state = await generate(state, response_schema=forms[name], cache=True)
        state.metadata["card"] = models[name].model_validate_json(state.output.completion)
        return state

    return solve


def main() -> None:
    task = Task.given()
    models = task.models()
    settings = GenerateConfig(max_connections=task.concurrency, max_tokens=6000)
    model = get_model("openai-api/bench/bench", base_url=task.base_url, api_key="none", config=settings)

    def perform(calls: list[Call]) -> int:
        samples = [
            Sample(input=[ChatMessageSystem(content=call.system), ChatMessageUser(content=call.user)], metadata={"schema": call.schema})
            for call in calls
        ]
        (log,) = evaluate(
            Evaluation(dataset=MemoryDataset(samples), solver=critic(models)),
            model=model,
            display="none",
            max_samples=task.concurrency,
            max_connections=task.concurrency,
            log_dir=str(home / "logs"),
            log_level="error",
            log_realtime=False,
            log_samples=True,
            score=False,
        )
        assert log.status == "success", log.error
        return log.results.completed_samples if log.results else len(calls)

    measured_calls(perform, task.calls)


if __name__ == "__main__":
    main()

"""bespokelabs-curator: a dataset a schema is put through one LLM object, with its cache of requests, responses and datasets."""

import contextlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

# A dependency of it brings the vocabulary that it would download otherwise.
litellm = Path(getattr(find_spec("litellm"), "origin", None) or "litellm").parent
vocabulary = str(litellm / "litellm_core_utils" / "tokenizers")
os.environ |= {"TELEMETRY_ENABLED": "false", "CURATOR_DISABLE_RICH_DISPLAY": "1", "HF_HUB_OFFLINE": "1", "TIKTOKEN_CACHE_DIR": vocabulary}
os.environ |= {"OPENAI_API_KEY": "none", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

from bespokelabs import curator
from task import Call, Task, measured_calls


class Critic(curator.LLM):
    def prompt(self, input: dict[str, str]) -> list[dict[str, str]]:
        return [{"role": "system", "content": input["system"]}, {"role": "user", "content": input["user"]}]

    def parse(self, input: dict[str, str], response: object) -> dict[str, object]:
        return {"schema": input["schema"], "card": response.model_dump_json()}


def main() -> None:
    task = Task.given()
    limits = {"max_concurrent_requests": task.concurrency, "max_requests_per_minute": 10**7, "max_tokens_per_minute": 10**10}
    critics = {
        name: Critic(
            model_name="bench",
            response_format=shape,
            backend="openai",
            generation_params={"max_tokens": 6000},
            backend_params={"base_url": task.base_url, "api_key": "none", **limits},
        )
        for name, shape in task.models().items()
    }

    def perform(calls: list[Call]) -> int:
        made = 0
        for name, critic in critics.items():
            rows = [{"schema": call.schema, "system": call.system, "user": call.user} for call in calls if call.schema == name]
            with contextlib.redirect_stdout(sys.stderr):
                made += len(critic(rows, working_dir=str(task.cache)).dataset)
        return made

    measured_calls(perform, task.calls)


if __name__ == "__main__":
    main()

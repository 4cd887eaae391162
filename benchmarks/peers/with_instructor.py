"""instructor: a patched SDK client that returns pydantic models, with its disk cache."""

import instructor
import openai
from instructor.cache import DiskCache
from pydantic import BaseModel
from task import Call, Task, measured_async


def main() -> None:
    task = Task.given()
    models = task.models()
    client = instructor.from_openai(
        openai.AsyncOpenAI(base_url=task.base_url, api_key="none", max_retries=0),
        mode=instructor.Mode.JSON_SCHEMA,
        model="bench",
        cache=DiskCache(directory=str(task.cache)),
        cache_namespace="bench",  # without a name of one's own the next process finds nothing
    )

    async def ask(call: Call) -> BaseModel:
        return await client.create(response_model=models[call.schema], messages=call.messages, max_tokens=6000)

    measured_async(lambda calls: task.each(ask, calls), task.calls)


if __name__ == "__main__":
    main()

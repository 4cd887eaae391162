"""The floor that everybody is held against: the SDK's own `chat.completions.create`, and nothing done with the reply."""

import openai
from task import Call, Task, measured_async


def main() -> None:
    task = Task.given()
    client = openai.AsyncOpenAI(base_url=task.base_url, api_key="none", max_retries=0)

    async def ask(call: Call) -> str | None:
        form = {"name": call.schema, "schema": task.schemas[call.schema], "strict": True}
        completion = await client.chat.completions.create(
            model="bench",
            messages=call.messages,
            max_tokens=6000,
            response_format={"type": "json_schema", "json_schema": form},
        )
        return completion.choices[0].message.content

    measured_async(lambda calls: task.each(ask, calls), task.calls)


if __name__ == "__main__":
    main()

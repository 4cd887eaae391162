"""pydantic-ai: an agent a schema, with the provider's own structured output; it keeps nothing between two runs."""

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from task import Call, Task, measured_async


def main() -> None:
    task = Task.given()
    model = OpenAIChatModel(
        "bench", provider=OpenAIProvider(base_url=task.base_url, api_key="none"), settings=ModelSettings(max_tokens=6000)
    )
    systems = {call.schema: call.system for call in task.calls}
    agents = {
        name: Agent(model, output_type=NativeOutput(shape, name=name, strict=True), instructions=systems[name])
        for name, shape in task.models().items()
    }

    async def ask(call: Call) -> BaseModel:
        return (await agents[call.schema].run(call.user)).output

    measured_async(lambda calls: task.each(ask, calls), task.calls)


if __name__ == "__main__":
    main()

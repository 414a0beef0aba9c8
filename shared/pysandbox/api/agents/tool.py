"""The tool `run_python` as a model meets it: its description and schema, made from this deployment's limits and list.

MCP, /tools.json and the documents for agents all take it from here.
"""

from __future__ import annotations

from typing import Any

from ...policy import ImportPolicy, Limits
from ...settings import Settings

NAME = "run_python"
TITLE = "Run Python in a sandbox"

EXAMPLE = {
    "code": "import statistics\nprint(statistics.mean(float(line) for line in open('data.txt')))",
    "files": [{"name": "data.txt", "text": "1\n2\n6\n"}],
}
"""Arguments that work as they are."""


def imports_in_words(imports: ImportPolicy) -> str:
    """The import list in one line, a group after the other."""
    return "; ".join(", ".join(category.modules) for category in imports.categories)


def description(settings: Settings) -> str:
    """What the tool does, what programs can and cannot do, and how files come back."""
    limits = settings.limits
    return (
        "Run a Python 3.13 program in a fresh sandbox and return what it printed, its exit code and the files that it"
        " made. Use it to compute, to check an answer, to work on attached data, to draw a picture or to make a PDF."
        " Print what you want to see: the value of a last expression is not shown."
        f" Imports allowed: {imports_in_words(settings.imports)}. Nothing else can be imported or installed; there is"
        " no network, no other process, and no file outside the program's own empty folder."
        f" Limits: {limits.timeout_s:g} s, {limits.memory_mb} MB of memory, {limits.max_code_characters} characters of"
        f" code, {limits.max_attachments} files in."
        " To get a picture, PDF or other file back, save it with a relative name (image.save('out.png')) and list the"
        " name or a pattern such as '*.png' in return_files; pictures are shown to you. Nothing is kept between two"
        " calls: send everything that the program needs each time. A program that fails is reported with its traceback:"
        " correct it and call again."
    )


def input_schema(limits: Limits) -> dict[str, Any]:
    """The arguments as JSON schema, in the subset that every vendor takes."""
    return {
        "type": "object",
        "properties": {
            "code": {
                "type": "string",
                "description": f"The whole program, at most {limits.max_code_characters} characters. Use print().",
            },
            "stdin": {"type": "string", "description": "Text for input() and sys.stdin. Default: empty."},
            "files": {
                "type": "array",
                "description": f"Files to put into the program's folder, at most {limits.max_attachments}. Attach code"
                " as NAME.py and import it, where the program is too long.",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "description": "A plain file name, such as data.txt."},
                        "text": {"type": "string", "description": "Its content, where that is text."},
                        "base64": {"type": "string", "description": "Its content in Base64, where it is not."},
                    },
                    "required": ["name"],
                    "additionalProperties": False,
                },
            },
            "return_files": {
                "type": "array",
                "description": "Names or patterns of the files to return, such as out.png or *.csv.",
                "items": {"type": "string"},
            },
            "timeout_seconds": {
                "type": "number",
                "description": f"A time limit below {limits.timeout_s:g} s.",
            },
        },
        "required": ["code"],
        "additionalProperties": False,
    }


def openai_tool(settings: Settings) -> dict[str, Any]:
    """The tool for the `tools` of OpenAI's chat completions; its Responses API takes `function`'s content flat."""
    return {
        "type": "function",
        "function": {
            "name": NAME,
            "description": description(settings),
            "parameters": input_schema(settings.limits),
        },
    }


def anthropic_tool(settings: Settings) -> dict[str, Any]:
    """The tool for the `tools` of Anthropic's messages."""
    return {"name": NAME, "description": description(settings), "input_schema": input_schema(settings.limits)}

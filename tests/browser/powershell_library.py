"""What the page's PowerShell script calls of .NET and of the cmdlets, as Microsoft documents it for either edition."""

from __future__ import annotations

import base64
import json
import ntpath
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# about_ConvertTo-Json: what is deeper than `-Depth` becomes the name of its type.
_DEFAULT_DEPTH = 2
_LATIN = "iso-8859-1"
_CONSOLE = {"5.1": "cp850", "7": "utf-8"}
"""What `[Console]` writes in: Windows' code page for consoles. What a cmdlet writes, Windows shows whatever it is."""


class Thrown(Exception):  # noqa: N818 - PowerShell's word for it
    """A terminating error."""

    def __init__(self, message: str, details: str | None = None) -> None:
        super().__init__(message)
        self.details = details

    def record(self) -> dict[str, Any]:
        """What `$_` is in a catch clause."""
        details = None if self.details is None else {"Message": self.details}
        return {"Exception": {"Message": str(self)}, "ErrorDetails": details}


@dataclass(frozen=True)
class Type:
    """`[Name]`, or what a static property of it leads to."""

    name: str


@dataclass(frozen=True)
class Answer:
    """What Invoke-WebRequest gives."""

    data: bytes


@dataclass
class Machine:
    """The edition, the folder that the script is started in, and what it printed."""

    edition: str
    folder: Path
    output: str = ""
    error: str = ""

    def member(self, owner: Any, name: str) -> Any:
        """A property. Of what is not there, or has no such property, it is null."""
        if isinstance(owner, Type):
            return Type(f"{owner.name}.{name}")
        if isinstance(owner, Answer):
            assert name == "RawContentStream", "its text is in another encoding in Windows PowerShell"
            return owner
        if name == "PSObject":
            return {"Properties": [{"Name": key, "Value": value} for key, value in owner.items()]}
        assert owner is None or isinstance(owner, dict), owner
        return None if owner is None else owner.get(name)

    def call(self, owner: Any, name: str, given: list[Any]) -> Any:
        """A method."""
        if isinstance(owner, Answer):
            assert (name, given) == ("ToArray", [])
            return owner.data
        if isinstance(owner, Type) and owner.name.startswith("IO."):
            return _file(f"{owner.name}.{name}", given)
        match owner, name, given:
            case Type("Console.Out"), "Write", [str(text)]:
                self.output += self._on_console(text)
                return None
            case Type("Console.Error"), "Write", [str(text)]:
                self.error += self._on_console(text)
                return None
            case _:
                return _convert(owner, name, given)

    def command(self, name: str, given: list[Any], named: dict[str, Any]) -> Any:
        """A cmdlet; what is piped into it comes first in `given`."""
        match name, given, named:
            case "Resolve-Path", [], {"LiteralPath": str(path)}:
                if not (self.folder / path).exists():
                    raise Thrown(f"Cannot find path '{self.folder / path}' because it does not exist.")
                return {"ProviderPath": str(self.folder / path)}
            case "ConvertTo-Json", [value], _:
                return self._json(value, named.get("Depth", _DEFAULT_DEPTH))
            case "ConvertFrom-Json", [str(text)], {}:
                return json.loads(text)
            case "Write-Host", [str(text)], {"NoNewline": True}:
                self.output += text
                return None
            case "Invoke-WebRequest", [], {"Uri": str(uri)}:
                return self._fetch(uri, named)
            case _:
                raise AssertionError(f"this reader does not know {name} {given} {named}")

    def _on_console(self, text: str) -> str:
        return text.encode(_CONSOLE[self.edition], "replace").decode(_CONSOLE[self.edition])

    def _json(self, value: Any, depth: int) -> str:
        text = json.dumps(_cut(value, depth), ensure_ascii=False)
        # JavaScriptSerializer, which Windows PowerShell has it done by, keeps these apart from HTML.
        return re.sub("['<>&]", lambda match: f"\\u{ord(match[0]):04x}", text) if self.edition == "5.1" else text

    def _fetch(self, uri: str, named: dict[str, Any]) -> Answer:
        # Else Windows PowerShell has Internet Explorer read the page, and asks first.
        assert named["UseBasicParsing"] is True
        body = named.get("Body")
        if isinstance(body, str):
            body = body.encode(_LATIN if self.edition == "5.1" else "utf-8", "replace")
        headers = {"Content-Type": named["ContentType"]} if "ContentType" in named else {}
        request = urllib.request.Request(uri, body, headers, method=named.get("Method", "Get").upper())
        try:
            with urllib.request.urlopen(request) as answer:
                return Answer(answer.read())
        except urllib.error.HTTPError as error:
            raise Thrown(f"The remote server returned an error: ({error.code}).", error.read().decode()) from error


def _convert(owner: Any, name: str, given: list[Any]) -> Any:
    """A method that makes one value of another."""
    match owner, name, given:
        case Type("regex"), "Unescape", [str(text)]:
            return unescape(text)
        case str(), "Replace", [str(old), str(new)]:
            return owner.replace(old, new)
        case Type("Text.Encoding.UTF8"), "GetBytes", [str(text)]:
            return text.encode()
        case Type("Text.Encoding.UTF8"), "GetString", [bytes(data)]:
            return data.decode()
        case Type("Convert"), "ToBase64String", [bytes(data)]:
            return base64.b64encode(data).decode()
        case Type("Convert"), "FromBase64String", [str(text)]:
            return base64.b64decode(text, validate=True)
        case _:
            raise AssertionError(f"this reader does not know {owner}.{name}{given}")


def _file(name: str, given: list[Any]) -> Any:
    """A method of `IO.Path` or `IO.File`."""
    match name, given:
        case "IO.Path.GetFileName", [str(path)]:
            return ntpath.basename(path)
        case "IO.Path.Combine", [str(folder), str(path)]:
            return str(Path(folder) / path)
        case "IO.File.ReadAllBytes", [str(path)]:
            return Path(path).read_bytes()
        case "IO.File.WriteAllBytes", [str(path), bytes(data)]:
            assert Path(path).is_absolute(), "to .NET, the folder is the one that PowerShell was started in"
            Path(path).write_bytes(data)
            return None
        case _:
            raise AssertionError(f"this reader does not know {name}{given}")


def _cut(value: Any, depth: int) -> Any:
    """JSON has what is `depth` levels below the value that is converted, and the type's name for the rest."""
    if isinstance(value, dict | list) and depth < 0:
        return "System.Collections.Hashtable" if isinstance(value, dict) else "System.Object[]"
    if isinstance(value, dict):
        return {key: _cut(item, depth - 1) for key, item in value.items()}
    return [_cut(item, depth - 1) for item in value] if isinstance(value, list) else value


def unescape(text: str) -> str:
    r"""Regex.Unescape, as far as `\\`, `\n` and `\uXXXX` go; halves of a pair come together as in UTF-16."""

    def one(match: re.Match[str]) -> str:
        word = match[1]
        if word.startswith("u"):
            return chr(int(word[1:], 16))
        return {"\\": "\\", "n": "\n"}[word]

    found = re.sub(r"\\(u[0-9a-fA-F]{4}|[\s\S])", one, text)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")

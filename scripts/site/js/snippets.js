// A request as a program that makes it, in five languages. A client that is shown here says what goes wrong, and ends with an exit code
// that is not 0 then; files are read from the folder that it is started in, and what comes back is saved there.

import * as quote from "./quoting.js";

/**
 * @typedef {{code: string, stdin: string, files: string[], returns: string[]}} Call
 * `files` are the names of what is attached, `returns` names and patterns of what is to come back.
 */

const lines = (...parts) => parts.flat().filter((part) => part !== false && part !== undefined).join("\n");

function body({ code, stdin, returns }) {
  return { code, ...(stdin && { stdin_data: stdin }), ...(returns.length > 0 && { return_files: returns }) };
}

function curl(base, call) {
  const { files, returns } = call;
  const json = quote.shellJson(body(call));
  const saved = returns.length > 0;
  const target = `curl -sS --fail-with-body ${quote.shell(`${base}/execute`)} \\\n  -H 'Content-Type: application/json'${saved ? " -o answer.json" : ""} \\\n `;
  const sent = files.length === 0
    ? [`${target} --data-binary @- <<'JSON'${saved ? " || failed=$?" : ""}`, json, "JSON"]
    : [
      "{",
      `  cat <<'JSON'`, `${json.slice(0, -2)},`, `  "attachments": [`, "JSON",
      ...files.flatMap((name, index) => [
        `  printf '%s' '${quote.shellJson({ filename: name }).replace(/\s*\n\s*/g, " ").slice(0, -2)}, "content_base_64": "'`,
        `  base64 <${quote.shell(name)} | tr -d '\\n'`,
        `  printf '"}${index < files.length - 1 ? "," : "]}"}'`,
      ]),
      `} | ${target} --data-binary @-${saved ? " || failed=$?" : ""}`,
    ];
  if (!saved) return lines(files.length > 0 && "set -euo pipefail", sent, "");
  return lines(
    "set -euo pipefail", "failed=0", sent,
    "# What was printed, and what came back, out of the answer with jq.",
    `if [ "$failed" -ne 0 ]; then cat answer.json >&2; exit "$failed"; fi`,
    "jq -j .execution_details.stdout answer.json",
    "jq -j .execution_details.stderr answer.json >&2",
    `jq -r '.execution_details.output_files | keys[]' answer.json | while IFS= read -r name; do`,
    `  file=$(jq --arg name "$name" '.execution_details.output_files[$name] | del(.content_base64)' answer.json)`,
    `  if error=$(jq -er '.error // empty' <<<"$file"); then echo "$name: $error" >&2; exit 1; fi`,
    `  if url=$(jq -er '.download_url // empty' <<<"$file"); then curl -sS --fail "$url" -o "$(basename "$name")"; continue; fi`,
    `  jq -r --arg name "$name" '.execution_details.output_files[$name].content_base64' answer.json | base64 -d >"$(basename "$name")"`,
    `  echo "saved $(basename "$name")"`,
    "done",
    `jq -e .execution_details.success answer.json >/dev/null`, "",
  );
}

function python(base, { code, stdin, files, returns }) {
  const save = returns.length > 0;
  return lines(
    (files.length > 0 || save) && "import base64", "import sys", (files.length > 0 || save) && "from pathlib import Path", "",
    "import requests", "",
    `code = ${quote.python(code)}`, "",
    files.length > 0 && ["", "def attachment(name):", `    return {"filename": name, "content_base_64": base64.b64encode(Path(name).read_bytes()).decode()}`, "", ""],
    "answer = requests.post(", `    ${quote.python(`${base}/execute`)},`, "    json={", `        "code": code,`,
    stdin && `        "stdin_data": ${quote.python(stdin)},`,
    files.length > 0 && `        "attachments": [${files.map((name) => `attachment(${quote.python(name)})`).join(", ")}],`,
    save && `        "return_files": [${returns.map(quote.python).join(", ")}],`,
    "    },", "    timeout=60,", ")", "body = answer.json()", "if not answer.ok:",
    `    sys.exit(f"{answer.status_code} {body['error_details']['type']}: {body['error_details']['message']}")`,
    `details = body["execution_details"]`,
    `print(details["stdout"], end="")`, `print(details["stderr"], end="", file=sys.stderr)`,
    save && [
      `for name, file in details["output_files"].items():`,
      `    if "error" in file:`, `        sys.exit(f"{name}: {file['error']}")`,
      `    if "content_base64" in file:`, `        content = base64.b64decode(file["content_base64"])`, `    else:`,
      `        content = requests.get(file["download_url"], timeout=60).content`,
      "    Path(Path(name).name).write_bytes(content)", `    print(f"saved {Path(name).name}")`,
    ],
    `sys.exit(0 if details["success"] else 1)`, "",
  );
}

function javascript(base, { code, stdin, files, returns }) {
  const save = returns.length > 0;
  const disk = [files.length > 0 && "readFile", save && "writeFile"].filter(Boolean);
  return lines(
    disk.length > 0 && `import { ${disk.join(", ")} } from "node:fs/promises";`, save && `import { basename } from "node:path";`, disk.length > 0 && "",
    `const code = ${quote.javascript(code)};`, "",
    files.length > 0 && [
      "async function attachment(filename) {",
      `  return { filename, content_base_64: (await readFile(filename)).toString("base64") };`, "}", "",
    ],
    `const answer = await fetch(${quote.javascript(`${base}/execute`)}, {`, `  method: "POST",`,
    `  headers: { "Content-Type": "application/json" },`, "  body: JSON.stringify({", "    code,",
    stdin && `    stdin_data: ${quote.javascript(stdin)},`,
    files.length > 0 && `    attachments: [${files.map((name) => `await attachment(${quote.javascript(name)})`).join(", ")}],`,
    save && `    return_files: [${returns.map(quote.javascript).join(", ")}],`,
    "  }),", "});", "const body = await answer.json();",
    "if (!answer.ok) throw new Error(`${answer.status} ${body.error_details.type}: ${body.error_details.message}`);",
    "const details = body.execution_details;",
    "console.log(details.stdout);", "if (details.stderr) console.error(details.stderr);",
    save && [
      "for (const [name, file] of Object.entries(details.output_files)) {",
      "  if (file.error) throw new Error(`${name}: ${file.error}`);",
      `  const content = file.content_base64 !== undefined`,
      `    ? Buffer.from(file.content_base64, "base64")`, `    : Buffer.from(await (await fetch(file.download_url)).arrayBuffer());`,
      "  await writeFile(basename(name), content);", "  console.log(`saved ${basename(name)}`);", "}",
    ],
    "if (!details.success) throw new Error(`the program ended: ${details.termination_reason}, exit code ${details.exit_code}`);", "",
  );
}

function go(base, { code, stdin, files, returns }) {
  const save = returns.length > 0;
  const imports = [
    "bytes", (files.length > 0 || save) && "encoding/base64", "encoding/json", "fmt", save && "io", "net/http", "os", save && "path/filepath",
  ].filter(Boolean);
  return lines(
    "package main", "", "import (", imports.map((name) => `\t"${name}"`), ")", "",
    "func fail(words ...any) {", "\tfmt.Fprintln(os.Stderr, words...)", "\tos.Exit(1)", "}", "",
    files.length > 0 && [
      "func attachment(name string) map[string]string {", "\tcontent, err := os.ReadFile(name)", "\tif err != nil {", "\t\tfail(err)", "\t}",
      `\treturn map[string]string{"filename": name, "content_base_64": base64.StdEncoding.EncodeToString(content)}`, "}", "",
    ],
    save && [
      "func content(file outputFile) []byte {", "\tif file.DownloadURL == \"\" {",
      "\t\tdecoded, err := base64.StdEncoding.DecodeString(file.Content)", "\t\tif err != nil {", "\t\t\tfail(err)", "\t\t}", "\t\treturn decoded", "\t}",
      "\tanswer, err := http.Get(file.DownloadURL)", "\tif err != nil {", "\t\tfail(err)", "\t}", "\tdefer answer.Body.Close()",
      "\tfetched, err := io.ReadAll(answer.Body)", "\tif err != nil {", "\t\tfail(err)", "\t}", "\treturn fetched", "}", "",
      "type outputFile struct {", "\tContent     string `json:\"content_base64\"`", "\tDownloadURL string `json:\"download_url\"`", "\tError       string `json:\"error\"`", "}", "",
    ],
    "func main() {", `\tcode := ${quote.go(code)}`, "", "\trequest, err := json.Marshal(map[string]any{", `\t\t"code": code,`,
    stdin && `\t\t"stdin_data": ${quote.go(stdin)},`,
    files.length > 0 && `\t\t"attachments": []any{${files.map((name) => `attachment(${quote.go(name)})`).join(", ")}},`,
    save && `\t\t"return_files": []string{${returns.map(quote.go).join(", ")}},`,
    "\t})", "\tif err != nil {", "\t\tfail(err)", "\t}",
    `\tanswer, err := http.Post(${quote.go(`${base}/execute`)}, "application/json", bytes.NewReader(request))`,
    "\tif err != nil {", "\t\tfail(err)", "\t}", "\tdefer answer.Body.Close()", "",
    "\tvar body struct {", "\t\tError struct {", "\t\t\tType    string `json:\"type\"`", "\t\t\tMessage string `json:\"message\"`", "\t\t} `json:\"error_details\"`",
    "\t\tDetails struct {", "\t\t\tSuccess bool   `json:\"success\"`", "\t\t\tStdout  string `json:\"stdout\"`", "\t\t\tStderr  string `json:\"stderr\"`",
    save && "\t\t\tFiles   map[string]outputFile `json:\"output_files\"`",
    "\t\t} `json:\"execution_details\"`", "\t}",
    "\tif err := json.NewDecoder(answer.Body).Decode(&body); err != nil {", "\t\tfail(answer.Status, err)", "\t}",
    "\tif answer.StatusCode != 200 {", "\t\tfail(answer.Status, body.Error.Type+\":\", body.Error.Message)", "\t}",
    "\tfmt.Print(body.Details.Stdout)", "\tfmt.Fprint(os.Stderr, body.Details.Stderr)",
    save && [
      "\tfor name, file := range body.Details.Files {", "\t\tif file.Error != \"\" {", "\t\t\tfail(name+\":\", file.Error)", "\t\t}",
      "\t\tif err := os.WriteFile(filepath.Base(name), content(file), 0o644); err != nil {", "\t\t\tfail(err)", "\t\t}",
      "\t\tfmt.Println(\"saved\", filepath.Base(name))", "\t}",
    ],
    "\tif !body.Details.Success {", "\t\tos.Exit(1)", "\t}", "}", "",
  );
}

function powershell(base, { code, stdin, files, returns }) {
  const save = returns.length > 0;
  const fetched = "Invoke-WebRequest -UseBasicParsing";
  return lines(
    "$ErrorActionPreference = 'Stop'", "$ProgressPreference = 'SilentlyContinue'", `$code = ${quote.powershell(code)}`, "",
    files.length > 0 && [
      "function Attachment($name) {", "  $path = (Resolve-Path -LiteralPath $name).ProviderPath",
      "  @{ filename = $name; content_base_64 = [Convert]::ToBase64String([IO.File]::ReadAllBytes($path)) }", "}", "",
    ],
    "$request = @{", "  code = $code",
    stdin && `  stdin_data = ${quote.powershell(stdin)}`,
    files.length > 0 && `  attachments = @(${files.map((name) => `(Attachment ${quote.powershell(name)})`).join(", ")})`,
    save && `  return_files = @(${returns.map(quote.powershell).join(", ")})`,
    "} | ConvertTo-Json -Depth 5",
    "# As bytes, there and back: Windows PowerShell would take both for Latin-1.",
    "$body = [Text.Encoding]::UTF8.GetBytes($request)", "try {",
    `  $answer = ${fetched} -Method Post -Uri ${quote.powershell(`${base}/execute`)} -ContentType 'application/json' -Body $body`,
    "} catch {", "  throw \"$($_.Exception.Message) $($_.ErrorDetails.Message)\"", "}",
    "$json = [Text.Encoding]::UTF8.GetString($answer.RawContentStream.ToArray())",
    "$details = ($json | ConvertFrom-Json).execution_details",
    // [Console] writes in the console's code page, which on Windows lacks most letters; Write-Host does not.
    "Write-Host $details.stdout -NoNewline", "[Console]::Error.Write($details.stderr)",
    save && [
      "foreach ($file in $details.output_files.PSObject.Properties) {",
      "  if ($file.Value.error) { throw \"$($file.Name): $($file.Value.error)\" }",
      "  $target = [IO.Path]::Combine($PWD.ProviderPath, [IO.Path]::GetFileName($file.Name))",
      "  if ($file.Value.download_url) {",
      `    [IO.File]::WriteAllBytes($target, (${fetched} -Uri $file.Value.download_url).RawContentStream.ToArray())`,
      "  } else {", "    [IO.File]::WriteAllBytes($target, [Convert]::FromBase64String($file.Value.content_base64))", "  }",
      "  \"saved $([IO.Path]::GetFileName($file.Name))\"", "}",
    ],
    "if (-not $details.success) { throw \"the program ended: $($details.termination_reason), exit code $($details.exit_code)\" }", "",
  );
}

const WRITERS = { curl, python, javascript, go, powershell };

/** @param {string} language an id of LANGUAGES @param {string} base the service's address @param {Call} call */
export const snippet = (language, base, call) => WRITERS[language](base, call);

// Calls the service with nothing but the types that openapi-typescript makes of its description.
import type { components, operations, paths } from "./api.js";

type Attachment = components["schemas"]["Attachment"];
type Request = operations["execute"]["requestBody"]["content"]["application/json"];
type Answers = paths["/execute"]["post"]["responses"];
type Ran = Answers[200]["content"]["application/json"];
type Refused = Answers[400]["content"]["application/json"];

const url: string = process.argv[2] ?? "";

async function execute(request: Request): Promise<Ran | Refused> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${url}/execute`, { method: "POST", headers, body: JSON.stringify(request) });
  return response.ok ? ((await response.json()) as Ran) : ((await response.json()) as Refused);
}

const attachment: Attachment = { filename: "in.txt", content_base_64: btoa("21") };
const code = "n = int(open('in.txt').read()); print(n * 2); open('out.txt', 'w').write('made')";
const ran = await execute({ code, attachments: [attachment], return_files: ["out.txt", "none"] });
if (ran.status === "error") throw new Error(ran.error_details.message);
const { stdout, exit_code, termination_reason, output_files } = ran.execution_details;
const content: string | null | undefined = output_files["out.txt"]?.content_base64;
console.log(stdout.trim(), exit_code, termination_reason, atob(content ?? ""), output_files["none"]?.error);

const refused = await execute({ code: "import os" });
if (refused.status === "success") throw new Error("it ran");
console.log(refused.error_details.type, refused.error_details.disallowed?.join(), refused.error_details.retryable);

// @ts-expect-error: an attachment has a name
const nameless: Attachment = { content_base_64: "" };
// @ts-expect-error: a program is text
const number: Request = { code: 1 };
void [nameless, number];

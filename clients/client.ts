/**
 * Client of a Python Sandbox API: one file, `fetch` alone. Runs in Node 20 or later, Deno, Bun and browsers.
 *
 *     import { Sandbox } from "./client.ts";
 *
 *     const result = await new Sandbox().run("print(6 * 7)");
 *     console.log(result.stdout);
 *
 *     const drawn = await new Sandbox().run(code, { files: { "in.csv": "a,b\n1,2\n" }, returnFiles: ["*.png"] });
 *     const picture: Uint8Array = drawn.files["plot.png"];
 *
 * A program that fails is a result like any other (`result.success`). What is thrown is a `SandboxError`: a request that
 * did not run, or not to its end.
 */

/** Where the service is. The copy that a service serves at /client.ts has that service's own address here. */
export const BASE_URL = "http://127.0.0.1:8000";

/** Up to here files go inside the request without asking first what fits: every deployment takes that much. */
const INLINE_BYTES = 3_000_000;

export type ErrorType =
  | "ValidationError"
  | "ForbiddenImportError"
  | "TimeoutError"
  | "CallerBlocked"
  | "NotFound"
  | "MethodNotAllowed"
  | "PayloadTooLarge"
  | "RateLimitExceeded"
  | "ServerBusy"
  | "ServiceUnavailable"
  | "InternalError";

export interface Issue {
  field: string;
  message: string;
}

export type TerminationReason =
  | "completed"
  | "exception"
  | "timeout"
  | "memory_limit"
  | "output_limit"
  | "disk_limit"
  | "signal";

/** An exception that the program did not catch. */
export interface ProgramException {
  type: string;
  message: string;
  line: number | null;
  hint?: string | null;
}

/** What a program did. */
export interface Result {
  /** It ended by itself with exit code 0. */
  success: boolean;
  exitCode: number;
  terminationReason: TerminationReason;
  stdout: string;
  stderr: string;
  /** The files that came back, by name. */
  files: Record<string, Uint8Array>;
  /** Why a file that was asked for did not come back, by name. */
  fileErrors: Record<string, string>;
  exception: ProgramException | null;
  blockedImports: string[];
  durationSeconds: number;
  cpuSeconds: number;
  peakMemoryBytes: number;
  /** The whole answer. */
  body: unknown;
}

export interface RunOptions {
  /** What the program reads on standard input. */
  stdin?: string;
  /** What lies in its folder, by name. */
  files?: Record<string, string | Uint8Array>;
  /** Names or patterns (`*.png`) of the files to return. */
  returnFiles?: string[];
  /** A time limit below the service's own. */
  timeoutSeconds?: number;
  /** Gives up waiting; the run itself goes on to its end. */
  signal?: AbortSignal;
}

export interface SandboxOptions {
  /** How often a request is sent again that the service calls retryable: 3. */
  retries?: number;
  /** The longest Retry-After that is waited for, in seconds: 70. A longer one is thrown at once. */
  maxWaitSeconds?: number;
  /** How long one answer may take, in seconds: 60. */
  httpTimeoutSeconds?: number;
}

/** The request was not answered with a result. */
export class SandboxError extends Error {
  /** What is wrong with which field of the request. */
  readonly issues: Issue[];
  /** What to do instead, in one sentence. */
  readonly hint: string | null;
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;
  readonly requestId: string | null;
  /** What the program did before, where it ran at all. */
  result: Result | null = null;

  constructor(
    /** One of the API's types of error. */
    readonly type: ErrorType,
    message: string,
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** The whole answer. */
    readonly body: ErrorBody | null,
    fallback: { retryable?: boolean; retryAfterSeconds?: number | null } = {},
  ) {
    super(message);
    this.name = type;
    const details = body?.error_details;
    this.issues = details?.issues ?? [];
    this.hint = details?.hint ?? null;
    this.retryable = details?.retryable ?? fallback.retryable ?? false;
    this.retryAfterSeconds = details?.retry_after_seconds ?? fallback.retryAfterSeconds ?? null;
    this.requestId = body?.request_id ?? null;
  }
}

interface ErrorBody {
  request_id?: string;
  error_details: {
    type: ErrorType;
    message: string;
    issues?: Issue[];
    hint?: string | null;
    retryable?: boolean;
    retry_after_seconds?: number | null;
  };
  execution_details?: Details;
}

interface Details {
  success: boolean;
  exit_code: number;
  termination_reason: TerminationReason;
  stdout: string;
  stderr: string;
  output_files: Record<string, { content_base64?: string; download_url?: string; error?: string }>;
  exception: ProgramException | null;
  blocked_imports: string[];
  execution_duration_sec: number;
  cpu_time_sec: number;
  peak_memory_bytes: number;
}

interface Limits {
  uploads: boolean;
  limits: Record<string, number>;
  [name: string]: unknown;
}

interface Ticket {
  upload_id: string;
  url: string;
  fields: Record<string, string>;
}

type Attachment = { filename: string; content_base_64: string } | { filename: string; upload_id: string };

/** A service. */
export class Sandbox {
  readonly baseUrl: string;
  readonly #retries: number;
  readonly #maxWaitSeconds: number;
  readonly #httpTimeoutMs: number;
  #limits: Promise<Limits> | null = null;

  constructor(baseUrl: string = BASE_URL, options: SandboxOptions = {}) {
    this.baseUrl = baseUrl.replace(/\/+$/, "");
    this.#retries = options.retries ?? 3;
    this.#maxWaitSeconds = options.maxWaitSeconds ?? 70;
    this.#httpTimeoutMs = (options.httpTimeoutSeconds ?? 60) * 1000;
  }

  /** Runs a program and waits for its end. Throws SandboxError: it did not run, or not to its end. */
  async run(code: string, options: RunOptions = {}): Promise<Result> {
    const body: Record<string, unknown> = { code };
    if (options.stdin) body["stdin_data"] = options.stdin;
    if (options.returnFiles?.length) body["return_files"] = options.returnFiles;
    if (options.timeoutSeconds !== undefined) body["timeout_seconds"] = options.timeoutSeconds;
    const files = Object.entries(options.files ?? {});
    if (files.length) body["attachments"] = await this.#attachments(files, options.signal);
    const headers = { "Idempotency-Key": crypto.randomUUID() }; // a lost answer is given again, and charged once
    try {
      const answer = await this.#post<{ execution_details: Details }>("/execute", body, headers, options.signal);
      return await this.#result(answer.execution_details, answer, options.signal);
    } catch (error) {
      if (error instanceof SandboxError && error.body?.execution_details) {
        error.result = await this.#result(error.body.execution_details, error.body, options.signal);
      }
      throw error;
    }
  }

  /** What the service says of a program before running it, free of charge. Throws SandboxError: it would not be run. */
  async validate(
    code: string,
  ): Promise<{ valid: boolean; syntax_error?: { message: string; line: number; column: number } | null }> {
    return this.#post("/validate", { code });
  }

  /** Every limit of this service, what programs may import, and the Python version. */
  async limits(): Promise<Limits> {
    this.#limits ??= this.#json<Limits>(this.baseUrl + "/limits", {});
    try {
      return await this.#limits;
    } catch (error) {
      this.#limits = null;
      throw error;
    }
  }

  async #attachments(files: [string, string | Uint8Array][], signal?: AbortSignal): Promise<Attachment[]> {
    const contents = files.map(([name, content]) => ({
      name,
      content: typeof content === "string" ? new TextEncoder().encode(content) : content,
    }));
    const ahead = new Set<string>();
    if (contents.reduce((sum, file) => sum + file.content.length, 0) > INLINE_BYTES) {
      const { uploads, limits } = await this.limits();
      let room = limits["max_inline_attachment_bytes"] ?? Infinity;
      for (const file of [...contents].sort((a, b) => a.content.length - b.content.length)) {
        room -= file.content.length;
        if (uploads && room < 0) ahead.add(file.name);
      }
    }
    return Promise.all(
      contents.map(async ({ name, content }) =>
        ahead.has(name)
          ? { filename: name, upload_id: await this.#upload(name, content, signal) }
          : { filename: name, content_base_64: toBase64(content) },
      ),
    );
  }

  /** Sends a file ahead; what the request calls it. */
  async #upload(filename: string, content: Uint8Array, signal?: AbortSignal): Promise<string> {
    const ticket = await this.#post<Ticket>("/uploads", { filename, size_bytes: content.length }, {}, signal);
    const form = new FormData();
    for (const [key, value] of Object.entries(ticket.fields)) form.append(key, value);
    form.append("file", new Blob([content as Uint8Array<ArrayBuffer>]), "file");
    await this.#fetch(ticket.url, { method: "POST", body: form }, signal);
    return ticket.upload_id;
  }

  async #result(details: Details, body: unknown, signal?: AbortSignal): Promise<Result> {
    const files: Record<string, Uint8Array> = {};
    const fileErrors: Record<string, string> = {};
    for (const [name, file] of Object.entries(details.output_files)) {
      if (file.content_base64 !== undefined) {
        files[name] = fromBase64(file.content_base64);
      } else if (file.download_url !== undefined) {
        files[name] = new Uint8Array(await (await this.#fetch(file.download_url, {}, signal)).arrayBuffer());
      } else {
        fileErrors[name] = file.error ?? "The file did not come back.";
      }
    }
    return {
      success: details.success,
      exitCode: details.exit_code,
      terminationReason: details.termination_reason,
      stdout: details.stdout,
      stderr: details.stderr,
      files,
      fileErrors,
      exception: details.exception,
      blockedImports: details.blocked_imports,
      durationSeconds: details.execution_duration_sec,
      cpuSeconds: details.cpu_time_sec,
      peakMemoryBytes: details.peak_memory_bytes,
      body,
    };
  }

  /** Posts JSON, again where the service says that this can help. */
  async #post<T>(path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<T> {
    const request = {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    };
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#json<T>(this.baseUrl + path, request, signal);
      } catch (error) {
        if (!(error instanceof SandboxError) || !error.retryable || attempt >= this.#retries) throw error;
        const wait = error.retryAfterSeconds ?? 0.5 * 2 ** attempt;
        if (wait > this.#maxWaitSeconds) throw error;
        await sleep(wait * 1000, signal);
      }
    }
  }

  async #json<T>(url: string, init: RequestInit, signal?: AbortSignal): Promise<T> {
    const answer = await this.#fetch(url, init, signal);
    try {
      return (await answer.json()) as T;
    } catch {
      throw new SandboxError("InternalError", `${url} does not answer in JSON: is it a Python Sandbox API?`, 0, null);
    }
  }

  /** The answer. Throws SandboxError for every status but 2xx; what `signal` aborts is thrown as it is. */
  async #fetch(url: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const within = AbortSignal.timeout(this.#httpTimeoutMs);
    let answer: Response;
    try {
      answer = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, within]) : within });
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${this.baseUrl} cannot be reached: ${reason}`;
      throw new SandboxError("ServiceUnavailable", message, 0, null, { retryable: true });
    }
    if (answer.ok) return answer;
    throw await errorOf(answer);
  }
}

async function errorOf(answer: Response): Promise<SandboxError> {
  const text = await answer.text();
  try {
    const body = JSON.parse(text) as ErrorBody;
    return new SandboxError(body.error_details.type, body.error_details.message, answer.status, body);
  } catch {
    // Not the API's: of a gateway or a proxy before it.
    const types: Record<number, ErrorType> = {
      404: "NotFound",
      413: "PayloadTooLarge",
      429: "RateLimitExceeded",
      503: "ServiceUnavailable",
    };
    const after = Number(answer.headers.get("Retry-After") ?? Number.NaN);
    return new SandboxError(
      types[answer.status] ?? "InternalError",
      `HTTP ${answer.status}: ${text.slice(0, 200)}`,
      answer.status,
      null,
      {
        retryable: [429, 502, 503].includes(answer.status),
        retryAfterSeconds: Number.isFinite(after) ? after : null,
      },
    );
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** In pieces: a call takes only so many arguments. */
function toBase64(content: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < content.length; start += 32_768) {
    binary += String.fromCharCode(...content.subarray(start, start + 32_768));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// Drives Firefox by WebDriver BiDi, which it speaks itself. Prints what was seen, as JSON, for test_firefox.py to judge.
//
//   node firefox.mjs FIREFOX PROFILE BASE_URL
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [firefox, profile, base] = process.argv.slice(2);
const WebSocket = createRequire(new URL("../../scripts/site/package.json", import.meta.url))("ws");
const WAIT_MS = 40_000;
const KEYS = { control: "\uE009", enter: "\uE007" };

const browser = spawn(firefox, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], { stdio: ["ignore", "ignore", "pipe"] });

const address = await new Promise((resolve, reject) => {
  browser.once("exit", (code) => reject(new Error(`Firefox ended: ${code}`)));
  createInterface({ input: browser.stderr }).on("line", (line) => {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
    if (found) resolve(found[1]);
  });
});

const socket = new WebSocket(`${address}/session`);
await new Promise((resolve, reject) => { socket.once("open", resolve); socket.once("error", reject); });
const waiting = new Map();
const complaints = [];
socket.on("message", (data) => {
  const message = JSON.parse(data);
  if (message.method === "log.entryAdded" && ["error", "warn"].includes(message.params.level)) complaints.push(message.params.text);
  const { resolve, reject } = waiting.get(message.id) ?? {};
  if (message.type === "success") resolve?.(message.result);
  if (message.type === "error") reject?.(new Error(`${message.error}: ${message.message}`));
});
let last = 0;
const send = (method, params) => new Promise((resolve, reject) => {
  last += 1;
  waiting.set(last, { resolve, reject });
  socket.send(JSON.stringify({ id: last, method, params }));
});

try {
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  const { context } = (await send("browsingContext.getTree", {})).contexts[0];
  const value = async (expression) => {
    const { result, exceptionDetails } = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result.value;
  };
  const until = async (expression) => {
    const end = Date.now() + WAIT_MS;
    while (!await value(`Boolean(${expression})`)) {
      if (Date.now() > end) throw new Error(`never true: ${expression}`);
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  };
  const open = async (url) => {
    await send("browsingContext.navigate", { context, url, wait: "complete" });
    await until("document.documentElement.dataset.ready !== undefined");
  };
  const keys = (actions) => send("input.performActions", { context, actions: [{ type: "key", id: "keyboard", actions }] });
  const press = (...names) => keys([...names.map((name) => ({ type: "keyDown", value: name })), ...names.reverse().map((name) => ({ type: "keyUp", value: name }))]);
  const type = (text) => keys([...text].flatMap((letter) => [{ type: "keyDown", value: letter }, { type: "keyUp", value: letter }]));
  const program = async (text) => {
    await value("document.querySelector('.cm-content').focus()");
    await press(KEYS.control, "a");
    await type(text);
  };
  const text = (selector) => value(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? null`);
  const click = (selector) => value(`document.querySelector(${JSON.stringify(selector)}).click()`);
  const seen = {};

  await open(`${base}/`);
  await program("print(6 * 7)");
  await press(KEYS.control, KEYS.enter);
  await until("document.querySelector('.outcome')");
  seen.typed = await text('pre[aria-label="stdout"]');

  await click('[data-example="grey"]');
  await click("#run");
  await until("document.querySelector('#panel-output img')?.naturalWidth");
  seen.width = await value("document.querySelector('#panel-output img').naturalWidth");

  await program("kept = 1 / 0");
  await until("(localStorage.draft ?? '').includes('kept')");
  await open(`${base}/?again`);
  seen.draft = await text(".cm-content");
  await click("#run");
  await until("document.querySelector('.outcome.failed') && document.querySelector('.cm-lintRange-error')");
  seen.outcome = await text(".outcome code");
  seen.marked = await text(".cm-lintRange-error");
  await click("#tab-request");
  await until("document.querySelector('#panel-request pre').textContent");
  seen.request = await text("#panel-request pre");

  await click("#share");
  await until("document.querySelector('dialog textarea')");
  const link = await value("document.querySelector('dialog textarea').value");
  await value("localStorage.clear()");
  await open(`${base}/?other${link.slice(link.indexOf("#"))}`);
  seen.shared = await text(".cm-content");
  seen.address = await value("location.hash");
  seen.complaints = complaints;
  process.stdout.write(JSON.stringify(seen));
} finally {
  await Promise.race([send("browser.close", {}).catch(() => {}), new Promise((resolve) => { setTimeout(resolve, 3000); })]);
  socket.terminate();
  browser.kill("SIGKILL");
}

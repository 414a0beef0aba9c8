// The reference's numbers and tables, from the service itself: GET /limits and GET /openapi.json.

import { $, $$, el, prose } from "./dom.js";
import * as format from "./format.js";
import { REASONS } from "./reasons.js";
import { BASE } from "./service.js";

export function showBase() {
  for (const element of $$("[data-base]")) element.textContent = BASE;
}

export function showReasons() {
  $("#reasons").replaceChildren(...Object.entries(REASONS).flatMap(([name, { text }]) => [
    el("dt", {}, el("code", {}, name)), el("dd", {}, text),
  ]));
}

/** @param {any} answer the body of GET /limits */
export function showLimits({ python_version: version, limits, imports }) {
  for (const element of $$("[data-limit]")) {
    const name = element.dataset.limit;
    if (name === "python_version") element.textContent = version;
    else if (name in limits) element.textContent = format.limit(name, limits[name]);
  }
  $("#categories").replaceChildren(...imports.categories.map(({ name, modules }) => el("tr", {},
    el("th", { scope: "row" }, name),
    el("td", {}, el("div", { className: "modules" }, ...modules.map((module) => el("code", {}, module)))))));
  const versions = Object.entries(imports.libraries).map(([name, version]) => `${name} ${version}`);
  $("#versions").textContent = `The libraries’ versions: ${versions.join(", ")}.`;
  $("#denied").replaceChildren(...imports.denied_submodules.flatMap(({ module, reason }) => [
    el("dt", {}, el("code", {}, module)), el("dd", {}, reason),
  ]));
}

class Schemas {
  #document;

  constructor(document) { this.#document = document; }

  /** The schema itself, with references followed and `or null` taken apart. */
  resolve(schema) {
    if (schema?.$ref) {
      const target = schema.$ref.replace(/^#\//, "").split("/").reduce((node, key) => node?.[key], this.#document);
      const { $ref, ...own } = schema;
      return { ...this.resolve(target), ...own };
    }
    if (schema?.allOf?.length === 1) {
      const { allOf, ...own } = schema;
      return { ...this.resolve(allOf[0]), ...own };
    }
    if (schema?.anyOf) {
      const { anyOf, ...own } = schema;
      const real = anyOf.map((part) => this.resolve(part)).filter((part) => part.type !== "null");
      const nullable = real.length < anyOf.length;
      if (real.length === 1) return { ...real[0], ...own, nullable };
      return { ...own, either: real, nullable };
    }
    return schema ?? {};
  }

  type(schema) {
    const words = schema.either ? schema.either.map((part) => this.type(part)).join(" or ") : this.#plainType(schema);
    return schema.nullable ? `${words} or null` : words;
  }

  #plainType(schema) {
    if (schema.enum) return "string";
    if (schema.type === "array") return `list of ${this.type(this.resolve(schema.items))}s`;
    if (schema.type === "object") return "object";
    return schema.type ?? (schema.const !== undefined ? "string" : "any");
  }

  /** Every field below `schema`, with its path. */
  fields(schema, prefix = "", depth = 0) {
    const resolved = this.resolve(schema);
    return Object.entries(resolved.properties ?? {}).flatMap(([name, property]) => {
      const field = this.resolve(property);
      const path = `${prefix}${name}`;
      const row = { path, type: this.type(field), required: resolved.required?.includes(name) ?? false, field };
      return [row, ...(depth < 3 ? this.#below(field, path, depth) : [])];
    });
  }

  #below(field, path, depth) {
    if (field.either) {
      const seen = new Set();
      return field.either.flatMap((part) => this.#below(part, path, depth))
        .filter((row) => !seen.has(row.path) && seen.add(row.path));
    }
    if (field.type === "array") return this.#below(this.resolve(field.items), `${path}[]`, depth);
    if (field.additionalProperties && typeof field.additionalProperties === "object") {
      return this.#below(this.resolve(field.additionalProperties), `${path}[name]`, depth);
    }
    return field.properties ? this.fields(field, `${path}.`, depth + 1) : [];
  }
}

function bounds({ maxLength, maxItems, minimum, maximum, enum: values }) {
  return [
    maxLength !== undefined && `at most ${format.plural(maxLength, "character")}`,
    maxItems !== undefined && `at most ${format.number(maxItems)}`,
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    values && values.map((value) => `\`${value}\``).join(", "),
  ].filter(Boolean).join("; ");
}

/** A field's path: what it is inside of in a softer tone, and places where a long name may break. */
function pathName(path) {
  const cut = path.lastIndexOf(".") + 1;
  const breakable = (text) => text.split(/(?<=[._\]])/).flatMap((part) => [part, el("wbr")]);
  return el("code", {}, cut > 0 && el("span", { className: "inside" }, ...breakable(path.slice(0, cut))), ...breakable(path.slice(cut)));
}

function rows(fields, { showRequired }) {
  return fields.map(({ path, type, required, field }) => {
    const meaning = (field.description ?? "").replace(/\b\d{5,} bytes\b/g, (text) => format.bytes(Number.parseInt(text, 10)));
    const bound = meaning.includes("at most") ? "" : bounds(field);
    return el("tr", {},
      el("th", { scope: "row" }, pathName(path)),
      el("td", {}, showRequired && required ? `${type}, required` : type),
      el("td", {}, ...prose(meaning), bound && el("small", {}, ...prose(`${bound[0].toUpperCase()}${bound.slice(1)}.`))));
  });
}

/** @param {any} document the body of GET /openapi.json */
export function showSchemas(document) {
  const operation = document.paths?.["/execute"]?.post;
  const schemas = new Schemas(document);
  const tables = {
    request: [operation?.requestBody?.content?.["application/json"]?.schema, { showRequired: true }],
    response: [operation?.responses?.["200"]?.content?.["application/json"]?.schema, { showRequired: false }],
  };
  for (const [name, [schema, options]] of Object.entries(tables)) {
    const fields = schema ? schemas.fields(schema) : [];
    if (fields.length) $(`[data-schema="${name}"]`).replaceChildren(...rows(fields, options));
  }
}

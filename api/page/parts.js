// Small parts that the inbox and the tickets are made of. Whatever somebody wrote goes in as text alone.

import { element } from "./markdown.js";
import { language, say } from "./words.js";

// A button that does one thing at a time: it waits while what it began goes on.
export function button(words, act, attributes = {}) {
  const made = element("button", words, { type: "button", ...attributes });
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await act();
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

let fields = 0;

// A labelled control. `kind`: input, textarea or select; for a select, `choices` are [value, words].
export function field(words, kind, value, attributes = {}, choices = []) {
  const id = `field-${(fields += 1)}`;
  const control = element(kind, choices.map(([each, shown]) => element("option", shown, { value: each })), { id, ...attributes });
  control.value = value ?? "";
  const whole = element("div", [element("label", words, { for: id }), control], { class: "field" });
  return { whole, control };
}

export const section = (heading, ...content) => element("section", [element("h3", heading), ...content]);
export const notice = (words, kind = "") => element("div", words, { class: `notice ${kind}`, role: kind === "problem" ? "alert" : "status" });
export const list = (items, name = "plainlist") => element("ul", items.map((each) => element("li", each)), { class: name });

// Words of ours for a value, or the value itself where we have none.
export const named = (value, prefix) => say(prefix + value) ?? String(value ?? "");

export function actor({ kind, name }) {
  if (kind === "assistant") return say("assistantActor");
  if (kind === "rule") return say("ruleActor", name);
  return kind === "system" ? say("systemActor") : name;
}

// A moment as people say it: 14:05 today, else the day too.
export function moment(seconds) {
  const at = new Date(seconds * 1000);
  const today = at.toDateString() === new Date().toDateString();
  const day = today ? {} : { year: at.getFullYear() === new Date().getFullYear() ? undefined : "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(language(), { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

export const day = (seconds) => new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(new Date(seconds * 1000));

// The names of places in a text that are filled at sending: {{customer_name}}.
export const places = (text) => [...new Set([...text.matchAll(/\{\{\s*([\p{L}_][\p{L}\p{N}_]{0,39})\s*\}\}/gu)].map((each) => each[1]))];

// The beginning of an id that is too long to show whole.
export const shortId = (id) => (id.length > 16 ? `${id.slice(0, 14)}…` : id);

// Whether keys typed now go into a control of the page.
export const typing = (event) => event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest?.("input, textarea, select") !== null;

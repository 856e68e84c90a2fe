// A reply that waits: what the customer said beside the draft, and all there is to decide about it.

import { path, read, send } from "./client.js";
import { element } from "./markdown.js";
import { actor, button, day, field, list, moment, named, notice, places, section, shortId } from "./parts.js";
import { decisions } from "./deciding.js";
import { formatNumber, language, say } from "./words.js";

const SETTLE_MS = 700;

// Texts that were typed and not saved yet, by proposal: going to another one and back loses nothing.
const typed = new Map();

export async function openReply(proposal, hooks) {
  const draft = proposal.payload;
  const record = await read(path(["feedback", draft.record])).catch(() => null);
  const opened = proposal.state === "proposed" ? waiting(proposal, hooks) : closed(proposal);
  const heading = element("div", [
    element("h2", say("proposalOf", say("send_reply"), proposal.id)),
    element("p", say("askedFor", actor(proposal.asked_by), moment(proposal.made_at)), { class: "note" }),
  ]);
  const halves = element("div", [customerHalf(draft, record, proposal.why, hooks.names), opened.half], { class: "halves" });
  return { ...opened, whole: element("div", [element("div", heading, { class: "top" }), halves]) };
}

// What the checks say of a draft with this text, and what the customer raised.
const check = ({ record, text, language: spoken, length }, note = "") => send("POST", "/api/replies/check", { record, text, language: spoken, length, note });

// --- what the customer said, and what the reply rests on

function customerHalf(draft, record, why, names) {
  const said = record?.text
    ? element("div", [record.title, record.text].filter(Boolean).join("\n\n"), { class: "said sheet", lang: record.fields.language ?? draft.language })
    : element("p", say("noText"), { class: "note" });
  const parts = [section(say("customer"), said, facts(draft, record, names))];
  if (draft.person_needed.length) {
    parts.push(notice(`${say("personNeeded")} ${draft.person_needed.map((each) => named(each, "person_")).join(" · ")}`, "problem"));
  }
  if (draft.asks_for.length) parts.push(section(say("asksFor"), list(draft.asks_for.map((each) => named(each, "asks_")))));
  if (why && why !== "draft_reply") parts.push(section(say("why"), element("p", why, { class: "said" })));
  const sources = draft.sources.filter((each) => each.id !== draft.record).map(source);
  parts.push(section(say("sources"), ...(sources.length ? sources : [element("p", say("noSources"), { class: "note" })])));
  return element("div", parts);
}

function facts(draft, record, known) {
  const names = say("facts");
  const shown = Object.entries({ ...record?.fields, topic: draft.topic })
    .filter(([name, value]) => names[name] && value !== null && value !== undefined)
    .map(([name, value]) => element("li", [`${names[name]} `, element("b", fact(name, value, known))]));
  const id = element("li", [`${say("record")} `, element("code", shortId(draft.record), { title: draft.record })]);
  const ticket = draft.ticket ? [element("li", element("a", `T-${draft.ticket}`, { href: `/tickets#${draft.ticket}` }))] : [];
  return element("ul", [id, ...ticket, ...shown], { class: "facts" });
}

function fact(name, value, known) {
  if (name === "time") return day(value);
  return typeof value === "number" ? formatNumber(value) : (known[name]?.[value]?.[language()] ?? value);
}

function source({ kind, id, quote }) {
  const head = element("div", [element("span", say(`source_${kind}`), { class: "tag" }), " ", element("code", id, { class: "ids" })]);
  return element("div", quote ? [head, element("blockquote", quote)] : head, { class: "source" });
}

// --- the draft, while somebody can still decide

function waiting(proposal, hooks) {
  const draft = proposal.payload;
  const text = field(say("draftLabel"), "textarea", typed.get(proposal.id) ?? draft.text, { rows: "9", lang: draft.language, maxlength: "8000" });
  const box = text.control;
  if (!hooks.may) box.readOnly = true;
  const fills = element("div");
  const told = element("div");
  const values = new Map();
  let checks = draft.checks;
  let base = draft; // what the text in the box was written with
  let note = "";

  const showFills = () => fills.replaceChildren(...fillFields(places(box.value), values));
  const showChecks = (found) => {
    if (!found) return;
    checks = found.checks;
    told.replaceChildren(...checkParts(found));
  };
  box.addEventListener("input", settled(async () => {
    showFills();
    showChecks(await check({ ...base, text: box.value }, note).catch(() => null));
  }, () => remember(proposal, box)));
  showFills();
  showChecks({ checks, points: [] });
  check({ ...draft, text: box.value }).then(showChecks, () => {});

  const anew = hooks.may ? [writingAnew(draft, async (wanted) => {
    base = await send("POST", "/api/replies/draft", { record: draft.record, language: draft.language, ...wanted });
    note = wanted.note;
    box.value = base.text;
    box.dispatchEvent(new Event("input"));
  })] : [];
  const payload = () => (box.value === draft.text ? null : { ...base, text: box.value, checks });
  const fill = () => Object.fromEntries([...values].filter(([name, value]) => value && (name === "to" || places(box.value).includes(name))));
  const deciding = decisions(proposal, {
    ...hooks,
    words: { approve: say("approveSend"), done: (done) => say(done.outcome?.leaves === false ? "byHand" : "sent") },
    payload,
    fill,
    missing: () => fills.querySelector("input:invalid"),
    text: () => box.value,
    settled: () => typed.delete(proposal.id),
  });
  const before = proposal.edition ? [element("details", [element("summary", say("wasAsked")), element("p", proposal.asked.text, { class: "said sheet" })])] : [];
  const half = element("div", [section(say("draft"), text.whole, ...anew, fills, ...before), told, deciding.whole]);
  return { half, edit: () => box.focus(), approve: deciding.approve, reject: deciding.reject };
}

// Another draft into the box: shorter or longer, or with something that is to be said.
function writingAnew(draft, write) {
  const length = field(say("lengthLabel"), "select", draft.length, {}, [["full", say("full")], ["short", say("short")]]);
  const note = field(say("draftNote"), "input", "", { maxlength: "2000" });
  const problem = element("div");
  const go = button(say("writeAnew"), () => {
    problem.replaceChildren();
    return write({ length: length.control.value, note: note.control.value.trim() }).catch((error) => problem.replaceChildren(notice(error.message, "problem")));
  });
  return element("details", [element("summary", say("anew")), note.whole, element("div", [length.control, go], { class: "row" }), problem]);
}

function remember(proposal, box) {
  if (box.value === proposal.payload.text) typed.delete(proposal.id);
  else typed.set(proposal.id, box.value);
}

// Acts once nothing has been typed for a moment; `each` runs at every key.
function settled(act, each) {
  let waits = 0;
  return () => {
    each();
    clearTimeout(waits);
    waits = setTimeout(act, SETTLE_MS);
  };
}

function fillFields(names, values) {
  const made = [...names.map((name) => [name, true]), ["to", false]].map(([name, required]) => {
    const words = name === "to" ? say("address") : named(name, "place_");
    const each = field(words, "input", values.get(name), { maxlength: "500", autocomplete: "off", ...(required ? { required: "" } : {}) });
    each.control.addEventListener("input", () => values.set(name, each.control.value.trim()));
    return each.whole;
  });
  const head = names.length ? [element("h3", say("placeholders"))] : [];
  return [...head, element("div", made, { class: "fields" }), element("p", say("placeholdersNote"), { class: "note" })];
}

function checkParts({ checks, points }) {
  const failed = checks.filter((each) => !each.passed);
  const item = ({ name, passed, why }) => element("li", [named(name, "check_"), why ? `: ${why}` : ""], passed ? {} : { class: "failed" });
  const items = (some) => element("ul", some.map(item), { class: "checks" });
  const passing = element("details", [element("summary", say("checksOf", checks.length - failed.length, checks.length)), items(checks.filter((each) => each.passed))]);
  const parts = checks.length ? [section(say("checks"), items(failed), passing)] : [];
  if (points?.length) {
    const raised = points.map(({ words, answered }) => element("li", [words, " ", element("span", say(answered ? "answered" : "unanswered"), { class: "note" })], { class: answered ? "" : "failed" }));
    parts.unshift(section(say("points"), element("ul", raised, { class: "checks" })));
  }
  return parts;
}

// --- after the decision

function closed(proposal) {
  const { state, decided_by, decided_at, reason, payload, asked } = proposal;
  const words = say(state === "executed" ? "approvedBy" : "rejectedBy", actor(decided_by), moment(decided_at), reason);
  const parts = [notice(words), element("p", payload.text, { class: "said sheet", lang: payload.language })];
  if (asked.text !== payload.text) {
    parts.push(element("details", [element("summary", say("wasAsked")), element("p", asked.text, { class: "said sheet", lang: payload.language })]));
  }
  return { half: section(say("draft"), ...parts), edit: () => {}, approve: () => {}, reject: () => {} };
}

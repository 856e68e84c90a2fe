// One theme: how it stands, its weeks, customers' words, what can be done to it, and what happened to it.

import { path, read, send } from "./client.js";
import { may, who } from "./frame.js";
import { element, table } from "./markdown.js";
import { actor, button, day, field, list, notice, section, shortId } from "./parts.js";
import { formatNumber, say } from "./words.js";
import { weekLine } from "./weeks.js";

export async function openTheme(ref, context) {
  const [report, happened] = await Promise.all([read(path(["themes", ref], context.query)), read(path(["themes", ref, "history"])).catch(() => [])]);
  const entry = report.entries[0];
  const reload = (told) => openTheme(ref, context).then(() => told && context.place.firstChild.prepend(told));
  context.place.replaceChildren(shown(entry, report, happened, { ...context, reload }));
}

function shown(entry, report, happened, context) {
  const { theme } = entry;
  const scope = element("ul", report.scope.slice(0, 3).map(([name, value]) => element("li", [`${name} `, element("b", value)])), { class: "facts" });
  const facts = element("dl", entry.facts.filter(([, value]) => value !== entry.next_step).map(([name, value]) => element("div", [element("dt", name), element("dd", value)])), { class: "factlist" });
  const left = element("div", [
    ...(theme.description ? [element("p", theme.description, { class: "said" })] : []),
    ...(entry.next_step ? [element("p", entry.next_step, { class: "next" })] : []),
    facts,
    ...weeks(entry),
  ]);
  const right = element("div", [
    ...(entry.excerpts.length ? [section(say("inTheirWords"), ...entry.excerpts.map(quote))] : []),
    ...(entry.asked.length ? [section(say("askedFor"), list(entry.asked.map((each) => [each.text, " ", element("span", say("recordsOf", formatNumber(each.records)), { class: "note" })])))] : []),
    ...(entry.tickets.length ? [section(say("openTickets"), list(entry.tickets.map((name) => element("a", name, { href: `/tickets#${name.slice(2)}` }))))] : []),
    section(say("themeActions"), actions(theme, context)),
    ...(happened.length ? [section(say("themeHistory"), element("ol", [...happened].reverse().map(line), { class: "history" }))] : []),
  ]);
  const heading = element("h2", [theme.name, " ", element("span", theme.ref, { class: "note" })]);
  return element("div", [heading, scope, element("div", [left, right], { class: "halves" })], { class: "themes" });
}

function weeks({ trend, trend_said: words }) {
  if (trend.weeks.length < 2) return [];
  const rows = trend.weeks.map((each) => [each.start, formatNumber(each.part), formatNumber(each.records), each.records ? `${((100 * each.part) / each.records).toFixed(1)}%` : "–"]);
  const figures = table(["week", "records", "allRecords", "share"].map((name) => say(`col_${name}`)), rows);
  const drawn = weekLine(trend, words, { width: 520, height: 170, large: true });
  return [section(say("weekByWeek"), drawn, element("details", [element("summary", say("figuresOf")), figures]))];
}

function quote({ id, text, at }) {
  const foot = element("p", [element("code", shortId(id), { title: id }), at === null ? "" : ` · ${day(at)}`], { class: "note" });
  return element("div", [element("blockquote", text), foot]);
}

function line(event) {
  const by = event.by.kind === "system" ? say("byTheData") : actor(event.by);
  const head = element("span", `${by} · ${day(event.at)}`, { class: "note" });
  const words = say(`happened_${event.kind}`, event) ?? event.kind;
  return element("li", [head, element("span", event.undone ? `${words} (${say("takenBack")})` : words)]);
}

// --- what can be done

function actions(theme, context) {
  if (!who()?.name) return element("p", say("signInToCurate"), { class: "note" });
  const place = element("div");
  const told = element("div");
  const ticket = may("ticket") ? [button(say("openTicket"), () => tried(told, () => context.propose(theme)), { class: "main" })] : [];
  if (!may("rule")) return element("div", [element("div", ticket, { class: "row" }), told, element("p", say("leadsCurate"), { class: "note" })]);
  const act = (op) => button(say(`act_${op}`), () => tried(told, () => done(theme, { op }, context)));
  const asking = (op, make) => button(say(`act_${op}`), () => place.replaceChildren(make()));
  const acts = [
    asking("rename", () => renaming(theme, context)),
    asking("merge", () => merging(theme, context)),
    act("split"),
    act(theme.pinned ? "unpin" : "pin"),
    act(theme.muted ? "unmute" : "mute"),
    act("undo"),
  ];
  return element("div", [element("div", [...ticket, ...acts], { class: "row" }), told, place], { class: "acts" });
}

async function tried(place, act) {
  place.replaceChildren();
  try {
    await act();
  } catch (error) {
    place.replaceChildren(notice(error.message, "problem"));
  }
}

async function done(theme, given, context) {
  const { theme: now } = await send("POST", path(["themes", theme.ref, "acts"]), { ...given, ...(given.op === "undo" ? {} : { edition: theme.edition }) });
  if (now.ref === theme.ref) return context.reload(notice(say("themeChanged"), "good"));
  location.hash = now.ref;
}

function renaming(theme, context) {
  const en = field(say("nameEn"), "input", theme.name_en, { maxlength: "80", required: "" });
  const zh = field(say("nameZh"), "input", theme.name_zh, { maxlength: "80", required: "", lang: "zh" });
  return form(say("act_rename"), [en, zh], () => done(theme, { op: "rename", name_en: en.control.value, name_zh: zh.control.value }, context));
}

function merging(theme, context) {
  const into = field(say("mergeInto"), "input", "", { required: "", pattern: "\\s*([Tt][Hh]-)?[0-9]{1,9}\\s*", placeholder: "TH-7" });
  return form(say("act_merge"), [into], () => done(theme, { op: "merge", into: into.control.value.trim() }, context));
}

function form(words, asked, act) {
  const told = element("div");
  const go = element("button", words, { type: "submit", class: "main" });
  const made = element("form", [...asked.map((each) => each.whole), told, go], { class: "sheet" });
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await tried(told, act);
    go.disabled = false;
  });
  queueMicrotask(() => asked[0].control.focus());
  return made;
}

// Themes in a ranking, and one of them (#TH-12). What is shown is of the segment and period chosen above.

import { onceKey, path, read, send } from "./client.js";
import { find, may, startPage, who } from "./frame.js";
import { element } from "./markdown.js";
import { button, list, notice } from "./parts.js";
import { openTheme } from "./theme.js";
import { shareBar, weekLine } from "./weeks.js";
import { formatNumber, language, say } from "./words.js";
import "./words-desk.js";
import "./words-themes.js";

const PERIODS = ["", "last 90 days", "this month", "last month", "this quarter", "last quarter", "this year"];
const MOST_VALUES = 60;

// What the address asks for: /themes?period=last+quarter&segment=channel%3Dapp#TH-12
const wanted = { segment: "", period: "", about: "complaints", level: "fine", order: "records", limit: "10", ...Object.fromEntries(new URLSearchParams(location.search)) };
let fields = [];
let stream = null;

const query = () => Object.fromEntries(["segment", "period", "about", "level", "order", "limit"].map((name) => [name, wanted[name]]).concat([["language", language()]]));

function keepAddress() {
  const said = new URLSearchParams(Object.entries(query()).filter(([name, value]) => value && name !== "language"));
  history.replaceState(null, "", `/themes?${said}${location.hash}`);
}

// --- the ranking, told how far it is while it is made

function follow() {
  stream?.close();
  const place = element("div", [element("p", say("findingThemes"), { class: "note", role: "status" }), element("progress", "", { max: "1" })], { class: "themes" });
  find("view").replaceChildren(place);
  return new Promise((resolve, reject) => {
    stream = new EventSource(path(["themes", "stream"], query()));
    stream.addEventListener("progress", (event) => {
      const { step, done } = JSON.parse(event.data);
      place.querySelector("p").textContent = say(`step_${step}`) ?? say("findingThemes");
      place.querySelector("progress").value = done;
    });
    stream.addEventListener("report", (event) => {
      stream.close();
      resolve(JSON.parse(event.data));
    });
    stream.addEventListener("error", (event) => {
      stream.close();
      reject(new Error(event.data ? JSON.parse(event.data).message : say("unreachable")));
    });
  });
}

async function showRanking() {
  const report = await follow();
  if (location.hash.length > 1) return; // one was opened meanwhile
  const scope = element("ul", report.scope.slice(0, 4).map(([name, value]) => element("li", [`${name} `, element("b", value)])), { class: "facts scope" });
  const overall = report.overall ? [element("p", report.overall, { class: "overall" })] : [];
  const warnings = report.warnings.map((each) => notice(each));
  const highest = Math.max(...report.entries.map((each) => each.share.high), 0.0001);
  const ranked = report.entries.length
    ? element("ol", report.entries.map((each) => element("li", line(each, highest))), { class: "ranked" })
    : element("p", say("noThemes"), { class: "empty" });
  const rest = report.scope.slice(4).map(([name, value]) => [`${name}: `, value]);
  const whole = element("div", [scope, ...overall, ...warnings, exports_(), ranked, element("div", list(rest), { class: "note" })], { class: "themes" });
  find("view").replaceChildren(whole);
}

function line(entry, highest) {
  const share = `${(100 * entry.share.share).toFixed(1)}% · ${say("ofRecords", formatNumber(entry.share.part), formatNumber(entry.share.records))}`;
  const parts = [
    element("span", String(entry.rank), { class: "rank" }),
    element("span", [element("b", entry.theme.name), element("span", [entry.theme.ref, entry.theme.pinned ? ` · ${say("pinned")}` : "", entry.theme.muted ? ` · ${say("muted")}` : ""], { class: "note" })]),
    element("span", [shareBar(entry.share, highest, share), element("span", share, { class: "note" })], { class: "sized" }),
    weekLine(entry.trend, entry.trend_said),
    element("span", entry.trend_said, { class: "note moves" }),
    element("span", [formatNumber(Math.round(entry.priority.score)), element("span", say("priority100"), { class: "note" })], { class: "score", title: say("priorityOf100") }),
  ];
  return element("a", parts, { href: `#${entry.theme.ref}` });
}

function exports_() {
  const links = [["html", "HTML"], ["md", "Markdown"], ["csv", "CSV"]].map(([form, words]) => element("a", words, { href: path([`themes.${form}`], query()), download: `themes.${form}` }));
  return element("p", [element("span", say("takeAlong"), { class: "note" }), ...links], { class: "exports" });
}

// --- one theme, and a ticket about it

async function showTheme(ref) {
  find("view").replaceChildren(element("div", element("p", say("findingThemes"), { class: "note", role: "status" }), { class: "themes" }));
  await openTheme(ref, { place: find("view"), query: query(), propose });
}

// A draft for the inbox: nothing is opened before somebody approves it.
async function propose(theme) {
  const filters = [{ field: "theme", value: theme.ref }];
  const { draft, quotes, same } = await send("POST", path(["tickets", "draft"]), { filters, language: language() });
  const into = draft.add_to ?? same[0]?.ticket ?? null;
  const body = { kind: "open_ticket", payload: { ...draft, add_to: into }, why: theme.name, records: quotes.map(([record]) => record) };
  const made = await send("POST", path(["proposals"]), body, { "Idempotency-Key": onceKey() });
  location.assign(`/inbox#${made.id}`);
}

// --- what is chosen

function strip() {
  const [field, values] = chosen();
  const names = fields.map((each) => [each.name, language() === "zh" ? each.zh : each.en]);
  const own = fields.find((each) => each.name === field)?.values.slice(0, MOST_VALUES).map((each) => [each.value, each.value]) ?? [];
  const known = PERIODS.includes(wanted.period) ? [] : [wanted.period];
  const controls = [
    choice("period", wanted.period, [...PERIODS, ...known].map((each) => [each, say(`period_${each}`) ?? each]), (value) => { wanted.period = value; }),
    choice("segmentField", field, [["", say("allFeedback")], ...names], (value) => { wanted.segment = ""; show(value); }),
    ...(own.length ? [choice("segmentValue", values, [["", "—"], ...own], (value) => { wanted.segment = value ? `${field}=${quoted(value)}` : ""; })] : []),
    choice("about", wanted.about, ["complaints", "praise", "all"].map((each) => [each, say(`about_${each}`)]), (value) => { wanted.about = value; }),
    choice("level", wanted.level, ["fine", "coarse"].map((each) => [each, say(`level_${each}`)]), (value) => { wanted.level = value; }),
    choice("order", wanted.order, ["records", "priority", "rising", "falling", "impact"].map((each) => [each, say(`order_${each}`)]), (value) => { wanted.order = value; }),
  ];
  const back = location.hash.length > 1 ? [element("a", say("allThemes"), { href: "#" })] : [];
  find("strip").replaceChildren(...back, ...controls);
}

const quoted = (value) => (/[",，|｜]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

// The one field and value that the boxes can show; a longer segment of the address stays as it is.
let openField = "";
function chosen() {
  const found = /^([^=,]+)=("(?:[^"]|"")*"|[^",|]+)$/.exec(wanted.segment);
  if (!found) return [openField, ""];
  return [found[1], found[2].replace(/^"|"$/g, "").replaceAll('""', '"')];
}

function choice(name, value, choices, keep) {
  const made = element("select", choices.map(([each, words]) => element("option", words, { value: each })), { "aria-label": say(name) });
  made.value = value;
  made.addEventListener("change", () => {
    openField = "";
    keep(made.value);
    if (name !== "segmentField") show();
  });
  return made;
}

async function show(field = "") {
  openField = field;
  keepAddress();
  strip();
  if (field) return; // its value is chosen next
  const ref = decodeURIComponent(location.hash.slice(1));
  document.title = `${ref || say("themes")} · ${say("title")}`;
  try {
    if (ref) await showTheme(ref);
    else await showRanking();
  } catch (error) {
    find("view").replaceChildren(element("div", notice(error.message, "problem"), { class: "themes" }));
  }
}

async function again() {
  find("main").replaceChildren(element("div", "", { id: "strip", class: "strip" }), element("div", "", { id: "view" }));
  if (who()) await show();
}

window.addEventListener("hashchange", () => show());
startPage(again).then(async () => {
  const { fields: all } = await read(path(["catalog"])).catch(() => ({ fields: [] }));
  fields = all.filter((each) => each.kind === "category" && !each.name.startsWith("theme") && each.distinct > 1 && each.values.length && each.distinct <= MOST_VALUES);
  await again();
});

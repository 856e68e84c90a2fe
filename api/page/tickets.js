// The board of tickets, one ticket (#12), the figures (#figures), and drafting a new one (#new).

import { onceKey, path, read, send } from "./client.js";
import { deadlineTag, next } from "./deadline.js";
import { showFigures } from "./figures.js";
import { find, may, startPage, who } from "./frame.js";
import { element } from "./markdown.js";
import { button, field, named, notice } from "./parts.js";
import { openTicket } from "./ticket.js";
import { formatNumber, language, say } from "./words.js";
import "./words-desk.js";
import "./words-tickets.js";

const COLUMNS = [["open", "reopened"], ["in_progress"], ["waiting"], ["resolved"]];
const ENDED = [["closed"], ["merged"]];

const wanted = { ended: false, department: "", assignee: "any", overdue: false };
let names = {};

// --- the board

async function showBoard() {
  const columns = wanted.ended ? ENDED : COLUMNS;
  const query = new URLSearchParams(columns.flat().map((each) => ["state", each]));
  if (wanted.department) query.set("department", wanted.department);
  if (wanted.assignee !== "any") query.set("assignee", wanted.assignee === "mine" ? (who()?.name ?? "") : "");
  if (wanted.overdue) query.set("overdue", "true");
  const { items } = await read(`/api/tickets?${query}`);
  const shown = columns.map((states) => column(states, items.filter((each) => states.includes(each.state))));
  const returned = wanted.ended ? [] : await read("/api/tickets/recurring").catch(() => []);
  find("view").replaceChildren(...returned.slice(0, 3).map(cameBack), element("div", shown, { class: "board" }));
}

// A resolved ticket whose feedback came back.
function cameBack({ ticket, title, records, customers }) {
  const link = element("a", `T-${ticket}`, { href: `#${ticket}` });
  return notice([link, ` ${title} — ${say("cameBack", formatNumber(records.length), formatNumber(customers))}`]);
}

function column(states, tickets) {
  const head = element("h3", [element("span", say(states[0])), element("span", formatNumber(tickets.length))]);
  const nothing = tickets.length ? [] : [element("p", say("noTickets"), { class: "note" })];
  return element("section", [head, ...tickets.map(card), ...nothing], { class: "column" });
}

function card(ticket) {
  const due = next(ticket.deadlines);
  const parts = [
    element("span", ticket.priority, { class: `tag ${ticket.priority}` }),
    element("span", ticket.name),
    element("span", departmentName(ticket.department)),
    element("span", say("customersOf", formatNumber(ticket.customers))),
    ...(ticket.assignee ? [element("span", ticket.assignee)] : []),
    ...(due && ticket.state !== "resolved" ? [deadlineTag(due)] : []),
    ...(ticket.state === "reopened" ? [element("span", say("reopened"), { class: "tag near" })] : []),
  ];
  return element("a", [element("span", ticket.title, { lang: ticket.language }), element("span", parts, { class: "second" })], { href: `#${ticket.id}`, class: "card" });
}

export const departmentName = (id) => names.department?.[id]?.[language()] ?? id;

// --- drafting a new one

function showDrafting() {
  const words = field(say("draftFrom"), "input", "", { required: "", maxlength: "2000", placeholder: say("draftHint") });
  const note = field(say("noteLabel"), "textarea", "", { rows: "3", maxlength: "2000" });
  const problem = element("div");
  const form = element("form", [words.whole, note.whole, element("p", say("draftPromise"), { class: "note" }), problem, element("button", say("draftTicket"), { type: "submit", class: "main" })], { class: "page" });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.replaceChildren();
    try {
      await propose({ query: words.control.value.trim(), note: note.control.value.trim() });
    } catch (error) {
      problem.replaceChildren(notice(error.message, "problem"));
    }
  });
  find("view").replaceChildren(form);
  words.control.focus();
}

async function propose(asked) {
  const { draft, quotes, same } = await send("POST", "/api/tickets/draft", asked);
  const into = draft.add_to ?? same[0]?.ticket ?? null; // the inbox offers both: to add to it, or to open a new one
  const body = { kind: "open_ticket", payload: { ...draft, add_to: into }, why: asked.note, records: quotes.map(([record]) => record) };
  const made = await send("POST", "/api/proposals", body, { "Idempotency-Key": onceKey() });
  location.assign(`/inbox#${made.id}`);
}

// --- which view

async function show() {
  const at = location.hash.slice(1);
  showStrip(at);
  try {
    if (/^\d+$/.test(at)) await openTicket(Number(at), { place: find("view"), names });
    else if (at === "figures") await showFigures(find("view"), names);
    else if (at === "new" && may("ticket")) showDrafting();
    else await showBoard();
  } catch (error) {
    find("view").replaceChildren(element("div", notice(error.message, "problem"), { class: "page" }));
  }
  const shown = /^\d+$/.test(at) ? `T-${at}` : say("tickets");
  document.title = `${shown} · ${say("title")}`;
}

function showStrip(at) {
  const views = [["", say("board")], ["figures", say("figures")]];
  const links = views.map(([view, words]) => element("a", words, { href: `#${view}`, ...(view === at ? { "aria-current": "page" } : {}) }));
  const tools = at === "" ? filters() : [];
  const fresh = may("ticket") ? [button(say("newTicket"), () => { location.hash = "new"; })] : [];
  find("strip").replaceChildren(element("nav", links, { "aria-label": say("tickets") }), ...tools, element("span", "", { class: "grow" }), ...fresh);
}

function filters() {
  const departments = Object.entries(names.department ?? {}).map(([id, words]) => [id, words[language()]]);
  return [
    choice("which", wanted.ended ? "ended" : "working", [["working", say("working")], ["ended", say("ended")]], (value) => { wanted.ended = value === "ended"; }),
    choice("department", wanted.department, [["", say("allDepartments")], ...departments], (value) => { wanted.department = value; }),
    choice("assignee", wanted.assignee, [["any", say("anyone")], ...(who()?.name ? [["mine", say("mine")]] : []), ["nobody", say("nobodys")]], (value) => { wanted.assignee = value; }),
    choice("overdueOnly", wanted.overdue ? "yes" : "", [["", say("allOf")], ["yes", say("overdueOnly")]], (value) => { wanted.overdue = value === "yes"; }),
  ];
}

function choice(name, value, choices, keep) {
  const made = element("select", choices.map(([each, words]) => element("option", words, { value: each })), { "aria-label": say(name) });
  made.value = value;
  made.addEventListener("change", () => {
    keep(made.value);
    show();
  });
  return made;
}

async function again() {
  find("main").replaceChildren(element("div", "", { id: "strip", class: "strip" }), element("div", "", { id: "view" }));
  if (who()) await show();
}

window.addEventListener("hashchange", show);
startPage(again).then(async () => {
  names = await read("/api/names").catch(() => ({}));
  await again();
});

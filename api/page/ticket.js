// One ticket: what it is about, what happened, when it is due, and what can be done to it now.

import { path, read, send } from "./client.js";
import { deadlineTag } from "./deadline.js";
import { may, who } from "./frame.js";
import { element } from "./markdown.js";
import { field, list, moment, notice, section, shortId } from "./parts.js";
import { afterwards } from "./afterwards.js";
import { formatNumber, language, say } from "./words.js";

const PRIORITIES = ["P1", "P2", "P3", "P4"];

// What each change asks for beside its words.
const ASKS = { assign: "assignee", priority: "priority", department: "department", merge: "into", split: "records", link: "records", unlink: "records" };
const NEEDS_TEXT = ["comment", "resolve", "reopen"];
const WORDLESS = ["start", "assign", "link", "unlink"];

export async function openTicket(id, { place, names }) {
  const [ticket, people] = await Promise.all([read(path(["tickets", id])), who()?.name ? read("/api/people").catch(() => []) : []]);
  const context = { names, people, reload: (told) => openTicket(id, { place, names }).then(() => told && place.prepend(told)) };
  place.replaceChildren(shown(ticket, context));
}

function shown(ticket, context) {
  const top = element("div", [element("a", "←", { href: "#", "aria-label": say("board") }), " ", element("h2", ticket.title, { lang: ticket.language })], { class: "row" });
  const left = element("div", [
    element("p", ticket.summary, { class: "said sheet", lang: ticket.language }),
    ...why(ticket),
    quotes(ticket),
  ]);
  const right = element("div", [
    section(say("state"), standing(ticket, context.names)),
    ...afterwards(ticket, context),
    section(say("actions"), actions(ticket, context)),
    section(say("history"), element("ol", [...ticket.history].reverse().map(happened), { class: "history" })),
  ]);
  return element("div", [top, element("div", [left, right], { class: "halves" })], { class: "page" });
}

function why({ factors }) {
  const told = Object.entries(factors).map(([name, value]) => [element("b", say(`factor_${name}`) ?? name), `: ${value}`]);
  return told.length ? [section(say("why"), list(told))] : [];
}

function quotes({ records, record_count }) {
  const words = `${say("quotes")} · ${say("moreQuotes", formatNumber(records.length), formatNumber(record_count))}`;
  return element("section", element("details", [element("summary", words), ...records.map(quote)]));
}

function quote({ record, how, text }) {
  const foot = element("p", [element("code", shortId(record), { title: record }), ` · ${say(`how_${how}`)}`], { class: "note" });
  return element("div", [element("blockquote", text), foot]);
}

function standing(ticket, names) {
  const facts = [
    [ticket.name, say(ticket.state)],
    [say("priority"), ticket.priority],
    [say("department"), names.department?.[ticket.department]?.[language()] ?? ticket.department],
    [say("assignee"), ticket.assignee ?? say("nobody")],
    [say("customers"), formatNumber(ticket.customers)],
    [say("openedAt"), moment(ticket.opened_at)],
    ...(ticket.topic ? [[say("topic"), names.topic?.[ticket.topic]?.[language()] ?? ticket.topic]] : []),
    ...(ticket.product ? [[say("product"), ticket.product]] : []),
  ];
  const shownFacts = element("ul", facts.map(([name, value]) => element("li", [`${name} `, element("b", value)])), { class: "facts" });
  const due = [ticket.deadlines.response, ticket.deadlines.resolution].flatMap((each) => [deadlineTag(each), " "]);
  const into = ticket.merged_into
    ? [notice([say("mergedInto", `T-${ticket.merged_into}`), " ", element("a", `T-${ticket.merged_into}`, { href: `#${ticket.merged_into}` })])]
    : [];
  return element("div", [...into, shownFacts, element("p", [...due, element("span", say("workingTime"), { class: "note" })])]);
}

// --- what happened

function happened(event) {
  const [kind, ...name] = event.by.split(":");
  const by = kind === "system" ? say("systemDid") : kind === "rule" ? say("ruleActor", name.join(":")) : kind === "assistant" ? say("assistantActor") : name.join(":");
  const head = element("span", `${by} · ${moment(event.at)}`, { class: "note" });
  const text = event.text ? [element("div", event.text, { class: "said" })] : [];
  return element("li", [head, element("span", say(`did_${event.what}`, event) ?? event.what), ...text]);
}

// --- what can be done

function actions(ticket, context) {
  if (!who()?.name) return element("p", say("signInToAct"), { class: "note" });
  if (!may("ticket")) return element("p", say("mayNot"), { class: "note" });
  const place = element("div");
  const allowed = ticket.actions.filter((each) => each.allowed).map(({ op }) => opener(op, place, ticket, context));
  const blocked = ticket.actions.filter((each) => !each.allowed);
  const told = list(blocked.map(({ op, why: reason }) => [element("b", say(`op_${op}`)), ` — ${reason}`]));
  const rest = blocked.length ? [element("details", [element("summary", say("blocked", blocked.length)), told])] : [];
  return element("div", [element("div", allowed, { class: "row" }), place, ...rest], { class: "acts" });
}

// A button that opens what this change asks for, in place of what another had opened.
function opener(op, place, ticket, context) {
  const made = element("button", say(`op_${op}`), { type: "button", "aria-expanded": "false" });
  made.addEventListener("click", () => {
    const shown = made.getAttribute("aria-expanded") === "true";
    for (const each of made.parentElement.children) each.setAttribute("aria-expanded", "false");
    if (shown) return place.replaceChildren();
    made.setAttribute("aria-expanded", "true");
    place.replaceChildren(action(op, ticket, context));
    place.querySelector("input, select, textarea, button").focus();
  });
  return made;
}

function action(op, ticket, context) {
  const asked = ask(op, ticket, context);
  const words = say(`text_${op}`);
  const text = WORDLESS.includes(op) ? null : field(words, "textarea", "", { rows: "2", maxlength: "8000", ...(NEEDS_TEXT.includes(op) ? { required: "" } : {}) });
  const problem = element("div");
  const go = element("button", say(`op_${op}`), { type: "submit", class: "main" });
  const form = element("form", [...asked.map((each) => each.whole), ...(text ? [text.whole] : []), problem, go], { class: "sheet" });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.replaceChildren();
    go.disabled = true;
    const change = { op, edition: ticket.edition, ...(text ? { text: text.control.value } : {}), ...Object.assign({}, ...asked.map((each) => each.value())) };
    try {
      await send("POST", path(["tickets", ticket.id, "changes"]), change);
      await context.reload();
    } catch (error) {
      if (error.status === 409) await context.reload(notice(error.message, "problem"));
      else problem.replaceChildren(notice(error.message, "problem"));
    } finally {
      go.disabled = false;
    }
  });
  return form;
}

// The controls of what a change asks for, each with the part of the change it makes.
function ask(op, ticket, { names, people }) {
  const kind = ASKS[op];
  if (kind === "assignee") {
    const able = people.filter((each) => each.ended_at === null && each.role !== "viewer").map((each) => [each.name, each.name]);
    return [asking("assignee", field(say("assignee"), "select", ticket.assignee ?? "", {}, [["", say("nobody")], ...able]))];
  }
  if (kind === "priority") return [asking("priority", field(say("priority"), "select", ticket.priority, {}, PRIORITIES.map((each) => [each, each])))];
  if (kind === "department") {
    const all = Object.entries(names.department ?? {}).map(([id, words]) => [id, words[language()]]);
    return [asking("department", field(say("department"), "select", ticket.department, {}, all))];
  }
  if (kind === "into") return [asking("into", field(say("into"), "input", "", { required: "", inputmode: "numeric", pattern: "[Tt]?-?[0-9]{1,9}" }), (value) => Number(value.replace(/\D/g, "")))];
  if (kind === "records") {
    const ids = asking("records", field(say("recordIds"), "textarea", "", { rows: "3", required: "" }), (value) => value.split(/\s*\n\s*/).filter(Boolean));
    return op === "split" ? [asking("title", field(say("splitTitle"), "input", "", { maxlength: "200" })), ids] : [ids];
  }
  return [];
}

const asking = (name, { whole, control }, read_ = (value) => value) => ({ whole, value: () => ({ [name]: read_(control.value) }) });

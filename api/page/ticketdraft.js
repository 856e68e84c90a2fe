// A ticket that waits to be opened: its draft as fields, and what it rests on.

import { decisions } from "./deciding.js";
import { element } from "./markdown.js";
import { actor, button, field, moment, notice, section, shortId } from "./parts.js";
import { formatNumber, language, say } from "./words.js";

const PRIORITIES = ["P1", "P2", "P3", "P4"];
const typed = new Map();

export async function openTicketDraft(proposal, hooks) {
  const { names } = hooks;
  const opened = proposal.state === "proposed" ? waiting(proposal, names, hooks) : closed(proposal);
  const heading = element("div", [
    element("h2", proposal.payload.title),
    element("p", `${say("proposalOf", say("open_ticket"), proposal.id)} · ${say("askedFor", actor(proposal.asked_by), moment(proposal.made_at))}`, { class: "note" }),
  ]);
  const halves = element("div", [opened.half, restsOn(proposal, names)], { class: "halves" });
  return { ...opened, whole: element("div", [element("div", heading, { class: "top" }), halves]) };
}

function waiting(proposal, names, hooks) {
  const kept = { ...proposal.payload, ...typed.get(proposal.id) };
  const departments = Object.entries(names.department ?? {}).map(([id, words]) => [id, words[language()]]);
  const known = departments.some(([id]) => id === kept.department) ? departments : [[kept.department, kept.department], ...departments];
  const fields = {
    title: field(say("ticketTitle"), "input", kept.title, { maxlength: "200", required: "" }),
    summary: field(say("summary"), "textarea", kept.summary, { rows: "10", maxlength: "8000", required: "", lang: kept.language }),
    department: field(say("department"), "select", kept.department, {}, known),
    priority: field(say("priority"), "select", kept.priority, {}, PRIORITIES.map((each) => [each, each])),
  };
  let addTo = kept.add_to;
  const edited = () => ({
    ...proposal.payload,
    ...Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.control.value])),
    add_to: addTo,
  });
  const payload = () => (same(edited(), proposal.payload) ? null : edited());
  for (const each of Object.values(fields)) {
    each.control.disabled = !hooks.may;
    each.control.addEventListener("input", () => typed.set(proposal.id, edited()));
  }
  const joins = element("div");
  const showJoin = () => {
    if (!addTo) return joins.replaceChildren();
    const link = element("a", `T-${addTo}`, { href: `/tickets#${addTo}` });
    const instead = hooks.may ? [button(say("newInstead"), () => { addTo = null; showJoin(); })] : [];
    joins.replaceChildren(element("div", [element("p", [say("addToNote", `T-${addTo}`), " ", link]), ...instead], { class: "notice" }));
  };
  showJoin();
  const deciding = decisions(proposal, {
    ...hooks,
    words: { approve: say(addTo ? "approveAdd" : "approveOpen"), done: (done) => say("openedTicket", done.outcome?.name ?? "") },
    payload,
    fill: () => ({}),
    missing: () => Object.values(fields).map((each) => each.control).find((control) => !control.checkValidity()),
    text: () => (payload() ? fields.summary.control.value : ""),
    settled: () => typed.delete(proposal.id),
  });
  const pair = element("div", [fields.department.whole, fields.priority.whole], { class: "fields" });
  const half = element("div", [joins, fields.title.whole, pair, fields.summary.whole, deciding.whole]);
  return { half, edit: () => fields.summary.control.focus(), approve: deciding.approve, reject: deciding.reject };
}

const same = (one, other) => Object.keys(one).every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name] ?? null) || one[name] === other[name]);

function restsOn(proposal, names) {
  const { topic, product, customers, records, factors } = proposal.payload;
  const shown = [
    [say("topic"), names.topic?.[topic]?.[language()] ?? topic],
    [say("product"), product],
    [say("customers"), formatNumber(customers ?? 0)],
  ].filter(([, value]) => value);
  const facts = element("ul", shown.map(([name, value]) => element("li", [`${name} `, element("b", value)])), { class: "facts" });
  const why = Object.entries(factors ?? {}).map(([name, value]) => element("li", [element("b", say(`factor_${name}`) ?? name), `: ${value}`]));
  const ids = (records ?? []).slice(0, 60).flatMap((id) => [element("code", shortId(id), { title: id }), " "]);
  const parts = [section(say("sources"), facts, element("p", say("recordsOf", formatNumber(records?.length ?? 0)), { class: "note" }), element("p", ids, { class: "ids" }))];
  if (why.length) parts.push(section(say("why"), element("ul", why, { class: "plainlist" })));
  if (proposal.why && proposal.why !== "open_ticket") parts.push(element("p", proposal.why, { class: "said note" }));
  return element("div", parts);
}

function closed(proposal) {
  const { state, decided_by, decided_at, reason, payload, outcome } = proposal;
  const words = say(state === "executed" ? "approvedBy" : "rejectedBy", actor(decided_by), moment(decided_at), reason);
  const parts = [notice(words), element("p", payload.summary, { class: "said sheet", lang: payload.language })];
  if (outcome?.ticket) parts.push(element("p", element("a", outcome.name ?? `T-${outcome.ticket}`, { href: `/tickets#${outcome.ticket}` })));
  return { half: element("div", parts), edit: () => {}, approve: () => {}, reject: () => {} };
}

// The inbox: what waits for a decision beside the one that is open. The address says which: /inbox#7.

import { onceKey, path, read, send } from "./client.js";
import { find, may, startPage, who } from "./frame.js";
import { element } from "./markdown.js";
import { button, field, moment, named, notice, shortId, typing } from "./parts.js";
import { openReply } from "./reply.js";
import { openTicketDraft } from "./ticketdraft.js";
import { formatNumber, language, say } from "./words.js";
import "./words-desk.js";

const LOOK_SECONDS = 20;
const KINDS = ["send_reply", "open_ticket"];

let state = "proposed";
let lists = {};
let names = {};
let open = null;

// --- the list

async function load() {
  const pages = await Promise.all(KINDS.map((kind) => read(path(["proposals"], { ...asked(), kind }))));
  lists = Object.fromEntries(KINDS.map((kind, place) => [kind, pages[place]]));
  showList();
}

const asked = () => (state === "proposed" ? { state } : { state: state === "decided" ? "executed" : state });

async function loadMore(kind) {
  const { items, next } = await read(path(["proposals"], { ...asked(), kind, cursor: lists[kind].next }));
  lists[kind] = { items: [...lists[kind].items, ...items], next };
  showList();
}

function showList() {
  const heads = { send_reply: say("replies"), open_ticket: say("ticketProposals") };
  const parts = KINDS.filter((kind) => lists[kind]?.items.length).map((kind) => {
    const { items, next } = lists[kind];
    const more = next ? [button(say("more"), () => loadMore(kind), { class: "more" })] : [];
    return element("section", [
      element("h3", `${heads[kind]} · ${formatNumber(items.length)}${next ? "+" : ""}`),
      element("ul", items.map((each) => element("li", line(each))), { class: "items" }),
      ...more,
    ]);
  });
  const nothing = element("p", say(state === "proposed" ? "nothingWaits" : "nothingDecided"), { class: "empty" });
  find("items").replaceChildren(...(parts.length ? parts : [nothing]));
  const waiting = lists.send_reply && state === "proposed" ? lists.send_reply.items.length + lists.open_ticket.items.length : 0;
  document.title = `${waiting ? `(${waiting}) ` : ""}${say("inbox")} · ${say("title")}`;
}

function line(each) {
  const flags = [
    each.person_needed.length ? element("span", each.person_needed.map((why) => named(why, "person_")).join(" · "), { class: "danger" }) : "",
    each.failed ? element("span", `✗ ${each.failed}`, { class: "danger" }) : "",
    names.topic?.[each.topic]?.[language()] ?? each.topic ?? "",
    moment(each.decided_at ?? each.made_at),
  ].filter((part) => part !== "");
  const here = String(each.id) === location.hash.slice(1) ? { "aria-current": "true" } : {};
  return element(
    "a",
    [
      element("span", each.title, { class: "first", lang: each.language }),
      element("span", flags.map((part) => element("span", part)), { class: "second" }),
    ],
    { href: `#${each.id}`, ...here },
  );
}

// --- finding feedback to answer

async function search(event) {
  event.preventDefault();
  const words = find("search").value.trim();
  find("found").replaceChildren();
  if (!words) return;
  try {
    const result = await send("POST", "/api/search", { text: words, limit: 8 });
    const rows = result.rows.map((row) => Object.fromEntries(result.columns.map((name, place) => [name, row[place]])));
    const exact = /^\S*\d\S*$/.test(words) ? await read(path(["feedback", words])).catch(() => null) : null;
    const found = [...(exact ? [{ id: exact.id, quote: exact.text ?? exact.title ?? "" }] : []), ...rows.filter((row) => row.id !== exact?.id)];
    const parts = found.length ? found.map(foundRecord) : [element("p", say("nothingFound"), { class: "empty" })];
    find("found").replaceChildren(button(say("clear"), () => find("found").replaceChildren(), { class: "more quiet" }), ...parts);
  } catch (error) {
    find("found").replaceChildren(notice(error.message, "problem"));
  }
}

function foundRecord({ id, quote }) {
  const draft = button(say("draftReply"), async () => {
    draft.textContent = say("drafting");
    await draftReply(id).catch((error) => find("found").prepend(notice(error.message, "problem")));
    draft.textContent = say("draftReply");
  });
  const act = may("reply") ? [draft] : [];
  const foot = element("div", [element("code", shortId(id), { class: "note", title: id }), ...act], { class: "row spread" });
  return element("div", [element("div", quote, { class: "said" }), foot], { class: "found" });
}

async function draftReply(record) {
  const draft = await send("POST", "/api/replies/draft", { record });
  const asking = { kind: "send_reply", payload: draft, why: "", records: [record] };
  const made = await send("POST", "/api/proposals", asking, { "Idempotency-Key": onceKey() });
  state = "proposed";
  find("state").value = state;
  location.hash = made.id;
  await load();
}

// --- the open one

async function show() {
  const id = location.hash.slice(1);
  open = null;
  find("pair").classList.toggle("opened", /^\d+$/.test(id));
  showList();
  if (!/^\d+$/.test(id)) {
    find("open").replaceChildren(element("p", say("choose"), { class: "empty" }), shortcuts());
    return;
  }
  try {
    const proposal = await read(path(["proposals", id]));
    await showProposal(proposal);
  } catch (error) {
    find("open").replaceChildren(back(), notice(error.message, "problem"));
  }
}

async function showProposal(proposal, told = null) {
  const opening = proposal.kind === "send_reply" ? openReply : openTicketDraft;
  const shown = await opening(proposal, { names, decided, changed: showProposal, may: may(proposal.kind === "send_reply" ? "reply" : "ticket"), signedIn: Boolean(who()?.name) });
  if (String(proposal.id) !== location.hash.slice(1)) return; // another one was opened meanwhile
  open = shown;
  find("open").replaceChildren(back(), ...(told ? [told] : []), shown.whole, shortcuts());
  find("open").scrollTop = 0;
}

const back = () => element("a", say("back"), { href: "#", class: "back" });
const shortcuts = () => element("p", say("keys"), { class: "note shortcuts" });

async function decided(proposal, words) {
  await showProposal(proposal, notice(words, "good"));
  await load();
}

function step(by) {
  const ids = KINDS.flatMap((kind) => lists[kind]?.items.map((each) => each.id) ?? []);
  const at = ids.indexOf(Number(location.hash.slice(1)));
  const to = ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
  if (to !== undefined) location.hash = to;
}

// --- wiring

function build() {
  const states = [["proposed", say("waitingOnly")], ["decided", say("executed")], ["rejected", say("rejected")]];
  const choice = field(say("state"), "select", state, { id: "state", "aria-label": say("state") }, states);
  choice.control.addEventListener("change", async () => {
    state = choice.control.value;
    await load();
  });
  const words = element("input", "", { id: "search", type: "search", placeholder: say("findHint"), "aria-label": say("findLabel"), maxlength: "500" });
  const finding = element("form", [words, element("button", say("find"), { type: "submit" })], { class: "row", role: "search" });
  finding.addEventListener("submit", search);
  words.addEventListener("input", () => words.value || find("found").replaceChildren());
  const tools = element("div", [finding, element("div", choice.control, { class: "row" })], { class: "tools" });
  const side = element("div", [tools, element("div", "", { id: "found" }), element("div", "", { id: "items" })], { class: "side" });
  if (who() && !who().accounts) side.prepend(notice(say("noAccounts")));
  const pair = element("div", [side, element("div", "", { id: "open", class: "open", tabindex: "-1" })], { class: "pair", id: "pair" });
  find("main").replaceChildren(pair);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => find("search").focus(),
  e: () => open?.edit(),
  a: () => open?.approve(),
  r: () => open?.reject(),
};

async function again() {
  build();
  if (who()) await Promise.all([load(), show()]);
}

window.addEventListener("hashchange", show);
window.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || typing(event)) return;
  event.preventDefault();
  act();
});
setInterval(() => {
  if (!document.hidden && state === "proposed") load().catch(() => {});
}, LOOK_SECONDS * 1000);

startPage(again).then(async () => {
  names = await read("/api/names").catch(() => ({}));
  await again();
});

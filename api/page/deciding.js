// Approve, save, reject: the same for whatever waits; and what is said when somebody else was faster.

import { path, read, send } from "./client.js";
import { element } from "./markdown.js";
import { button, field, notice } from "./parts.js";
import { say } from "./words.js";

// given: payload() what is edited, or null; fill() of placeholders; missing() the first field still empty;
// text() what was typed, kept when somebody else was faster; settled() when nothing is left to keep;
// decided(proposal, words) and changed(proposal, told) show what came of it.
export function decisions(proposal, given) {
  const problem = element("div");
  if (!given.may) {
    const words = say(given.signedIn ? "mayNot" : "signInFirst");
    return { whole: element("div", element("p", words, { class: "note" }), { class: "decide" }), approve: () => {}, reject: () => {} };
  }
  const attempt = (act) => async () => {
    problem.replaceChildren();
    try {
      await act();
    } catch (error) {
      if (error.code === "approval_needs_reason") problem.replaceChildren(doubted(proposal, given, error, attempt));
      else if (error.status === 409) await overtaken(proposal, given, error, problem);
      else problem.replaceChildren(notice(error.message, "problem"));
    }
  };
  const approve = button(given.words.approve, attempt(() => approved(proposal, given)), { class: "main" });
  const save = button(say("save"), attempt(() => saved(proposal, given)));
  const rejecting = rejection(proposal, given, attempt);
  const row = element("div", [approve, save, rejecting.open], { class: "row" });
  const whole = element("div", [problem, row, rejecting.whole], { class: "decide" });
  return { whole, approve: () => approve.focus(), reject: rejecting.show };
}

// What is not sound leaves only with a reason.
function doubted(proposal, given, error, attempt) {
  const reason = field(say("reason"), "input", "", { maxlength: "2000", required: "" });
  const go = element("button", say("approveAnyway"), { type: "submit" });
  const whole = element("form", [element("p", error.message), reason.whole, element("div", [go], { class: "row" })], { class: "notice problem", role: "alert" });
  whole.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = reason.control.value.trim();
    if (said) attempt(() => approved(proposal, given, said))();
  });
  setTimeout(() => reason.control.focus());
  return whole;
}

async function approved(proposal, given, reason = "") {
  const missing = given.missing();
  if (missing) {
    missing.focus();
    missing.reportValidity();
    return;
  }
  const payload = given.payload();
  const body = { edition: proposal.edition, fill: given.fill(), ...(payload ? { payload } : {}), ...(reason ? { reason } : {}) };
  const done = await send("POST", path(["proposals", proposal.id, "approve"]), body);
  given.settled();
  await given.decided(done, given.words.done(done));
}

async function saved(proposal, given) {
  const payload = given.payload();
  if (!payload) return;
  const done = await send("POST", path(["proposals", proposal.id, "edit"]), { edition: proposal.edition, payload });
  given.settled();
  await given.decided(done, say("saved"));
}

function rejection(proposal, given, attempt) {
  const reason = field(say("reason"), "input", "", { maxlength: "2000", required: "" });
  const act = attempt(async () => {
    const done = await send("POST", path(["proposals", proposal.id, "reject"]), { reason: reason.control.value.trim() });
    given.settled();
    await given.decided(done, say("gone"));
  });
  const go = element("button", say("rejectNow"), { type: "submit", class: "danger" });
  const open = button(say("reject"), () => show(), { "aria-expanded": "false" });
  const whole = element("form", [reason.whole, element("div", [go, button(say("cancel"), () => hide())], { class: "row" })], { hidden: "" });
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!reason.control.value.trim()) return;
    go.disabled = true;
    await act();
    go.disabled = false;
  });
  const turn = (shown) => {
    whole.hidden = !shown;
    open.setAttribute("aria-expanded", String(shown));
  };
  const show = () => {
    turn(true);
    setTimeout(() => reason.control.focus());
  };
  const hide = () => {
    turn(false);
    open.focus();
  };
  return { whole, open, show };
}

// Shows how it stands now; what was typed here is kept beside it.
async function overtaken(proposal, given, error, problem) {
  const now = await read(path(["proposals", proposal.id]));
  if (now.state === proposal.state && now.edition === proposal.edition) {
    problem.replaceChildren(notice(error.message, "problem"));
    return;
  }
  const mine = given.text();
  given.settled();
  const kept = mine && mine !== (now.payload.text ?? now.payload.summary)
    ? [element("details", [element("summary", say("yourText")), element("p", mine, { class: "said" })])]
    : [];
  const told = element("div", [element("p", error.message), element("p", say("conflict"), { class: "note" }), ...kept], { class: "notice problem", role: "alert" });
  await given.changed(now, told);
}

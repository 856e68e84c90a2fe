// After a ticket is resolved: whom to tell, and whether it helped.

import { path, read, send } from "./client.js";
import { may } from "./frame.js";
import { element } from "./markdown.js";
import { button, day, field, notice, section, shortId } from "./parts.js";
import { formatNumber, say } from "./words.js";

const SHOWN = 30;

export function afterwards(ticket, context) {
  if (!["resolved", "closed"].includes(ticket.state)) return [];
  const effect = element("div", "", { "aria-live": "polite" });
  const telling = element("div", "", { "aria-live": "polite" });
  read(path(["tickets", ticket.id, "effect"])).then((found) => effect.replaceChildren(...shownEffect(found)), (error) => effect.replaceChildren(notice(error.message)));
  read(path(["tickets", ticket.id, "recipients"])).then((found) => telling.replaceChildren(...recipients(ticket, found, context)), (error) => telling.replaceChildren(notice(error.message)));
  return [section(say("effect"), effect), section(say("tell"), telling)];
}

function shownEffect({ before, after, words }) {
  const sides = before && after ? [element("div", [bar(say("before"), before), bar(say("after"), after)], { class: "bars" })] : [];
  return [element("p", words, { class: "said" }), ...sides];
}

// A share as a bar that is as long as it: a meter says the same to who hears the page.
function bar(words, { share, part, records }) {
  const meter = element("meter", "", { min: "0", max: "1", value: String(share), "aria-label": words });
  return element("div", [element("span", words), meter, element("span", `${(100 * share).toFixed(1)}% (${formatNumber(part)}/${formatNumber(records)})`, { class: "note" })], { class: "bar-row" });
}

function recipients(ticket, found, context) {
  if (!found.length) return [element("p", say("tellNone"), { class: "note" })];
  const people = found.slice(0, SHOWN).map(({ customer, record, said, time }) =>
    element("li", [element("span", said || record, { class: "said" }), element("span", [" ", element("code", shortId(customer ?? record)), time ? ` · ${day(time)}` : ""], { class: "note" })]),
  );
  const list = element("details", [element("summary", say("tellCount", formatNumber(found.length))), element("ul", people, { class: "plainlist tell" })]);
  return may("ticket") ? [list, asking(ticket, found, context)] : [list];
}

// What was done, in each language somebody wrote in: nothing is translated for them.
function asking(ticket, found, context) {
  const languages = [...new Set(found.map((each) => each.language))];
  const resolved = ticket.history.findLast((each) => each.what === "resolved")?.text ?? "";
  const own = /\p{Script=Han}/u.test(resolved) ? "zh" : "en";
  const fields = languages.map((each) => [each, field(say(`done_${each}`), "textarea", each === own ? resolved : "", { rows: "2", maxlength: "4000", lang: each })]);
  const told = element("div");
  const go = button(say("tellDraft"), async () => {
    const done = Object.fromEntries(fields.map(([each, { control }]) => [each, control.value.trim()]).filter(([, words]) => words));
    try {
      const made = await send("POST", path(["tickets", ticket.id, "tell"]), { done });
      told.replaceChildren(...outcome(made));
    } catch (error) {
      told.replaceChildren(notice(error.message, "problem"));
    }
  });
  return element("div", [...fields.map(([, { whole }]) => whole), go, told]);
}

function outcome({ proposals, before, waiting }) {
  const link = proposals.length ? [" ", element("a", say("inbox"), { href: `/inbox#${proposals[0]}` })] : [];
  const parts = [notice([say("tellProposed", formatNumber(proposals.length), formatNumber(before)), ...link], "good")];
  if (waiting.length) parts.push(notice(say("tellWaiting", formatNumber(waiting.length))));
  return parts;
}

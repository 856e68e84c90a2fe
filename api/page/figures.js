// How tickets and replies do, by department and by topic.

import { path, read } from "./client.js";
import { workingTime } from "./deadline.js";
import { element, table } from "./markdown.js";
import { section } from "./parts.js";
import { formatNumber, language, say } from "./words.js";

export async function showFigures(place, names) {
  const [all, departments, replies] = await Promise.all([
    read(path(["tickets", "figures"])),
    read(path(["tickets", "figures"], { by_department: true })),
    read(path(["replies", "figures"])),
  ]);
  place.replaceChildren(
    element("div", [section(say("ticketFigures"), ticketTable([...departments, ...all], names)), section(say("replyFigures"), replyTable(replies, names))], { class: "page" }),
  );
}

function ticketTable(lines, names) {
  if (!lines.some((each) => each.tickets)) return element("p", say("noTickets"), { class: "note" });
  const head = ["department", "tickets_count", "resolved", "durable", "firstAnswer", "resolutionTime", "answerLate", "resolutionLate"].map((each) => say(each));
  const rows = lines.map((each) => [
    each.department ? (names.department?.[each.department]?.[language()] ?? each.department) : say("allOf"),
    formatNumber(each.tickets),
    share(each.resolved),
    share(each.durable),
    times(each.response),
    times(each.resolution),
    share(each.response_breached),
    share(each.resolution_breached),
  ]);
  return element("div", [table(head, rows), element("p", say("figuresNote"), { class: "note" })]);
}

function replyTable(lines, names) {
  if (!lines.length) return element("p", say("noReplies"), { class: "note" });
  const head = ["topic", "languageOf", "accepted", "edited", "refused", "waitingOnly", "reasons"].map((each) => say(each));
  const rows = lines.map((each) => [
    names.topic?.[each.topic]?.[language()] ?? each.topic ?? say("none"),
    each.language,
    ...[each.accepted, each.edited, each.rejected, each.waiting].map(formatNumber),
    each.reasons.slice(0, 3).map(([why, count]) => (count > 1 ? `${why} (${count})` : why)).join(" · "),
  ]);
  return table(head, rows);
}

// A share with what it is of: of three tickets, 67 % says little.
const share = ({ part, n }) => (n ? `${Math.round((100 * part) / n)}% (${part}/${n})` : "–");
const times = ({ n, median, p90 }) => (n ? `${workingTime(median)} · ${workingTime(p90)}` : "–");

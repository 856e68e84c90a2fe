// How a ticket stands against its deadlines, in words.

import { element } from "./markdown.js";
import { moment } from "./parts.js";
import { say } from "./words.js";

// Working time: hours and minutes, never days, which would be of 24 hours to some and of 9 to others.
export function workingTime(seconds) {
  const minutes = Math.max(seconds ? 1 : 0, Math.round(Math.abs(seconds) / 60));
  const hours = Math.floor(minutes / 60);
  return say("time", hours, hours >= 10 ? 0 : minutes % 60);
}

export function deadlineWords({ kind, state, remaining, met_at }) {
  const what = say(`due_${kind}`);
  const time = workingTime(remaining);
  if (state === "off") return say("off", what);
  if (state === "met") return say("met", what);
  if (state === "breached") return say(met_at ? "metLate" : "late", what, time);
  return say(state === "paused" ? "paused" : "left", what, time);
}

// The deadline that comes next: the first answer until there is one, then the resolution.
export function next({ response, resolution }) {
  return [response, resolution].find((each) => each.met_at === null && each.state !== "off") ?? null;
}

export function deadlineTag(each) {
  const looks = { breached: each.met_at ? "" : "late", near: "near" }[each.state] ?? "";
  const title = each.due ? say("dueAt", moment(each.due)) : say("workingTime");
  return element("span", deadlineWords(each), { class: `tag ${looks}`, title });
}

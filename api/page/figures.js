// How tickets and replies do, by department and by topic.

import { element } from "./markdown.js";
import { say } from "./words.js";

export async function showFigures(place) {
  place.replaceChildren(element("p", say("notYet"), { class: "empty" }));
}

// A theme's weekly share as a line, drawn here: nothing is fetched, and it is as dark or light as the page.

const SVG = "http://www.w3.org/2000/svg";

export function shape(name, attributes = {}, content = []) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

// `trend`: as the API has it. `words`: what it says, for who cannot see it.
export function weekLine(trend, words, { width = 136, height = 30, large = false } = {}) {
  const weeks = trend.weeks.filter((each) => each.records);
  const label = { role: "img", "aria-label": words, viewBox: `0 0 ${width} ${height}`, class: `weeks ${large ? "large" : "small"}` };
  if (weeks.length < 2) return shape("svg", label);
  const room = large ? { left: 38, right: 8, top: 18, bottom: 20 } : { left: 2, right: 3, top: 3, bottom: 3 };
  const shares = weeks.map((each) => each.part / each.records);
  const highest = Math.max(...shares, 0.0001);
  const x = (place) => room.left + (place / (weeks.length - 1)) * (width - room.left - room.right);
  const y = (share) => height - room.bottom - (share / highest) * (height - room.top - room.bottom);
  const points = shares.map((share, place) => `${x(place).toFixed(1)},${y(share).toFixed(1)}`).join(" ");
  const parts = [shape("polyline", { class: "line", points })];
  const changed = weeks.findIndex((each) => each.start === trend.changed);
  if (changed >= 0) parts.unshift(shape("line", { class: "changed", x1: x(changed), x2: x(changed), y1: room.top - 2, y2: height - room.bottom }));
  if (large) parts.unshift(...axes(weeks, highest, x, y, { width, height, room }));
  else parts.push(shape("circle", { class: "dot", cx: x(weeks.length - 1), cy: y(shares.at(-1)), r: 2 }));
  return shape("svg", label, parts);
}

function axes(weeks, highest, x, y, { width, height, room }) {
  const percent = (share) => `${(100 * share).toFixed(highest < 0.1 ? 1 : 0)}%`;
  const lines = [0, highest / 2, highest].flatMap((share) => [
    shape("line", { class: "axis", x1: room.left, x2: width - room.right, y1: y(share), y2: y(share) }),
    shape("text", { x: room.left - 5, y: y(share) + 4, "text-anchor": "end" }, percent(share)),
  ]);
  const step = Math.ceil(weeks.length / 7);
  const days = weeks.flatMap((each, place) => (place % step ? [] : [shape("text", { x: x(place), y: height - 4, "text-anchor": "middle" }, each.start.slice(5))]));
  return [...lines, ...days];
}

// A share as a bar with its interval; all bars of a list are of one scale.
export function shareBar({ share, low, high }, scale, words) {
  const at = (value) => `${Math.min(100, (100 * value) / scale).toFixed(2)}%`;
  return shape("svg", { class: "share", role: "img", "aria-label": words }, [
    shape("rect", { class: "bar-of", x: 0, y: "20%", height: "60%", width: at(share) }),
    shape("line", { class: "span-of", x1: at(low), x2: at(high), y1: "50%", y2: "50%" }),
  ]);
}

// Markdown as elements. Answers hold text strangers wrote: it only ever becomes text nodes, never markup,
// and links and images stay plain words.

const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g;
const RULE = /^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$/;

export function element(name, content = "", attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const part of [content].flat()) made.append(part);
  return made;
}

export function renderMarkdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const made = document.createDocumentFragment();
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [block, next] = readBlock(lines, at);
    made.append(block);
    at = next;
  }
  return made;
}

function readBlock(lines, at) {
  const line = lines[at];
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [element(`h${Math.min(heading[1].length + 2, 6)}`, inline(heading[2])), at + 1];
  if (RULE.test(line)) return [element("hr"), at + 1];
  if (line.startsWith("```")) return readCode(lines, at);
  if (line.startsWith(">")) return readQuote(lines, at);
  if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "") && lines[at + 1].includes("-")) return readTable(lines, at);
  if (ITEM.test(line)) return readList(lines, at);
  return readParagraph(lines, at);
}

function readCode(lines, at) {
  const from = at + 1;
  let to = from;
  while (to < lines.length && !lines[to].startsWith("```")) to += 1;
  return [element("pre", element("code", lines.slice(from, to).join("\n"))), to + 1];
}

function readQuote(lines, at) {
  let to = at;
  while (to < lines.length && lines[to].startsWith(">")) to += 1;
  const inside = lines.slice(at, to).map((line) => line.replace(/^>\s?/, ""));
  return [element("blockquote", renderMarkdown(inside.join("\n"))), to];
}

function readList(lines, at) {
  const list = element(ITEM.exec(lines[at])[2] ? "ol" : "ul");
  let to = at;
  for (; to < lines.length; to += 1) {
    const item = ITEM.exec(lines[to]);
    if (item) list.append(element("li", inline(item[3])));
    else if (lines[to].startsWith("  ") && lines[to].trim()) list.lastChild.append(" ", ...inline(lines[to].trim()));
    else break;
  }
  return [list, to];
}

function readTable(lines, at) {
  const head = cells(lines[at]);
  let to = at + 2;
  const rows = [];
  for (; to < lines.length && lines[to].includes("|"); to += 1) rows.push(cells(lines[to]));
  return [table(head, rows, inline), to];
}

function readParagraph(lines, at) {
  let to = at + 1;
  while (to < lines.length && lines[to].trim() && !/^(#{1,6}\s|>|```)/.test(lines[to]) && !ITEM.test(lines[to])) {
    if (lines[to].includes("|") && DIVIDER.test(lines[to + 1] ?? "")) break;
    to += 1;
  }
  return [element("p", inline(lines.slice(at, to).join("\n"))), to];
}

// A table that scrolls sideways by itself, by keyboard too. `show` makes a cell's content of its text.
export function table(head, rows, show = (cell) => [cell]) {
  const numeric = head.map((_, place) => rows.length > 0 && rows.every((row) => /^[-+]?[\d,.]*\d\s?%?$|^$/.test(row[place] ?? "")));
  const cell = (name, text, place) => element(name, show(text), numeric[place] ? { class: "number" } : {});
  const body = rows.map((row) => element("tr", head.map((_, place) => cell("td", row[place] ?? "", place))));
  const top = element("tr", head.map((text, place) => cell("th", text, place)));
  const whole = element("table", [element("thead", top), element("tbody", body)]);
  return element("div", whole, { class: "scroll", tabindex: "0", role: "region", "aria-label": head.join(", ") });
}

function cells(line) {
  const trimmed = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return trimmed.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function inline(text) {
  const made = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    made.push(text.slice(from, match.index));
    if (match[1] !== undefined) made.push(element("strong", inline(match[1])));
    else if (match[2] !== undefined) made.push(element("code", match[2]));
    else made.push(element("em", inline(match[3])));
    from = match.index + match[0].length;
  }
  made.push(text.slice(from));
  return made.filter((part) => part !== "");
}

// The chat page: a question goes out, events come in, each shown as it comes.

import { goToSignIn } from "./client.js";
import { find, startPage } from "./frame.js";
import { element, renderMarkdown, table } from "./markdown.js";
import { formatNumber, language, say } from "./words.js";

const MOST_ROWS = 200;
const STANDING_SECONDS = 5;

const log = find("log");
const box = find("question");

let thread = null;
let running = null;
let catalog = null;

// --- the page around the conversation

function showOwnWords() {
  box.placeholder = say("placeholder");
  showExamples();
}

async function readJson(path) {
  const response = await fetch(path, { headers: { "Accept-Language": language() } });
  if (!response.ok) throw new Error(path);
  return response.json();
}

async function showStanding() {
  try {
    const standing = await readJson("/api/status");
    const { done, total, failure } = standing.indexed;
    const parts = [say("records", formatNumber(standing.records)), standing.model];
    if (done < total) parts.splice(1, 0, say("indexing", Math.floor((100 * done) / total)));
    find("standing").textContent = parts.join(" · ");
    find("standing").title = failure ?? "";
    if (standing.records !== catalog?.records) await showCatalog();
    if (done < total || !standing.records) setTimeout(showStanding, STANDING_SECONDS * 1000);
  } catch {
    setTimeout(showStanding, STANDING_SECONDS * 1000);
  }
}

async function showCatalog() {
  catalog = await readJson("/api/catalog");
  showExamples();
}

function showExamples() {
  const asked = catalog?.examples[language()] ?? [];
  const buttons = asked.map((question) => {
    const button = element("button", question, { type: "button" });
    button.addEventListener("click", () => ask(question));
    return element("li", button);
  });
  find("examples").replaceChildren(...buttons);
  find("no-data").hidden = catalog === null || catalog.records > 0;
}

// --- one question

async function ask(question) {
  if (running) return;
  find("welcome").hidden = true;
  const turn = startTurn(question);
  running = new AbortController();
  setBusy(true);
  try {
    await follow(question, turn);
  } catch (error) {
    turn.fail(error.name === "AbortError" ? say("stopped") : say("broken"));
  } finally {
    running = null;
    setBusy(false);
  }
}

async function follow(question, turn) {
  const response = await fetch("/api/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language() },
    body: JSON.stringify({ question, thread_id: thread }),
    signal: running.signal,
  });
  if (response.status === 401) await goToSignIn();
  if (!response.ok) {
    turn.fail((await response.json()).message);
    return;
  }
  for await (const { name, data } of readEvents(response.body)) {
    turn[name]?.(data);
    if (name === "done") thread = data.thread_id;
    if (name === "done" || name === "error") return;
  }
  throw new Error("the stream ended early");
}

async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
      if (fields.event) yield { name: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

function setBusy(busy) {
  log.setAttribute("aria-busy", String(busy));
  find("send").hidden = busy;
  find("stop").hidden = !busy;
  if (!busy) box.focus({ preventScroll: true });
}

// What is shown of one question; its methods are named for the events they show.
function startTurn(question) {
  const steps = element("ol", "", { class: "steps" });
  const words = element("div", "", { class: "answer" });
  const article = element("article", [
    element("h2", [element("span", `${say("you")}: `, { class: "unseen" }), question], { class: "asked" }),
    steps,
    words,
  ]);
  log.append(article);
  article.scrollIntoView({ block: "start" });
  let text = "";

  const step = (content) => {
    steps.querySelector(".now")?.classList.remove("now");
    steps.append(element("li", content, { class: "now" }));
  };
  const show = (markdown) => words.replaceChildren(renderMarkdown(markdown));
  return {
    status: (data) => step(say(data.step)),
    tool_call: (data) => {
      text = "";
      step([element("code", data.tool), " ", element("span", JSON.stringify(data.arguments), { class: "dim" })]);
    },
    result: (data) => {
      step(data.result ? coverage(data.result) : data.error);
    },
    text: (data) => {
      text += data.delta;
      show(text);
    },
    done: (data) => {
      steps.remove();
      show(data.answer);
      article.lang = data.language;
      if (data.proposals?.length) article.append(showProposals(data.proposals));
      article.append(evidence(data));
    },
    error: (data) => {
      steps.remove();
      words.replaceChildren(element("p", data.message, { class: "problem", role: "alert" }));
    },
    fail: (sentence) => {
      steps.remove();
      words.append(element("p", sentence, { class: "problem", role: "alert" }));
    },
  };
}

function evidence(answer) {
  const made = element("footer", element("span", say("seconds", answer.seconds, answer.model), { class: "dim" }));
  if (answer.citations.length) {
    const ids = answer.citations.map((id) => element("code", id));
    made.prepend(element("p", [`${say("quoted")}: `, ...ids.flatMap((id) => [id, " "])], { class: "quoted" }));
  }
  const { checked = {}, struck = [], removed = [] } = answer.gate ?? {};
  const claims = Object.values(checked).reduce((sum, count) => sum + count, 0);
  if (claims || removed.length) {
    made.prepend(element("p", say("gate", claims, struck.length, removed.length), { class: "dim" }));
  }
  if (answer.results.length) {
    const whole = element("details", [element("summary", say("counted")), ...answer.results.map(showResult)]);
    made.prepend(whole);
  }
  return made;
}

// What the answer asks a person to approve, each with the way to where that is done.
function showProposals(proposals) {
  const shown = proposals.map(({ id, kind, title }) =>
    element("li", [say(`proposal_${kind}`, id, title) ?? `${id}: ${title}`, " — ", element("a", say("review"), { href: `/inbox#${id}` })]),
  );
  return element("ul", shown, { class: "proposals" });
}

function coverage({ tool, covered, missing }) {
  if (tool === "search_feedback") return say("searched", formatNumber(covered), formatNumber(covered + missing));
  return say("covers", formatNumber(covered), formatNumber(missing));
}

function showResult(result) {
  const rows = result.rows.slice(0, MOST_ROWS).map((row) => row.map(showCell));
  const parts = [
    element("h3", `${result.handle} · ${result.tool}`),
    element("p", coverage(result)),
    table(result.columns, rows),
  ];
  if (result.rows.length > MOST_ROWS) {
    parts.push(element("p", say("rows", MOST_ROWS, formatNumber(result.rows.length)), { class: "dim" }));
  }
  parts.push(element("h4", say("query")), code(JSON.stringify(result.query, null, 2)));
  parts.push(element("h4", say("sql")), code(result.sql ?? say("none")));
  return element("section", parts);
}

const showCell = (cell) => (typeof cell === "number" ? formatNumber(cell) : String(cell ?? ""));
const code = (text) => element("pre", element("code", text), { tabindex: "0" });

// --- wiring

const grow = () => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
};

find("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question || running) return;
  box.value = "";
  grow();
  ask(question);
});
box.addEventListener("keydown", (event) => {
  // Enter picks a word while one is being composed, as Chinese is typed.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("ask").requestSubmit();
});
box.addEventListener("input", grow);
find("stop").addEventListener("click", () => running?.abort());
find("fresh").addEventListener("click", () => {
  running?.abort();
  thread = null;
  log.replaceChildren();
  find("welcome").hidden = false;
  box.focus();
});
startPage(showOwnWords).then(showStanding);
find("language").addEventListener("click", showStanding);

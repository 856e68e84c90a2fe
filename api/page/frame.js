// What stands around every page: its words, the way to the other pages, who is signed in, the language.

import { goToSignIn, send } from "./client.js";
import { element } from "./markdown.js";
import { language, say, switchLanguage } from "./words.js";

export const find = (id) => document.getElementById(id);

const PAGES = { chat: "/", inbox: "/inbox", tickets: "/tickets", themes: "/themes" };

let session = null;

// {name, role, may, accounts}: who looks at this page. name is null where nobody has signed in.
export const who = () => session;
export const may = (permission) => session?.may.includes(permission) ?? false;

// Words wherever the page asks for them by data-text; `then` shows what the page itself says.
export function showWords(then = () => {}) {
  document.documentElement.lang = language();
  document.title = say("title");
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  find("language").textContent = say("other");
  find("language").lang = language() === "zh" ? "en" : "zh";
  showPages();
  showWho();
  then();
}

// Starts a page: words, then who is signed in; where accounts exist, reading takes a sign-in too.
export async function startPage(changed) {
  showWords(changed);
  find("language").addEventListener("click", () => {
    switchLanguage();
    showWords(changed);
  });
  session = await send("GET", "/api/session").catch(() => null);
  if (session?.accounts && !session.name) await goToSignIn();
  showWho();
}

function showPages() {
  const links = Object.entries(PAGES).map(([name, path]) => {
    const here = path === location.pathname ? { "aria-current": "page" } : {};
    return element("li", element("a", say(name), { href: path, ...here }));
  });
  find("pages").setAttribute("aria-label", say("pages"));
  find("pages").replaceChildren(element("ul", links));
}

function showWho() {
  const place = find("who");
  if (!place || !session) return;
  if (!session.accounts) return place.replaceChildren();
  const out = element("button", say("signOut"), { type: "button", class: "quiet" });
  out.addEventListener("click", async () => {
    await send("DELETE", "/api/session").catch(() => {});
    location.assign("/sign-in");
  });
  place.replaceChildren(element("span", session.name ?? ""), out);
}

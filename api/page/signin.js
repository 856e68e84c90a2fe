// The sign-in page. The token goes into a cookie that no script can read.

import { send } from "./client.js";
import { find } from "./frame.js";
import { language, say, switchLanguage, teach } from "./words.js";

teach({
  en: {
    name: "Name",
    password: "Password",
    insecure: "This page did not come over HTTPS, so the browser will not keep you signed in. Open it by its https:// address.",
  },
  zh: {
    name: "用户名",
    password: "密码",
    insecure: "这个页面不是通过 HTTPS 打开的，浏览器不会保留登录。请用 https:// 地址打开。",
  },
});

// Back to where the sign-in was asked for; never to another site.
function next() {
  const asked = new URLSearchParams(location.search).get("next") ?? "/";
  const to = new URL(asked, location.origin);
  return to.origin === location.origin && to.pathname !== "/sign-in" ? to.href : "/";
}

function showWords() {
  document.documentElement.lang = language();
  document.title = `${say("signIn")} · ${say("title")}`;
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  find("language").textContent = say("other");
  find("problem").textContent = window.isSecureContext ? "" : say("insecure");
}

find("language").addEventListener("click", () => {
  switchLanguage();
  showWords();
});
find("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  find("problem").textContent = "";
  find("go").disabled = true;
  try {
    await send("POST", "/api/session", { name: find("name").value.trim(), password: find("password").value });
    location.assign(next());
  } catch (error) {
    find("problem").textContent = error.message;
    find("password").select();
  } finally {
    find("go").disabled = false;
  }
});

showWords();
send("GET", "/api/session").then(
  (session) => {
    if (session.name) location.replace(next());
    else if (!session.accounts) find("problem").textContent = say("noAccounts");
  },
  () => {},
);

// Requests to this service, as every page makes them.

import { language, say } from "./words.js";

// What the service said no with: its status, the error's code, and a sentence for people.
export class Problem extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// JSON in, JSON out. Whoever is not signed in is led to the sign-in page and back.
export async function send(method, path, body, headers = {}) {
  const said = { "Accept-Language": language(), ...headers };
  if (body !== undefined) said["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers: said, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(0, "unreachable", say("unreachable"));
  }
  const told = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (response.ok) return told;
  if (response.status === 401 && path !== "/api/session") await goToSignIn();
  throw new Problem(response.status, told.code ?? "", told.message ?? say("unreachable"));
}

export const read = (path) => send("GET", path);

// Leaves the page; the promise stays open, so that nothing is shown of what failed.
export function goToSignIn() {
  const here = location.pathname + location.search + location.hash;
  location.assign(`/sign-in?${new URLSearchParams({ next: here })}`);
  return new Promise(() => {});
}

// A path with its parts and query written as URLs want them; what is empty is left out.
export function path(parts, query = {}) {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const written = new URLSearchParams(asked).toString();
  return `/api/${parts.map(encodeURIComponent).join("/")}${written && `?${written}`}`;
}

// A key for one thing asked for once, however often the request is sent.
export const onceKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

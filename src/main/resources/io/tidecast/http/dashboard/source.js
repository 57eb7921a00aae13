// Answers of the API: the token that is asked for stays in this tab.
const KEY = "tidecast.read-token";
const WRITE_KEY = "tidecast.write-token";

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function useToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function useWriteToken(token) {
  if (token) sessionStorage.setItem(WRITE_KEY, token);
  else sessionStorage.removeItem(WRITE_KEY);
}

export function hasWriteToken() {
  return sessionStorage.getItem(WRITE_KEY) !== null;
}

async function ask(path, method = "GET", key = KEY) {
  const token = sessionStorage.getItem(key);
  const headers = token ? { Authorization: "Bearer " + token } : {};
  const answer = await fetch("api/v1/" + path, { headers, method, cache: "no-store" });
  if (!answer.ok) {
    let why = String(answer.status);
    try {
      why = (await answer.json()).reasons.join("; ");
    } catch {
      // Without reasons the status has to do.
    }
    throw new Refused(answer.status, why);
  }
  return answer;
}

export async function get(path) {
  return (await ask(path)).json();
}

export async function post(path) {
  return (await ask(path, "POST", WRITE_KEY)).json();
}

// Server-sent events after a number: an answer is what has happened, and ends.
export async function events(since, devices, summary) {
  const named = devices.map((id) => encodeURIComponent(encodeURIComponent(id))).join(",");
  const text = await (await ask(`events?since=${since}&devices=${named}${summary ? "&summary=true" : ""}`)).text();
  let last = since;
  const all = [];
  for (const block of text.split("\n\n")) {
    let type = "message";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) type = line.slice(7);
      else if (line.startsWith("data: ")) data.push(line.slice(6));
      else if (line.startsWith("id: ")) last = Number(line.slice(4));
    }
    if (data.length && type !== "end") all.push({ type, data: JSON.parse(data.join("\n")) });
  }
  return { last, all };
}

const LIST_MS = 3000;

// Loads a list when a summary says that something has changed since, and every few seconds at most.
export function whenChanged(load) {
  let loaded = null;
  let at = -LIST_MS;
  let known = null;
  return async (summary) => {
    if (summary) {
      const { devices, forecasts, scores, stale, deadLetters } = summary;
      known = JSON.stringify([devices, forecasts, scores, stale, deadLetters]);
    }
    if (known === null || known === loaded || performance.now() - at < LIST_MS) return;
    const now = known;
    await load();
    loaded = now;
    at = performance.now();
  };
}

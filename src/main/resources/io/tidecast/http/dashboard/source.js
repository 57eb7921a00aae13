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

async function ask(path, signal, method = "GET", key = KEY) {
  const token = sessionStorage.getItem(key);
  const headers = token ? { Authorization: "Bearer " + token } : {};
  const answer = await fetch("api/v1/" + path, { headers, signal, method, cache: "no-store" });
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

export async function get(path, signal) {
  return (await ask(path, signal)).json();
}

export async function post(path) {
  return (await ask(path, undefined, "POST", WRITE_KEY)).json();
}

// Server-sent events after a number: an answer is what has happened, and ends.
export async function events(since, devices, signal) {
  const named = devices.map((id) => encodeURIComponent(encodeURIComponent(id))).join(",");
  const text = await (await ask(`events?since=${since}&devices=${named}`, signal)).text();
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

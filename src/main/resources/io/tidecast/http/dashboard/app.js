import { events, get, useToken } from "./source.js";
import { fleet } from "./fleet.js";
import { device } from "./device.js";
import { model } from "./model.js";
import { health } from "./health.js";
import { el } from "./parts.js";

const VIEWS = { fleet, device, model, health };
const place = document.getElementById("view");
const live = document.getElementById("live");
const token = document.getElementById("token");
let shown = null;
let last = 0;
let first = true;
let told = false;

// What a view shows of the whole fleet comes with the events; of a server that does not send it, by itself.
async function summaryOf(all) {
  const came = all.findLast((event) => event.type === "summary");
  told ||= came !== undefined;
  return came?.data ?? (told ? null : get("summary"));
}

// An address may have been typed: what is no percent-encoding stands for itself.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route() {
  const [, name = "fleet", encoded] = location.hash.split("/");
  const id = encoded === undefined ? undefined : decoded(encoded);
  const view = VIEWS[name] ? name : "fleet";
  shown?.close?.();
  place.replaceChildren();
  shown = VIEWS[view](place, id);
  document.querySelectorAll("nav a").forEach((link) => {
    if (link.hash === "#/" + view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  document.title = `Tidecast: ${id ?? view}`;
  if (!first) place.focus();
  first = false;
}

// Once a second, and not at all while nobody looks.
async function follow() {
  for (;;) {
    const view = shown;
    if (!document.hidden && token.hidden) {
      try {
        const came = await events(last, view.devices, view.summary);
        last = came.last;
        await view.tick(came.all, view.summary ? await summaryOf(came.all) : null);
        live.textContent = "live";
      } catch (thrown) {
        live.textContent = thrown.message;
        if (thrown.status === 401) token.hidden = false;
        if (thrown.status === 404 && view === shown && !place.querySelector(".bad")) {
          place.append(el("p", { class: "bad" }, thrown.message));
        }
      }
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
}

token.addEventListener("submit", (event) => {
  event.preventDefault();
  useToken(document.getElementById("secret").value);
  token.hidden = true;
  route();
});
addEventListener("hashchange", route);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", route);
route();
follow();

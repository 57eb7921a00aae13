import { get, whenChanged } from "./source.js";
import { update } from "./update.js";
import { cards, el, num, table, when } from "./parts.js";

const PROCESS_MS = 5000;

// How far a role's state is, until it has all of it.
function restored(role) {
  if (!role.toRestore) return num(role.restored, 0);
  const all = role.restored + role.toRestore;
  return el("span", {}, el("progress", { max: all, value: role.restored, "aria-label": `${role.role}: restored` }),
    ` ${num(role.restored, 0)} of ${num(all, 0)}`);
}

export function health(place) {
  const body = el("div", {});
  place.append(el("h1", {}, "Health"), body);
  let summary = null;
  let dead = null;
  let process = null;
  let asked = -PROCESS_MS;
  const letters = whenChanged(async () => {
    dead = await get("dead-letters?limit=50");
  });

  function show() {
    update(body,
      cards([["Since", when(summary.since)], ["Forecasts", num(summary.forecasts, 0)],
        ["Scores", num(summary.scores, 0)], ["Anomalies", num(summary.anomalies, 0)],
        ["Dead letters", num(Object.values(dead.reasons).reduce((a, b) => a + b, 0), 0)]]),
      el("h2", {}, "Not read to its end"),
      summary.behind.length ? el("ul", {}, ...summary.behind.map((line) => el("li", { class: "bad" }, line)))
        : el("p", {}, "Every topic has been read up to where it was."),
      el("h2", {}, "Roles of this process"),
      table("Roles", ["Role", "State", "Tasks", "Standby tasks", "Lag", "Restored records"], process.roles.map((one) =>
        [one.role, one.state, one.tasks, one.standbyTasks, num(one.lag, 0), restored(one)])),
      el("h2", {}, "Dead letters by reason"),
      table("Reasons", ["Reason", "Count"], Object.entries(dead.reasons).map(([name, count]) => [name, count])),
      el("h2", {}, "Newest dead letters"),
      table("Dead letters", ["At", "Reason", "Message", "Where", "Record"], dead.letters.map((one) => [
        when(one.at), one.reason, el("td", { class: "text" }, one.message), `${one.topic} ${one.partition}@${one.offset}`,
        el("td", { class: "text" }, (one.value ?? "").slice(0, 300))])),
      el("h2", {}, "Settings in force"),
      table("Settings", ["Setting", "Value"], Object.entries(process.settings).map(([name, value]) =>
        [name, el("td", { class: "text" }, value)])));
  }

  return {
    devices: [],
    summary: true,
    async tick(events, now) {
      summary = now ?? summary;
      await letters(now && { deadLetters: now.deadLetters });
      if (performance.now() - asked >= PROCESS_MS) {
        process = await get("process");
        asked = performance.now();
      }
      if (summary) show();
    },
  };
}

import { get, whenChanged } from "./source.js";
import { update } from "./update.js";
import { bins, cards, deviceLink, el, millis, modelLink, num, percent, spark, table, when } from "./parts.js";

const COLUMNS = [["device", "Device"], ["model", "Model"], ["status", "Status"], ["skill", "Skill"],
  ["anomaly", "Anomaly"], ["coverage", "Coverage"], ["crossings", "Crossings"], ["origin", "Last step"]];

export function fleet(place) {
  const state = { sort: "device", order: "asc", search: "", status: "", cursors: [null] };
  const head = el("div", {});
  const body = el("div", {});
  const search = el("input", {
    type: "search", id: "search", oninput: () => { state.search = search.value; first(); },
  });
  const status = el("select", { id: "status", onchange: () => { state.status = status.value; first(); } },
    ...["", "ok", "warming-up", "gap", "worse-than-naive", "stale-model"].map((name) =>
      el("option", { value: name }, name || "any")));
  const back = el("button", { type: "button", onclick: () => { state.cursors.pop(); load(); } }, "Back");
  const next = el("button", { type: "button", onclick: () => { state.cursors.push(state.next); load(); } }, "Next");
  const found = el("span", { class: "dim", role: "status" });
  place.append(el("h1", {}, "Fleet"), head, el("div", { class: "tools" },
    el("label", { for: "search" }, "Device", search), el("label", { for: "status" }, "Status", status),
    back, next, found), body);
  const list = whenChanged(load);
  let before = null;
  let asked = 0;

  function first() {
    state.cursors = [null];
    load();
  }

  function heads() {
    const all = COLUMNS.map(([key, name]) => {
      const on = state.sort === key;
      const order = on ? (state.order === "asc" ? "ascending" : "descending") : "none";
      const sort = () => {
        state.order = state.sort === key && state.order === "asc" ? "desc" : "asc";
        state.sort = key;
        first();
      };
      return el("th", { scope: "col", "aria-sort": order }, el("button", { type: "button", "data-sort": key, onclick: sort },
        name + (on ? (state.order === "asc" ? " ▲" : " ▼") : "")));
    });
    all.splice(1, 0, el("th", { scope: "col" }, "Actual, forecast"));
    return all;
  }

  async function load() {
    const ticket = ++asked;
    const query = new URLSearchParams(
      { sort: state.sort, order: state.order, search: state.search, limit: 25, recent: true });
    if (state.status) query.set("status", state.status);
    const cursor = state.cursors[state.cursors.length - 1];
    if (cursor) query.set("cursor", cursor);
    const answer = await get("devices?" + query);
    if (ticket !== asked) return;
    state.next = answer.next;
    back.disabled = state.cursors.length < 2;
    next.disabled = !answer.next;
    found.textContent = answer.total + " devices";
    update(body, table("Devices", heads(), answer.devices.map((row) => [
      deviceLink(row.device), spark(row.recent), modelLink(row.model), row.stale ? row.status + ", stale" : row.status, num(row.skill),
      row.anomaly > 1 ? el("strong", { class: "bad" }, num(row.anomaly)) : num(row.anomaly),
      percent(row.coverage), row.crossings, when(row.origin)]), answer.devices.map((row) => row.device)));
  }

  function summary(now) {
    const seconds = before ? (Date.parse(now.now) - Date.parse(before.now)) / 1000 : 0;
    const rate = (name) => {
      const counted = seconds > 0 ? (now[name] - before[name]) / seconds : null;
      const perSecond = now[name + "PerSecond"] ?? counted;
      return perSecond === null ? "–" : num(perSecond, 1) + "/s";
    };
    const quantile = (all, q) => all.find((one) => one.q === q)?.value;
    update(head, cards([["Devices", num(now.devices, 0)], ["Forecasts", rate("forecasts")], ["Scores", rate("scores")],
      ["Skill, median", num(quantile(now.skill, 0.5))], ["Skill, 10 % – 90 %",
        num(quantile(now.skill, 0.1), 2) + " – " + num(quantile(now.skill, 0.9), 2)],
      ["Coverage, median", percent(quantile(now.coverage, 0.5))],
      ["Latency, median", millis(quantile(now.latencyMs, 0.5))],
      ["Latency, 99 %", millis(quantile(now.latencyMs, 0.99))], ["Anomalous now", now.anomalous],
      ["Crossing", now.crossing], ["Dead letters", Object.values(now.deadLetters).reduce((a, b) => a + b, 0)],
      ["Stale", now.stale], ...(now.forgotten ? [["Forgotten", now.forgotten]] : []),
      ...Object.entries(now.status).map(([name, count]) => ["Status " + name, count])]),
    ...now.behind.map((line) => el("p", { class: "bad" }, line)), ...drift(now.drift ?? {}),
    el("div", { class: "spread" }, bins("Devices by skill", now.skillHistogram, num, "-1 to 1"),
      bins("Devices by coverage", now.coverageHistogram, percent, "0 to 100 %"),
      bins("Devices by latency", now.latencyHistogram, millis, "0 ms to a minute and more")));
    before = now;
  }

  return {
    devices: [],
    summary: true,
    async tick(events, now) {
      if (now) summary(now);
      await list(now);
    },
  };
}

// What came of the last drift of each model.
function drift(models) {
  const all = Object.entries(models);
  if (!all.length) return [];
  return [el("h2", {}, "Drift"), table("Drift", ["Model", "At", "Version", "Found", "Verdict"], all.map(([name, one]) =>
    [modelLink(name), when(one.at), one.version, one.trigger, one.reason]), all.map(([name]) => name))];
}

import { get, whenChanged } from "./source.js";
import { update } from "./update.js";
import { outlook } from "./outlook.js";
import { explanation } from "./explain.js";
import { cards, chart, color, deviceLink, el, modelLink, num, percent, table, when } from "./parts.js";

const DASHES = [[], [8, 4], [2, 3]];

export function device(place, id) {
  if (!id) return chooser(place);
  const head = el("div", {});
  const plots = el("div", {});
  const below = el("div", {});
  const ahead = el("select", { id: "ahead", onchange: () => draw() });
  place.append(el("h1", {}, id), head, el("div", { class: "tools" },
    el("label", { for: "ahead" }, "Past forecasts, steps ahead", ahead)), plots, explanation(id), below);
  let charts = [];
  let record = null;
  let history = null;

  function draw() {
    // As high as before while it is drawn anew, or the page would jump.
    plots.style.minHeight = plots.offsetHeight + "px";
    charts.forEach((one) => one.close());
    charts = [];
    plots.replaceChildren();
    const horizon = record.at.length;
    if (ahead.options.length !== horizon) {
      const chosen = ahead.value || "1";
      ahead.replaceChildren(...record.at.map((_, i) => el("option", { value: i + 1 }, String(i + 1))));
      ahead.value = chosen <= horizon ? chosen : "1";
    }
    for (const target of Object.keys(record.targets)) {
      const drawn = outlook(target, record, history, Number(ahead.value));
      const box = el("div", { class: "chart", "data-target": target, role: "img",
        "aria-label": `${target} of ${id}: actual and forecast${drawn.words}` });
      plots.append(el("h2", {}, target), box);
      charts.push(chart(box, drawn.options, drawn.data));
      weights(target);
    }
    plots.style.minHeight = "";
  }

  // One line for each method that has ever carried weight.
  function weights(target) {
    const past = history.forecasts.filter((one) => one.weights?.[target]);
    const methods = [...new Set(past.flatMap((one) => Object.keys(one.weights[target])))];
    if (!methods.length) return;
    const box = el("div", { class: "chart", role: "img", "aria-label": `weights of methods of ${target} over time` });
    plots.append(el("h2", {}, `${target}: weights one step ahead`), box);
    charts.push(chart(box, { scales: { y: { range: [0, 1] } },
      series: [{ label: "UTC" }, ...methods.map((name, i) => ({ label: name, width: 2, dash: DASHES[i % DASHES.length],
        stroke: color(["--forecast", "--past", "--actual", "--bad"][i % 4]) }))] },
    [past.map((one) => Date.parse(one.origin) / 1000),
      ...methods.map((name) => past.map((one) => one.weights[target][name] ?? null))]));
  }

  function missing() {
    const some = history.forecasts.filter((one) => one.filled > 0);
    if (!some.length) return [];
    return [el("h2", {}, "Missing inputs"), table("Missing inputs", ["Forecast of", "Steps missing in its window"],
      [...some].reverse().slice(0, 12).map((one) => [when(one.origin), one.filled]))];
  }

  function words(row) {
    update(head, cards([["Status", row.stale ? row.status + ", stale" : row.status], ["Source", row.source], ["Skill", num(row.skill)],
      ["Anomaly", num(row.anomaly)], ["Coverage", percent(row.coverage)], ["Last step", when(row.origin)],
      ["Steps seen", record.quality.observed], ["Steps missing", record.quality.filled]]),
    el("p", {}, "Model ", modelLink(row.model), ", version " + row.version));
    const parts = [];
    if (record.crosses) {
      parts.push(el("h2", {}, "Crossings"), table("Crossings", ["Target", "Threshold", "Direction", "At"],
        record.crosses.map((one) => [one.target, num(one.threshold), one.direction, when(one.at)])));
    }
    if (record.weights) {
      const rows = Object.entries(record.weights).flatMap(([target, blocks]) => Object.entries(blocks).flatMap(
        ([block, methods]) => Object.entries(methods).map(([method, weight]) => [target, block, method,
          el("progress", { max: 1, value: weight, "aria-label": `weight of ${method}` }), num(weight)])));
      parts.push(el("h2", {}, "Weights"), table("Weights", ["Target", "Block", "Method", "Share", "Weight"], rows));
    }
    const errors = row.scores.flatMap((score) => Object.entries(score.errors).map(([method, all]) =>
      [score.target, method, num(all[0]), num(all[all.length - 1])]));
    parts.push(el("h2", {}, "Last score"), table("Last score",
      ["Target", "Method", "Error, 1 ahead", "Error, whole horizon ahead"], errors));
    update(below, ...parts, ...missing());
  }

  async function load() {
    const path = "devices/" + encodeURIComponent(id);
    const [row, past] = await Promise.all([get(path), get(path + "/history")]);
    record = row.forecast;
    history = past;
    words(row);
    draw();
  }

  let loaded = false;
  return {
    devices: [id],
    async tick(events) {
      if (!loaded || events.some((event) => event.type === "forecast")) await load();
      loaded = true;
    },
    close: () => charts.forEach((one) => one.close()),
  };
}

function chooser(place) {
  const list = el("ul", {});
  place.append(el("h1", {}, "Device"), el("p", {}, "Those with the greatest anomalies; all are under Fleet."), list);
  const load = whenChanged(async () => {
    const { devices } = await get("devices?sort=anomaly&order=desc&limit=20");
    update(list, ...devices.map((row) =>
      el("li", { "data-key": row.device }, deviceLink(row.device), " " + num(row.anomaly))));
  });
  return { devices: [], summary: true, tick: (events, summary) => load(summary) };
}

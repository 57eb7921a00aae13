import { changes } from "./change.js";
import { get } from "./source.js";
import { update } from "./update.js";
import { cards, chart, color, el, modelLink, num, table, when } from "./parts.js";

const LABELS = ["first version", "second version"];

function verdictRow(verdict) {
  return [when(verdict.at), verdict.version, verdict.reason,
    verdict.trigger ?? "–", num(verdict.champion, 4), num(verdict.challenger, 4),
    verdict.live ? `${num(verdict.live.champion, 4)} / ${num(verdict.live.challenger, 4)}` : "–"];
}

export function model(place, id) {
  if (!id) return chooser(place);
  const body = el("div", {});
  const plots = el("div", {});
  place.append(el("h1", {}, "Model " + id), changes(id), body, plots);
  let charts = [];
  let chosen = [];

  function compare(versions) {
    const choose = (index) => (event) => {
      chosen[index] = Number(event.target.value);
      load();
    };
    const options = (index) => versions.map((one) => el("option", { value: one.version, "data-key": one.version,
      selected: one.version === chosen[index] ? "" : null }, String(one.version)));
    const pick = (index) =>
      el("select", { "aria-label": LABELS[index], onchange: choose(index) }, ...options(index));
    const [a, b] = chosen.map((version) => versions.find((one) => one.version === version)?.provenance ?? {});
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    const errors = (version) => versions.find((one) => one.version === version)?.provenance?.heldOut ?? {};
    const [before, after] = chosen.map((version) => errors(version).challenger ?? errors(version).network);
    const text = (value) => el("td", { class: "text" }, value === undefined ? "–"
      : typeof value === "object" ? JSON.stringify(value).slice(0, 200) : String(value));
    return [el("h2", {}, "Provenance of two versions"), el("div", { class: "tools" }, pick(0), pick(1)),
      ...(before && after ? [el("p", {}, `Held-out error ${num(before, 4)} and ${num(after, 4)}, each on its own windows: `
        + `the second is ${num(100 * (1 - after / before), 1)} % lower.`)] : []),
      table("Two versions", ["Provenance", String(chosen[0]), String(chosen[1])],
        names.map((name) => [name, text(a[name]), text(b[name])]))];
  }

  function curves(versions) {
    const parts = [];
    for (const version of versions.slice(-2)) {
      for (const [name, values] of Object.entries(version.provenance ?? {})) {
        if (Array.isArray(values) && values.length > 1 && values.every((value) => typeof value === "number")) {
          const box = el("div", { class: "chart", role: "img", "aria-label": `${name} of version ${version.version}` });
          parts.push({ name: `Version ${version.version}: ${name}`, box, values });
        }
      }
    }
    return parts;
  }

  async function load() {
    const answer = await get("models/" + encodeURIComponent(id));
    const pointer = answer.pointer ?? {};
    const versions = answer.versions;
    if (!chosen.length && versions.length) {
      chosen = [versions[Math.max(0, versions.length - 2)].version, versions[versions.length - 1].version];
    }
    const verdicts = new Map();
    [...answer.changes.map((one) => one.pointer.verdict), ...(pointer.rejected ?? []), pointer.verdict]
      .filter(Boolean).forEach((verdict) => verdicts.set(`${verdict.at} ${verdict.version}`, verdict));
    const learnt = curves(versions);
    update(body,
      cards([["Serves", pointer.serving ?? "–"], ["Before it", pointer.previous ?? "–"],
        ["Shadow", pointer.shadow?.version ?? "–"], ["Pinned", pointer.pinned ? "yes" : "no"]]),
      el("p", {}, pointer.reason ?? ""),
      el("h2", {}, "Fine-tunes"),
      table("Fine-tunes",
        ["At", "Version", "Verdict", "Trigger", "Champion's error", "Challenger's error", "In the shadow, both"],
        [...verdicts.values()].reverse().map(verdictRow)),
      el("h2", {}, "Changes of what serves"),
      table("Changes", ["At", "Serves", "Shadow", "Why"], [...answer.changes].reverse().slice(0, 50).map((one) =>
        [when(one.at), one.pointer.serving, one.pointer.shadow?.version ?? "–",
          el("td", { class: "text" }, one.pointer.reason ?? "")])),
      el("h2", {}, "Versions"),
      table("Versions", ["Version", "State", "Written", "Parent", "Bytes"], [...versions].reverse().map((one) =>
        [one.version, one.state, when(one.written), one.parent ?? "–", num(one.bytes, 0)])),
      ...(versions.length ? compare(versions) : []));
    charts.forEach((one) => one.close());
    plots.replaceChildren(...learnt.flatMap((one) => [el("h2", {}, one.name), one.box]));
    charts = learnt.map((one) => chart(one.box, { scales: { x: { time: false } },
      series: [{ label: "update" }, { label: one.name, stroke: color("--forecast"), width: 2 }] },
    [one.values.map((_, i) => i), one.values]));
  }

  let loaded = false;
  return {
    devices: [],
    async tick(events) {
      if (!loaded || events.some((event) => event.type === "model" && event.data.model === id)) await load();
      loaded = true;
    },
    close: () => charts.forEach((one) => one.close()),
  };
}

function chooser(place) {
  const body = el("div", {});
  place.append(el("h1", {}, "Models"), body);
  let loaded = false;
  return {
    devices: [],
    async tick(events) {
      if (loaded && !events.some((event) => event.type === "model")) return;
      const all = await get("models");
      loaded = true;
      update(body, table("Models", ["Model", "Serves", "Why", "Versions"], all.map((one) => [
        modelLink(one.model), one.pointer?.serving ?? "–", el("td", { class: "text" }, one.pointer?.reason ?? ""),
        one.versions.length]), all.map((one) => one.model)));
    },
  };
}

import { color, num } from "./parts.js";

// Times between the first step that was read and the last for which there is no reading. The usual distance of two steps
// is the grid's, whatever a calendar makes of it.
function unread(times) {
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return gaps.flatMap((gap, i) => Array.from({ length: Math.max(0, Math.round(gap / usual) - 1) },
    (_, k) => times[i] + (k + 1) * usual));
}

// What the chart of one target has: closed steps, the forecast with its bands, one of a chosen step ahead from before,
// thresholds with their first crossing, and where inputs are missing.
export function outlook(target, record, history, step) {
  const rows = new Map();
  const row = (time) => {
    if (!rows.has(time)) rows.set(time, {});
    return rows.get(time);
  };
  const seconds = (at) => Date.parse(at) / 1000;
  const forecast = record.targets[target];
  const closed = history.steps[target] || [];
  closed.forEach((one) => {
    row(seconds(one.at)).actual = one.actual;
    if (one.anomaly > 1) row(seconds(one.at)).anomaly = one.actual;
  });
  history.forecasts.forEach((one) => {
    if (one.at[step - 1] && one.targets[target]) row(seconds(one.at[step - 1])).past = one.targets[target][step - 1];
  });
  // Widest first, so that the narrower ones lie on it.
  const bands = [...forecast.intervals].sort((a, b) => b.level - a.level);
  record.at.forEach((at, i) => {
    row(seconds(at)).mean = forecast.mean[i];
    bands.forEach((band, k) => Object.assign(row(seconds(at)), { ["lower" + k]: band.lower[i], ["upper" + k]: band.upper[i] }));
  });
  const missing = unread(closed.map((one) => seconds(one.at)));
  const low = Math.min(...[...rows.values()].flatMap(Object.values).filter(Number.isFinite));
  missing.forEach((time) => { row(time).missing = low; });
  const crosses = (record.crosses || []).filter((one) => one.target === target);
  crosses.forEach((one, k) => { row(seconds(one.at))["crossing" + k] = one.threshold; });

  const times = [...rows.keys()].sort((a, b) => a - b);
  const points = (name, size) => ({ width: 0, points: { show: true, size, fill: color(name) }, stroke: color(name) });
  const lines = [
    ["actual", { label: "actual", stroke: color("--actual"), width: 1.5 }],
    ...bands.flatMap((band, k) => ["lower", "upper"].map((end) =>
      [end + k, { label: `${num(100 * band.level)} % ${end}`, stroke: color("--band") }])),
    ["mean", { label: "forecast", stroke: color("--forecast"), width: 2 }],
    ["past", { label: `forecast ${step} before`, stroke: color("--past"), dash: [4, 4] }],
    ["anomaly", { label: "anomaly", ...points("--bad", 9) }],
    ["missing", { label: "no reading", ...points("--dim", 5) }],
    ...crosses.flatMap((one, k) => [
      ["threshold" + k, { label: `threshold ${num(one.threshold)}`, stroke: color("--bad"), dash: [8, 4], points: { show: false } }],
      ["crossing" + k, { label: `${one.direction} it`, ...points("--bad", 11) }],
    ]),
  ];
  crosses.forEach((one, k) => rows.forEach((cells) => { cells["threshold" + k] = one.threshold; }));
  const index = (name) => lines.findIndex(([key]) => key === name) + 1;
  return {
    words: (crosses.length ? `, crosses ${crosses.map((one) => num(one.threshold)).join(", ")}` : "")
      + (missing.length ? `, ${missing.length} of ${closed.length + missing.length} steps without a reading` : ""),
    options: {
      series: [{ label: "UTC" }, ...lines.map(([, series]) => series)],
      bands: bands.map((_, k) => ({ series: [index("upper" + k), index("lower" + k)], fill: color("--band") })),
    },
    data: [times, ...lines.map(([name]) => times.map((time) => rows.get(time)[name] ?? null))],
  };
}

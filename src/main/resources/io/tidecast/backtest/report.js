// Draws a report's charts, as the dashboard does, of the numbers that lie in the page.
import { chart, color } from "./parts.js";

const COLORS = ["--actual", "--forecast", "--past", "--bad"];
const DASHES = [[], [8, 4], [2, 3]];

function draw(box) {
  const one = all[Number(box.dataset.chart)];
  const line = (label, i) => i < one.lines
    ? { label, width: 2, stroke: color(COLORS[i % 4]), dash: DASHES[Math.floor(i / 4) % 3],
      ...(one.steps ? { paths: uPlot.paths.stepped({ align: 1 }), fill: i ? color("--band") : undefined } : {}) }
    : { label, stroke: color("--band"), points: { show: false } };
  const bands = [];
  for (let lower = one.lines + 1; lower < one.columns.length; lower += 2) {
    bands.push({ series: [lower + 1, lower], fill: color("--band") });
  }
  return chart(box, {
    tzDate: (seconds) => uPlot.tzDate(new Date(1000 * seconds), "Etc/UTC"),
    scales: { x: { time: one.time } },
    bands,
    series: [{ label: one.x }, ...one.names.map(line)],
  }, one.columns);
}

const all = JSON.parse(document.getElementById("charts").textContent);
let drawn = [];

function drawAll() {
  drawn.forEach((one) => one.close());
  drawn = [...document.querySelectorAll("[data-chart]")].map(draw);
}

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);

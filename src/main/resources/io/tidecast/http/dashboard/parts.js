// Parts that the views are made of. Text goes in as text alone: a device's name is whatever its sender wanted.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function num(value, digits = 3) {
  return value === null || value === undefined ? "–"
    : Number(value).toLocaleString("en", { maximumFractionDigits: digits });
}

export function percent(value) {
  return value === null || value === undefined ? "–" : (100 * value).toFixed(1) + " %";
}

export function millis(value) {
  return value === null || value === undefined ? "–"
    : value < 1000 ? num(value, 0) + " ms" : num(value / 1000, 1) + " s";
}

export function when(iso) {
  return iso ? iso.replace("T", " ").replace(/(\.\d+)?Z$/, "") : "–";
}

export function cards(entries) {
  return el("dl", { class: "cards" }, ...entries.map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
}

// With keys a row is found again when it stands elsewhere.
export function table(caption, heads, rows, keys = []) {
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption, "data-key": caption },
    el("table", {},
      el("thead", {}, el("tr", {}, ...heads.map((head) =>
        head instanceof Node ? head : el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((row, i) => el("tr", { "data-key": keys[i] }, ...row.map((cell) =>
        cell instanceof HTMLTableCellElement ? cell : el("td", {}, cell instanceof Node ? cell : String(cell))))))));
}

export function deviceLink(id) {
  return el("a", { href: "#/device/" + encodeURIComponent(id) }, id);
}

export function modelLink(id) {
  return el("a", { href: "#/model/" + encodeURIComponent(id) }, id);
}

// Actuals and forecast, as high as a word; numbers of it stand beside.
export function spark(recent) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "the last steps and the forecast");
  svg.setAttribute("preserveAspectRatio", "none");
  if (!recent) return svg;
  const all = [...recent.actual, ...recent.forecast].filter((value) => value !== null);
  const low = Math.min(...all);
  const range = Math.max(...all) - low || 1;
  svg.setAttribute("viewBox", `0 0 ${Math.max(1, recent.actual.length + recent.forecast.length - 1)} 100`);
  const line = (name, values, start) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    let pen = "M";
    let d = "";
    values.forEach((value, i) => {
      if (value === null) {
        pen = "M";
      } else {
        d += `${pen}${start + i} ${(95 - (90 * (value - low)) / range).toFixed(1)}`;
        pen = "L";
      }
    });
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  };
  line("actual", recent.actual, 0);
  line("forecast", recent.forecast, recent.actual.length);
  return svg;
}

// Devices by a measure: bars, and the numbers for who does not see them.
export function bins(title, all, format, range) {
  const most = Math.max(1, ...all.map((one) => one.devices));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${all.length * 10} 60`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${title}: ` + all.filter((one) => one.devices).map((one) =>
    `${one.devices} from ${format(one.from)}`).join(", "));
  all.forEach((one, i) => {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const height = (58 * one.devices) / most;
    for (const [name, value] of [["x", i * 10 + 1], ["y", 60 - height], ["width", 8], ["height", height]]) {
      bar.setAttribute(name, value);
    }
    svg.append(bar);
  });
  return el("figure", { class: "bins" }, el("figcaption", {}, `${title}, ${range}`), svg);
}

export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Over time, which is UTC here as in the tables, unless the options say that x is none.
export function chart(place, options, data) {
  const size = () => ({ width: Math.max(240, place.clientWidth - 14), height: 300 });
  const axis = { stroke: color("--dim"), grid: { stroke: color("--line") }, ticks: { stroke: color("--line") } };
  const time = options.scales?.x?.time === false ? axis : { ...axis, label: "UTC", labelSize: 20 };
  const plot = new uPlot({ ...size(), axes: [time, { ...axis, size: 56 }],
    tzDate: (seconds) => uPlot.tzDate(new Date(1000 * seconds), "Etc/UTC"), ...options }, data, place);
  place.plot = plot;
  const watch = new ResizeObserver(() => plot.setSize(size()));
  watch.observe(place);
  return { plot, close: () => { watch.disconnect(); plot.destroy(); } };
}

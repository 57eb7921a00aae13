import { get } from "./source.js";
import { el, num, table } from "./parts.js";

const signed = (value) => (value > 0 ? "+" : "") + num(value);

// What moved the forecast of a device: asked for by hand, since it takes a stream thread's time.
export function explanation(id) {
  const told = el("div", { id: "explanation", role: "status" });

  async function ask() {
    told.className = "";
    try {
      const answer = await get(`devices/${encodeURIComponent(id)}/explanation`);
      told.replaceChildren(...answer.targets.flatMap((target) => parts(target, answer)));
    } catch (thrown) {
      told.className = "bad";
      told.textContent = thrown.message;
    }
  }

  return el("div", {}, el("button", { id: "explain", type: "button", onclick: ask }, "What moved the forecast?"), told);
}

function parts(target, answer) {
  const last = target.mean.length - 1;
  const steps = [...new Set([0, Math.floor(last / 2), last])];
  const heads = steps.map((h) => `${h + 1} ahead`);
  const row = (name, values, shown) => [name, ...steps.map((h) => shown(values[h]))];
  const sum = (caption, first, values, moved) => table(caption, [caption, ...heads], [row(first, values, num),
    ...moved.map((one) => row(one.name, one.moved, signed)), row("forecast", target.mean, num)]);
  return [el("h2", {}, `${target.name}: what moved its forecast from ${answer.origin}`),
    sum("By method", "newest value", target.mean.map(() => target.newest), target.methods),
    sum("By input", "without any of these", target.flat, target.inputs)];
}

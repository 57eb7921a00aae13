import { hasWriteToken, post, useWriteToken } from "./source.js";
import { el } from "./parts.js";

const CHANGES = [["pin", "Pin"], ["unpin", "Unpin"], ["rollback", "Roll back"], ["retrain", "Retrain"],
  ["reset", "Reset"]];

// What changes a model: nothing until a token is entered, which stays in this tab.
export function changes(id) {
  const tools = el("div", { class: "tools" });
  const done = el("p", { id: "done", role: "status" });
  const version = el("input", { id: "change-version", type: "number", min: 1, step: 1 });
  const reason = el("input", { id: "change-reason", maxlength: 200 });

  async function change(name) {
    const query = new URLSearchParams({ reason: reason.value });
    if (name === "pin") query.set("version", version.value);
    done.className = "";
    try {
      done.textContent = (await post(`models/${encodeURIComponent(id)}/${name}?${query}`)).done;
    } catch (thrown) {
      done.className = "bad";
      done.textContent = thrown.message;
      if (thrown.status === 401) {
        useWriteToken(null);
        show();
      }
    }
  }

  function show() {
    if (hasWriteToken()) {
      tools.replaceChildren(el("label", { for: "change-version" }, "Version to pin", version),
        el("label", { for: "change-reason" }, "Reason", reason),
        ...CHANGES.map(([name, label]) =>
          el("button", { type: "button", "data-change": name, onclick: () => change(name) }, label)));
    } else {
      const secret = el("input", { id: "write-token", type: "password", autocomplete: "off" });
      const use = (event) => {
        event.preventDefault();
        if (secret.value) {
          useWriteToken(secret.value);
          show();
        }
      };
      tools.replaceChildren(el("form", { class: "tools", onsubmit: use },
        el("label", { for: "write-token" }, "Token of http.write-token-file", secret),
        el("button", { id: "use-write-token" }, "Change the model")));
    }
  }

  show();
  return el("div", {}, tools, done);
}

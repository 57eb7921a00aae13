// Makes a place hold what it should, and keeps each node that can stay: focus, selection and scrolling stay with it.
// Listeners stay with it as well, so they must not hold what was true when they were made.
export function update(place, ...nodes) {
  const focused = document.activeElement;
  const wanted = document.createElement("div");
  wanted.append(...nodes);
  children(place, wanted);
  // A node that was moved has lost it.
  if (focused !== document.activeElement && place.contains(focused)) focused.focus({ preventScroll: true });
}

// Children with a data-key are found again wherever they were, the others by their place.
function children(node, wanted) {
  const next = [...wanted.childNodes];
  const keyed = new Map([...node.children].map((child) => [child.dataset.key, child]));
  next.forEach((child, i) => {
    const here = node.childNodes[i] ?? null;
    const known = child.dataset?.key === undefined ? here : keyed.get(child.dataset.key);
    if (known && alike(known, child)) {
      if (known !== here) node.insertBefore(known, here);
      patch(known, child);
    } else {
      node.insertBefore(child, here);
    }
  });
  while (node.childNodes.length > next.length) node.lastChild.remove();
}

function alike(one, other) {
  return one.nodeName === other.nodeName && one.dataset?.key === other.dataset?.key && one.id === other.id;
}

function patch(node, next) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name)) node.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  children(node, next);
}

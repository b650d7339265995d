// What Next steps needs of a browser: lists whose buttons act, countdowns, and files that no server keeps.
const hearth = {
  // A button with data-act tells the server what is meant, with the fields around it (data-of). What is drawn anew, for whatever
  // reason, keeps what was open, and the focus for whoever is in it; they, and who pressed a button in it just now, also keep what
  // was typed in the other entries: not anybody else, for it may be another person's space by then. With data-sure, the first
  // press only asks.
  acts(element, trigger, watch) {
    const [open, typed] = [new Set(), new Map()]; // by id
    let [here, pressed] = [null, 0]; // where the focus is, or was before its place went; and when a button was pressed
    const fields = (scope) => [...scope.querySelectorAll("input[name], select[name], textarea[name]")];
    const ticked = (one) => one.type === "checkbox" || one.type === "radio";
    const stand = (one) => (here = { id: one.id, card: (one.closest("[data-of]") || element).id });
    for (const kind of ["focusin", "pointerdown"]) {
      document.addEventListener(kind, ({ target }) => {
        if (!element.contains(target)) here = null;
        else if (kind === "focusin") stand(target);
      });
    }
    element.addEventListener("toggle", ({ target }) => open[target.open ? "add" : "delete"](target.id), true);
    element.addEventListener("input", ({ target }) => {
      for (const one of fields(element)) {
        const changed = one === target || (one.type === "radio" && one.name === target.name);
        if (changed && one.id) typed.set(one.id, ticked(one) ? one.checked : one.value);
      }
    });
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (!button) return;
      if (button.dataset.sure && !button.dataset.asked) return this.ask(button);
      const scope = button.closest("[data-of]") || element;
      const given = {};
      for (const one of fields(scope)) {
        typed.delete(one.id);
        if (one.type === "checkbox") given[one.name] = [...(given[one.name] || []), ...(one.checked ? [one.value] : [])];
        else if (one.type !== "radio" || one.checked) given[one.name] = one.value;
      }
      for (const one of element.querySelectorAll("details:not([data-stay])")) if (one.contains(button)) open.delete(one.id);
      stand(button);
      pressed = Date.now();
      trigger("click", { act: button.dataset.act, of: button.dataset.of || scope.dataset?.of || "", fields: given });
    });
    watch("value", () => {
      const acted = Date.now() - pressed < 10000;
      if (!here && !acted) typed.clear();
      pressed = 0;
      for (const one of element.querySelectorAll("details[id]")) one.open = open.has(one.id);
      // these may be the old fields with other names: they begin with what the server says
      for (const one of fields(element)) {
        const was = typed.get(one.id);
        if (ticked(one)) one.checked = was ?? one.defaultChecked;
        else {
          const now = was ?? (one.tagName === "SELECT" ? one.options[0].value : one.defaultValue);
          if (one.value !== now) one.value = now;
        }
      }
      const at = document.activeElement;
      if (!here || (at.id === here.id && element.contains(at) && (at.id || !acted))) return;
      const seen = document.getElementById(here.id);
      const next = (seen?.checkVisibility() && seen) || document.getElementById(here.card) || element.querySelector("h2, h3");
      if (!next) return;
      if (next.tabIndex < 0) next.tabIndex = -1;
      next.focus({ preventScroll: true });
    });
  },
  ask(button) {
    const was = [button.textContent, button.getAttribute("aria-label")];
    button.dataset.asked = "yes";
    button.textContent = button.dataset.sure;
    button.removeAttribute("aria-label");
    button.addEventListener("blur", () => {
      delete button.dataset.asked;
      button.textContent = was[0];
      if (was[1]) button.setAttribute("aria-label", was[1]);
    }, { once: true });
  },
  give(file) {
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.text], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  },
  print(file) {
    if (!file) return;
    document.getElementById("paper")?.remove();
    const paper = Object.assign(document.createElement("iframe"), { id: "paper", title: file.name, srcdoc: file.text });
    paper.setAttribute("sandbox", "allow-same-origin allow-modals");
    paper.onload = () => paper.contentWindow.print();
    document.body.append(paper);
  },
};

// A countdown's end is a moment, so that it goes on while another tab is shown.
const countdowns = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const countdown = (box) => {
  const name = box.dataset.timer;
  const whole = box.dataset.minutes * 60000;
  if (!countdowns.has(name)) countdowns.set(name, { whole, left: whole, end: null, over: false, tone: null });
  const one = countdowns.get(name);
  if (one.whole !== whole && one.end === null && one.left === one.whole) Object.assign(one, { whole, left: whole });
  return one;
};
const drawCountdowns = () => {
  for (const one of countdowns.values()) {
    if (one.end === null || one.end > Date.now()) continue;
    Object.assign(one, { end: null, left: 0, over: true });
    if (one.tone) {
      const [sound, level] = [one.tone.createOscillator(), one.tone.createGain()];
      level.gain.setValueAtTime(0.08, one.tone.currentTime);
      level.gain.exponentialRampToValueAtTime(0.0001, one.tone.currentTime + 2);
      sound.connect(level).connect(one.tone.destination);
      sound.start();
      sound.stop(one.tone.currentTime + 2);
    }
  }
  for (const box of document.querySelectorAll("[data-timer]")) {
    const one = countdown(box);
    const seconds = Math.ceil((one.end === null ? one.left : one.end - Date.now()) / 1000);
    const text = calm.matches ? `${Math.ceil(seconds / 60)} min` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const say = (part, words) => { if (part.textContent !== words) part.textContent = words; };
    say(box.querySelector(".clock"), text);
    say(box.querySelector("[data-end]"), one.over ? box.querySelector("[data-end]").dataset.end : "");
    box.querySelector("[data-do=start]").hidden = one.end !== null || one.over;
    box.querySelector("[data-do=pause]").hidden = one.end === null;
    box.querySelector("[data-do=reset]").hidden = one.left === one.whole && one.end === null;
  }
};
document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-timer] button[data-do]");
  if (!press) return;
  const box = press.closest("[data-timer]");
  const one = countdown(box);
  if (press.dataset.do === "start") {
    const wanted = box.querySelector("[data-do=tone]").checked;
    Object.assign(one, { end: Date.now() + one.left, tone: wanted ? one.tone || new AudioContext() : null });
  }
  if (press.dataset.do === "pause") Object.assign(one, { left: one.end - Date.now(), end: null });
  if (press.dataset.do === "reset") Object.assign(one, { left: one.whole, end: null, over: false });
  drawCountdowns();
  if (press.hidden) box.querySelector("button[data-do]:not([hidden])").focus();
});
setInterval(drawCountdowns, 500);

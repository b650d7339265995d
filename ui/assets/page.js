// What Next steps needs of a browser: lists whose buttons act, countdowns, and files that no server keeps.
const hearth = {
  // A button with data-act tells the server what is meant, with the fields around it (data-of). What is drawn anew keeps what
  // was open or typed in the other entries, and the focus where it was. With data-sure, the first press only asks.
  acts(element, trigger, watch) {
    let before = null;
    const open = this.unfolded(element, watch);
    const fields = (scope) => [...scope.querySelectorAll("input[name], select[name], textarea[name]")];
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (!button) return;
      if (button.dataset.sure && !button.dataset.asked) return this.ask(button);
      const scope = button.closest("[data-of]") || element;
      const given = {};
      for (const one of fields(scope)) {
        if (one.type === "checkbox") given[one.name] = [...(given[one.name] || []), ...(one.checked ? [one.value] : [])];
        else if (one.type !== "radio" || one.checked) given[one.name] = one.value;
      }
      const of = scope.dataset?.of || "";
      before = {
        at: Date.now(),
        focus: button.id,
        card: scope.id,
        closes: [],
        typed: fields(element).filter((one) => one.id && !scope.contains(one)).map((one) => [one.id, one.checked, one.value]),
      };
      // what a press was made in folds up once it is drawn anew: a press that was refused leaves it as it is
      for (let one = button.closest("details"); one; one = one.parentElement.closest("details")) if (!("stay" in one.dataset)) before.closes.push(one.id);
      trigger("click", { act: button.dataset.act, of: button.dataset.of || of, fields: given });
    });
    watch("value", () => {
      // what is drawn anew may be the old fields with other names: they begin with what the server says
      for (const one of fields(element)) {
        if (one.type === "checkbox" || one.type === "radio") one.checked = one.defaultChecked;
        else one.value = one.tagName === "SELECT" ? one.options[0].value : one.defaultValue;
      }
      // some presses change nothing here: what is drawn anew long after one was not asked for by it
      if (before && Date.now() - before.at > 10000) before = null;
      const was = before || { typed: [], closes: [] };
      for (const id of was.closes) {
        open.delete(id);
        document.getElementById(id)?.removeAttribute("open");
      }
      for (const [id, checked, value] of was.typed) {
        const one = document.getElementById(id);
        if (one) [one.checked, one.value] = [checked, value];
      }
      const at = document.activeElement;
      const elsewhere = at && at !== document.body && !element.contains(at); // whoever types there goes on typing
      if (!before || elsewhere) return void (before = null);
      before = null;
      const seen = document.getElementById(was.focus);
      const next = (seen?.checkVisibility() && seen) || document.getElementById(was.card) || element.querySelector("h2, h3, summary");
      if (!next) return;
      if (next.tabIndex < 0) next.tabIndex = -1;
      next.focus({ preventScroll: true });
    });
  },
  // What is unfolded stays so when an element is drawn anew, whatever that was for, until it is drawn empty. Returns the ids.
  unfolded(element, watch) {
    const open = new Set();
    element.addEventListener("click", (event) => {
      const part = event.target.closest("summary")?.parentElement; // before it turns
      if (part?.id) open[part.open ? "delete" : "add"](part.id);
    });
    watch("value", () => {
      const parts = element.querySelectorAll("details[id]");
      if (!parts.length) open.clear();
      for (const one of parts) one.open = open.has(one.id);
    });
    return open;
  },
  ask(button) {
    const was = [button.textContent, button.getAttribute("aria-label")];
    button.dataset.asked = "yes";
    button.textContent = button.dataset.sure;
    button.removeAttribute("aria-label");
    button.onblur = () => { // one at a time
      button.onblur = null;
      if (!button.dataset.asked) return; // it was drawn anew, for another entry: these are not its words
      delete button.dataset.asked;
      button.textContent = was[0];
      if (was[1]) button.setAttribute("aria-label", was[1]);
    };
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

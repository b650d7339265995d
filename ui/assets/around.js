// Around every tab: what is said aloud, the keys and their sheet, another tab of the same page, and where the welcome puts the focus.
(() => {
  const made = (kind, given, ...inside) => {
    const one = Object.assign(document.createElement(kind), given);
    one.append(...inside);
    return one;
  };

  // one place that a screen reader listens to; what is drawn anew is heard only through it
  const spoken = made("div", { className: "unseen", id: "spoken" });
  spoken.setAttribute("aria-live", "polite");
  spoken.setAttribute("role", "status");
  hearth.say = (words) => {
    if (!spoken.isConnected) document.querySelector(".gradio-container main")?.append(spoken);
    spoken.textContent = "";
    setTimeout(() => (spoken.textContent = words), 60);
  };
  let said = "";
  const listen = () => {
    const words = document.querySelector("#status [data-say]")?.dataset.say || said;
    if (words !== said) hearth.say((said = words));
    for (const head of document.querySelectorAll(".toast-header[role=button]")) { // a button holds no button: the cross in it stays one
      head.removeAttribute("role");
      head.removeAttribute("tabindex");
    }
    // a label that holds a button for copying names that button, and not the field
    for (const field of document.querySelectorAll("label textarea, label input")) {
      if (field.labels?.length || (field.ariaLabel && !field.dataset.named)) continue;
      const name = field.closest("label").querySelector("[data-testid=block-info]")?.textContent.trim();
      if (name && name !== field.ariaLabel) field.ariaLabel = field.dataset.named = name;
    }
    // a talk that is being written is not read out word by word
    for (const list of document.querySelectorAll("#talk .examples[role=list]")) list.setAttribute("role", "group"); // of buttons
    for (const log of document.querySelectorAll("#talk [role=log]:not([aria-live=off])")) log.setAttribute("aria-live", "off");
  };

  // an answer's begin and end: its button to stop wakes, and sleeps again. What is said at the end is what the page says: a failure's
  // own line where there was one, and nothing where nothing came of it
  const reads = (where) => [...document.querySelectorAll(where)].at(-1)?.innerText.trim() || "";
  const ENDS = {
    stop: () => reads("#ask-said") || reads("#talk [data-testid=bot]"),
    "rewrite-stop": () => reads("#why [data-testid=markdown]"),
    "plan-stop": () => (reads("#plan-cards") ? WORDS.ENDED : reads("#plan-intro [data-testid=markdown]")),
  };
  const STOPS = Object.keys(ENDS);
  let stopped = false;
  document.addEventListener("click", (event) => {
    if (STOPS.includes(event.target.closest?.("button")?.id)) stopped = true;
  });
  const begin = () => {
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!STOPS.includes(target.id)) continue;
        const line = !target.disabled ? () => WORDS.BEGUN : stopped ? () => WORDS.STOPPED : ENDS[target.id];
        setTimeout(() => hearth.say(line()), 100); // by then the rest of the page says it too
        stopped = false;
      }
    }).observe(document.body, { subtree: true, attributeFilter: ["disabled"] });
    setInterval(listen, 400);
    setInterval(tellTabs, 1000);
    others.postMessage({ kind: "hello", id: me });
  };

  // keys
  const rooms = () => [...(document.querySelector("#rooms [role=tablist]")?.querySelectorAll("[role=tab]") || [])];
  const ROOMS = ["ask", "rewrite", "steps", "guides", "your-space"];
  hearth.room = (name) => {
    const tab = rooms()[ROOMS.indexOf(name)];
    if (tab && tab.ariaSelected !== "true") tab.click();
    return tab;
  };
  // where a practice is done: a tab of the page, then a part of Next steps, then a tool in it, which may still have to be drawn
  const openTool = (tool, tries) => {
    const button = document.querySelector(`#tools button[data-tool="${tool}"]`);
    if (button?.checkVisibility()) button.click();
    else if (tries) setTimeout(openTool, 100, tool, tries - 1);
  };
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("button[data-place]")?.dataset.place;
    if (!place) return;
    const [room, part, tool] = place.split("/");
    let tab = hearth.room(room);
    if (part) (tab = document.querySelector(`[role=tab][id$="${part}-tab-button"]`))?.click();
    if (!tool) return void tab?.focus();
    const head = document.querySelector("#tool-head h2");
    const typed = [...document.querySelectorAll("#tool textarea, #tool input[type=text]")].some((one) => one.value.trim());
    // one that is open, with what was typed in it, is not closed over
    if (head && (window.hearthTool === tool || typed)) return void setTimeout(() => head.focus());
    document.querySelector("#tool-head button")?.click();
    openTool(tool, 80);
  });
  const use = made("input", { type: "checkbox", checked: true, id: "keys-use" });
  let [sheet, before] = [null, null];
  const closeSheet = () => {
    sheet.close();
    before?.focus?.();
  };
  const openSheet = () => {
    if (sheet?.open) return closeSheet();
    if (!sheet) {
      const rows = WORDS.KEYS_ROWS.map(([key, does]) =>
        made("tr", {}, made("th", { scope: "row" }, made("kbd", { textContent: key })), made("td", { textContent: does })));
      const close = made("button", { type: "button", textContent: WORDS.KEYS_CLOSE, onclick: closeSheet });
      sheet = made("dialog", { id: "keys" },
        made("h2", { id: "keys-head", tabIndex: -1, textContent: WORDS.KEYS }),
        made("table", {}, made("tbody", {}, ...rows)),
        made("label", {}, use, ` ${WORDS.KEYS_USE}`),
        made("p", { className: "meta", textContent: WORDS.KEYS_NOTE }), close);
      sheet.setAttribute("aria-labelledby", "keys-head");
      document.querySelector(".gradio-container main").append(sheet);
    }
    before = document.activeElement;
    sheet.show(); // not modal: “Leave quickly” stays within reach
    sheet.querySelector("h2").focus();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-keys]")) openSheet();
    else if (sheet?.open && !sheet.contains(event.target)) sheet.close();
  });
  // at once where it is there, so that nothing typed after the key is lost; else as soon as its tab shows it
  const toQuestion = (tries) => {
    const box = document.querySelector("#question textarea");
    if (box?.checkVisibility()) box.focus();
    else if (tries) setTimeout(toQuestion, 50, tries - 1);
  };
  const typing = (one) => one.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]");
  const choosing = (one) => one.closest?.("[role=listbox], [role=option], [role=radiogroup], [type=radio]");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sheet?.open) return closeSheet();
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing || typing(event.target)) return;
    if (event.key === "?") return openSheet();
    if (!use.checked || choosing(event.target) || document.querySelector("#welcome:not(.hide)")) return;
    let taken = true;
    if (/^[1-5]$/.test(event.key)) hearth.room(ROOMS[event.key - 1])?.focus();
    else if (event.key === "/") {
      hearth.room("ask");
      toQuestion(20);
    } else if (event.key === ".") STOPS.map((id) => document.getElementById(id)).find((one) => one && !one.disabled)?.click();
    else taken = false;
    if (taken) event.preventDefault();
  });

  // another tab of this browser: both work, and each says that there is another
  const others = new BroadcastChannel("hearth-tabs");
  const me = crypto.getRandomValues(new Uint32Array(1))[0];
  const known = new Map();
  let wasOpen = false;
  const here = (to) => others.postMessage({ kind: "here", id: me, to, open: hearth.isOpen() });
  const tellTabs = () => {
    if (hearth.isOpen() !== wasOpen) [wasOpen] = [hearth.isOpen(), here()];
  };
  const note = () => {
    let line = document.getElementById("other-tab");
    if (!known.size) return line?.remove();
    const words = [...known.values()].some((open) => open) ? WORDS.OTHER_TAB_OPEN : WORDS.OTHER_TAB;
    if (line?.dataset.words === words) return;
    line?.remove();
    const close = made("button", { type: "button", textContent: WORDS.CLOSE, onclick: () => (line.hidden = true) });
    line = made("div", { id: "other-tab" }, made("p", { textContent: words }), close);
    line.dataset.words = words;
    document.getElementById("status")?.after(line);
    hearth.say(words);
  };
  others.onmessage = ({ data }) => {
    if (data.kind === "bye") known.delete(data.id);
    else if (data.to === undefined || data.to === me) known.set(data.id, Boolean(data.open));
    if (data.kind === "hello") here(data.id);
    note();
  };
  addEventListener("pagehide", () => others.postMessage({ kind: "bye", id: me }));

  // the welcome
  hearth.toWelcome = () => {
    const head = [...document.querySelectorAll("#welcome h2")].find((one) => one.checkVisibility());
    if (!head) return;
    scrollTo({ top: 0, behavior: "instant" });
    head.focus({ preventScroll: true });
  };
  hearth.fromWelcome = () => document.querySelector("#question textarea")?.focus();

  const ready = setInterval(() => {
    if (!document.querySelector("#rooms")) return;
    clearInterval(ready);
    begin();
  }, 100);
})();

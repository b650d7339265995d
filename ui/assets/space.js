// Leaving quickly, and locking a space that nobody uses. The button stands before Gradio has loaded: it needs nothing of it.
(() => {
  const look = document.createElement("style");
  look.textContent = `
    #leave { position: fixed; z-index: 99999; top: 0.4rem; right: max(clamp(0.8rem, 3vw, 2rem), (100% - 1180px) / 2 + 2rem); min-height: 2.75rem;
      padding: 0.3rem 1rem; border: 0; border-radius: 0.6rem; background: #9a4c2c; color: #fff; cursor: pointer;
      font: 600 0.95rem system-ui, sans-serif; }
    #leave:hover { background: #7f3d24; }
    #leave:focus-visible { outline: 3px solid #cf7f5d; outline-offset: 2px; }
    #leave .short { display: none; }
    #idle { position: fixed; z-index: 99999; inset: auto 1rem 1rem; margin: 0 auto; max-width: 28rem; padding: 0.9rem 1.1rem; border-radius: 0.7rem;
      background: #2d2723; color: #fff; font: 1rem/1.5 system-ui, sans-serif; }
    @media (max-width: 640px) {
      #leave { padding: 0.3rem clamp(0.3rem, 2vw, 1rem); font-size: clamp(0.78rem, 3.6vw, 0.95rem); }
      #leave .long { display: none; } #leave .short { display: inline; } }
    @media print { #leave, #idle { display: none; } }`;
  document.head.append(look);
  const others = new BroadcastChannel("hearth");

  // the blank page takes Hearth's place in the tab: Back does not return. The server locks as the page goes
  const leave = () => {
    document.documentElement.style.display = "none";
    document.title = "";
    location.replace("about:blank");
  };
  const leaveAll = () => {
    others.postMessage("leave");
    leave();
  };
  const button = document.createElement("button");
  Object.assign(button, { id: "leave", type: "button", title: WORDS.LEAVE_HINT, onclick: leaveAll });
  button.setAttribute("aria-label", WORDS.LEAVE);
  for (const [kind, words] of [["long", WORDS.LEAVE], ["short", WORDS.LEAVE_SHORT]]) {
    button.append(Object.assign(document.createElement("span"), { className: kind, textContent: words }));
  }
  new MutationObserver((_, watch) => {
    if (!document.body) return;
    watch.disconnect();
    document.body.prepend(button);
  }).observe(document.documentElement, { childList: true });
  let escapes = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return void (escapes = []);
    if (event.repeat) return;
    escapes = [...escapes.filter((one) => event.timeStamp - one < 1500), event.timeStamp];
    if (escapes.length >= 3) leaveAll();
  }, true);

  // a page that shows a protected space asks whether it may go on, and goes by itself where nobody has moved for long
  let [last, told, minutes, ask] = [Date.now(), 0, 0, null];
  const notice = Object.assign(document.createElement("p"), { id: "idle", hidden: true });
  notice.setAttribute("role", "alert");
  const shut = () => {
    document.documentElement.style.display = "none";
    others.postMessage("look");
    location.reload();
  };
  const check = () => {
    if (!minutes) return void (notice.hidden = true);
    const [whole, still] = [minutes * 60000, Date.now() - last];
    if (still >= whole) return shut();
    const late = still >= whole - Math.min(60000, whole / 2);
    if (late && notice.hidden) document.body.append(notice);
    if (notice.hidden === late) [notice.hidden, notice.textContent] = [!late, late ? WORDS.IDLE : ""];
    if (Date.now() - told > Math.min(3000, whole / 4)) {
      ask(last > told ? "here" : "look");
      told = Date.now();
    }
  };
  hearth.shut = shut;
  hearth.isOpen = () => minutes > 0;
  hearth.watch = (element, trigger, watch) => {
    ask = (act) => trigger("click", { act });
    const read = () => {
      const now = element.querySelector("i")?.dataset || {};
      if (now.shut) return shut();
      if (now.minutes && !minutes) last = Date.now();
      minutes = Number(now.minutes || 0);
      check();
    };
    watch("value", () => setTimeout(read));
    read();
  };
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]) {
    addEventListener(kind, () => {
      if (minutes && Date.now() - last >= minutes * 60000) return shut(); // the computer slept: whoever wakes it may be another
      last = Date.now();
    }, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", check);
  setInterval(check, 1000);
  others.onmessage = ({ data }) => (data === "leave" ? leave() : (told = 0, check()));

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-to-space]")) document.querySelector("#your-space-tab-button, [id$='your-space-tab-button']")?.click();
  });
})();

// A citation's number in the talk opens its passage beside it; the way back leads to the number again, the place in the talk kept.
(() => {
  let open = new Set(); // the passages that are unfolded
  let from = null; // the number that was pressed: its address, which of several, and where the page was

  const links = (href) => [...document.querySelectorAll(`#talk a[href="${href}"]`)];
  const back = () => {
    if (!from) return;
    const link = links(from.href)[from.at] || document.querySelector("#question textarea");
    document.getElementById(from.href.slice(1))?.querySelector("[data-back]")?.setAttribute("hidden", "");
    scrollTo({ top: from.top, behavior: "instant" });
    link?.focus({ preventScroll: true });
    from = null;
  };

  // passages come while an answer is written: one that is being read stays as it is
  hearth.sources = (element, watch) => {
    open = hearth.unfolded(element, watch);
    let held = ""; // the passage that has the focus: newer ones are drawn above it
    element.addEventListener("focusin", (event) => (held = event.target.closest(".passage")?.id || ""));
    watch("value", () => {
      const passage = from && document.getElementById(from.href.slice(1));
      if (!passage) from = null;
      passage?.querySelector("[data-back]")?.removeAttribute("hidden");
      const at = document.activeElement;
      if (held && element.contains(at) && at.closest(".passage")?.id !== held)
        document.getElementById(held)?.querySelector("summary").focus({ preventScroll: true });
    });
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button[data-back]")) return back();
    const link = event.target.closest?.('a[href^="#cite-"]');
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    const passage = document.getElementById(href.slice(1));
    if (!passage) return;
    for (const one of document.querySelectorAll("[data-back]")) one.hidden = true;
    from = { href, at: links(href).indexOf(link), top: scrollY };
    passage.open = true;
    open.add(passage.id);
    passage.querySelector("[data-back]").hidden = false;
    passage.scrollIntoView({ block: "nearest" });
    passage.querySelector("summary").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && from && event.target.closest?.(".passage")?.id === from.href.slice(1)) back();
  });

  // what is copied of an answer is what is read of it: no links within the page, no marks of how it is written
  let read = null;
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("#talk .message-buttons")?.previousElementSibling;
    read = row?.querySelector("[data-testid]")?.innerText.trim() || null;
  }, true);
  if (navigator.clipboard) {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = (text) => write(read || text);
  }

  // a question to be changed stands there as it was typed
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.("#talk .edit-textarea") || target.ariaLabel) return;
    target.ariaLabel = WORDS.EDIT_LABEL;
    target.value = target.value.replace(/\\([\\`~[\]@!:.])/g, "$1").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // while an answer grows, its question moves up to the top of the talk and no further, unless the person scrolls themselves
  let [follows, seen] = [false, ""];
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"])
    document.addEventListener(kind, (event) => (follows &&= !event.target.closest?.("#talk")), { passive: true });
  const follow = () => {
    const log = document.querySelector("#talk [role=log]");
    const asked = [...document.querySelectorAll("#talk [data-testid=user]")];
    const now = `${asked.length} ${asked.at(-1)?.textContent}`;
    if (now !== seen) [follows, seen] = [asked.length > 0, now];
    if (follows) log.scrollTop += asked.at(-1).getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
  };

  // the talk is not read out word by word: that an answer begins, and is there, is said in around.js
  hearth.talk = (watch) => {
    const quiet = () => {
      document.querySelector("#talk [role=log]")?.setAttribute("aria-live", "off");
      // Gradio's labels say the text once more, as it is written and not as it is read
      for (const one of document.querySelectorAll("#talk [data-testid][aria-label]")) one.removeAttribute("aria-label");
    };
    watch("value", () => setTimeout(quiet, 100));
    const begin = () => {
      const talk = document.getElementById("talk");
      if (!talk) return setTimeout(begin, 100); // it is drawn a moment later
      new MutationObserver(follow).observe(talk, { subtree: true, childList: true, characterData: true });
      quiet();
    };
    begin();
  };
})();

// The bar at the top: one press opens a part below it and puts the focus on its heading; Escape or Close puts it back.
(() => {
  const button = (part) => document.querySelector(`#safe-bar [data-part="${part}"]`);
  const head = (part) => document.querySelector(`#${part} .safe-head h2`);
  let place = 0; // where the person was on the page

  const open = () => document.querySelector(".safe-part[data-open]");
  const shut = (part) => {
    document.getElementById(part)?.removeAttribute("data-open");
    button(part)?.setAttribute("aria-expanded", "false");
  };
  const close = (part) => {
    shut(part);
    button(part)?.focus({ preventScroll: true });
    scrollTo({ top: place, behavior: "instant" });
  };

  hearth.toHead = (part) => head(part)?.focus({ preventScroll: true });

  hearth.bar = (element, trigger) => {
    element.addEventListener("click", (event) => {
      const pressed = event.target.closest("button[data-part]");
      if (!pressed) return;
      const { part } = pressed.dataset;
      const before = open()?.id;
      if (before === part) return close(part);
      if (before) shut(before);
      else place = scrollY;
      document.getElementById(part).setAttribute("data-open", "");
      pressed.setAttribute("aria-expanded", "true");
      head(part).focus({ preventScroll: true });
      document.getElementById(part).scrollIntoView({ block: "start", behavior: "instant" });
      trigger("click", { part });
    });
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("button[data-close]");
    if (pressed) close(pressed.dataset.close);
  });
  // a list of choices that is open takes Escape for itself
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(".safe-part .options")) return;
    const part = event.target.closest?.(".safe-part[data-open]") || (event.target.closest?.("#safe-bar") && open());
    if (part) close(part.id);
  }, true);
})();

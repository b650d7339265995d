// The book: a link into it, from anywhere on the page, opens the tab Guides at that section. Nothing of it stands in the address:
// what was read is not left in the browser's history.
(() => {
  let [wanted, from] = ["", null];
  let [book, turn] = [null, null]; // there once the tab has been opened for the first time
  const to = (id) => {
    const place = document.getElementById(id);
    const head = place?.matches("h3, h4, h5, h6") ? place : book.querySelector("#book-head");
    wanted = "";
    if (!head) return;
    const back = book.querySelector("[data-book=back]");
    if (back) back.hidden = !from;
    head.scrollIntoView({ block: "start", behavior: "instant" });
    head.focus({ preventScroll: true });
  };
  const open = (id) => {
    wanted = id;
    if (!book) return;
    const page = id.split("--")[0];
    if (book.querySelector("#book-head")?.dataset.page === page) return to(id);
    turn("click", { page });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#read-"]');
    if (link) {
      event.preventDefault();
      if (!book?.contains(link)) {
        const chosen = document.querySelector("#rooms [role=tablist] [role=tab][aria-selected=true]");
        from = { tab: link.closest("#book-hits") ? null : chosen, link, place: scrollY };
      }
      hearth.room("guides");
      return open(link.getAttribute("href").slice(6));
    }
    const act = event.target.closest?.("[data-book]")?.dataset.book;
    if (act === "contents") [from] = [null, open("")];
    if (act === "back" && from) {
      const back = from;
      from = null;
      back.tab?.click();
      setTimeout(() => {
        scrollTo({ top: back.place, behavior: "instant" });
        if (back.link.isConnected) back.link.focus({ preventScroll: true });
      }, 100);
    }
  });
  hearth.book = (element, trigger, watch) => {
    [book, turn] = [element, trigger];
    watch("value", () => setTimeout(() => to(wanted)));
    if (wanted) setTimeout(() => open(wanted));
  };
})();

// A citation's number in the talk opens its passage beside it; the place in the talk is kept.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#cite-"]');
  if (!link) return;
  event.preventDefault();
  const passage = document.getElementById(link.getAttribute("href").slice(1));
  if (!passage) return;
  passage.open = true;
  passage.scrollIntoView({ block: "nearest" });
  passage.querySelector("summary").focus({ preventScroll: true });
});

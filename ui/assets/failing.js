// A handler outside the queue that fails is answered with status 500, of which Gradio shows nothing: its sentence is shown here.
{
  const ask = window.fetch.bind(window);
  window.fetch = async (...given) => {
    const answer = await ask(...given);
    if (answer.status === 500 && new URL(answer.url).pathname.includes("/run/")) {
      answer.clone().json().then(({ error }) => error && show(error), () => {});
    }
    return answer;
  };
  const show = (error) => {
    const there = document.getElementById("failed");
    if (error === WORDS.AWAY && there?.dataset.error === error) return; // a clock of the page asked again
    there?.remove();
    const box = Object.assign(document.createElement("div"), { id: "failed" });
    const line = document.createElement("p");
    // it comes as HTML, with every letter that could be a tag written out
    line.textContent = new DOMParser().parseFromString(error, "text/html").body.textContent;
    line.setAttribute("role", "alert");
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    close.setAttribute("aria-label", "Close");
    box.dataset.error = error;
    close.addEventListener("click", () => (error === WORDS.AWAY ? (box.hidden = true) : box.remove()));
    box.append(line, close);
    (document.querySelector(".gradio-container") || document.body).append(box);
  };
}

/* draft.js: keeps what is typed into a form as a draft, while it is typed. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const state = document.getElementById("draft-state");
  const PAUSE = 4000;
  let timer = 0;
  let isLeaving = false;
  let isChanged = false;

  const keep = async () => {
    if (isLeaving || !isChanged) return;
    isChanged = false;
    const body = new FormData(form);
    body.set("do", "draft");
    body.delete("paste");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      const told = await answer.json();
      state.textContent = told.said;
      if (!answer.ok) isChanged = true;
    } catch {
      isChanged = true;
      state.textContent = form.dataset.away;
    }
  };
  form.addEventListener("input", () => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
})();

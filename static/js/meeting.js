/* meeting.js: arrows turn the page, drafts keep themselves, others follow. All of it
   works without script too: links, the button "Save the draft", and a reload. */
(() => {
  "use strict";
  const page = document;
  const EVERY = 10_000, LOOK = 5_000, OUTLIVES = 16_000;
  const asJson = { headers: { Accept: "application/json" }, credentials: "same-origin" };

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, summary, [contenteditable]")) return;
    const turn = page.querySelector(`[data-arrow="${CSS.escape(event.key)}"]`);
    if (!turn) return;
    event.preventDefault();
    turn.click();
  });

  const draft = page.querySelector("[data-draft]");
  if (draft) {
    const form = draft.closest("form"), field = draft.querySelector("textarea");
    const said = draft.querySelector("[data-saved]");
    let kept = field.value, busy = false;
    const keep = async () => {
      if (busy || field.value === kept || form.dataset.sent) return;
      busy = true;
      const text = field.value, body = new FormData();
      body.set("text", text);
      body.set("draft_version", form.elements.draft_version.value);
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      try {
        // the page may be left meanwhile; a browser lets no more than 64 KB outlive it
        const keepalive = text.length < OUTLIVES;
        const answer = await fetch(draft.dataset.draft, { ...asJson, method: "POST", body, keepalive });
        const found = await answer.json();
        if (answer.ok) {
          kept = text;
          form.elements.draft_version.value = found.version;
          said.textContent = found.said;
        } else {
          said.textContent = found.detail || "";
        }
      } catch {
        // out of reach: the text stays in the field, and the next round tries again
      }
      busy = false;
    };
    setInterval(keep, EVERY);
    field.addEventListener("blur", (event) => {
      // a button of the same form takes the text along itself; one of another does not
      const next = event.relatedTarget;
      if (next?.type !== "submit" || next.form !== form) keep();
    });
  }

  const follower = page.querySelector("[data-follow]");
  if (follower) {
    let stamp = null;
    setInterval(async () => {
      if (page.hidden) return;
      try {
        const answer = await fetch(follower.dataset.follow, asJson);
        if (!answer.ok || answer.redirected) return;
        const found = await answer.json();
        if (stamp !== null && found.stamp !== stamp) page.location.assign(found.url);
        else if (new URL(found.url, page.location).pathname !== page.location.pathname) {
          page.location.assign(found.url);
        }
        stamp = found.stamp;
      } catch {
        // out of reach: look again in a moment
      }
    }, LOOK);
  }
})();

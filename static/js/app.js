/* app.js: comfort only. Every page works without it. */
(() => {
  "use strict";
  const page = document;
  const keysOn = page.documentElement.dataset.keys !== "off";

  // an error summary is read first
  const summary = page.querySelector(".errsum");
  if (summary) summary.focus();

  // a second press of the same button does nothing; the server refuses it as well
  page.addEventListener("submit", (event) => {
    const form = event.target;
    // a form that brings a file leaves its page as it is, and is sent again
    if (form.method !== "post" || "file" in form.dataset || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  });
  // a page that comes back from the browser's own memory can be sent again
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of page.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of page.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // menus close when the person goes elsewhere
  const closeMenus = (keep) => {
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      if (menu !== keep) menu.open = false;
    }
  };
  page.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  page.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));

  let waitsForPlace = false;
  // where one writes, and where a part of the page has keys of its own
  const inField = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) ||
    Boolean(element.closest("[data-own-keys]"));
  const follow = (key) => {
    const link = page.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  };
  const toSearch = () => {
    const field = page.getElementById("q");
    if (!field || !field.offsetParent) return false;
    field.focus();
    field.select();
    return true;
  };

  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = page.querySelector("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
      return;
    }
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      if (toSearch()) event.preventDefault();
      return;
    }
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      if ("wpclrev".includes(event.key) && follow(event.key)) event.preventDefault();
      return;
    }
    if (event.key === "/" && toSearch()) event.preventDefault();
    else if (event.key === "?") follow("?");
    else if (event.key === "g") {
      waitsForPlace = true;
      setTimeout(() => { waitsForPlace = false; }, 1500);
    }
  });
})();

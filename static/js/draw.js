/* draw.js: the drawing editor of a map. The table of steps does the same without it. */
(() => {
  "use strict";
  const page = document;
  const frame = page.getElementById("drawing");
  const form = page.getElementById("drawing-form");
  if (!frame || !form) return;
  for (const name of ["draw", "how"]) page.getElementById(name).hidden = false;

  const { says, words } = JSON.parse(frame.dataset.texts);
  const field = form.elements.drawing;
  const state = page.getElementById("drawing-state");
  const trouble = page.getElementById("drawing-trouble");
  const most = Number(frame.dataset.most);
  let modeler = null;
  let isOpen = false;
  let isBusy = false;
  let isLeaving = false;
  let timer = 0;
  const PAUSE = 4000;

  const get = (name) => modeler.get(name);
  const isChanged = () =>
    isOpen && (frame.dataset.unsaved === "yes" || get("commandStack").canUndo());
  const tell = () => {
    state.textContent = isChanged() ? says.changed : says.same;
  };
  const complain = (sentence) => {
    trouble.textContent = sentence;
    trouble.hidden = false;
    trouble.focus();
  };

  // Three icons carry styles in their markup, which the policy of the page refuses:
  // the style goes before they reach the page, and draw.css says how they look.
  const withoutStyles = (entries) => {
    for (const entry of Object.values(entries)) {
      for (const part of ["html", "imageHtml"]) {
        if (entry[part]) entry[part] = entry[part].replace(/ style="[^"]*"/g, "");
      }
    }
    return entries;
  };
  const translate = (text, parts = {}) =>
    (words[text] || text).replace(/{([^}]+)}/g, (all, name) => parts[name] ?? all);

  const fit = () => {
    const canvas = get("canvas");
    const { inner, outer } = canvas.viewbox();
    if (!inner.width || !outer.width) return;
    const palette = frame.querySelector(".djs-palette");
    const start = (palette ? palette.offsetLeft + palette.offsetWidth : 0) + 20;
    const [edge, foot] = [20, 44];
    const scale = Math.min(
      1,
      (outer.width - start - edge) / inner.width,
      (outer.height - edge - foot) / inner.height,
    );
    if (scale <= 0) return;
    const aside = (outer.width - start - edge) / scale - inner.width;
    const above = (outer.height - edge - foot) / scale - inner.height;
    canvas.viewbox({
      x: inner.x - start / scale - aside / 2,
      y: inner.y - edge / scale - above / 2,
      width: outer.width / scale,
      height: outer.height / scale,
    });
  };

  const open = async () => {
    modeler = new window.BpmnJS({
      container: frame,
      additionalModules: [{ translate: ["value", translate] }],
      bpmnRenderer: { defaultStrokeColor: "#1a1d21", defaultFillColor: "#ffffff" },
    });
    get("contextPad").registerProvider(100, {
      getMultiElementContextPadEntries: () => withoutStyles,
    });
    get("popupMenu").registerProvider("align-elements", 100, {
      getPopupMenuEntries: () => withoutStyles,
    });
    try {
      const { warnings } = await modeler.importXML(field.value);
      if (warnings.length) {
        const lost = page.getElementById("drawing-lost");
        lost.hidden = false;
      }
    } catch {
      page.getElementById("drawing-closed").hidden = false;
      form.hidden = true;
      return;
    }
    const svg = frame.querySelector(".djs-container > svg");
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-label", says.canvas);
    isOpen = true;
    fit();
    modeler.on("commandStack.changed", () => {
      tell();
      if (frame.dataset.keeps !== "yes") return;
      clearTimeout(timer);
      timer = setTimeout(keepDraft, PAUSE);
    });
    tell();
    frame.dataset.state = "open";
  };

  // Opened once it has a size: a drawing that is opened unseen has none of its own.
  const watch = new ResizeObserver(() => {
    if (!frame.clientWidth || !frame.clientHeight) return;
    if (modeler) get("canvas").resized();
    else if (window.BpmnJS) open();
    else page.getElementById("drawing-missing").hidden = false;
  });
  watch.observe(frame);

  const drawn = async () => {
    if (get("directEditing").isActive()) get("directEditing").complete();
    return (await modeler.saveXML({ format: true })).xml;
  };

  // The server is asked first whether it is there and knows the person still: a form
  // that is sent into nothing takes the drawing with it.
  const renewed = async () => {
    const answer = await fetch(form.action, { redirect: "manual" });
    if (!answer.ok) return "";
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    return fresh.querySelector("#drawing-form [name=csrfmiddlewaretoken]")?.value ?? "";
  };

  // What is drawn is kept as a draft while it is drawn; saving makes the version.
  const keepDraft = async () => {
    if (isLeaving || isBusy || !isChanged() || get("directEditing").isActive()) return;
    const { xml } = await modeler.saveXML({ format: true });
    const body = new FormData(form);
    body.set("do", "draft");
    body.set("drawing", xml);
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
      const told = await answer.json();
      if (answer.ok && !isLeaving && !isBusy) state.textContent = told.said;
    } catch {
      // the drawing stays in the page, which says that it is not saved
    }
  };

  const send = async () => {
    const xml = await drawn();
    // a form writes each end of a line as two letters
    if (new Blob([xml.replaceAll("\n", "\r\n")]).size > most) return says.large;
    let token = "";
    try {
      token = await renewed();
    } catch {
      return says.away;
    }
    if (!token) return says.out;
    form.elements.csrfmiddlewaretoken.value = token;
    field.value = xml;
    isLeaving = true;
    form.requestSubmit();
    return "";
  };

  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (isBusy || !isOpen) return;
    isBusy = true;
    trouble.hidden = true;
    state.textContent = says.saving;
    let sentence = "";
    try {
      sentence = await send();
    } catch {
      sentence = says.unwritten;
    }
    isBusy = false;
    if (sentence) {
      tell();
      complain(sentence);
    }
  });

  const acts = {
    undo: () => get("commandStack").undo(),
    redo: () => get("commandStack").redo(),
    closer: () => get("zoomScroll").stepZoom(1),
    further: () => get("zoomScroll").stepZoom(-1),
    fit,
    large: () => {
      if (page.fullscreenElement) page.exitFullscreen();
      else page.getElementById("draw").requestFullscreen();
    },
    keep: async () => {
      const link = page.createElement("a");
      link.href = URL.createObjectURL(new Blob([await drawn()], { type: "text/xml" }));
      link.download = frame.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
  };
  page.getElementById("draw").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && isOpen) acts[button.dataset.do]();
  });

  // Ctrl+S saves from everywhere.
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    },
    true,
  );

  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || !isChanged()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });
})();

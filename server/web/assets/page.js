// What the page does better with JavaScript. Without it everything works by forms and links.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // A switch of shop or language takes effect when it is chosen.
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  // [data-copy="id"] copies the text of an element; the words to show then stand in data-done.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const from = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText("value" in from ? from.value : from.textContent.trim());
      say(button.dataset.done);
    } catch {
      getSelection().selectAllChildren(from);
    }
  });

  // What is said in the layout's live region is read out, and shown.
  function say(text, kind = "ok") {
    const place = document.getElementById("said");
    if (!place || !text) return;
    const notice = document.createElement("p");
    notice.className = `notice notice-${kind}`;
    notice.textContent = text;
    place.replaceChildren(notice);
  }

  // A form is sent once: the second press of an impatient finger does nothing. [data-busy] holds what the button says meanwhile.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000); // a reply that is a file leaves the page as it is
    const button = event.submitter;
    if (button && button.dataset.busy) {
      button.setAttribute("aria-disabled", "true");
      button.lastChild.textContent = button.dataset.busy;
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // a page of the back button has an old token and may be of a session that is over
  });

  // The menu of a phone closes with Escape and with a click beside it.
  const menu = document.querySelector("details.menu");
  if (menu) {
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    addEventListener("click", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }

  // For the scripts of areas.
  window.clerk = { say, csrf: () => document.querySelector('meta[name="csrf"]')?.content ?? "" };
})();

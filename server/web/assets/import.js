// The import of files: sending one with its progress, and seeing how an import goes on. Without this script forms and a link do it.
(() => {
  "use strict";
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });

  // The page of an import need not ask again by itself where this script listens.
  const here = new URL(location.href);
  if (here.searchParams.has("watch")) {
    here.searchParams.delete("watch");
    location.replace(here);
    return;
  }

  upload(document.querySelector("form[data-upload]"));
  prepare(document.getElementById("import"));

  // notice shows words in an element, with a link where there is something to do.
  function notice(place, text, link) {
    place.textContent = text;
    if (link) {
      const a = document.createElement("a");
      a.href = link.href;
      a.textContent = link.text;
      if (link.elsewhere) a.target = "_blank";
      place.append(" ", a);
    }
    place.hidden = !text;
  }

  function logIn(words, elsewhere) {
    return { href: "/admin/login?next=" + encodeURIComponent(location.pathname + location.search), text: words, elsewhere };
  }

  // Sending.

  function upload(form) {
    if (!form) return;
    const words = form.dataset, file = form.elements.file, drop = form.querySelector(".drop"), chosen = document.getElementById("chosen");
    const failed = document.getElementById("upload-error"), sending = document.getElementById("sending"), bar = sending.querySelector("progress");
    const sent = document.getElementById("sent"), button = form.querySelector("button.button");
    let request = null;

    const choose = () => {
      chosen.textContent = file.files.length ? file.files[0].name : "";
      notice(failed, file.files.length && file.files[0].size > Number(words.most) ? words.tooLarge : "");
    };
    file.addEventListener("change", choose);
    choose(); // the back button brings a chosen file back
    for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("drop-over"); });
    for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("drop-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (request || !event.dataTransfer.files.length) return;
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      file.files = one.files;
      choose();
    });
    // A file that is dropped beside the place for it must not take the place of the page.
    for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
    document.getElementById("stop").addEventListener("click", () => {
      if (!request) return;
      if (request.readyState === 0) end(""); // it is not on its way yet
      else request.abort();
    });
    addEventListener("beforeunload", (event) => { if (request) event.preventDefault(); });

    form.addEventListener("submit", (event) => {
      event.preventDefault(); // before the page's own script marks the form as sent
      if (!request) send();
    });

    async function send() {
      if (!file.files.length) return notice(failed, words.noFile);
      if (file.files[0].size > Number(words.most)) return notice(failed, words.tooLarge);
      request = new XMLHttpRequest();
      busy(true);
      // Before two gigabytes go on their way: is the session still there? Its token may be another one by now.
      const token = await freshToken();
      if (!request) return;
      if (!token.ok) return end(token.session ? words.session : words.lost, token.session && logIn(words.logIn, true));
      request.open("POST", form.action);
      request.setRequestHeader("X-CSRF-Token", token.ok);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        const percent = Math.floor((event.loaded / event.total) * 100);
        bar.value = percent;
        sent.textContent = percent < 100 ? sent.dataset.words.replace("{n}", number.format(percent)) : words.received;
      });
      request.addEventListener("load", () => {
        const answer = request.response, status = request.status;
        if (status === 201 && answer && answer.location) {
          request = null;
          location.assign(answer.location);
        } else if (status === 401) {
          end(words.session, logIn(words.logIn, true));
        } else {
          end((answer && answer.error) || words.lost);
        }
      });
      request.addEventListener("error", () => end(words.lost));
      request.addEventListener("abort", () => end(""));
      request.send(new FormData(form));
    }

    function busy(is) {
      sending.hidden = !is;
      button.disabled = is;
      bar.value = 0;
      sent.textContent = is ? sent.dataset.words.replace("{n}", "0") : "";
      notice(failed, "");
    }

    function end(text, link) {
      request = null;
      busy(false);
      notice(failed, text, link);
      (text ? failed : button).scrollIntoView({ block: "nearest" });
      button.focus();
    }

    async function freshToken() {
      try {
        const reply = await fetch(location.href, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (reply.status === 401) return { session: true };
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        return { ok: page.querySelector('meta[name="csrf"]')?.content };
      } catch {
        return {};
      }
    }
  }

  // Seeing.

  // prepare makes a page of an import, or a newer one that has come into its place, go on by itself.
  function prepare(root) {
    if (!root) return;
    for (const form of root.querySelectorAll('form[method="post"]')) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "script";
      field.value = "1";
      form.append(field);
    }
    if (root.dataset.events) watch(root);
  }

  function watch(root) {
    const bar = root.querySelector("#progress"), text = root.querySelector("#progress-text"), said = document.getElementById("import-said");
    const trouble = root.querySelector("#progress-trouble");
    let quarter = -1, wait = 1000, source = null;

    listen();

    function listen() {
      source = new EventSource(root.dataset.events);
      source.addEventListener("progress", tell);
      source.addEventListener("end", tell);
      source.addEventListener("open", () => { wait = 1000; notice(trouble, ""); });
      source.addEventListener("error", () => {
        // The browser tries again by itself after a network that was lost, and gives up after an answer that is no stream.
        notice(trouble, root.dataset.lost);
        if (source.readyState !== EventSource.CLOSED) return;
        setTimeout(() => refresh(listen), wait);
        wait = Math.min(wait * 2, 15000);
      });
    }

    function tell(event) {
      const now = JSON.parse(event.data);
      if (now.stage !== root.dataset.stage) {
        source.close();
        refresh(listen);
        return;
      }
      text.textContent = now.text;
      if (now.max) {
        bar.max = now.max;
        bar.value = now.value;
        const next = Math.floor((now.value / now.max) * 4);
        if (next !== quarter) said.textContent = now.text; // all of it would be too much to hear
        quarter = next;
      } else {
        bar.removeAttribute("value");
      }
    }

    // refresh puts the page as it is now in this one's place; when it cannot be had, again is called later.
    async function refresh(again) {
      try {
        const reply = await fetch(location.href, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (reply.status === 401) return notice(trouble, root.dataset.session, logIn(root.dataset.logIn));
        if (!reply.ok) throw new Error(String(reply.status));
        const page = new DOMParser().parseFromString(await reply.text(), "text/html"), fresh = page.getElementById("import");
        if (!fresh) return location.reload();
        if (fresh.dataset.stage === root.dataset.stage && fresh.dataset.events) return again();
        const focused = root.contains(document.activeElement);
        document.title = page.title;
        root.replaceWith(fresh);
        document.getElementById("said")?.replaceChildren(); // "the import has begun" is no news any more
        prepare(fresh);
        if (focused) document.getElementById("main").focus();
        said.textContent = fresh.querySelector("#stage").textContent;
      } catch {
        notice(trouble, root.dataset.lost);
        setTimeout(() => refresh(again), wait);
        wait = Math.min(wait * 2, 15000);
      }
    }
  }
})();

// Everything here is a comfort: each page works without it.
import {
  Button, CharacterCount, ErrorSummary, PasswordInput, SkipLink, createAll
} from "govuk-frontend";
import htmx from "htmx.org/dist/htmx.esm.js";

window.htmx = htmx;
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const wake = (scope) => {
  for (const part of [Button, CharacterCount, ErrorSummary, PasswordInput, SkipLink]) {
    createAll(part, undefined, scope);
  }
};
wake(document);
document.addEventListener("htmx:afterSettle", (event) => wake(event.detail.elt.parentElement || document));

// A number gets a slider beside it, for thumbs; the number stays what is read aloud and sent.
for (const box of document.querySelectorAll("[data-amparo-slider]")) {
  const number = box.querySelector("input");
  const slider = document.createElement("input");
  Object.assign(slider, {
    type: "range", min: number.min, max: number.max, step: number.dataset.step || 1,
    value: number.value, tabIndex: -1, className: "amparo-slider__range",
  });
  slider.setAttribute("aria-hidden", "true");
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { slider.value = number.value; });
  box.append(slider);
}

// A part that cannot be fetched is never silence: reads go to the whole page, writes say so.
const trouble = (text) => {
  const main = document.getElementById("main-content");
  let said = document.querySelector("[data-amparo-trouble]");
  if (!said) {
    said = document.createElement("div");
    said.dataset.amparoTrouble = "";
    said.className = "amparo-notice amparo-notice--error";
    said.tabIndex = -1;
    said.setAttribute("role", "alert");
    main.prepend(said);
  }
  if (said.textContent === text) return; // a part that asks again and again must not hold the focus
  said.textContent = text;
  said.focus();
};
document.addEventListener("htmx:sendError", ({ detail }) => trouble(
  detail.requestConfig.verb === "get"
    ? "The connection was lost. This page is as it was when you had a signal."
    : "The connection was lost. Nothing was saved. Try again when you have a signal."
));
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.requestConfig.verb === "get") window.location.assign(detail.pathInfo.requestPath);
  else trouble("This could not be saved. Reload the page, and try again.");
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // Signed out meanwhile: the answer is the sign-in page, which belongs in the whole window.
  if (new URL(event.detail.xhr.responseURL).pathname.startsWith("/account/login/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

// The way out: hide the page at once, then go, leaving no entry to come back to.
const leave = (address) => {
  document.documentElement.classList.add("amparo-gone");
  document.title = "";
  window.location.replace(address);
};
const exit = document.querySelector("[data-amparo-exit]");
if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit.href);
  });
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (presses.length >= 3) leave(exit.href);
  });
}

// The account menu closes as people expect a menu to.
const account = document.querySelector(".amparo-account");
if (account) {
  document.addEventListener("click", (event) => {
    if (!account.contains(event.target)) account.open = false;
  });
  account.addEventListener("keydown", (event) => {
    if (event.key === "Escape") account.open = false;
  });
}

// A passkey that fails says so on the page; allauth only writes it to the console.
document.addEventListener("allauth.error", () => {
  const said = document.querySelector("[data-amparo-passkey-error]");
  if (said) {
    said.hidden = false;
    said.focus();
  }
});

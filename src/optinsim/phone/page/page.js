// What textual-serve's script leaves to the page: where the phone is, where the keys go, and how to
// begin anew. It runs before that script looks at the page, which it does when all is loaded.
"use strict";

const terminal = document.getElementById("terminal");
terminal.dataset.sessionWebsocketUrl = `ws://${location.host}/ws`;

const start = window.onload;
window.onload = async (event) => {
  // The cells are measured once, so the font has to be there.
  await document.fonts.load('16px "Roboto Mono"');
  start(event);
};

// Typing is possible without a click before, and so is going on when a phone has ended. (Not
// earlier: a terminal that gets the focus tells the phone, which has to be listening.)
new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) document.querySelector(".ended button").focus();
  else if (classList.contains("-loaded")) terminal.querySelector("textarea").focus();
}).observe(document.body, { attributeFilter: ["class"] });

document.querySelector(".ended button").addEventListener("click", () => location.reload());

// What textual-serve's script leaves to the page: the WebSocket's URL, the focus, and the button
// that restarts. Runs before that script, which starts on the load event.
"use strict";

const terminal = document.getElementById("terminal");
terminal.dataset.sessionWebsocketUrl = `ws://${location.host}/ws`;

const start = window.onload;
window.onload = async (event) => {
  // The cells are measured once, so the font has to be loaded before.
  await document.fonts.load('16px "Roboto Mono"');
  start(event);
};

// Focus the terminal once it is loaded, and the restart button once the phone has ended. (Not
// earlier: the terminal reports its focus to the phone, which has to be listening.)
new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) document.querySelector(".ended button").focus();
  else if (classList.contains("-loaded")) terminal.querySelector("textarea").focus();
}).observe(document.body, { attributeFilter: ["class"] });

document.querySelector(".ended button").addEventListener("click", () => location.reload());

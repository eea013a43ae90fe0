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

// What the phone copies, it writes to the terminal (OSC 52); this one leaves the clipboard alone.
const COPIED = /\x1b\]52;[^;]*;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)/g;
const PlainWebSocket = window.WebSocket;
window.WebSocket = class extends PlainWebSocket {
  constructor(...args) {
    super(...args);
    const decoder = new TextDecoder();
    let begun = ""; // a sequence whose end has not come yet
    this.addEventListener("message", ({ data }) => {
      if (typeof data === "string") return;
      const written = begun + decoder.decode(data, { stream: true });
      for (const [, encoded] of written.matchAll(COPIED)) {
        const bytes = Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0));
        navigator.clipboard?.writeText(new TextDecoder().decode(bytes)).catch(() => {});
      }
      const rest = written.replace(COPIED, "");
      const start = rest.lastIndexOf("\x1b]52;");
      begun = start < 0 ? "" : rest.slice(start);
    });
  }

  // What is sent before the connection is open waits for it: on a busy machine, the terminal has
  // its size or the focus by then.
  send(data) {
    if (this.readyState === PlainWebSocket.CONNECTING) {
      this.addEventListener("open", () => super.send(data), { once: true });
    } else {
      super.send(data);
    }
  }
};

// Focus the terminal once it is loaded, and the restart button once the phone has ended. (Not
// earlier: the terminal reports its focus to the phone, which has to be listening.)
new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) document.querySelector(".ended button").focus();
  else if (classList.contains("-loaded")) terminal.querySelector("textarea").focus();
}).observe(document.body, { attributeFilter: ["class"] });

document.querySelector(".ended button").addEventListener("click", () => location.reload());

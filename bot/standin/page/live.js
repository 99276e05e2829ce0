// The line to the server: JSON both ways over a WebSocket, reconnecting by itself.

const FIRST_WAIT = 300; // ms before the first new attempt; doubled up to the longest
const LONGEST_WAIT = 5000;

export class Line {
  /** `heard(message)` gets what the server says by itself; `changed(up)` whether the line stands. */
  constructor(heard, changed) {
    this.heard = heard;
    this.changed = changed;
    this.waiting = new Map();
    this.number = 0;
    this.wait = FIRST_WAIT;
    this.#open();
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  get up() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Asks the server to do something; resolves with its answer, rejects with its reason in words. */
  ask(action) {
    if (!this.up) return Promise.reject(new Error("offline"));
    const id = ++this.number;
    this.socket.send(JSON.stringify({ ...action, id }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/live`);
    this.socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.changed(true);
    });
    this.socket.addEventListener("message", (event) => this.#hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.#lost());
  }

  #hear(message) {
    const asked = this.waiting.get(message.id);
    if (message.type !== "done" && message.type !== "failed") return this.heard(message);
    this.waiting.delete(message.id);
    if (message.type === "done") asked?.resolve(message);
    else asked?.reject(new Error(message.text));
    return undefined;
  }

  #lost() {
    for (const { reject } of this.waiting.values()) reject(new Error("offline"));
    this.waiting.clear();
    this.changed(false);
    this.timer = setTimeout(() => this.#open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  #hurry() {
    if (this.socket.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.timer);
    this.#open();
  }
}

// What happens to errors that nobody catches, in Node and in browsers.

/** Resolves to the next uncaught error, which then disturbs nobody else. */
export const nextUncaught = () => (globalThis.process?.versions?.node ? nextInNode() : nextInBrowser());

function nextInNode() {
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  return new Promise((resolve) => {
    process.once("uncaughtException", (error) => {
      for (const listener of listeners) process.on("uncaughtException", listener);
      resolve(error);
    });
  });
}

function nextInBrowser() {
  return new Promise((resolve) => {
    const hear = (event) => {
      event.preventDefault();
      resolve(event.error);
    };
    addEventListener("error", hear, { once: true });
  });
}

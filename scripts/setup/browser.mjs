// Chrome or Chromium with its WebDriver, for the tests that run in a browser.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../lib/run.mjs";
import { note } from "../lib/say.mjs";

const windows = process.platform === "win32";
const chromeNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const chromePlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** Returns `{ chrome, chromedriver }`, absolute paths. Installs them on Debian and its kin, when it may. */
export function setUpBrowser() {
  let found = findBrowser();
  if (isIncomplete(found) && canUseApt()) {
    note("apt-get install chromium chromium-driver (one to three minutes, 400 MB)");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"], { env, stdio: ["ignore", "ignore", "inherit"] });
    found = findBrowser();
  }
  if (isIncomplete(found)) throw new Error(advice(found));
  return found;
}

/** What is there already, without installing anything; members are undefined where nothing was found. */
export function findBrowser() {
  return {
    chrome: existing(process.env.CHROME_PATH) ?? onPath(chromeNames) ?? chromePlaces.find((path) => existsSync(path)),
    chromedriver: existing(process.env.CHROMEDRIVER) ?? onPath(["chromedriver"]),
  };
}

const isIncomplete = ({ chrome, chromedriver }) => chrome === undefined || chromedriver === undefined;

const existing = (path) => (path && existsSync(path) ? path : undefined);

function onPath(names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, windows ? `${name}.exe` : name))).find((path) => existsSync(path));
}

const canUseApt = () => process.getuid?.() === 0 && existsSync("/etc/debian_version") && onPath(["apt-get"]) !== undefined;

function advice({ chrome, chromedriver }) {
  const missing = [chrome ?? "Chrome or Chromium", chromedriver ?? "chromedriver of the same version"].filter((entry) => !existsSync(entry));
  const how = existsSync("/etc/debian_version")
    ? "sudo apt-get install chromium chromium-driver"
    : process.platform === "darwin"
      ? "brew install --cask google-chrome chromedriver"
      : "install Google Chrome and put the matching chromedriver on PATH";
  return [
    `The browser tests need ${missing.join(" and ")}.`,
    `Try: ${how}`,
    "Installed elsewhere? Set CHROME_PATH and CHROMEDRIVER to the two programs.",
    "To run the other layers only: npm test -- --only format,lint,rust,build,types,wasm-node",
  ].join("\n");
}

// What no file may hold: paths and hosts of one machine, addresses of registries, marks of unfinished work.

import assert from "node:assert/strict";
import { test } from "node:test";
import { files, texts, textOf } from "./support/files.mjs";

const written = texts(/\.(?:rs|mjs|js|ts|md|toml|json|html|css|yml)$|^\.ci\/run$/);

// Home directories, scratch directories, and addresses that mean one machine or network.
const machine = /(?:^|[\s"'`(=:])\/(?:home|root|Users|tmp|work|workspace|private|mnt)\/[\w.-]+|\b[A-Z]:\\\\?Users\b|:\/\/(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+|\b[\w-]+\.(?:internal|lan|corp)\b/gm;

/** Places of one machine that a text names. */
const placesIn = (text) => text.match(machine) ?? [];

// The brackets keep the words from being found here.
const unfinished = /^(?:<{7}|>{7}) |\b(?:T[O]DO|F[I]XME|X[X]X)\b|\bt[o]do!\(|\bunimpl[e]mented!\(/gm;

/** Marks of work that is not done. */
const marksIn = (text) => text.match(unfinished) ?? [];

const found = (check) => written.flatMap(({ path, text }) => check(text).map((what) => `${path}: ${what.trim()}`));

test("no file names a place of one machine", () => assert.deepEqual(found(placesIn), []));

test("no file has a mark of unfinished work", () => assert.deepEqual(found(marksIn), []));

test("lock files name packages and hashes, not the hosts that they came from", () => {
  const locks = files.filter((path) => /(?:package-lock\.json|Cargo\.lock)$/.test(path));
  assert.ok(locks.includes("package-lock.json") && locks.includes("Cargo.lock"));
  for (const path of locks.filter((lock) => lock.endsWith(".json"))) {
    const { packages } = JSON.parse(textOf(path));
    assert.ok(Object.keys(packages).length > 20, `${path} locks packages`);
    assert.deepEqual(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name), [], path);
    const unlocked = Object.entries(packages).filter(([name, { integrity, link }]) => name !== "" && integrity === undefined && link !== true);
    assert.deepEqual(unlocked.map(([name]) => name), [], path);
  }
  // The name that cargo gives to crates.io whatever it is reached by.
  const sources = textOf("Cargo.lock").match(/^source = .*$/gm);
  assert.deepEqual([...new Set(sources)], ['source = "registry+https://github.com/rust-lang/crates.io-index"']);
});

test("nothing at the root of the repository is there by accident", () => {
  const known = /^(?:\.cargo|\.ci|\.gitignore|\.npmrc|CHANGELOG\.md|Cargo\.(?:lock|toml)|LICENSE-(?:APACHE|MIT)|README\.md|benches|clippy\.toml|docs|examples|package(?:-lock)?\.json|pkg-template|rust-toolchain\.toml|scripts|src|tests|webdriver\.json|www)$/;
  const entries = new Set(files.map((path) => path.split("/")[0]));
  assert.deepEqual([...entries].filter((entry) => !known.test(entry)), []);
});

test("the checks find what they are for", () => {
  const home = ["", "home", "alice", "x"].join("/");
  assert.equal(placesIn(`see ${home}`).length, 1);
  assert.equal(placesIn(`"${["", "tmp", "log"].join("/")}"`).length, 1);
  assert.equal(placesIn(`http://${[192, 168, 0, 7].join(".")}:80`).length, 1);
  assert.equal(placesIn("build" + ".internal").length, 1);
  assert.equal(placesIn("src/home/x, 127.0.0.1, localhost, /usr/bin/chromium, docs/work/a").length, 0);
  assert.equal(marksIn("// " + "TO" + "DO: later\n" + "to" + "do!()\n" + "<".repeat(7) + " HEAD").length, 3);
  assert.equal(marksIn("todos, a mastodon, skipped 0, todo 0").length, 0);
});

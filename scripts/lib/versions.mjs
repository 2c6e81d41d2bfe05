// Versions are written down once, in Cargo.toml and Cargo.lock; everything else reads them from there.

import { readFileSync } from "node:fs";
import { fromRoot } from "./paths.mjs";

/** The version of the crate, which is also that of the npm package. */
export function crateVersion() {
  const version = /^\[package\][^[]*?^version = "([^"]+)"/ms.exec(readFileSync(fromRoot("Cargo.toml"), "utf8"))?.[1];
  if (version === undefined) throw new Error("Cargo.toml has no package version.");
  return version;
}

/** The version of a dependency in Cargo.lock. */
export function lockedVersion(crate) {
  const version = readFileSync(fromRoot("Cargo.lock"), "utf8").split(`name = "${crate}"\nversion = "`)[1]?.split('"')[0];
  if (version === undefined) throw new Error(`Cargo.lock has no ${crate}.`);
  return version;
}

// The tests in WebAssembly: one program, run in Node, on a page's main thread and in a dedicated worker. The runner
// takes the place from an environment variable; tests therefore must not fix it with wasm_bindgen_test_configure!.

import { lockedInCi } from "../build/core.mjs";
import { cargoTestCounts } from "./counts.mjs";
import { cargo } from "./step.mjs";

const places = [
  { name: "wasm-node", what: "tests in wasm, in Node", needs: [], env: {} },
  { name: "wasm-browser", what: "tests in wasm, on the main thread of headless Chromium", needs: ["browser"], env: { WASM_BINDGEN_USE_BROWSER: "1" } },
  { name: "wasm-worker", what: "tests in wasm, in a dedicated worker of headless Chromium", needs: ["browser"], env: { WASM_BINDGEN_USE_DEDICATED_WORKER: "1" } },
];

/** Layers for each place. */
export const wasmSteps = places.map(({ name, what, needs, env }) => ({
  name,
  what,
  needs,
  steps: ({ tools }) => [
    cargo("cargo test", ["test", "--profile", "wasm-test", "--target", "wasm32-unknown-unknown", "--test", "wasm", ...lockedInCi()], {
      count: cargoTestCounts,
      env: {
        ...env,
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: tools["wasm-bindgen"]["wasm-bindgen-test-runner"],
        // The runner prefers whatever driver it meets first, unless it is told.
        ...(tools.browser ? { CHROMEDRIVER: tools.browser.chromedriver } : {}),
        // Seconds; the default of 20 is short for property tests on a busy machine.
        WASM_BINDGEN_TEST_TIMEOUT: "600",
        WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
        // A failed test ends the runner with an error, whose backtrace would bury what the test said.
        RUST_BACKTRACE: "0",
      },
    }),
  ],
}));

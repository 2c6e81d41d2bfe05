// The generated glue of the package under test: the same module that its entry loads.

export * from "../../../../pkg/esm/generated/statelog.js";

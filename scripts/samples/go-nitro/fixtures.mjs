// The stores that tests import.
import * as fork from "./fork.mjs";
import * as upstream from "./upstream.mjs";

export const fixtures = [fork, upstream];

export const pathOf = (name) => new URL(`../../../tests/golden/go-nitro/${name}.json`, import.meta.url);

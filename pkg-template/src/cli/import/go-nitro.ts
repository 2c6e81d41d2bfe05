// The events of a go-nitro store.

import type { Bytes20 } from "../../generated/statelog.js";
import { importGoNitro } from "../../nitro.js";
import { wholeNumber } from "../command.js";
import type { Arguments } from "../command.js";
import { wholeText } from "../input.js";
import type { Imported } from "./imported.js";

/** Reads a dump. It stays a text on its way into the core, which keeps every digit. */
export async function goNitroEvents(args: Arguments): Promise<Imported> {
  const chainId = wholeNumber("--chain-id", args.needed("chain-id", "a go-nitro store does not say which chain its channels are on"));
  const adjudicator = args.needed("adjudicator", "a go-nitro store does not say which contract holds its deposits") as Bytes20;
  const me = args.text("me") as Bytes20 | undefined;
  return importGoNitro(await wholeText(args.operand(1)), { chainId, adjudicator, me });
}

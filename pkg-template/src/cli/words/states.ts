// Channels, objectives and chains in words.

import type { AdjudicationState, ChainState, ChannelState, Finding, Funding, KnownState, ObjectiveState } from "../../generated/statelog.js";
import { styled } from "../text.js";
import type { Style, Text } from "../text.js";
import { chainTimeOf, dateTimeOf } from "../time.js";
import type { Block, Row } from "./block.js";
import { proposalOf } from "./events.js";
import { alike, severityStyle, titleOf } from "./findings.js";
import { amountOf, counted, destinationOf, ofAsset, sharesOf, signersOf } from "./values.js";

const statusStyle: Record<ObjectiveState["status"], Style> = { unapproved: "yellow", approved: "yellow", completed: "green", rejected: "red", failed: "red" };
const phaseStyle: Record<ChannelState["phase"], Style> = { proposed: "yellow", open: "green", closing: "yellow", concluded: "yellow", withdrawn: "green" };

/** An objective. */
export function objectiveBlock(objective: ObjectiveState): Block {
  const { objectiveId, kind, status, source, channelId, relatedChannels, waitingFor, error } = objective;
  return {
    heading: [styled("bold", "Objective"), ` ${objectiveId}  ${kind}, `, styled(statusStyle[status], status)],
    rows: [
      { label: "waits for", text: waitingFor && styled("yellow", waitingFor) },
      { label: "error", text: error && styled("red", error) },
      { label: "asked for by", text: source === "local_request" ? "us" : "a peer" },
      { label: "channel", text: channelId },
      { label: "needs", text: relatedChannels.length === 0 ? undefined : relatedChannels.join(", ") },
      ...lifeRows(objective),
    ],
  };
}

/** A channel. */
export function channelBlock(channel: ChannelState): Block {
  const { channelId, kind, phase, fixedPart, myIndex, states, latestSupported, latestSigned, payouts } = channel;
  return {
    heading: [styled("bold", "Channel"), ` ${channelId}  ${kind}, `, styled(phaseStyle[phase], phase)],
    rows: [
      ...fixedPart.participants.map((address, index) => ({ label: "participants", text: `${index} ${address}${index === myIndex ? " (we)" : ""}` })),
      { label: "supported", text: latestSupported && `turn ${latestSupported.turnNum}${latestSupported.isFinal ? ", final" : ""}${latestSupported.outcome === undefined ? "" : `: ${sharesOf(latestSupported.outcome)}`}` },
      { label: "we signed", text: latestSigned && `up to turn ${latestSigned.turnNum}` },
      ...openStates(states, latestSupported?.turnNum ?? -1).map((text) => ({ label: "not supported", text })),
      ...channel.funding.map((row) => ({ label: "funding", text: fundingOf(row) })),
      ...ledgerRows(channel),
      ...paymentRows(channel),
      { label: "on chain", text: adjudicationOf(channel.adjudication) },
      ...payouts.map(({ asset, destination, amount, offset }) => ({ label: "paid out", text: `${amountOf(amount, asset)} to ${destinationOf(destination)} (event ${offset})` })),
      ...channel.transactions.map(({ kind: what, txHash, result, offset }) => ({ label: "transactions", text: [`${what}${txHash === undefined ? "" : ` ${txHash}`}, `, styled(result === "mined" ? undefined : "yellow", result ?? "no result yet"), ` (event ${offset})`] })),
      ...lifeRows(channel),
    ],
  };
}

/** A chain. */
export function chainBlock({ chainId, head, time, facts, holdings }: ChainState): Block {
  return {
    heading: [styled("bold", "Chain"), ` ${chainId}`],
    rows: [
      { label: "head", text: head && `block ${head.blockNumber}, ${chainTimeOf(head.blockTimestamp)}${head.finalizedBlockNumber === undefined ? "" : `, final up to ${head.finalizedBlockNumber}`}` },
      { label: "clock", text: chainTimeOf(time) },
      { label: "facts", text: String(facts) },
      ...holdings.map(({ destination, asset, held, exact }) => ({ label: "holds", text: `${exact ? "" : "about "}${amountOf(held, asset)} for ${destinationOf(destination)}` })),
    ],
  };
}

const shownStates = 4;

/** The states that are known and not supported, the latest first; those below the supported turn are history. */
function openStates(states: readonly KnownState[], supported: number): string[] {
  const open = states.filter((state) => !state.supported && state.turnNum >= supported).reverse();
  const rows = open.slice(0, shownStates).map(({ turnNum, isFinal, signers, firstOffset }) => `turn ${turnNum}${isFinal ? ", final" : ""}, signed by ${signersOf(signers)} only (event ${firstOffset})`);
  return open.length > shownStates ? [...rows, `and ${open.length - shownStates} more`] : rows;
}

function fundingOf({ asset, held, required, exact, funded, provisional }: Funding): Text {
  const sums = `${exact ? "" : "about "}${held} of ${required}${ofAsset(asset)} held, `;
  return [sums, styled(funded ? "green" : "yellow", funded ? "funded" : "not funded"), provisional ? ", provisional" : ""];
}

function ledgerRows({ ledger, latestSupported }: ChannelState): Row[] {
  const assets = ledger?.assets ?? [];
  const turn = latestSupported?.turnNum ?? -1;
  return [
    ...assets.map(({ asset, leader, follower }) => ({ label: "ledger", text: `leader ${leader}, follower ${follower}${ofAsset(asset)}` })),
    ...assets.flatMap(({ asset, guarantees }) => guarantees.map(({ amount, target, allocationType }) => ({ label: "guarantees", text: `${amountOf(amount, asset)} for ${target}${allocationType === 2 ? "" : ` (type ${allocationType})`}` }))),
    ...(ledger?.proposals ?? []).filter(({ turnNum }) => turnNum > turn).map(({ turnNum, proposal, signers }) => ({ label: "proposals", text: `turn ${turnNum}: ${proposalOf(proposal)}, signed by ${signersOf(signers)}` })),
  ];
}

const paymentRows = ({ payments }: ChannelState): Row[] =>
  payments === undefined ? [] : [{ label: "payments", text: `${payments.paid} of ${payments.startingBalance} paid, ${payments.remaining} left, ${counted(payments.vouchers, "voucher")}` }];

function adjudicationOf({ mode, turnNumRecord, finalizesAt, outcome, provisional, assumed }: AdjudicationState): Text {
  const since = finalizesAt === undefined ? "" : `, ${mode === "finalized" ? "since" : "final at"} ${chainTimeOf(finalizesAt)}`;
  const given = outcome === undefined ? "" : outcome === "unknown" ? ", outcome unknown" : `: ${sharesOf(outcome)}`;
  const record = turnNumRecord === 0 ? "" : `, turn record ${turnNumRecord}`;
  return [styled(mode === "challenge" ? "red" : undefined, mode), `${record}${since}${provisional ? ", provisional" : ""}${assumed ? ", assumed" : ""}${given}`];
}

type Life = Pick<ChannelState, "eventCount" | "firstOffset" | "lastOffset" | "updatedAt" | "findings">;

const lifeRows = ({ eventCount, firstOffset, lastOffset, updatedAt, findings }: Life): Row[] => [
  { label: "events", text: `${eventCount}, from ${firstOffset} to ${lastOffset}; the last at ${dateTimeOf(updatedAt)}` },
  ...alike(findings, (finding) => `${titleOf(finding)} ${finding.resolvedBy}`).map((group) => ({ label: "findings", text: findingsOf(group) })),
];

function findingsOf([first, ...others]: readonly [Finding, ...Finding[]]): Text {
  const offsets = [first, ...others].flatMap((finding) => finding.offsets);
  const times = others.length === 0 ? "" : ` ${others.length + 1} times`;
  const settled = first.resolvedBy === undefined ? "" : `, settled by ${first.resolvedBy}`;
  return [styled(severityStyle(first), titleOf(first)), `${times} (${offsets.length === 1 ? "event" : "events"} ${offsets.join(", ")})${settled}`];
}

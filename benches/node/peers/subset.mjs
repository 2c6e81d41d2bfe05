// A named subset of what statelog derives, as somebody would write it in JavaScript: for each channel the latest turn,
// who signed which turn, and the holdings per asset. Once changing its state in place, once making new states.
//
// It leaves out support, phases, ledgers and guarantees, payments, objectives, and everything about reorganisations: a
// log that reverts a deposit leaves this reducer with a wrong balance.

const empty = () => ({ turnNum: -1, signers: new Map(), holdings: new Map() });

/** Applies an event to `channels`, a map from channel id to state, in place. */
export function reduceInPlace(channels, event) {
  switch (event.type) {
    case "channel_created":
      channels.set(event.channelId, empty());
      break;
    case "state_signed":
      signInPlace(channels, event, [event.sig]);
      break;
    case "state_received":
      signInPlace(channels, event, event.sigs);
      break;
    case "deposit_detected":
      stateOf(channels, event.channelId).holdings.set(event.asset, event.nowHeld);
      break;
    case "allocation_updated":
      stateOf(channels, event.channelId).holdings.set(event.assetIndex, event.finalHoldings);
      break;
  }
  return channels;
}

function signInPlace(channels, { channelId, state }, sigs) {
  const channel = stateOf(channels, channelId);
  const { turnNum } = state;
  if (turnNum > channel.turnNum) channel.turnNum = turnNum;
  let signers = channel.signers.get(turnNum);
  if (signers === undefined) channel.signers.set(turnNum, (signers = new Set()));
  for (const { signerIndex } of sigs) signers.add(signerIndex);
}

function stateOf(channels, id) {
  let state = channels.get(id);
  if (state === undefined) channels.set(id, (state = empty()));
  return state;
}

const nothing = { turnNum: -1, signers: {}, holdings: {} };

/** The next state of one channel, without touching the present one. */
export function evolveChannel(channel = nothing, event) {
  switch (event.type) {
    case "state_signed":
      return signed(channel, event.state.turnNum, [event.sig]);
    case "state_received":
      return signed(channel, event.state.turnNum, event.sigs);
    case "deposit_detected":
      return { ...channel, holdings: { ...channel.holdings, [event.asset]: event.nowHeld } };
    case "allocation_updated":
      return { ...channel, holdings: { ...channel.holdings, [event.assetIndex]: event.finalHoldings } };
    default:
      return channel;
  }
}

function signed(channel, turnNum, sigs) {
  const before = channel.signers[turnNum] ?? [];
  const added = sigs.map(({ signerIndex }) => signerIndex).filter((index) => !before.includes(index));
  return { ...channel, turnNum: Math.max(channel.turnNum, turnNum), signers: { ...channel.signers, [turnNum]: [...before, ...added] } };
}

/**
 * Applies an event with immutable channel states. The map of channels itself changes in place, as a repository of
 * aggregates does; copying that too would make every event cost as much as there are channels.
 */
export function reduceImmutably(channels, event) {
  const { channelId } = event;
  if (channelId !== undefined) channels.set(channelId, evolveChannel(channels.get(channelId), event));
  return channels;
}

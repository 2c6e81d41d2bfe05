// Everything that the contract says about the channels and destinations of the walk, read after every block. A step
// holds only what changed since the one before it.

export function createReadings(chain, { channels, assets, destinations }) {
  const statuses = new Map(channels.map(({ channelId }) => [channelId, { status: `0x${"0".repeat(64)}`, turnNumRecord: 0, finalizesAt: 0 }]));
  const holdings = new Map();
  const key = (asset, destination) => `${asset} ${destination}`;
  const held = (asset, destination) => holdings.get(key(asset, destination)) ?? 0n;

  async function changedStatuses() {
    const changes = [];
    for (const [index, { channelId }] of channels.entries()) {
      const [status] = await chain.read("statusOf", channelId);
      if (statuses.get(channelId).status === status) continue;
      const { turnNumRecord, finalizesAt } = await chain.read("unpackStatus", channelId);
      statuses.set(channelId, { status, turnNumRecord, finalizesAt });
      changes.push([index, status, turnNumRecord, finalizesAt]);
    }
    return changes;
  }

  async function changedHoldings() {
    const changes = [];
    for (const [assetIndex, asset] of assets.entries()) {
      for (const [index, destination] of destinations.entries()) {
        const [amount] = await chain.read("holdings", asset, destination);
        if (amount.toBigInt() === held(asset, destination)) continue;
        holdings.set(key(asset, destination), amount.toBigInt());
        changes.push([assetIndex, index, amount.toString()]);
      }
    }
    return changes;
  }

  return {
    held,
    status: (channelId) => statuses.get(channelId),
    read: async () => ({ statuses: await changedStatuses(), holdings: await changedHoldings() }),
  };
}

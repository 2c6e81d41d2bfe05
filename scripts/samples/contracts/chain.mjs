// A chain in memory that executes the bytecode of the Nitro contracts. Everything about it is fixed (genesis, accounts,
// one second between blocks), so two runs give the same hashes.
import nitroProtocol from "@statechannels/nitro-protocol";
import { ethers } from "ethers";
import ganache from "ganache";
import { ALICE, BOB, IRENE, T0 } from "../nitro/actors.mjs";

const { NitroAdjudicatorArtifact, ConsensusAppArtifact, VirtualPaymentAppArtifact } = nitroProtocol.ContractArtifacts;
const adjudicatorAbi = new ethers.utils.Interface(NitroAdjudicatorArtifact.abi);
const { hexValue } = ethers.utils;

/** The first account of the mnemonic `test … junk`, as public as the keys of the actors. */
const DEPLOYER = { name: "Deployer", privateKey: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80" };
const BALANCE = "0x56bc75e2d63100000";
const CHAIN_ID = 1337;
const DEPLOYMENT_GAS = 9_000_000;
const CALL_GAS = 3_000_000;
/** A contract that says yes to whatever it is asked: `mstore(0, 1); return(0, 32)`. */
const TOKEN_BYTECODE = "0x600a600c600039600a6000f3600160005260206000f3";

/**
 * Starts a chain whose genesis has this time (a `Date`), deploys the contracts, and answers what can be done with it.
 * `tokens` further contracts stand for ERC-20 tokens.
 */
export async function startChain(genesis, { tokens = 0 } = {}) {
  const actors = [DEPLOYER, ALICE, IRENE, BOB, T0];
  const provider = ganache.provider({
    logging: { quiet: true },
    chain: { hardfork: "london", chainId: CHAIN_ID, time: genesis },
    miner: { timestampIncrement: 1 },
    wallet: { accounts: actors.map(({ privateKey }) => ({ secretKey: privateKey, balance: BALANCE })) },
  });
  const request = (method, ...params) => provider.request({ method, params });
  const submit = submitters(request);
  const sendRaw = async (actor, transaction) => request("eth_getTransactionReceipt", await submit(actor, transaction));
  const deploy = async (bytecode) => (
    (await sendRaw(DEPLOYER, { data: bytecode, gasLimit: DEPLOYMENT_GAS })).contractAddress.toLowerCase()
  );
  const artifacts = [NitroAdjudicatorArtifact, ConsensusAppArtifact, VirtualPaymentAppArtifact];
  const contracts = [];
  for (const { bytecode } of artifacts) contracts.push(await deploy(bytecode));
  const tokenAddresses = [];
  for (let index = 0; index < tokens; index += 1) tokenAddresses.push(await deploy(TOKEN_BYTECODE));
  const [adjudicator, consensusApp, virtualPaymentApp] = contracts;
  const chain = { request, sendRaw, submit, adjudicator };
  return {
    chainId: CHAIN_ID,
    adjudicator,
    consensusApp,
    virtualPaymentApp,
    tokens: tokenAddresses,
    transact: (actor, call) => transact(chain, actor, call),
    transactTogether: (calls) => transactTogether(chain, calls),
    tryCall: (actor, call) => tryCall(chain, actor, call),
    read: (name, ...args) => read(chain, name, args),
    head: () => blockOf(chain, "latest"),
    /** Mines an empty block, `seconds` later than the next one would be. */
    async pass(seconds) {
      await request("evm_increaseTime", hexValue(seconds));
      await request("evm_mine");
      return blockOf(chain, "latest");
    },
    /** The next block comes `seconds` later than it would. */
    delay: (seconds) => request("evm_increaseTime", hexValue(seconds)),
    /** Remembers this moment; the answer undoes every block since. */
    async fork() {
      const id = await request("evm_snapshot");
      return () => request("evm_revert", id);
    },
    stop: () => provider.disconnect(),
  };
}

/** Answers a function that sends a transaction with its sender's next nonce and answers its hash. */
function submitters(request) {
  return async ({ privateKey }, { to, data, value = 0, gasLimit }) => {
    const wallet = new ethers.Wallet(privateKey);
    const raw = await wallet.signTransaction({
      type: 2,
      chainId: CHAIN_ID,
      nonce: Number(await request("eth_getTransactionCount", wallet.address, "pending")),
      maxFeePerGas: 5_000_000_000,
      maxPriorityFeePerGas: 1_500_000_000,
      to,
      data,
      value,
      gasLimit,
    });
    return request("eth_sendRawTransaction", raw);
  };
}

async function blockOf({ request }, tag) {
  const { number, hash, timestamp } = await request("eth_getBlockByNumber", tag, false);
  return { blockNumber: Number(number), blockHash: hash, timestamp: Number(timestamp) };
}

/** Executes a call as a transaction in a block of its own; a call that reverts is mined too, and leaves no logs. */
async function transact(chain, actor, call) {
  return describe(chain, await chain.sendRaw(actor, transactionOf(chain, call)));
}

/** Executes calls, each `[actor, call]`, as transactions of one block, in this order if the actors are different. */
async function transactTogether(chain, calls) {
  await chain.request("miner_stop");
  const hashes = [];
  for (const [actor, call] of calls) hashes.push(await chain.submit(actor, transactionOf(chain, call)));
  await chain.request("miner_start");
  const receipts = [];
  for (const hash of hashes) receipts.push(await chain.request("eth_getTransactionReceipt", hash));
  return Promise.all(receipts.map((receipt) => describe(chain, receipt)));
}

function transactionOf({ adjudicator }, { name, args, value }) {
  return { to: adjudicator, data: adjudicatorAbi.encodeFunctionData(name, args), value, gasLimit: CALL_GAS };
}

async function describe(chain, receipt) {
  return {
    ...await blockOf(chain, receipt.blockNumber),
    txHash: receipt.transactionHash,
    txIndex: Number(receipt.transactionIndex),
    gasUsed: Number(receipt.gasUsed),
    ok: Number(receipt.status) === 1,
    logs: receipt.logs,
  };
}

/** The reason for which a call would revert in the next block, without executing it; undefined if it would not. */
async function tryCall(chain, { privateKey }, { name, args, value = 0 }) {
  const from = new ethers.Wallet(privateKey).address;
  const data = adjudicatorAbi.encodeFunctionData(name, args);
  try {
    await chain.request("eth_call", { from, to: chain.adjudicator, data, value: hexValue(value), gas: hexValue(CALL_GAS) }, "latest");
    return undefined;
  } catch ({ data: details, message }) {
    return reasonOf(details) ?? message;
  }
}

function reasonOf(details) {
  const bytes = typeof details === "string" ? details : details?.result;
  if (bytes === undefined) return undefined;
  if (bytes === "0x") return "(no revert data)";
  const selector = ethers.utils.id("Error(string)").slice(0, 10);
  if (!bytes.startsWith(selector)) return bytes;
  return ethers.utils.defaultAbiCoder.decode(["string"], `0x${bytes.slice(10)}`)[0];
}

async function read({ request, adjudicator }, name, args) {
  const data = adjudicatorAbi.encodeFunctionData(name, args);
  const result = await request("eth_call", { to: adjudicator, data }, "latest");
  return adjudicatorAbi.decodeFunctionResult(name, result);
}

// What the tests use inside a page, as `t`.

const modules = {
  opfs: async () => (await import("/pkg/esm/browser/opfs-storage.js")).opfsStorage,
  indexeddb: async () => (await import("/pkg/esm/browser/indexeddb-storage.js")).indexedDbStorage,
  browser: async () => (await import("/pkg/esm/browser/browser-storage.js")).browserStorage,
};

const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder().decode(bytes);

/** The bytes of a log from a position on. */
async function bytesOf(storage, from) {
  const parts = [];
  for await (const chunk of storage.read(from)) parts.push(chunk);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The bytes of record `index`, of which each log of these tests consists: a line as long as its number asks for. */
const record = (index) => encode(`${String(index).padStart(8, "0")}:${String.fromCharCode(97 + (index % 26)).repeat((index * 7919) % 3000)}\n`);

globalThis.t = {
  encode,
  decode,
  bytesOf,
  record,
  open: async (kind, name, options) => (await modules[kind]())(name, options),
  text: async (storage, from) => decode(await bytesOf(storage, from)),
  append: (storage, text, at) => storage.append(encode(text), { at, length: 1 }),
  /** What became of a promise, in a form that leaves the page. */
  outcome: (promise) => Promise.resolve(promise).then((value) => ({ value }), ({ name, code, details, message }) => ({ error: name, code, details, message })),
  /** How many whole records a log holds, from record 0 on, and what follows them. */
  census: async (storage) => {
    const all = await bytesOf(storage);
    let [count, at] = [0, 0];
    for (let next = record(0); at + next.length <= all.length && next.every((byte, index) => all[at + index] === byte); next = record(count)) [count, at] = [count + 1, at + next.length];
    return { count, end: at, rest: decode(all.subarray(at)) };
  },
  /** Appends records until something fails, and reports each that is acknowledged. */
  fill: async (storage, { count, end }, acknowledged) => {
    for (let [index, at] = [count, end]; ; index += 1) {
      const bytes = record(index);
      await storage.append(bytes, { at, length: index + 1 });
      at += bytes.length;
      acknowledged(index + 1);
    }
  },
};

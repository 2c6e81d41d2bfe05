// The people of the sample logs. Their keys are published test keys of go-nitro: public, and never to hold value.

function actor(name, privateKey, address) {
  return Object.freeze({ name, privateKey, address, destination: `0x${"0".repeat(24)}${address.slice(2)}` });
}

export const ALICE = actor(
  "Alice",
  "0x2d999770f7b5d49b694080f987b82bbc9fc9ac2b4dcc10b0f8aba7d700f69c6d",
  "0xaaa6628ec44a8a742987ef3a114ddfe2d4f7adce",
);
export const IRENE = actor(
  "Irene",
  "0xfebb3b74b0b52d0976f6571d555f4ac8b91c308dfa25c7b58d1e6a7c3f50c781",
  "0x111a00868581f73ab42feef67d235ca09ca1e8db",
);
export const BOB = actor(
  "Bob",
  "0x0279651921cd800ac560c21ceea27aab0107b67daf436cdd25ce84cad30159b4",
  "0xbbb676f9cff8d242e9eac39d063848807d3d1d94",
);

/** The two of go-nitro's TestState. */
export const T0 = actor(
  "T0",
  "0xcaab404f975b4620747174a75f08d98b4e5a7053b691b41bcfc0d839d48b7634",
  "0xf5a1bb5607c9d079e46d1b3dc33f257d937b43bd",
);
export const T1 = actor(
  "T1",
  "0x62ecd49c4ccb41a70ad46532aed63cf815de15864bc415c87d507afd6a5e8da2",
  "0x760bf27cd45036a6c486802d30b5d90cffbe31fe",
);

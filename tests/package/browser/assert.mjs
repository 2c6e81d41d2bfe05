// As much of `node:assert/strict` as the behaviour suite uses, for browsers. The suite runs with the real one in Node.

class AssertionError extends Error {
  name = "AssertionError";
}

const show = (value) => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

function demand(holds, message, standard) {
  if (holds) return;
  throw new AssertionError(message ?? standard(), { cause: standard() });
}

const isObject = (value) => typeof value === "object" && value !== null;

/** Whether two values have the same prototype, the same own members and equal values for them. */
function same(one, other) {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other) || Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Map || one instanceof Set || one instanceof Date) throw new AssertionError(`deepEqual does not compare ${one.constructor.name}`);
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return one.length === other.length && names.length === others.length && names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]));
}

function isExpected(error, expected) {
  if (expected === undefined) return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  // Node takes a class, or a function that answers true.
  return expected.prototype === undefined ? expected(error) === true : error instanceof expected;
}

const ok = (value, message) => demand(value, message, () => `${show(value)} is not truthy`);

export default Object.assign(ok, {
  ok,
  equal: (one, other, message) => demand(Object.is(one, other), message, () => `${show(one)} is not ${show(other)}`),
  notEqual: (one, other, message) => demand(!Object.is(one, other), message, () => `it is ${show(one)}`),
  deepEqual: (one, other, message) => demand(same(one, other), message, () => `${show(one)} does not equal ${show(other)}`),
  match: (text, pattern, message) => demand(pattern.test(text), message, () => `${show(text)} does not match ${pattern}`),
  fail: (message) => demand(false, message, () => "failed"),
  throws(work, expected) {
    let thrown;
    try {
      work();
    } catch (error) {
      thrown = { error };
    }
    demand(thrown, undefined, () => "nothing was thrown");
    demand(isExpected(thrown.error, expected), undefined, () => `${thrown.error} is not ${expected}`);
  },
});

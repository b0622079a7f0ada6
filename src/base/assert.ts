// Assertions are for our own mistakes only: a failed one is a bug in Sotto and crashes.
// What a peer or the world sends is never asserted; it is parsed into a value with a reason.

/** Throws when `condition` is false. For invariants that only our own code can break. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Marks a branch that the types prove unreachable, so that a new variant is a compile error. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

// The log port: counters and codes only. It has no way to carry an address, a name or a message.

export interface Log {
  /** One more occurrence of `code`, a fixed kebab-case word such as `envelope-too-large`. */
  count(code: string): void;
}

// The slow-hash port: Argon2id off the main thread (a Worker in browsers, a worker thread in Node).

export interface SlowHash {
  /**
   * Argon2id v1.3 (RFC 9106) with the parameters of `crypto/root.ts`, 32 bytes. Each call uses a
   * thread of its own that ends afterwards, so that its 128 MiB are given back. `progress` gets
   * growing estimates in [0, 1]. Aborting ends the thread and rejects with the signal's reason.
   */
  derive(password: Uint8Array, salt: Uint8Array, options: SlowHashOptions): Promise<Uint8Array>;
}

export interface SlowHashOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly progress?: ((done: number) => void) | undefined;
}

/** What is needed of the platform's AbortSignal; the pure layers have no DOM types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

// From a phrase to the root of a room: normalise, then Argon2id on a thread of its own.

import { roomKeys } from '../crypto/keys.ts';
import { normalise, normaliseLabel, rootPassword, rootSalt } from '../crypto/phrase.ts';
import { ready } from '../crypto/sodium.ts';
import type { AbortSignalLike } from '../ports/slow-hash.ts';
import { SottoError } from './errors.ts';
import type { Platform } from './platform.ts';

export interface DeriveControl {
  /** Ends the derivation and its thread; the promise rejects with code `aborted`. */
  readonly signal?: AbortSignalLike | undefined;
  /** Growing estimates in [0, 1]. */
  readonly progress?: ((done: number) => void) | undefined;
}

/** Three of 64 symbols, by number, that two people compare aloud to know they typed the same. */
export type Emblem = readonly [number, number, number];

export interface DerivedRoot {
  /** The room itself: 32 secret bytes. */
  readonly root: Uint8Array;
  readonly emblem: Emblem;
}

/**
 * The root of the room that a phrase (and an optional label) names: Argon2id, 128 MiB, t = 4, on a
 * thread that is ended afterwards. About a second. It touches no network. Rejects with
 * `phrase-empty`, `phrase-too-long`, `phrase-unassigned`, `label-invalid`, `slow-hash-failed` or
 * `aborted`.
 */
export async function deriveRoot(
  platform: Pick<Platform, 'slowHash'>,
  secret: { readonly phrase: string; readonly label?: string | undefined },
  control: DeriveControl = {},
): Promise<DerivedRoot> {
  await ready();
  const phrase = normalise(secret.phrase);
  if (!phrase.ok) throw new SottoError(`phrase-${phrase.reason}`, `phrase is ${phrase.reason}`);
  const label = normaliseLabel(secret.label ?? '');
  if (!label.ok) throw new SottoError('label-invalid', `label is ${label.reason}`);
  throwIfAborted(control.signal);
  const root = await platform.slowHash
    .derive(rootPassword(phrase.value), rootSalt(label.value), control)
    .catch((cause: unknown) => {
      throwIfAborted(control.signal);
      throw new SottoError('slow-hash-failed', 'the key could not be derived', cause);
    });
  return { root, emblem: roomKeys(root).emblem };
}

export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw new SottoError('aborted', 'aborted by the caller', signal.reason);
}

// The other end of an invite: finds the inviter in the small room of the token, takes the real room's
// root from them and from nobody else, and leaves the small room again.

import { equal } from '../base/bytes.ts';
import { ROOT_BYTES } from '../crypto/keys.ts';
import { deferred } from './deferred.ts';
import { type DeriveControl, throwIfAborted } from './derive.ts';
import { SottoError } from './errors.ts';
import type { LiveRoom } from './live-room.ts';
import type { Room } from './room.ts';

export interface GuestControl extends Pick<DeriveControl, 'signal'> {
  /** With an invite: the small room in which the inviter is waited for, to show how that is going. */
  readonly waiting?: ((hall: Room) => void) | undefined;
}

/**
 * The 32-byte root that an inviter hands over. Waits for as long as it takes; rejects with
 * `invite-used` or `aborted`. The caller has opened `hall` with the root of the invite's token;
 * it is left in any case, also when the caller aborts or breaks down as soon as it sees it.
 */
export async function admittance(
  hall: LiveRoom,
  inviter: Uint8Array,
  { signal, waiting }: GuestControl,
): Promise<Uint8Array> {
  const root = deferred<Uint8Array>();
  const abort = () => root.reject(new SottoError('aborted', 'aborted by the caller'));
  try {
    waiting?.(hall);
    throwIfAborted(signal);
    signal?.addEventListener('abort', abort);
    hall.notes.on(({ from, topic, body }) => {
      if (!equal(from, inviter)) return;
      if (topic === 'used') root.reject(new SottoError('invite-used', 'somebody used it before'));
      if (topic === 'admit' && body.length === ROOT_BYTES) root.resolve(body);
    });
    return await root.promise;
  } finally {
    signal?.removeEventListener('abort', abort);
    void hall.leave();
  }
}

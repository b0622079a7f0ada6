// The promises of codes that people carry by hand: each question to the peer has one reply.

import type { HandReply, PeerOutput } from '../protocol/peer/contract.ts';
import type { HandRequest } from '../protocol/rendezvous/contract.ts';
import { type Deferred, deferred } from './deferred.ts';
import { SottoError } from './errors.ts';

type Reply = Extract<PeerOutput, { readonly kind: HandReply }>;

export class HandCodes {
  readonly #pending = new Map<HandRequest, Deferred<string | undefined>>();
  #asked: HandRequest = 0;

  /** A fresh request, and the promise of its reply: a code, or undefined when none is to be given. */
  begin(): { readonly request: HandRequest; readonly promise: Promise<string | undefined> } {
    const request = ++this.#asked;
    const reply = deferred<string | undefined>();
    this.#pending.set(request, reply);
    return { request, promise: reply.promise };
  }

  reply(reply: Reply): void {
    const pending = this.#pending.get(reply.request);
    this.#pending.delete(reply.request);
    if (reply.kind === 'hand-code') pending?.resolve(reply.text);
    else if (reply.kind === 'hand-taken') pending?.resolve(undefined);
    else pending?.reject(new SottoError(`hand-${reply.reason}`, `code refused: ${reply.reason}`));
  }

  end(): void {
    const left = new SottoError('left', 'the room was left');
    for (const pending of this.#pending.values()) pending.reject(left);
    this.#pending.clear();
  }
}

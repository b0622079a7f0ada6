// Verification inside the room: its steps travel as notes to one member, and it knows members by the
// keys that the roster has of them.

import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { Party } from '../../crypto/verification.ts';
import type { Company } from './company.ts';
import type { RoomConfig, RoomOutput, VerifyAct } from './contract.ts';
import { drop } from './lines.ts';
import type { Speaking } from './speaking.ts';
import { Verification } from './verification.ts';
import type { VerificationInput, VerificationOutput } from './verification-contract.ts';

interface Parts {
  readonly config: RoomConfig;
  readonly company: Company;
  readonly speaking: Speaking;
}

export class Verifying {
  readonly #verification: Verification;
  readonly #company: Company;
  readonly #speaking: Speaking;

  constructor({ config, company, speaking }: Parts) {
    const { identity, roomId, random } = config;
    const self = { id: identity.id, s: identity.s.publicKey, g: identity.g.publicKey };
    this.#verification = new Verification({ self, roomId, random });
    this.#company = company;
    this.#speaking = speaking;
  }

  /** What the person here wants, or says of what they saw. */
  act(id: Uint8Array, act: VerifyAct, now: Instant): RoomOutput[] {
    if (act.kind !== 'begin') return this.#do({ ...act, member: id }, now);
    const member = this.#partyOf(id);
    if (member !== undefined) return this.#do({ kind: 'begin', member }, now);
    return [asVerification({ kind: 'failed', member: id, reason: 'left' })];
  }

  /** A step of a member, which was said to us alone. */
  hear(id: Uint8Array, bytes: Uint8Array, now: Instant): RoomOutput[] {
    const from = this.#partyOf(id);
    return from === undefined
      ? drop('member-gone')
      : this.#do({ kind: 'received', from, bytes }, now);
  }

  left(member: Uint8Array, now: Instant): RoomOutput[] {
    return this.#do({ kind: 'left', member }, now);
  }

  wake(now: Instant): RoomOutput[] {
    return this.#perform(this.#verification.wake(now), now);
  }

  get deadline(): Instant | undefined {
    return this.#verification.deadline;
  }

  #do(input: VerificationInput, now: Instant): RoomOutput[] {
    return this.#perform(this.#verification.handle(input, now), now);
  }

  #perform(outputs: readonly VerificationOutput[], now: Instant): RoomOutput[] {
    return outputs.flatMap((output) => {
      if (output.kind === 'dropped') return [output];
      if (output.kind !== 'send') return [asVerification(output)];
      return this.#speaking.tell(output.to, { topic: 'verify', body: output.bytes }, now);
    });
  }

  #partyOf(id: Uint8Array): Party | undefined {
    const keys = this.#company.keysOf(toHex(id));
    return keys && { id, ...keys };
  }
}

type Stands = Extract<
  VerificationOutput,
  { readonly kind: 'shown' | 'verified' | 'confirmed' | 'failed' }
>;

function asVerification(stands: Stands): RoomOutput {
  const { kind, member } = stands;
  if (kind === 'shown') return { kind: 'verification', member, state: stands.state };
  if (kind === 'confirmed') return { kind: 'verification', member, state: { kind } };
  if (kind === 'verified') {
    return { kind: 'verification', member, state: { kind, awaited: stands.awaited } };
  }
  return { kind: 'verification', member, state: { kind, reason: stands.reason } };
}

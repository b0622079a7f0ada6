// People who verify each other in tests: real identities, real machines, and every message passed on
// by hand, so that a test can lose it, hold it back, or give it to somebody else.

import { compare } from '../../../src/base/bytes.ts';
import { makeIdentity } from '../../../src/crypto/identity.ts';
import type { Party } from '../../../src/crypto/verification.ts';
import { Verification } from '../../../src/protocol/room/verification.ts';
import type {
  VerificationInput,
  VerificationOutput,
} from '../../../src/protocol/room/verification-contract.ts';
import { parseVerification, type VerificationMessage } from '../../../src/wire/verification.ts';
import { type SeededRandom, seededRandom } from '../../ports/seeded-random.ts';
import { NOON, ROOM_ID } from './people.ts';

export type Output<Kind extends VerificationOutput['kind']> = Extract<
  VerificationOutput,
  { readonly kind: Kind }
>;

/** A member with keys, and the machine that verifies others for it. */
export class Verifier {
  readonly party: Party;
  readonly random: SeededRandom;
  readonly machine: Verification;
  /** What was to be sent and has not been taken, oldest first. */
  readonly sent: Output<'send'>[] = [];
  now = NOON;

  constructor(random: SeededRandom) {
    this.random = random;
    const { id, s, g } = makeIdentity(random, ROOM_ID);
    this.party = { id, s: s.publicKey, g: g.publicKey };
    this.machine = new Verification({ self: this.party, roomId: ROOM_ID, random: random.fork() });
  }

  get id(): Uint8Array {
    return this.party.id;
  }

  begin(other: Verifier): VerificationOutput[] {
    return this.handle({ kind: 'begin', member: other.party });
  }

  receive(from: Verifier, bytes: Uint8Array): VerificationOutput[] {
    return this.handle({ kind: 'received', from: from.party, bytes });
  }

  compared(other: Verifier, same: boolean): VerificationOutput[] {
    return this.handle({ kind: 'compared', member: other.id, same });
  }

  cancel(other: Verifier): VerificationOutput[] {
    return this.handle({ kind: 'cancel', member: other.id });
  }

  handle(input: VerificationInput): VerificationOutput[] {
    return this.#keep(this.machine.handle(input, this.now));
  }

  wake(): VerificationOutput[] {
    return this.#keep(this.machine.wake(this.now));
  }

  /** The next message to be sent. */
  take(): Uint8Array {
    const next = this.sent.shift();
    if (next === undefined) throw new Error('nothing was to be sent');
    return next.bytes;
  }

  /** Hands over all that was to be sent to `other`, and returns what that made there. */
  deliver(other: Verifier): VerificationOutput[] {
    const all = this.sent.splice(0);
    return all.flatMap(({ bytes }) => other.receive(this, bytes));
  }

  #keep(outputs: VerificationOutput[]): VerificationOutput[] {
    this.sent.push(...outputs.filter((output) => output.kind === 'send'));
    return outputs;
  }
}

/** Ana's id is smaller than Ben's, and Cem's is the largest. */
export function three(seed: number): [ana: Verifier, ben: Verifier, cem: Verifier] {
  const random = seededRandom(seed);
  const all = [0, 1, 2].map(() => new Verifier(random.fork()));
  return all.sort((x, y) => compare(x.id, y.id)) as [Verifier, Verifier, Verifier];
}

/** Both began and exchanged everything; what each of the two is shown in the end. */
export function compareEmoji(asking: Verifier, asked: Verifier): (readonly number[])[] {
  asking.begin(asked);
  asking.deliver(asked);
  asked.begin(asking);
  const left = asked.deliver(asking);
  const right = asking.deliver(asked);
  return [left, right].map(emojiOf);
}

export function emojiOf(outputs: readonly VerificationOutput[]): readonly number[] {
  for (const output of outputs) {
    if (output.kind === 'shown' && output.state.kind === 'comparing') return output.state.emoji;
  }
  throw new Error('no emoji are shown');
}

export function read(bytes: Uint8Array): VerificationMessage {
  const parsed = parseVerification(bytes);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

/** Every output in a word or two; the emoji and the members left out. */
export function brief(outputs: readonly VerificationOutput[]): string[] {
  return outputs.map((output) => {
    if (output.kind === 'send') return `send ${briefMessage(read(output.bytes))}`;
    if (output.kind === 'shown') return `shown ${briefState(output.state)}`;
    if (output.kind === 'verified' || output.kind === 'confirmed') return output.kind;
    return `${output.kind} ${output.reason}`;
  });
}

function briefMessage(message: VerificationMessage): string {
  return message.kind === 'cancel' ? `cancel ${message.reason}` : message.kind;
}

function briefState(state: Output<'shown'>['state']): string {
  return state.kind === 'comparing' && state.theySaySame ? 'comparing, same there' : state.kind;
}

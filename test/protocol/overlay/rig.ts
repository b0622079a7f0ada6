// One overlay alone, with hands on everything that comes in and goes out: its neighbours are played
// by the test.

import { toHex } from '../../../src/base/bytes.ts';
import type {
  LinkId,
  OverlayInput,
  OverlayOutput,
} from '../../../src/protocol/overlay/contract.ts';
import { Overlay } from '../../../src/protocol/overlay/overlay.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import {
  encodeFrame,
  type FrontierEntry,
  type OverlayFrame,
  parseFrame,
  type SyncEntry,
} from '../../../src/wire/overlay.ts';
import { Person, ROOM_ID, SeededRandom, START } from './people.ts';

export class Rig {
  readonly person: Person;
  readonly overlay: Overlay;
  readonly dropped = new Map<string, number>();
  now = START;

  constructor(person = new Person('rig')) {
    this.person = person;
    const random = new SeededRandom('rig');
    this.overlay = new Overlay({ identity: person.identity, roomId: ROOM_ID, random });
    this.tell({ kind: 'start' });
  }

  tell(input: OverlayInput): OverlayOutput[] {
    return this.#count(this.overlay.handle(input, this.now));
  }

  /** A link to a member that knows us already: its STATE names us. It has said nothing unless told. */
  meet(link: LinkId, person: Person, entries: readonly SyncEntry[] = []): OverlayOutput[] {
    const up = this.tell({ kind: 'link-up', link, member: person.card });
    const state = this.state(link, person, { neighbours: [this.person.key] });
    return [...up, ...state, ...this.receive(link, { kind: 'sync', answer: false, entries })];
  }

  receive(link: LinkId, frame: OverlayFrame): OverlayOutput[] {
    return this.tell({ kind: 'received', link, payload: encodeFrame(frame) });
  }

  state(link: LinkId, of: Person, fields: Parameters<Person['state']>[0]): OverlayOutput[] {
    return this.receive(link, { kind: 'state', state: of.state({ sentAt: this.now, ...fields }) });
  }

  /** Over the fast channel. */
  fast(link: LinkId, frame: OverlayFrame): OverlayOutput[] {
    return this.tell({ kind: 'received-fast', link, payload: encodeFrame(frame) });
  }

  message(link: LinkId, message: RoomMessage, hop = 0): OverlayOutput[] {
    return this.receive(link, { kind: 'msg', hop, message: message.bytes });
  }

  /** Lets time pass, waking whenever it is asked for; the neighbours stay silent. */
  pass(ms: number): OverlayOutput[] {
    const end = this.now + ms;
    const outputs: OverlayOutput[] = [];
    for (;;) {
      const { deadline } = this.overlay;
      if (deadline === undefined || deadline > end) break;
      this.now = Math.max(this.now, deadline);
      outputs.push(...this.#count(this.overlay.wake(this.now)));
    }
    this.now = end;
    return outputs;
  }

  #count(outputs: OverlayOutput[]): OverlayOutput[] {
    for (const output of outputs) {
      if (output.kind !== 'dropped') continue;
      this.dropped.set(output.reason, (this.dropped.get(output.reason) ?? 0) + 1);
    }
    return outputs;
  }
}

/** Outputs in words, short enough to compare whole lists. */
export function told(outputs: readonly OverlayOutput[], names: Record<string, Person>): string[] {
  const byKey = new Map(Object.entries(names).map(([name, { key }]) => [key, name]));
  const name = (id: Uint8Array) => byKey.get(toHex(id)) ?? toHex(id);
  return outputs.map((output) => {
    switch (output.kind) {
      case 'send':
        return `${output.link}: ${frameInWords(output.payload, name)}`;
      case 'send-fast':
        return `${output.link} fast: ${frameInWords(output.payload, name)}`;
      case 'settings': {
        const { locked, lifetime, by } = output.settings;
        const who = by === undefined ? '' : ` by ${name(by)}`;
        return `${locked ? 'locked' : 'open'}, ${lifetime.kind}${who}`;
      }
      case 'typing':
        return `${name(output.member)} ${output.on ? 'types' : 'stops'}`;
      case 'deliver':
        return `deliver ${name(output.message.sender)}#${output.message.seq}`;
      case 'acknowledged':
        return `acknowledged by ${name(output.member)} ${output.since + 1} to ${output.upTo}`;
      case 'connect':
        return `connect ${name(output.member)}`;
      case 'offer':
      case 'answer':
        return `${output.kind} from ${name(output.from)}`;
      case 'member': {
        const { id, reach, nickname } = output.member;
        return `member ${name(id)} ${reach}${nickname === '' ? '' : ` "${nickname}"`}`;
      }
      case 'gone':
        return `gone ${name(output.member)} ${output.reason}`;
      case 'close-link':
        return `close ${output.link}`;
      case 'clock-skew':
        return `clock ${output.differenceMs}`;
      case 'dropped':
        return `dropped ${output.reason}`;
    }
    return 'unreachable';
  });
}

function frameInWords(payload: Uint8Array, name: (id: Uint8Array) => string): string {
  const parsed = parseFrame(payload);
  if (!parsed.ok) return parsed.reason;
  const frame = parsed.value;
  switch (frame.kind) {
    case 'ack':
      return `ack ${frame.entries.map((each) => `${name(each.sender)}${held(each)}`).join(' ')}`;
    case 'sync': {
      const entries = frame.entries.map((e) => ` ${name(e.sender)}${held(e)} from ${e.from}`);
      return `sync${frame.answer ? '?' : ''}${entries.join()}`;
    }
    case 'msg':
      return `msg hop ${frame.hop}`;
    case 'signal':
      return `signal ${name(frame.from)}→${name(frame.to)} ttl ${frame.ttl}`;
    case 'typing':
      return `typing ${frame.on ? 'on' : 'off'}`;
    default:
      return frame.kind;
  }
}

function held({ since, upTo }: FrontierEntry): string {
  return since === 0 ? `≤${upTo}` : `${since + 1}–${upTo}`;
}

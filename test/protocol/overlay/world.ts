// A small world for overlays: pipes with latency in place of links, a stand-in for peer/ that makes
// the connections that overlays ask for, and virtual time.

import { toHex } from '../../../src/base/bytes.ts';
import { blake2b } from '../../../src/crypto/hash.ts';
import type {
  LinkId,
  MemberView,
  OverlayInput,
  OverlayOutput,
  RoomSettings,
} from '../../../src/protocol/overlay/contract.ts';
import { Overlay } from '../../../src/protocol/overlay/overlay.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import { type Person, people, ROOM_ID, SeededRandom, START } from './people.ts';

const LATENCY_MS = 20;
const GATHER_MS = 10;
const HANDSHAKE_MS = 60;
/** DESIGN §4: a connection is given up after 8 s. */
const CONNECT_TIMEOUT_MS = 8_000;

export interface Tab {
  readonly person: Person;
  readonly overlay: Overlay;
  readonly links: Map<LinkId, Pipe>;
  readonly delivered: RoomMessage[];
  /** By member, up to which of our messages it was told to hold. */
  readonly acknowledged: Map<string, number>;
  readonly roster: Map<string, MemberView>;
  readonly gone: { readonly key: string; readonly reason: string; readonly at: number }[];
  readonly dropped: Map<string, number>;
  readonly closed: LinkId[];
  /** Who is shown as writing. */
  readonly typists: Set<string>;
  settings: RoomSettings | undefined;
  sent: number;
  connects: number;
}

interface Pipe {
  readonly to: Tab;
  readonly remote: LinkId;
}

type Sent = Extract<OverlayOutput, { readonly kind: 'send' | 'send-fast' }>;

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class World {
  now = START;
  readonly tabs: Tab[];
  /** Whether two tabs can be linked directly. */
  canConnect: (a: Tab, b: Tab) => boolean = () => true;
  /** Whether a payload is lost with the pipe it is on. */
  isCut: (from: Tab, to: Tab) => boolean = () => false;
  readonly #attempts = new Map<string, { readonly offerer: Tab; answerer?: Tab; done: boolean }>();
  readonly #events: Event[] = [];
  #order = 0;
  #nextLink: LinkId = 1;

  constructor(count: number, seed = 'world') {
    this.tabs = people(count, seed).map((person) => this.#tab(person));
    for (const tab of this.tabs) this.tell(tab, { kind: 'start' });
  }

  /** The tab of the nth lowest id. */
  tab(index: number): Tab {
    return this.tabs[index] as Tab;
  }

  /** A link of its own accord, as after a meeting on a tracker. */
  link(a: Tab, b: Tab): void {
    const [idA, idB] = [this.#nextLink++, this.#nextLink++];
    const older = linkTo(a, b);
    a.links.set(idA, { to: b, remote: idB });
    b.links.set(idB, { to: a, remote: idA });
    this.tell(a, { kind: 'link-up', link: idA, member: b.person.card });
    this.tell(b, { kind: 'link-up', link: idB, member: a.person.card });
    if (older !== undefined) this.unlink(a, older);
  }

  chain(...tabs: readonly Tab[]): void {
    for (let i = 1; i < tabs.length; i++) this.link(tabs[i - 1] as Tab, tabs[i] as Tab);
  }

  unlink(a: Tab, link: LinkId): void {
    const pipe = a.links.get(link);
    if (pipe === undefined) return;
    a.links.delete(link);
    pipe.to.links.delete(pipe.remote);
    this.tell(a, { kind: 'link-down', link });
    this.tell(pipe.to, { kind: 'link-down', link: pipe.remote });
  }

  unlinkAll(a: Tab): void {
    for (const link of [...a.links.keys()]) this.unlink(a, link);
  }

  publish(tab: Tab, text: string): RoomMessage {
    const message = tab.person.say(text, this.now);
    this.tell(tab, { kind: 'publish', message });
    return message;
  }

  tell(tab: Tab, input: OverlayInput): OverlayOutput[] {
    const outputs = tab.overlay.handle(input, this.now);
    for (const output of outputs) this.#perform(tab, output);
    return outputs;
  }

  /** Lets `ms` pass. */
  run(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const event = this.#events[0];
      const alarm = this.#nextAlarm();
      const at = Math.min(
        event?.at ?? Number.POSITIVE_INFINITY,
        alarm?.at ?? Number.POSITIVE_INFINITY,
      );
      if (at > end) break;
      this.now = Math.max(this.now, at);
      if (event !== undefined && event.at <= at) {
        this.#pop();
        event.run();
      } else if (alarm !== undefined) {
        this.#wake(alarm.tab);
      }
    }
    this.now = end;
  }

  #wake(tab: Tab): void {
    const before = tab.overlay.deadline;
    const outputs = tab.overlay.wake(this.now);
    for (const output of outputs) this.#perform(tab, output);
    // A machine that wants to be woken again and again for nothing would hang the page.
    if (outputs.length === 0 && tab.overlay.deadline === before) throw new Error('a busy alarm');
  }

  later(ms: number, run: () => void): void {
    this.#push({ at: this.now + ms, order: this.#order++, run });
  }

  #tab(person: Person): Tab {
    return {
      person,
      overlay: new Overlay({
        identity: person.identity,
        roomId: ROOM_ID,
        random: new SeededRandom(`random of ${person.key}`),
      }),
      links: new Map(),
      delivered: [],
      acknowledged: new Map(),
      roster: new Map(),
      gone: [],
      dropped: new Map(),
      closed: [],
      typists: new Set(),
      settings: undefined,
      sent: 0,
      connects: 0,
    };
  }

  #nextAlarm(): { readonly at: number; readonly tab: Tab } | undefined {
    let first: { readonly at: number; readonly tab: Tab } | undefined;
    for (const tab of this.tabs) {
      const at = tab.overlay.deadline;
      if (at !== undefined && (first === undefined || at < first.at)) first = { at, tab };
    }
    return first;
  }

  #perform(tab: Tab, output: OverlayOutput): void {
    switch (output.kind) {
      case 'send':
      case 'send-fast':
        return this.#send(tab, output);
      case 'settings':
        tab.settings = output.settings;
        return;
      case 'typing':
        if (output.on) tab.typists.add(toHex(output.member));
        else tab.typists.delete(toHex(output.member));
        return;
      case 'deliver':
        tab.delivered.push(output.message);
        return;
      case 'acknowledged':
        tab.acknowledged.set(toHex(output.member), output.upTo);
        return;
      case 'member':
        tab.roster.set(toHex(output.member.id), output.member);
        return;
      case 'gone': {
        const key = toHex(output.member);
        tab.roster.delete(key);
        tab.gone.push({ key, reason: output.reason, at: this.now });
        return;
      }
      case 'dropped':
        tab.dropped.set(output.reason, (tab.dropped.get(output.reason) ?? 0) + 1);
        return;
      case 'close-link':
        tab.closed.push(output.link);
        this.later(0, () => this.unlink(tab, output.link));
        return;
      default:
        this.#connect(tab, output);
    }
  }

  #send(tab: Tab, { kind, link, payload }: Sent): void {
    const pipe = tab.links.get(link);
    if (pipe === undefined) return;
    tab.sent += 1;
    this.later(LATENCY_MS, () => {
      if (!pipe.to.links.has(pipe.remote) || this.isCut(tab, pipe.to)) return;
      const received = kind === 'send' ? 'received' : 'received-fast';
      this.tell(pipe.to, { kind: received, link: pipe.remote, payload });
    });
  }

  /** What peer/ and link/ do: offer, answer, and a link or none. */
  #connect(tab: Tab, output: OverlayOutput): void {
    if (output.kind === 'connect') {
      tab.connects += 1;
      const { attempt, member: to } = output;
      const name = toHex(attempt);
      this.#attempts.set(name, { offerer: tab, done: false });
      this.later(GATHER_MS, () => {
        const record = tab.person.record(attempt, { sentAt: this.now });
        this.tell(tab, { kind: 'signal', to, attempt, role: 'offer', record });
      });
      this.later(CONNECT_TIMEOUT_MS, () => this.#fail(name));
    }
    if (output.kind === 'offer') {
      const { attempt } = output.description;
      const known = this.#attempts.get(toHex(attempt));
      if (known !== undefined) known.answerer = tab;
      this.later(GATHER_MS, () => {
        const answers = blake2b(16, output.record);
        const record = tab.person.record(attempt, { sentAt: this.now, answers });
        this.tell(tab, { kind: 'signal', to: output.from, attempt, role: 'answer', record });
      });
    }
    if (output.kind === 'answer') this.#answered(toHex(output.description.attempt));
  }

  #answered(name: string): void {
    const attempt = this.#attempts.get(name);
    if (attempt?.answerer === undefined || attempt.done) return;
    const { offerer, answerer } = attempt;
    if (!this.canConnect(offerer, answerer)) return;
    attempt.done = true;
    this.later(HANDSHAKE_MS, () => this.link(offerer, answerer));
  }

  #fail(name: string): void {
    const attempt = this.#attempts.get(name);
    if (attempt === undefined || attempt.done) return;
    attempt.done = true;
    const { offerer, answerer } = attempt;
    const ends =
      answerer === undefined ? [] : [[offerer, answerer] as const, [answerer, offerer] as const];
    for (const [tab, other] of ends) {
      const attemptBytes = Uint8Array.from(Buffer.from(name, 'hex'));
      this.tell(tab, {
        kind: 'connect-failed',
        member: other.person.identity.id,
        attempt: attemptBytes,
      });
    }
  }

  #push(event: Event): void {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#events[middle] as Event;
      if (other.at < event.at || (other.at === event.at && other.order < event.order))
        low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, event);
  }

  #pop(): void {
    this.#events.shift();
  }
}

export function linkTo(from: Tab, to: Tab): LinkId | undefined {
  for (const [link, pipe] of from.links) if (pipe.to === to) return link;
  return undefined;
}

/** Who each tab sees, and how, by the index of both. */
export function views(world: World): string[][] {
  return world.tabs.map((tab) =>
    world.tabs.map((other) => {
      if (other === tab) return '·';
      return tab.roster.get(other.person.key)?.reach ?? '–';
    }),
  );
}

export function texts(tab: Tab): string[] {
  return tab.delivered.map(({ body }) => Buffer.from(body).toString());
}

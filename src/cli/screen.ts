// What the terminal shows of a room. What others say goes to `out`; who comes and goes, how the
// meeting points are doing, and what became of one's own messages goes to `note`.
//
//   14:05 Quiet Heron (Bob): the first line of a message
//         its second line, and where the terminal's own line would have ended
//   * Quiet Heron has left.
//
// Nothing that others wrote ever begins a line: each begins with a time or a mark of ours, or is indented.

import type {
  DhtHealth,
  Emblem,
  Entry,
  Member,
  Notice,
  Room,
  RoomEvent,
  TrackerHealth,
} from '../node.ts';
import { cli } from '../text/cli.ts';
import { english } from '../text/english.ts';
import { SYMBOLS } from '../text/symbols.ts';
import type { Trouble } from '../text/types.ts';
import { keyOf, People } from './people.ts';
import { layOut, plainLine, plainLines } from './plain.ts';

/** Where lines go; each ends with a line feed. */
export interface Paper {
  readonly out: (lines: string) => void;
  readonly note: (lines: string) => void;
  /** How wide the terminal is that they go to; undefined for a file or a pipe. */
  readonly columns: { readonly out: number | undefined; readonly note: number | undefined };
}

export interface ScreenOptions {
  readonly paper: Paper;
  /** Such as `14:05`: five columns. */
  readonly timeOfDay: (instant: number) => string;
}

/** The time of day and a space. */
const TIME_COLUMNS = 6;
const MARK = '* ';
/** Our choice: enough to know one's own message by. */
const MAX_QUOTE_CODE_POINTS = 40;
/** Our choice: of so many of one's own messages it is known what was told of them. */
const MAX_OWN_MESSAGES = 10_000;
/** Our choice: what is edited or deleted was mostly said just now. */
const MAX_HEARD_MESSAGES = 1_000;

type Reach = Member['reach'];
type Progress = 'nobody-here' | 'unreceived' | 'on-its-way' | 'some' | 'all';

export class Screen {
  readonly #paper: Paper;
  readonly #timeOfDay: (instant: number) => string;
  readonly #people = new People();
  readonly #here = new Map<string, { reach: Reach; path: Member['path'] }>();
  /** The last state that was told of each meeting point. */
  readonly #points = new Map<string, TrackerHealth['state'] | DhtHealth>();
  readonly #notices = new Set<Notice['code']>();
  readonly #own = new Map<string, Progress>();
  /** What was printed of others, until it is gone: to know a change from a new line. */
  readonly #heard = new Map<string, Entry>();

  constructor({ paper, timeOfDay }: ScreenOptions) {
    this.#paper = paper;
    this.#timeOfDay = timeOfDay;
  }

  note(sentence: string): void {
    const { note, columns } = this.#paper;
    note(layOut([`${MARK}${sentence}`], MARK.length, columns.note));
  }

  trouble({ says, next }: Trouble): void {
    this.note(`${says} ${next}`);
  }

  /** A room that was just joined, and a sentence about where people are looked for. */
  open(room: Room, looking: string): void {
    this.note(spokenEmblem(room.emblem));
    this.note(cli.room.you(this.#people.name(room.id)));
    if (room.members.length === 0) this.note(cli.room.alone);
    this.note(looking);
    for (const health of room.trackers) this.#tracker(health);
    this.#dht(room.dht);
    for (const notice of room.notices) this.#notice(notice);
    for (const member of room.members) this.#member(member);
  }

  hear(event: RoomEvent): void {
    if (event.type === 'entry') this.#entry(event.entry);
    else if (event.type === 'removed') this.#removed(event);
    else if (event.type === 'member') this.#member(event.member);
    else if (event.type === 'gone') this.#gone(event.id, event.reason);
    else if (event.type === 'tracker') this.#tracker(event.health);
    else if (event.type === 'dht') this.#dht(event.health);
    else if (event.type === 'notice') this.#notice(event.notice);
  }

  /** Of a room that is not the one to talk in: how the meeting points are doing, and nothing of people. */
  hearOfMeeting(event: RoomEvent): void {
    if (event.type === 'tracker' || event.type === 'dht' || event.type === 'notice') {
      this.hear(event);
    }
  }

  #entry(entry: Entry): void {
    if (entry.own) return this.#ownEntry(entry);
    const before = this.#heard.get(entry.id);
    // A reaction, or a lifetime that has begun, is told of as well: only words are printed.
    if (before?.text === entry.text) return;
    const [oldest] = this.#heard.keys();
    if (this.#heard.size >= MAX_HEARD_MESSAGES && oldest !== undefined) this.#heard.delete(oldest);
    this.#heard.set(entry.id, entry);
    const [first = '', ...more] = plainLines(entry.text);
    const time = this.#timeOfDay(entry.writtenAt).padEnd(TIME_COLUMNS);
    const lines = [`${time}${this.#speaker(entry)}: ${first}`, ...more];
    const { out, columns } = this.#paper;
    out(layOut(lines, TIME_COLUMNS, columns.out));
  }

  #speaker({ author, edited, privateWith }: Entry): string {
    const name = this.#people.name(author);
    if (privateWith !== undefined) return cli.message.privately(name);
    return edited ? cli.message.edited(name) : name;
  }

  /** What was printed can't be taken off a terminal; that it should be gone is said. */
  #removed({ id, reason }: Extract<RoomEvent, { readonly type: 'removed' }>): void {
    this.#own.delete(id);
    const entry = this.#heard.get(id);
    this.#heard.delete(id);
    if (entry !== undefined && reason === 'deleted') {
      this.note(cli.message.gone(this.#people.name(entry.author)));
    }
  }

  /** Told are the first who received it and the last, and while nobody has, that it waits. */
  #ownEntry({ id, text, state }: Entry): void {
    const progress = this.#progress(state);
    if (progress === this.#own.get(id)) return;
    const [oldest] = this.#own.keys();
    if (this.#own.size >= MAX_OWN_MESSAGES && oldest !== undefined) this.#own.delete(oldest);
    this.#own.set(id, progress);
    const words = wordsOf(progress, state);
    if (words !== undefined) this.note(cli.message.about(quote(text), words));
  }

  #progress(state: Entry['state']): Progress {
    if (state.kind !== 'sent') return this.#here.size === 0 ? 'nobody-here' : 'on-its-way';
    if (state.of === 0) return 'unreceived';
    if (state.reached === 0) return 'on-its-way';
    return state.reached < state.of ? 'some' : 'all';
  }

  #member({ id, nickname, reach, path, met }: Member): void {
    const before = this.#here.get(keyOf(id));
    this.#here.set(keyOf(id), { reach, path });
    const person = this.#people.person(id);
    const wasNamed = person.chosen !== '';
    this.#people.rename(id, nickname);
    const name = this.#people.name(id);
    const { came, back, chose, relayed } = cli.person;
    if (before === undefined) this.note((person.met ? back : came)(name, cli.person.met[met]));
    else if (!wasNamed && person.chosen !== '') this.note(chose(person.madeUp, person.chosen));
    person.met = true;
    if (before !== undefined) this.#reached(name, before.reach, reach);
    if (path === 'relay' && before?.path !== 'relay') this.note(relayed(name));
  }

  #reached(name: string, before: Reach, now: Reach): void {
    if (before === now) return;
    if (now === 'reconnecting') this.note(cli.person.away(name));
    else if (before === 'reconnecting') this.note(cli.person.again(name));
  }

  #gone(id: Uint8Array, reason: 'left' | 'lost'): void {
    this.#here.delete(keyOf(id));
    this.note(english.person[reason](this.#people.name(id)));
    if (this.#here.size === 0) this.note(english.alone.againAlone);
  }

  /** That they are tried is said once, of all of them together; each will answer, or be unreachable. */
  #tracker({ url, state }: TrackerHealth): void {
    if (state === 'connecting' || state === 'stopped' || !this.#isNews(url, state)) return;
    this.note(cli.meeting.tracker(hostOf(url), english.meetingPoints.state[state]));
  }

  #dht(health: DhtHealth): void {
    if (health === 'absent' || !this.#isNews('dht', health)) return;
    this.note(cli.meeting.dhtIs(cli.meeting.dhtState[health]));
  }

  #isNews(point: string, state: TrackerHealth['state'] | DhtHealth): boolean {
    if (this.#points.get(point) === state) return false;
    this.#points.set(point, state);
    return true;
  }

  #notice(notice: Notice): void {
    if (this.#notices.has(notice.code)) return;
    this.#notices.add(notice.code);
    if (notice.code !== 'clock-skew') return this.trouble(cli.notices[notice.code]);
    const { says, blocks, next } = english.clockSkew;
    this.note(`${says(notice.differenceMs)} ${blocks} ${next}`);
  }
}

function wordsOf(progress: Progress, state: Entry['state']): string | undefined {
  const { message } = english;
  if (progress === 'nobody-here') return message.waitingForPeople;
  if (progress === 'unreceived') return message.reachedNobody;
  return state.kind === 'sent' && state.reached > 0
    ? message.reached(state.reached, state.of)
    : undefined;
}

function quote(text: string): string {
  const line = [...plainLine(text)];
  if (line.length <= MAX_QUOTE_CODE_POINTS) return line.join('');
  return cli.message.cut(line.slice(0, MAX_QUOTE_CODE_POINTS).join('').trimEnd());
}

function spokenEmblem(emblem: Emblem): string {
  const [first, second, third] = emblem.map((number) => SYMBOLS[number]);
  const spoken = english.emblem.spoken(first?.name ?? '', second?.name ?? '', third?.name ?? '');
  const emoji = [first, second, third].map((symbol) => symbol?.emoji ?? '').join(' ');
  return cli.room.emblem(emoji, spoken);
}

/** Without a path, where a token may be. */
function hostOf(url: string): string {
  return plainLine(URL.canParse(url) ? new URL(url).host : url);
}

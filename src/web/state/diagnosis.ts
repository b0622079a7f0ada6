// The connection doctor: what was looked at, in order and each with a verdict, and the one cause that
// is most likely, with its next step. Nothing is claimed that is not known.

import type { TrackerHealth } from '../../browser.ts';
import type { Trouble } from '../../text/types.ts';
import { type Cause, causeOf, clockCause, tell } from './cause.ts';
import { hostOf } from './host.ts';
import { isLooking, type NoticeCode, type Situation, working } from './situation.ts';
import { text } from './text.ts';

/** `trying` only while it really is being tried. */
export type Verdict = 'fine' | 'matter' | 'unknown' | 'trying';

export interface Check {
  readonly title: string;
  readonly verdict: Verdict;
  readonly says: string;
}

export type FindingCode = Cause | 'nobody-here' | keyof typeof text.diagnosis.found;

export interface Finding {
  readonly code: FindingCode;
  readonly says: string;
  readonly next: string;
  /** Whether the next step is taken in the settings. */
  readonly inSettings: boolean;
}

export interface Diagnosis {
  readonly finding: Finding;
  readonly checks: readonly Check[];
}

const IN_SETTINGS: ReadonlySet<FindingCode> = new Set([
  'no-path',
  'no-relay',
  'no-bridge',
  'meeting-points-silent',
  'no-meeting-points',
]);

/** Each was caused by somebody who knows the phrase; the first of them speaks another version. */
const SIGNS_OF_SOMEBODY: readonly NoticeCode[] = [
  'other-version',
  'clock-skew',
  'no-path',
  'no-bridge',
];

const NEAR_MS = 60_000;

export function diagnose(situation: Situation): Diagnosis {
  return {
    finding: findingOf(situation),
    checks: [
      network(situation),
      webrtc(situation),
      ...meetingPoints(situation),
      somebody(situation),
      path(situation),
      clock(situation),
      version(situation),
    ],
  };
}

function findingOf(situation: Situation): Finding {
  const cause = causeOf(situation);
  const code = cause ?? stateOf(situation);
  const inSettings = IN_SETTINGS.has(code);
  return { code, ...sentencesOf(code, situation), inSettings };
}

function sentencesOf(code: FindingCode, situation: Situation): Trouble {
  const { found } = text.diagnosis;
  if (code === 'nobody-here') return text.doctor[code];
  return code in found ? found[code as keyof typeof found] : tell(code as Cause, situation);
}

/** Where nothing is the matter. */
function stateOf(situation: Situation): FindingCode {
  const { here, trackers } = situation;
  if (here.length > 0)
    return reached(situation).length < here.length ? 'reconnecting' : 'connected';
  if (trackers.length === 0) return 'no-meeting-points';
  if (working(situation) === 0) return 'connecting';
  return counted(situation) > 0 ? 'unanswered' : 'nobody-here';
}

function network({ online }: Situation): Check {
  const says = online ? text.network.online : text.network.offlineShort;
  return { title: text.diagnosis.network, verdict: online ? 'fine' : 'matter', says };
}

function webrtc(situation: Situation): Check {
  const { title, fine, unused, bridged, missing } = text.diagnosis.webrtc;
  const { hidden, turn } = situation.joined;
  if (hidden && turn.length === 0) return { title, verdict: 'fine', says: unused };
  if (situation.webrtc) return { title, verdict: 'fine', says: fine };
  if (situation.relays.length > 0) return { title, verdict: 'fine', says: bridged };
  return { title, verdict: 'matter', says: missing };
}

/** Each of them, and the DHT where there is a way to it. */
function meetingPoints(situation: Situation): readonly Check[] {
  const { meetingPoints: words } = text;
  const { trackers, dht } = situation;
  const answered = working(situation) > 0;
  if (trackers.length === 0) {
    return [{ title: words.title, verdict: 'matter', says: words.noneSet }];
  }
  const points = trackers.map(({ url, state }) => ({
    title: hostOf(url),
    verdict: verdictOf(state, answered),
    says: words.state[state],
  }));
  if (dht === 'absent') return points;
  const verdict = verdictOf(dht, answered);
  return [...points, { title: words.dht, verdict, says: words.dhtState[dht] }];
}

/** Where another answers, one that does not is tried again and again, and is not the matter. */
function verdictOf(state: TrackerHealth['state'], answered: boolean): Verdict {
  const verdict = POINT_VERDICTS[state];
  return verdict === 'matter' && answered ? 'trying' : verdict;
}

const POINT_VERDICTS: Readonly<Record<TrackerHealth['state'], Verdict>> = {
  connecting: 'trying',
  working: 'fine',
  silent: 'matter',
  unreachable: 'matter',
  stopped: 'unknown',
};

function somebody(situation: Situation): Check {
  const { title, counted: counts, ...words } = text.diagnosis.somebody;
  const { here } = situation;
  const linked = reached(situation).length;
  if (here.length > 0) {
    const all = linked === here.length;
    const says = all ? text.links.all(linked) : text.links.some(linked, here.length);
    return { title, verdict: linked > 0 ? 'fine' : 'trying', says };
  }
  if (isNoticed(situation)) return { title, verdict: 'fine', says: words.noticed };
  if (!isLooking(situation)) return { title, verdict: 'unknown', says: words.notLooking };
  if (working(situation) === 0) return { title, verdict: 'unknown', says: words.unanswered };
  const others = counted(situation);
  return { title, verdict: 'trying', says: others > 0 ? counts(others) : words.looking };
}

function path(situation: Situation): Check {
  const { title, none, noBridge, untried } = text.diagnosis.path;
  const { here, notices } = situation;
  if (here.length > 0) return { title, ...pathsOf(situation) };
  if (notices.has('no-bridge')) return { title, verdict: 'matter', says: noBridge };
  if (notices.has('no-path')) return { title, verdict: 'matter', says: none };
  return { title, verdict: 'unknown', says: untried };
}

function pathsOf(situation: Situation): Pick<Check, 'verdict' | 'says'> {
  const words = text.diagnosis.path;
  const linked = reached(situation);
  if (linked.length === 0) return { verdict: 'trying', says: words.reconnecting };
  if (linked.some(({ path: way }) => way === 'relay'))
    return { verdict: 'fine', says: words.relay };
  const through = linked.some(({ reach }) => reach === 'through');
  return { verdict: 'fine', says: through ? words.through : words.direct };
}

function clock(situation: Situation): Check {
  const { title, reading, metSomebody } = text.diagnosis.clock;
  const cause = clockCause(situation);
  if (cause !== undefined) {
    return { title, verdict: 'matter', says: tell(cause, situation).says };
  }
  const { kind } = situation.clock;
  if (situation.clock.kind === 'read') {
    return { title, verdict: 'fine', says: nearness(situation.clock.differenceMs) };
  }
  // Whoever was met at a meeting point was within the window.
  if (situation.here.some(({ met }) => met !== 'member')) {
    return { title, verdict: 'fine', says: metSomebody };
  }
  if (kind === 'reading') return { title, verdict: 'trying', says: reading };
  return { title, verdict: 'unknown', says: text.clockSkew.unchecked };
}

function nearness(differenceMs: number): string {
  const { agrees, near } = text.diagnosis.clock;
  return Math.abs(differenceMs) < NEAR_MS ? agrees : near(differenceMs);
}

function version(situation: Situation): Check {
  const { title, same, untried } = text.diagnosis.version;
  if (situation.notices.has('other-version')) {
    return { title, verdict: 'matter', says: text.doctor['other-version'].says };
  }
  const compared = situation.here.length > 0 || isNoticed(situation);
  return { title, verdict: compared ? 'fine' : 'unknown', says: compared ? same : untried };
}

function reached({ here }: Situation): Situation['here'] {
  return here.filter(({ reach }) => reach !== 'reconnecting');
}

function isNoticed({ notices }: Situation): boolean {
  return SIGNS_OF_SOMEBODY.some((code) => notices.has(code));
}

/** Others of the room that a meeting point counts; ghosts of a lost connection among them. */
function counted({ trackers }: Situation): number {
  const counts = trackers.flatMap(({ state, swarm }) => (state === 'working' ? [swarm ?? 1] : []));
  return Math.max(1, ...counts) - 1;
}

// "What can others see?": what everybody who is involved at this moment can learn, and can't.

import { hostOf } from './host.ts';
import { isRelayedOnly, type Situation } from './situation.ts';
import { text } from './text.ts';

export interface View {
  readonly who: string;
  /** Which servers, where they are servers. */
  readonly hosts: readonly string[];
  readonly sees: readonly string[];
  readonly never: string | undefined;
}

/** Only those who have a part at present, and each of their hosts once; `page` is the host that serves this page, if one does. */
export function othersSee(situation: Situation, page: string | undefined): readonly View[] {
  return [
    points(situation),
    bridge(situation),
    helpers(situation),
    turn(situation),
    people(situation),
    network(situation),
    server(page),
  ]
    .filter((view) => view !== undefined)
    .map((view) => ({ ...view, hosts: [...new Set(view.hosts)] }));
}

function points(situation: Situation): View {
  const { title: who, never, ...words } = text.othersSee.points;
  const hosts = connected(situation).map(({ url }) => hostOf(url));
  if (hosts.length === 0) return { who, hosts, sees: [words.none], never: undefined };
  const address = situation.joined.hidden ? words.seeHidden : words.seeAddress;
  return { who, hosts, sees: [address, words.seeRoom], never };
}

/** One that is silent is connected all the same. */
function connected({ trackers, online }: Situation): Situation['trackers'] {
  if (!online) return [];
  return trackers.filter(({ state }) => state === 'working' || state === 'silent');
}

function bridge(situation: Situation): View | undefined {
  const { title: who, never, ...words } = text.othersSee.bridge;
  const { relays, dht, joined, here } = situation;
  const dhtInUse = dht !== 'absent';
  if (relays.length === 0 && !dhtInUse) return undefined;
  const carried = linkedBy('relay', here);
  const carries = joined.turn.length > 0 ? words.mayCarry : words.carries;
  const sees = [carried > 0 ? carries(carried) : words.idle, ...(dhtInUse ? [words.dht] : [])];
  return { who, hosts: relays.map(hostOf), sees, never };
}

/** With the address hidden, or without WebRTC, none is asked. */
function helpers({ joined, webrtc }: Situation): View | undefined {
  const { title: who, sees, never } = text.othersSee.helpers;
  if (!webrtc || joined.hidden || joined.stun.length === 0) return undefined;
  return { who, hosts: joined.stun.map(hostOf), sees: [sees], never };
}

function turn({ joined, webrtc }: Situation): View | undefined {
  const { title: who, sees, never } = text.othersSee.turn;
  if (!webrtc || joined.turn.length === 0) return undefined;
  return { who, hosts: joined.turn.map(hostOf), sees: [sees], never };
}

function people(situation: Situation): View {
  const { title: who, alone, read, insider } = text.othersSee.people;
  const { here } = situation;
  const reading = here.length === 0 ? [alone] : [read];
  const sees = [...reading, ...addressToPeople(situation), ...(here.length > 0 ? [insider] : [])];
  return { who, hosts: [], sees, never: undefined };
}

/** Offers hold addresses, sealed for everybody who knows the phrase. */
function addressToPeople(situation: Situation): readonly string[] {
  const { direct, canFind, hidden } = text.othersSee.people;
  if (situation.joined.hidden || isRelayedOnly(situation)) return [hidden];
  const seeing = linkedBy('direct', situation.here);
  return seeing > 0 ? [direct(seeing), canFind] : [canFind];
}

/** How many are connected in this way at present. */
function linkedBy(way: 'direct' | 'relay', here: Situation['here']): number {
  return here.filter(({ path, reach }) => path === way && reach !== 'reconnecting').length;
}

function network(situation: Situation): View {
  const { title: who, never, ...words } = text.othersSee.network;
  if (!situation.online) return { who, hosts: [], sees: [words.offline], never: undefined };
  const plain = connected(situation).some(({ url }) => /^ws:/i.test(url));
  const sees = [
    words.sees,
    ...(linkedBy('direct', situation.here) > 0 ? [words.direct] : []),
    ...(plain ? [words.plain] : []),
  ];
  return { who, hosts: [], sees, never };
}

function server(page: string | undefined): View | undefined {
  const { title: who, sees, changed } = text.othersSee.page;
  if (page === undefined) return undefined;
  return { who, hosts: [page], sees: [sees, changed], never: undefined };
}

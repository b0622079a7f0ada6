// Items of BEP 44 through bittorrent-dht: read as early as they come in, and written with a second
// try. What the package keeps to itself, or tells late, is made up for here.

import type DHT from 'bittorrent-dht';
import { equal } from '../../../base/bytes.ts';
import { sha1 } from '../../../crypto/verify.ts';
import { checkItem, type Item } from '../../../wire/bep44.ts';

/** BRIDGE: "on n < 3 do a fresh get, put again": tokens have a life of minutes. */
const ENOUGH_COPIES = 3;
/** BEP 44: 301 "CAS mismatch", 302 "sequence number less than current". */
const CONFLICTS: ReadonlySet<number | undefined> = new Set([301, 302]);

export interface Told {
  readonly onItem: (item: Item) => void;
  readonly onEnd: () => void;
}

/** Items are told as they come in, each newer one; the node itself waits for the slowest reply. */
export function getItems(dht: DHT, target: Uint8Array, { onItem, onEnd }: Told): void {
  let newest = -1;
  const onNewer = (item: Item) => {
    if (item.seq <= newest) return;
    newest = item.seq;
    onItem(item);
  };
  look(dht, target, { onItem: onNewer, onEnd });
}

/** Tells of every sound item that any node holds. */
function look(dht: DHT, target: Uint8Array, { onItem, onEnd }: Told): void {
  const verify = (sig: Uint8Array, message: Uint8Array, k: Uint8Array): boolean => {
    const item = readItem(sig, message, k);
    if (item === undefined || !equal(sha1(item.k), target) || !checkItem(item).ok) return false;
    onItem(item);
    return true;
  };
  dht.get(Buffer.from(target), { cache: false, verify }, () => onEnd());
}

/** The node hands out what was signed: `3:seqi<seq>e1:v<count>:<bytes>`, or with a salt, not ours. */
function readItem(sig: Uint8Array, message: Uint8Array, k: Uint8Array): Item | undefined {
  const head = Buffer.from(message.subarray(0, 48)).toString('latin1');
  const [matched, seq, count] = /^3:seqi(\d{1,16})e1:v(\d{1,4}):/.exec(head) ?? [];
  if (matched === undefined) return undefined;
  const v = Uint8Array.from(message.subarray(matched.length));
  if (v.length !== Number(count)) return undefined;
  return { k: Uint8Array.from(k), seq: Number(seq), sig: Uint8Array.from(sig), v };
}

export interface Put {
  readonly item: Item;
  /** Only over the item with this seq. */
  readonly cas: number | undefined;
}

/**
 * Ends with how many nodes took it; `conflict` when they hold something else. When many took it,
 * some may have refused it all the same: nodes come and go, and the package does not tell.
 */
export function putItem(
  dht: DHT,
  { item, cas }: Put,
  onEnd: (copies: number | 'conflict') => void,
): void {
  const { seq } = item;
  const [k, v, sig] = [Buffer.from(item.k), Buffer.from(item.v), Buffer.from(item.sig)];
  const attempt = (done: (copies: number, conflict: boolean) => void) => {
    dht.put({ k, v, sig, seq, cas }, (error, _hash, copies = 0) =>
      done(copies, CONFLICTS.has(error?.code)),
    );
  };
  attempt((first, conflict) => {
    if (conflict || first >= ENOUGH_COPIES) return onEnd(conflict ? 'conflict' : first);
    let isNewer = false;
    const onItem = (there: Item) => {
      isNewer ||= there.seq > seq || (there.seq > (cas ?? seq) && there.seq < seq);
    };
    const again = () => {
      if (isNewer) return onEnd('conflict');
      attempt((second, refused) => {
        // Who took it the first time may refuse it now, since it is there.
        const copies = Math.max(first, second);
        onEnd(refused && copies === 0 ? 'conflict' : copies);
      });
    };
    look(dht, sha1(item.k), { onItem, onEnd: again });
  });
}

// What a browser and a bridge say to each other about the DHT (BRIDGE, "Gateway"), one binary
// WebSocket frame each, at the bridge's path `dht`:
//
//   browser ──▶ bridge   get 1, watch 3, unwatch 4     target 20
//                        put 2                         k 32 ‖ seq u48 ‖ flags u8 (bit 0: cas) ‖ cas u48 ‖ sig 64 ‖ v 996
//   bridge ──▶ browser   item 129                      k 32 ‖ seq u48 ‖ sig 64 ‖ v 996
//                        got 130                       target 20
//                        stored 131                    target 20 ‖ copies u8
//                        refused 132                   target 20 ‖ the request's kind u8 ‖ reason u8
//                        health 133                    state u8
//
// The bridge can read, forge and link none of it: the items are sealed and signed by the people.

import { bad, ok, type Parsed } from '../base/result.ts';
import { SIGNATURE_BYTES, SIGNING_KEY_BYTES } from '../crypto/verify.ts';
import type { DhtHealth, DhtRefusal } from '../ports/dht.ts';
import { ITEM_VALUE_BYTES, type Item, TARGET_BYTES } from './bep44.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** BRIDGE: "frame <= 1 200 B", in both directions. */
export const MAX_GATEWAY_FRAME_BYTES = 1_200;

/** The last segment of a bridge's URL, where its tracker has `announce`. */
export const GATEWAY_PATH = '/dht';

export type GatewayRequest =
  | { readonly kind: 'get' | 'watch' | 'unwatch'; readonly target: Uint8Array }
  | { readonly kind: 'put'; readonly item: Item; readonly cas: number | undefined };

/** What may be refused; to stop watching never is. */
export type RefusableRequest = Exclude<GatewayRequest['kind'], 'unwatch'>;

/** `invalid`: the bridge found fault with the item, or with when it claims to be written. */
export type GatewayRefusal = DhtRefusal | 'invalid';

/** How the bridge itself does in the DHT. */
export type GatewayHealth = Exclude<DhtHealth, 'absent'>;

export type GatewayReply =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'got'; readonly target: Uint8Array }
  | { readonly kind: 'stored'; readonly target: Uint8Array; readonly copies: number }
  | {
      readonly kind: 'refused';
      readonly target: Uint8Array;
      readonly request: RefusableRequest;
      readonly reason: GatewayRefusal;
    }
  | { readonly kind: 'health'; readonly health: GatewayHealth };

export type GatewayFault = 'gateway-kind' | 'gateway-malformed';

const KINDS = { get: 1, put: 2, watch: 3, unwatch: 4 } as const;
const REPLIES = { item: 129, got: 130, stored: 131, refused: 132, health: 133 } as const;
const REFUSABLE = ['get', 'put', 'watch'] as const;
const REASONS: readonly GatewayRefusal[] = ['conflict', 'busy', 'unreachable', 'invalid'];
const STATES: readonly GatewayHealth[] = ['connecting', 'working', 'unreachable'];

const HAS_CAS = 1;
const MOST_COPIES = 255;

/**
 * The gateway beside a tracker: its URL with another last segment. Undefined for what is no ws: or
 * wss: URL, which has no gateway.
 */
export function gatewayUrl(tracker: string): string | undefined {
  return serviceUrl(tracker, GATEWAY_PATH);
}

/** Another service of the bridge whose tracker is at this URL. */
export function serviceUrl(tracker: string, path: string): string | undefined {
  const [, origin, folder = ''] =
    /^(wss?:\/\/[^/?#]+)((?:\/[^/?#]+)*)\/?(?:[?#].*)?$/i.exec(tracker) ?? [];
  if (origin === undefined) return undefined;
  return origin + folder.replace(/\/[^/]*$/, '') + path;
}

export function encodeRequest(request: GatewayRequest): Uint8Array {
  const out = new Writer().u8(KINDS[request.kind]);
  if (request.kind !== 'put') return out.bytes(request.target).finish();
  const { item, cas } = request;
  out.bytes(item.k).u48(item.seq);
  out.u8(cas === undefined ? 0 : HAS_CAS).u48(cas ?? 0);
  return out.bytes(item.sig).bytes(item.v).finish();
}

/** Sizes only: whether the signature holds is `checkItem`'s to say. */
export function parseRequest(bytes: Uint8Array): Parsed<GatewayRequest, GatewayFault> {
  const reader = new Reader(bytes);
  const code = reader.u8();
  if (code === KINDS.put) return parsePut(reader);
  const kind = (['get', 'watch', 'unwatch'] as const).find((name) => KINDS[name] === code);
  if (kind === undefined) return bad('gateway-kind');
  const request = { kind, target: reader.bytes(TARGET_BYTES) };
  return reader.finish(request, 'gateway-malformed');
}

function parsePut(reader: Reader): Parsed<GatewayRequest, GatewayFault> {
  const k = reader.bytes(SIGNING_KEY_BYTES);
  const seq = reader.u48();
  const flags = reader.u8();
  const cas = reader.u48();
  const item = { k, seq, sig: reader.bytes(SIGNATURE_BYTES), v: reader.bytes(ITEM_VALUE_BYTES) };
  if (flags > HAS_CAS || (flags === 0 && cas !== 0)) reader.fail();
  const request = { kind: 'put', item, cas: flags === 0 ? undefined : cas } as const;
  return reader.finish(request, 'gateway-malformed');
}

export function encodeReply(reply: GatewayReply): Uint8Array {
  const out = new Writer().u8(REPLIES[reply.kind]);
  if (reply.kind === 'health') return out.u8(STATES.indexOf(reply.health)).finish();
  if (reply.kind === 'item') {
    const { k, seq, sig, v } = reply.item;
    return out.bytes(k).u48(seq).bytes(sig).bytes(v).finish();
  }
  out.bytes(reply.target);
  if (reply.kind === 'stored') out.u8(Math.min(MOST_COPIES, reply.copies));
  if (reply.kind === 'refused') out.u8(KINDS[reply.request]).u8(REASONS.indexOf(reply.reason));
  return out.finish();
}

export function parseReply(bytes: Uint8Array): Parsed<GatewayReply, GatewayFault> {
  const reader = new Reader(bytes);
  const code = reader.u8();
  if (code === REPLIES.item) return parseItem(reader);
  if (code === REPLIES.health)
    return finishNamed(reader, STATES, (health) => ({ kind: 'health', health }));
  const target = reader.bytes(TARGET_BYTES);
  if (code === REPLIES.got)
    return reader.finish({ kind: 'got', target } as const, 'gateway-malformed');
  if (code === REPLIES.stored) {
    const copies = reader.u8();
    return reader.finish({ kind: 'stored', target, copies } as const, 'gateway-malformed');
  }
  if (code !== REPLIES.refused) return bad('gateway-kind');
  const asked = reader.u8();
  const request = REFUSABLE.find((name) => KINDS[name] === asked);
  if (request === undefined) return bad('gateway-malformed');
  return finishNamed(reader, REASONS, (reason) => ({ kind: 'refused', target, request, reason }));
}

function parseItem(reader: Reader): Parsed<GatewayReply, GatewayFault> {
  const k = reader.bytes(SIGNING_KEY_BYTES);
  const seq = reader.u48();
  const sig = reader.bytes(SIGNATURE_BYTES);
  const v = reader.bytes(ITEM_VALUE_BYTES);
  return reader.finish({ kind: 'item', item: { k, seq, sig, v } } as const, 'gateway-malformed');
}

/** The last byte is the place of a name in a list. */
function finishNamed<Name>(
  reader: Reader,
  names: readonly Name[],
  make: (name: Name) => GatewayReply,
): Parsed<GatewayReply, GatewayFault> {
  const name = names[reader.u8()];
  if (name === undefined || !reader.done()) return bad('gateway-malformed');
  return ok(make(name));
}

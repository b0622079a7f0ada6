// Frames that no client should fall over: what a hostile or broken tracker may send instead of an
// offer, an answer or a response. Each maker gives one kind, addressed to one infohash.

import { type Frame, id } from './client.ts';

type JunkMaker = (infoHash: string, serial: number) => string;

export const JUNK: Readonly<Record<string, JunkMaker>> = {
  'no-json': () => '{"action":"announce","offer":',
  'empty-frame': () => '',
  'a-number': () => '5',
  null: () => 'null',
  'a-list': () => '[[],{}]',
  'deep-nesting': () => '['.repeat(30_000),
  'no-action': (infoHash) => JSON.stringify({ info_hash: infoHash, complete: 1 }),
  'offer-of-null': junkOffer({ offer: null }),
  'offer-of-text': junkOffer({ offer: 'v=0' }),
  'offer-of-number-sdp': junkOffer({ offer: { type: 'offer', sdp: 5 } }),
  'offer-of-wrong-type': junkOffer({ offer: { type: 'pranswer', sdp: 'AAAA' } }),
  'offer-of-empty-sdp': junkOffer({ offer: { type: 'offer', sdp: '' } }),
  'offer-of-real-sdp': junkOffer({
    offer: { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 0.0.0.0' },
  }),
  'offer-of-noise': junkOffer({ offer: { type: 'offer', sdp: 'A'.repeat(736) } }),
  'offer-of-almost-right-length': junkOffer({ offer: { type: 'offer', sdp: 'A'.repeat(735) } }),
  'offer-not-base64url': junkOffer({ offer: { type: 'offer', sdp: '+/='.repeat(245) } }),
  'offer-huge': junkOffer({ offer: { type: 'offer', sdp: 'A'.repeat(200_000) } }),
  'offer-id-missing': junkOffer({ offer_id: undefined }),
  'offer-id-short': junkOffer({ offer_id: 'x' }),
  'offer-id-wide': junkOffer({ offer_id: '\u{1f98a}'.repeat(20) }),
  'peer-id-missing': junkOffer({ peer_id: undefined }),
  'peer-id-number': junkOffer({ peer_id: 5 }),
  'other-infohash': junkOffer({ info_hash: id('somewhere else') }),
  'offer-and-answer': junkOffer({ answer: { type: 'answer', sdp: 'A'.repeat(736) } }),
  'unasked-answer': junkOffer({
    offer: undefined,
    answer: { type: 'answer', sdp: 'A'.repeat(736) },
  }),
  'response-of-nonsense': junkOffer({ offer: undefined, complete: 'many', interval: {} }),
  'scrape-unasked': (infoHash) => JSON.stringify({ action: 'scrape', files: { [infoHash]: null } }),
};

/** A sound offer of a stranger, in which `fields` are replaced; undefined leaves one out. */
function junkOffer(fields: Frame): JunkMaker {
  return (infoHash, serial) =>
    JSON.stringify({
      action: 'announce',
      info_hash: infoHash,
      peer_id: id(`stranger ${serial}`),
      offer_id: id(`junk ${serial}`),
      offer: { type: 'offer', sdp: 'A'.repeat(736) },
      ...fields,
    });
}

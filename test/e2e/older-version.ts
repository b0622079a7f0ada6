// Somebody who knows the phrase and speaks another version: a bare client of a tracker whose offers
// open with the room's key, and begin with a version that is not ours.

import { randomBytes } from 'node:crypto';
import { activeDays, type RoomKeys, roomKeys } from '../../src/crypto/keys.ts';
import { rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { slowHash } from '../../src/crypto/root.ts';
import { RECORD_VERSION } from '../../src/wire/description.ts';
import { sealEnvelope } from '../../src/wire/envelope.ts';
import { BINARY_ID_BYTES, binaryId, encodeAnnounce } from '../../src/wire/tracker.ts';
import '../support/ready.ts';
import { TestClient } from '../support/trackers/client.ts';

/** What follows the version is anybody's guess; as long as a record with a few candidates. */
const RECORD_BYTES = 120;
const NONCE_BYTES = 24;
/** Like any peer it offers again: a page whose network has just changed does not hear the first. */
const AGAIN_MS = 3_000;

/** Announces an offer of `version` in the room of the phrase, on each day that members live in, until closed. */
export async function offerOtherVersion(
  tracker: string,
  phrase: string,
  version = RECORD_VERSION - 1,
): Promise<Pick<TestClient, 'close'>> {
  const keys = roomKeys(slowHash(rootPassword(phrase), rootSalt('')));
  const client = await TestClient.connect(tracker);
  const offer = () => announce(client, keys, version);
  const again = setInterval(offer, AGAIN_MS);
  offer();
  return {
    close() {
      clearInterval(again);
      return client.close();
    },
  };
}

function announce(client: TestClient, { sig, infohash }: RoomKeys, version: number): void {
  for (const day of activeDays(Date.now())) {
    const context = randomBytes(BINARY_ID_BYTES);
    const record = Uint8Array.of(version, ...randomBytes(RECORD_BYTES - 1));
    const binding = { sig, infohash: infohash(day), kind: 'offer', context } as const;
    client.send(
      encodeAnnounce({
        infohash: binaryId(binding.infohash),
        peerId: binaryId(randomBytes(BINARY_ID_BYTES)),
        event: 'started',
        offers: [
          {
            offerId: binaryId(context),
            sdp: sealEnvelope(record, randomBytes(NONCE_BYTES), binding),
          },
        ],
      }),
    );
  }
}

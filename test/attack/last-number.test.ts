// Attack: a member, or one whom it makes up, says that it has sent as many messages as there are numbers.
// Whoever counts on from there must not come to a number that can't be written.

import { expect, test } from 'vitest';
import { MAX_MESSAGE_SEQ, parseMessage } from '../../src/wire/message.ts';
import { type Person, people } from '../protocol/overlay/people.ts';
import { Rig, told } from '../protocol/overlay/rig.ts';

/** We are b; c is hostile, and a newcomer d is to be told what we hold. */
function setting() {
  const [a, b, c, d] = people(4) as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(2, c);
  return {
    a,
    c,
    d,
    rig,
    words: (outputs: Parameters<typeof told>[0]) => told(outputs, { a, b, c, d }),
  };
}

const LAST = { since: 0, upTo: MAX_MESSAGE_SEQ, from: MAX_MESSAGE_SEQ };

test('in a STATE that is passed on: newcomers are told, and nobody falls', () => {
  const { a, c, d, rig, words } = setting();
  rig.state(2, a, { neighbours: [c.key], heldUpTo: MAX_MESSAGE_SEQ });
  rig.state(2, c, { neighbours: [rig.person.key, a.key] });
  const asked = rig.receive(2, { kind: 'sync', answer: true, entries: [] });
  expect(words(asked)).toEqual([
    `2: sync a${MAX_MESSAGE_SEQ + 1}–${MAX_MESSAGE_SEQ} from ${MAX_MESSAGE_SEQ + 1}`,
  ]);
  expect(words(rig.tell({ kind: 'link-up', link: 3, member: d.card }))).toContain('3: state');
  rig.state(2, a, { neighbours: [c.key], heldUpTo: MAX_MESSAGE_SEQ + 1 });
  expect(rig.dropped).toEqual(new Map([['state-malformed', 1]]));
});

test('in its own SYNC, and then in a message that it has signed', () => {
  const { c, d, rig, words } = setting();
  rig.receive(2, { kind: 'sync', answer: false, entries: [{ sender: c.identity.id, ...LAST }] });
  const last = c.sign({ seq: MAX_MESSAGE_SEQ });
  expect(words(rig.message(2, last))).toContain(`deliver c#${MAX_MESSAGE_SEQ}`);
  expect(words(rig.tell({ kind: 'link-up', link: 3, member: d.card }))).toContain('3: state');
  const beyond = last.bytes.slice();
  // The number stands after version, kind, sender and generation.
  beyond.set([0x80, 0, 0, 0], 1 + 1 + 16 + 2);
  expect(parseMessage(beyond)).toEqual({ ok: false, reason: 'message-seq' });
});

test('in its SYNC, of somebody else: what that one really says puts it right', () => {
  const { a, c, d, rig, words } = setting();
  rig.state(2, a, { neighbours: [c.key] });
  rig.state(2, c, { neighbours: [rig.person.key, a.key] });
  rig.receive(2, { kind: 'sync', answer: false, entries: [{ sender: a.identity.id, ...LAST }] });
  expect(words(rig.message(2, a.say('1')))).toContain('deliver a#1');
  expect(words(rig.message(2, a.say('2')))).toContain('deliver a#2');
  expect(words(rig.tell({ kind: 'link-up', link: 3, member: d.card }))).toContain(
    '3: sync a≤2 from 3',
  );
});

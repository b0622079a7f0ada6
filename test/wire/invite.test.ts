// The end of an invite's link: it comes back from wherever it was pasted, and nothing else is one.

import { expect, test } from 'vitest';
import { encodeInvite, looksLikeInvite, parseInvite } from '../../src/wire/invite.ts';

const INVITE = {
  token: Uint8Array.from({ length: 16 }, (_, i) => i * 16),
  inviter: new Uint8Array(16).fill(0xff),
};
const CODE = 'i=ABAgMEBQYHCAkKCwwNDg8P____________________8';

test('it is 45 characters, all of them fit for a link', () => {
  expect(encodeInvite(INVITE)).toBe(CODE);
});

test.each([
  CODE,
  `  ${CODE}\n`,
  `https://sotto.example/#${CODE}`,
  `http://127.0.0.1:8080/app/?theme=dark#${CODE}`,
  `file:///home/ana/sotto.html#${CODE}`,
  `Come in: https://sotto.example/#${CODE}`,
])('%j is an invite', (written) => {
  expect(parseInvite(written)).toEqual(INVITE);
});

test.each([
  '',
  'i=',
  CODE.slice(2),
  CODE.slice(0, -1),
  `${CODE}A`,
  `${CODE} and more`,
  CODE.replace('8P', '8+'),
  // Not canonical: the last character has bits that no byte has.
  `${CODE.slice(0, -1)}9`,
  `x${CODE}`,
  'glade amber tulip stone quick violin',
  `${' '.repeat(5_000)}${CODE}`,
])('%j is none', (written) => {
  expect(parseInvite(written)).toBeUndefined();
});

test.each([
  CODE,
  CODE.slice(0, -1),
  `${CODE} and more`,
  `https://sotto.example/#${CODE.slice(0, 20)}`,
  'i=',
])('%j is meant as one', (written) => {
  expect(looksLikeInvite(written)).toBe(true);
});

test.each(['', 'glade amber tulip stone quick violin', 'e=mc², wi=fi', `x${CODE}`])(
  '%j may be a phrase',
  (written) => {
    expect(looksLikeInvite(written)).toBe(false);
  },
);

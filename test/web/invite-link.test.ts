// An invite's link: this page and the code, nothing else of what the address held.

import { expect, test } from 'vitest';
import { inviteLink } from '../../src/web/state/invite-link.ts';

test.each([
  ['https://sotto.example/app/?theme=dark#i=old', 'https://sotto.example/app/#i=new'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/#i=new'],
  ['file:///home/ana/sotto.html', undefined],
])('%s', (page, link) => {
  expect(inviteLink('i=new', new URL(page))).toBe(link);
});

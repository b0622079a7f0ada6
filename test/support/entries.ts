// A line of a conversation as it is before anything happened to it, for tests that make their own.

import type { Entry } from '../../src/protocol/room/contract.ts';

export const PLAIN_ENTRY = {
  privateWith: undefined,
  replyTo: undefined,
  edited: false,
  reactions: [],
  lifetime: { kind: 'off' },
  goneAt: undefined,
} as const satisfies Partial<Entry>;

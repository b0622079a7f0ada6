// What is said of the room itself and of what one can do about the people in it, in English.

import { formats, isolatedInLatin as isolated, roughly } from './format.ts';

const { count, duration } = formats({ locale: 'en' });

export const roomItself = {
  roomSettings: {
    title: 'This room',
    lock: 'Lock the room',
    lockHelp: 'Nobody new can come in. Whoever is here and loses the connection can come back.',
    locked: 'The room is locked to newcomers.',
    unlock: 'Unlock',
    lifetime: 'How long messages live',
    lifetimeHelp:
      'For everybody, from now on. Without a limit, each keeps them until leaving. A shorter life can be chosen for your own, below the message box.',
    marks: {
      locked: (name: string) => `${isolated(name)} locked the room.`,
      unlocked: (name: string) => `${isolated(name)} unlocked the room.`,
      lifetime: (name: string) => `${isolated(name)} changed how long messages live.`,
    },
    somebody: 'Somebody',
  },

  inviting: {
    open: 'Invite somebody',
    shareOne: 'Share an invite link',
    otherWays: 'QR code, or as a text',
    title: 'Invite somebody',
    explain:
      'A link that lets in one person, once, within a day, while this page stays open. It does not hold the phrase.',
    make: 'Make an invite',
    another: 'Make another',
    lockedFirst: 'The room is locked: unlock it, or whoever you invite waits outside.',
    fresh: 'Send it to one person only. Whoever opens it first comes in.',
    qr: 'The invite as a QR code',
    noLink:
      'This page was opened from disk and has no address. Paste this into the box under “Join a room”.',
    share: 'Share',
    copy: 'Copy',
    copied: 'The invite is copied. It stays on your clipboard until you copy something else.',
    copyFailed: 'It could not be copied. Select it, or let them scan the code.',
    notCopied: 'It could not be copied. Take it as a QR code, or as a text.',
    shareTitle: 'An invite to Sotto',
    revoke: 'Take back',
    show: 'Show',
    hide: 'Hide',
    list: 'Your invites',
    number: (number: number) => `Invite ${count(number)}`,
    state: {
      open: (ms: number) => `Open, for ${duration(roughly(ms))} more`,
      used: 'Used',
      revoked: 'Taken back',
      expired: 'Too old',
    },
  },

  member: {
    actions: (name: string) => `What can be done about ${isolated(name)}`,
    verify: 'Verify',
    verifyAgain: 'Verify again',
    writePrivately: 'Write to them alone',
    mute: 'Mute here',
    unmute: 'Show their messages again',
    muted: 'Muted: only you don’t see their messages.',
    mutedMessage: 'Muted',
    goOnWithout: 'Move on without them, in a new room',
    asksToVerify: (name: string) =>
      `${isolated(name)} asks to verify: compare seven pictures with each other.`,
    open: 'Compare',
    later: 'Not now',
    otherBuild: 'Says that it runs another build of the app than you.',
  },
} as const;

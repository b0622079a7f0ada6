// What can go wrong, in English: one sentence that says what is the matter, and one next step.

import { handErrors } from './english-by-hand.ts';
import { formats } from './format.ts';

const { duration } = formats({ locale: 'en' });

export const troubles = {
  /** States of the world that no button caused. */
  doctor: {
    'nobody-here': {
      says: 'Nobody else is here yet.',
      next: 'Tell them the phrase, and keep this page open.',
    },
    'no-path': {
      says: 'Somebody is here, but your two networks allow no direct way between you.',
      next: 'Try another network, such as a phone’s, or add a relay in the settings.',
    },
    'no-relay': {
      says: 'Your address is hidden and no relay answers, so nobody can be reached.',
      next: 'Check the relay in the settings, or show your address.',
    },
    'no-bridge': {
      says: 'Somebody is here, but only a relay could connect you, and you two share none.',
      next: 'Both of you: add the same bridge to your meeting points in the settings.',
    },
    'meeting-points-silent': {
      says: 'No meeting point answers. They may be blocked on this network.',
      next: 'Try another network, or add another meeting point in the settings.',
    },
    'meeting-points-lost': {
      says: 'Nobody new can join: no meeting point answers. You can go on talking.',
      next: 'Nothing to do: this page keeps trying.',
    },
    offline: {
      says: 'This device is offline.',
      next: 'Connect it to a network; this page goes on by itself.',
    },
    'not-loaded': {
      says: 'The rest of this page could not be fetched.',
      next: 'Check the network of this device, then reload the page.',
    },
    unsupported: {
      says: 'This browser has no WebRTC, or it is turned off, so it can’t connect directly.',
      next: 'Turn it on, or open this page in Firefox, Chrome, Edge or Safari.',
    },
    'other-version': {
      says: 'Somebody with your phrase uses another version of Sotto.',
      next: 'Both of you: reload the page.',
    },
  },

  /** Their clock minus ours, in milliseconds; which of the two is wrong can't be known. */
  clockSkew: {
    says: (differenceMs: number) =>
      differenceMs > 0
        ? `Somebody’s clock is ${duration(differenceMs)} ahead of yours.`
        : `Somebody’s clock is ${duration(-differenceMs)} behind yours.`,
    blocks: 'You can’t meet before both are right.',
    inCompany: 'If somebody is still missing, that may be why.',
    next: 'Set the date and time of both devices to automatic.',
    unchecked: 'This device’s clock can’t be checked from here.',
  },

  /** Every code of a SottoError. */
  errors: {
    ...handErrors,
    'phrase-empty': {
      says: 'There is no phrase yet.',
      next: 'Type or paste the phrase that you were told.',
    },
    'phrase-too-long': {
      says: 'This phrase is longer than 1,024 characters.',
      next: 'Use a shorter one: six random words are plenty.',
    },
    'phrase-unassigned': {
      says: 'The phrase holds a character that not every device knows yet.',
      next: 'Leave out the newest emoji and symbols.',
    },
    'label-invalid': {
      says: 'This room name can’t be used.',
      next: 'Use a shorter one of ordinary letters, or none.',
    },
    'root-invalid': {
      says: 'This is not the key of a room: it must have 32 bytes.',
      next: 'Give the whole key, or a phrase in its place.',
    },
    'build-invalid': {
      says: 'This is not the hash of a build: it must have 32 bytes.',
      next: 'Give the whole SHA-256 of it, or none.',
    },
    'invite-invalid': {
      says: 'This is not a whole invite.',
      next: 'Copy the link again, to its very end, or ask for a new one.',
    },
    'invite-used': {
      says: 'This invite has let somebody in already.',
      next: 'If that was not you, tell whoever sent it. Ask them for a new one.',
    },
    'too-many-invites': {
      says: 'Four invites are open at once, and that is the limit.',
      next: 'Take one back, or wait until one is used.',
    },
    aborted: {
      says: 'Joining was cancelled.',
      next: 'Join again whenever you like.',
    },
    'slow-hash-failed': {
      says: 'This device could not make the key. It needs 128 MB of free memory for a moment.',
      next: 'Close other pages or apps, then join again.',
    },
    unsupported: {
      says: 'Direct connections (WebRTC) are not available here.',
      next: 'Use a browser that has them and in which they are turned on.',
    },
    left: {
      says: 'You have left this room.',
      next: 'Join it again to go on.',
    },
    'text-empty': {
      says: 'There is nothing to send.',
      next: 'Write something first.',
    },
    'text-too-long': {
      says: 'This message is longer than 15,000 bytes, about six pages.',
      next: 'Shorten it, or send it in two parts.',
    },
    'outbox-full': {
      says: 'Too many messages are waiting to be sent.',
      next: 'Wait until some have left, or take some back.',
    },
    'lifetime-invalid': {
      says: 'A message can’t live for so short or so long a time.',
      next: 'Choose something between a second and thirty days.',
    },
    'emoji-invalid': {
      says: 'This can’t be used as a reaction.',
      next: 'Choose one emoji.',
    },
    'member-gone': {
      says: 'The person that this was for has gone.',
      next: 'Write to them again when they are back.',
    },
    withdrawn: {
      says: 'You took this message back before it was sent.',
      next: 'Write it again if you want it sent.',
    },
    lagging: {
      says: 'More happened in the room than this program has read.',
      next: 'Read its events sooner, or start listening again.',
    },
    'tracker-invalid': {
      says: 'This is not the address of a meeting point.',
      next: 'Give one that starts with wss://, such as wss://tracker.example.',
    },
    'ice-server-invalid': {
      says: 'This is not the address of a STUN or TURN server.',
      next: 'Give one such as stun:stun.example:3478, or a turn: address with user name and password.',
    },
  },
} as const;

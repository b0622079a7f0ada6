// Ways into a room and out of it, in English: invites, several rooms side by side, moving on, and panic.

import { formats, isolatedInLatin as isolated } from './format.ts';

const { count } = formats({ locale: 'en' });

export const rooms = {
  rooms: {
    list: 'Your rooms',
    another: 'Another room',
    /** A room in the list, by its three symbols. */
    named: (symbols: string) => `Room ${isolated(symbols)}`,
    unnamed: 'A room that is not open yet',
    unread: (messages: number) =>
      messages === 1 ? '1 new message' : `${count(messages)} new messages`,
    full: (most: number) =>
      `${count(most)} rooms are open, and that is the limit. Leave one first.`,
    phraseOrInvite: 'The phrase, or an invite',
    isInvite: 'An invite: whoever made it must still have their page open.',
    opening: 'Opening the room',
    notIn: 'You are not in the room',
    /** Entered by an invite, or by another room's word. */
    noPhrase:
      'You came in without the phrase, so it is not known here. To bring somebody, make an invite.',
    aloneWithoutPhrase:
      'You are in. This page is looking for the others; it can take some seconds.',
    otherWay: 'Join another way',
  },

  invited: {
    title: 'Somebody invites you to a room.',
    explain: 'Nothing is contacted before you tap Join. An invite lets one person in, once.',
    join: 'Join',
    notNow: 'Not now',
    waiting: 'Waiting for whoever invited you.',
    waitingHelp: 'Their page must still be open. You go in as soon as the two pages have met.',
    unanswered:
      'Nobody answers. Ask whoever invited you for a new invite: their page may be closed, or this one may be used or taken back.',
    leave: 'Stop waiting to be let in? As long as the invite is good, it can be opened again.',
  },

  movingOn: {
    open: 'Move on without someone',
    title: 'Move on',
    explain:
      'A new room with a new phrase. Everybody here is asked to come along, except those you choose, who are told nothing. There, made-up names change, and you verify one another anew.',
    choose: 'Move on without',
    go: 'Move on',
    making: 'Making the key of the new room',
    telling: 'Asking the others to come along',
    cancel: 'Stay here',
    asks: (name: string) => `${isolated(name)} goes on in another room and asks you to come along.`,
    /** The button of the one who is asked. */
    come: 'Go along',
    stay: 'Stay here',
    leaves:
      'You leave this room then. There, made-up names change, and you verify one another anew.',
    nobodyTold: {
      says: 'Nobody could be asked to come along, so you are still here.',
      next: 'Wait until the others are connected, then move on again.',
    },
    /** In the new room. */
    unheard: {
      says: (people: number) =>
        `${people === 1 ? '1 person' : `${count(people)} people`} may not have heard that you moved on.`,
      next: 'Tell them this room’s phrase, or send them an invite.',
    },
  },

  panic: {
    wipe: 'Wipe everything now',
    help: 'At once and without a question: every room is left, and this page turns blank. What you copied stays in the clipboard, and the browser’s list of visited pages stays as it is.',
    byKeys: 'Pressing Escape three times does the same.',
  },
} as const;

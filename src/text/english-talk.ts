// What is said of talking, in English: what can be done with a message, how long it lives, who is
// writing, and what a page that is out of sight may tell.

import { formats, isolatedInLatin as isolated, roughly } from './format.ts';

const { count, duration } = formats({ locale: 'en' });
const { duration: lasting } = formats({ locale: 'en', units: 'long' });

export const talk = {
  talk: {
    by: (name: string, time: string) => `${isolated(name)}, ${time}`,
    byYou: (time: string) => `You, ${time}`,
    edited: 'edited',
    privateWith: (name: string) => `Only you and ${isolated(name)}`,
    readBy: (readers: number) => `Read by ${count(readers)}`,
    readByThem: 'Read',
    goneIn: (ms: number) => `Disappears in ${duration(roughly(ms))}`,
    goneAfterReading: (ms: number) => `Disappears ${duration(ms)} after it is read`,
    goneWithAuthor: (name: string) => `Disappears when ${isolated(name)} leaves`,
    goneWithYou: 'Disappears when you leave',
    deleted: (name: string) => `${isolated(name)} deleted a message.`,
    deletedByYou: 'You deleted a message.',
    answers: (name: string) => `Answer to ${isolated(name)}`,
    answersYou: 'Answer to you',
    quotedGone: 'This message is gone.',
    newSince: 'New since you looked',
    keys: 'Arrow keys move between messages, Enter opens what can be done with one.',
  },

  actions: {
    menu: 'What to do with this message',
    reply: 'Reply',
    react: 'React',
    moreReactions: 'More reactions',
    copy: 'Copy text',
    copied: 'Copied. It stays on your clipboard until you copy something else.',
    copyFailed: 'It could not be copied. Select the words instead.',
    edit: 'Edit',
    delete: 'Delete for all',
    deleteConfirm: 'Delete this message from every screen? It can’t be brought back.',
    deleteYes: 'Delete',
    deleteNo: 'Keep it',
    writePrivately: (name: string) => `Write to ${isolated(name)} alone`,
    takeBack: 'Don’t send',
  },

  reactions: {
    list: 'Reactions',
    you: 'You',
    others: (more: number) => `${count(more)} ${more === 1 ? 'other' : 'others'}`,
  },

  writing: {
    replying: (name: string) => `Replying to ${isolated(name)}`,
    replyingToYou: 'Replying to yourself',
    editing: 'Editing your message',
    editedGone:
      'The message that you were changing is gone. Anything that stands here now is your draft.',
    privately: (name: string) => `Only ${isolated(name)} will see this`,
    privatelyGone: (name: string) => `${isolated(name)} is not here, and can’t get this now.`,
    cancel: 'Cancel',
    save: 'Save',
    to: 'Who will see it',
    everyone: 'Everyone here',
    toEveryone: 'To everyone',
    toOne: (name: string) => `To ${isolated(name)} alone`,
    queue: (messages: number) =>
      messages === 1 ? '1 message waits' : `${count(messages)} messages wait, in order`,
    queueLabel: 'What waits to be sent',
  },

  lifetimes: {
    title: 'How long your messages live, until you change it',
    choices: {
      off: 'No time limit',
      untilYouLeave: 'Until you leave',
      afterSending: (ms: number) => `${lasting(ms)} after sending`,
      afterReading: (ms: number) => `${lasting(ms)} after reading`,
    },
    short: {
      off: 'No time limit',
      untilYouLeave: 'Until you leave',
      afterSending: (ms: number) => duration(ms),
      afterReading: (ms: number) => `${duration(ms)} after reading`,
    },
    ofRoom: 'As set for this room',
    withYou: 'Then gone from every screen',
    fromScreen: 'Counted from when it is on their screen',
  },

  typing: {
    one: (name: string) => `${isolated(name)} is writing…`,
    two: (name: string, other: string) => `${isolated(name)} and ${isolated(other)} are writing…`,
    many: (people: number) => `${count(people)} people are writing…`,
  },

  notices: {
    title: 'Reading and being told',
    tellRead: 'Let others know when I have read their messages',
    tellReadHelp: 'Never in rooms of more than twenty people.',
    notify: 'Tell me when something is said while this page is out of sight',
    notifyHelp: 'The notification holds no text and no name.',
    notifyRefused: 'This browser does not allow it for this page. Its own settings can.',
    notifyUnsupported: 'This browser can’t do that. The count in the title still tells.',
    sound: 'With a soft tone',
    somethingSaid: 'Something was said.',
  },
} as const;

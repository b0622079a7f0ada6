// Every sentence that a person reads, in English: the language that the others are measured by
// (types.ts). Calm, plain, short, true. What goes wrong is told with one next step. Sentences say
// what is, never what we hope; nobody is blamed, and nothing ever says "oops".

import { byHand } from './english-by-hand.ts';
import { connectionSheets } from './english-doctor.ts';
import { languages } from './english-languages.ts';
import { messages } from './english-message.ts';
import { page } from './english-page.ts';
import { people } from './english-people.ts';
import { roomItself } from './english-room.ts';
import { rooms } from './english-rooms.ts';
import { talk } from './english-talk.ts';
import { troubles } from './english-troubles.ts';
import { DAYS_PER_YEAR, formats, isolatedInLatin as isolated } from './format.ts';

const { count, duration, magnitude } = formats({ locale: 'en' });

/** One or many, with the count in front. */
function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Two or more. */
function allOf(value: number): string {
  return value === 2 ? 'Both' : `All ${count(value)}`;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const YEAR_S = DAYS_PER_YEAR * DAY_S;
/** Beyond, "4 million trillion" tells less than a bound. Our choice. */
const MANY_YEARS = 1e15;

/** What one graphics card would need to try them all (DESIGN §3). */
function guessingCost(cardSeconds: number): string {
  const years = cardSeconds / YEAR_S;
  if (cardSeconds < MINUTE_S) return 'One graphics card guesses this in less than a minute.';
  if (years >= MANY_YEARS) return 'More than a thousand trillion graphics-card years to guess.';
  if (years >= 1) return `About ${amount(years, 'graphics-card year')} to guess.`;
  if (cardSeconds >= DAY_S)
    return `About ${amount(cardSeconds / DAY_S, 'graphics-card day')} to guess.`;
  if (cardSeconds >= HOUR_S)
    return `About ${amount(cardSeconds / HOUR_S, 'graphics-card hour')} to guess.`;
  return `About ${amount(cardSeconds / MINUTE_S, 'graphics-card minute')} to guess.`;
}

function amount(value: number, unit: string): string {
  return value < 1.5 ? `1 ${unit}` : `${magnitude(value)} ${unit}s`;
}

export const english = {
  language: { tag: 'en', direction: 'ltr', name: 'English' },

  app: {
    name: 'Sotto',
    purpose: 'Talk quietly with the people who share your phrase.',
    howItWorks:
      'No account, and nobody in between: messages go directly from one device to the other. Nothing is saved.',
    noScript:
      'Sotto runs in your browser and needs JavaScript. Allow it for this page, then reload.',
    unread: (messages: number) => `(${count(messages)}) Sotto`,
  },

  broken: {
    says: 'This page has stopped because of a mistake in it.',
    next: 'Reload it, and join again with the phrase. What was said here is gone from this page.',
    reload: 'Reload the page',
  },

  start: {
    startRoom: 'Start a room',
    joinRoom: 'Join a room',
    joinHint: 'Somebody told you a phrase.',
    startHint: 'You get six words to tell the others.',
    quiet: 'Nothing is contacted before you start or join a room.',
    yourPhrase: 'Your phrase',
    phraseHelp:
      'Tell it only to the people you want here. Whoever knows it can come in and read along.',
    copy: 'Copy',
    copied: 'The phrase is copied. It stays on your clipboard until you copy something else.',
    copyFailed: 'It could not be copied. Say it aloud, or select the words.',
    back: 'Back',
  },

  join: {
    title: 'Join a room',
    placeholder: 'Type or paste it',
    forgiving: 'Capitals, accents, hyphens and extra spaces make no difference.',
    join: 'Join',
    nothingBefore: 'Nothing is contacted before you join.',
    misspelt: (written: string) =>
      `“${isolated(written)}” is not in the list of words. Was this one meant?`,
    asItIs: 'Join as it is',
    lookAgain: 'Look at the words once more. If they are right, join as it is.',
    suggestions: 'Matching words',
    suggestionCount: (words: number) =>
      words === 0 ? 'No matching word' : counted(words, 'matching word', 'matching words'),
  },

  deriving: {
    title: 'Making the key',
    why: 'This is slow on purpose: it makes guessing the phrase slow, too.',
    joinsAfter: 'You go in as soon as the key is made.',
  },

  emblem: {
    title: 'Your three symbols',
    help: 'Everybody in the same room sees the same three. They don’t tell who somebody is.',
    spoken: (first: string, second: string, third: string) => `${first}, ${second}, ${third}`,
  },

  strength: {
    title: 'How hard to guess',
    guessable: 'Easily guessed',
    weak: 'Can be guessed',
    good: 'Hard to guess',
    strong: 'Beyond guessing',
    cost: guessingCost,
    words: (words: number) => counted(words, 'random word', 'random words'),
    quotation: 'A line that others know, from a book or a song, is guessed sooner than this.',
  },

  weakPhrase: {
    title: 'Strangers could guess this phrase',
    explain:
      'Who guesses it can come in, and can see that you meet. A phrase made here can’t be guessed.',
    makeOne: 'Make a phrase for me',
    useAnyway: 'Use it anyway',
  },

  room: {
    leave: 'Leave',
    left: 'You left. What was said is gone from this page. Whoever is still in the room has it until they leave; what you copied stays in your clipboard.',
    leftOutside: 'You did not go in, and nothing of it is left on this page.',
    leaveConfirm: 'Leave the room? Its messages disappear from this page.',
    leaveEmpty: 'Leave the room? Whoever comes later does not find you here.',
    leaveCompany:
      'Leave the room? Its messages disappear from this page. The others have theirs until they leave.',
    /** After the question, for who came in by an invite. */
    leaveInvited: 'You don’t have the phrase: to come back, you need another invite.',
    leaveUnsent: (messages: number) =>
      `Leave the room? ${counted(messages, 'message has', 'messages have')} not been sent and will be lost.`,
    stay: 'Stay',
    people: 'People',
    connection: 'Connection',
    settings: 'Settings',
    showPhrase: 'Show the phrase',
    hidePhrase: 'Hide the phrase',
    here: (others: number) =>
      others === 0 ? 'Only you' : `You and ${counted(others, 'other', 'others')}`,
    cover: 'Hidden while you are away',
  },

  alone: {
    waiting:
      'Only you are here. Say the phrase to whoever should come, or send an invite. This page keeps looking.',
    joined:
      'Nobody else is found yet. This page keeps looking: whoever is in with the same phrase appears here.',
    notLooking: 'Only you are here, and no meeting point answers yet. This page keeps trying.',
    offline: 'Only you are here, and this device is offline. This page looks on when it is back.',
    sameSymbols: 'Do you both see these three symbols?',
    otherSymbols:
      'If not, one of you typed something else: compare the phrases word by word, in their order.',
    retype: 'Look at the phrase again',
    againAlone: 'Everybody else has gone. Stay, and whoever comes back finds you here.',
  },

  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
    notYet: 'What you write can be sent once you are in.',
    keys: 'Enter sends, Shift and Enter start a new line.',
    tooLong: (bytes: number) =>
      `${counted(bytes, 'byte', 'bytes')} too long. Shorten it, or send it in two parts.`,
    left: (bytes: number) => `${counted(bytes, 'byte', 'bytes')} left`,
  },

  message: {
    waitingForPeople: 'Waiting for somebody to come',
    waitingForPace: 'Waiting its turn',
    onItsWay: 'On its way',
    reached: (reached: number, of: number) =>
      reached >= of
        ? of === 1
          ? 'Reached them'
          : `Reached ${allOf(of).toLowerCase()}`
        : `Reached ${count(reached)} of ${count(of)}`,
    reachedNobody: 'Nobody got this. The next person to come will.',
    /** Of a message to one person alone. */
    reachedNobodyAlone: 'It did not reach them: they are not here.',
    withdraw: 'Don’t send',
    you: 'You',
    newBelow: (messages: number) => `${counted(messages, 'new message', 'new messages')} below`,
    toNewest: 'To the newest',
    showEarlier: (messages: number) =>
      `Show ${counted(messages, 'earlier message', 'earlier messages')}`,
    unsentAbove: (messages: number) =>
      counted(messages, 'message not sent yet', 'messages not sent yet'),
    oldestRemoved: 'The oldest messages were removed to keep this page light.',
  },

  person: {
    you: 'You',
    direct: 'Directly connected',
    relay: 'Connected through a relay',
    through: 'Reached through the others here',
    met: {
      tracker: 'Met at a meeting point',
      mailbox: 'Met in BitTorrent’s public network',
      hand: 'Met by codes given by hand',
      member: 'Met through somebody here',
    },
    reconnecting: (ms: number) => `Reconnecting for ${duration(ms)}`,
    came: (name: string) =>
      `${isolated(name)} is here. Anyone can choose that name: verify to know who it is.`,
    cameVerified: (name: string) => `${isolated(name)} is here. You have verified them.`,
    cameNameless: (name: string) =>
      `${isolated(name)} is here. The name is made up: verify to know who it is.`,
    left: (name: string) => `${isolated(name)} has left.`,
    lost: (name: string) => `${isolated(name)} can’t be reached any more.`,
    back: (name: string) => `${isolated(name)} is back.`,
    madeUpName: (name: string) => `${isolated(name)}: a name made from their key`,
    chosenName: (chosen: string, madeUp: string) => `${isolated(chosen)} (${isolated(madeUp)})`,
    namesProveNothing: 'Anyone can choose any name. The made-up one comes from an encryption key.',
  },

  network: {
    title: 'Your network',
    online: 'This device has a network.',
    offline: 'This device is offline. Everything goes on by itself when it is back.',
    offlineShort: 'This device is offline.',
  },

  meetingPoints: {
    title: 'Meeting points',
    explain:
      'Servers that bring you together. They see addresses and times, never the phrase or a message.',
    all: (total: number) =>
      total === 1 ? 'The meeting point answers.' : `${allOf(total)} meeting points answer.`,
    some: (working: number, total: number) =>
      `${count(working)} of ${count(total)} meeting points ${working === 1 ? 'answers' : 'answer'}; one is enough.`,
    looking: 'Looking for the others.',
    noneAlone: 'No meeting point answers. This page keeps trying.',
    noneInCompany: 'Nobody new can join: no meeting point answers. You can go on talking.',
    noneSet: 'There is no meeting point in your list. Add one in the settings.',
    connecting: 'Connecting to the meeting points.',
    which: 'Which meeting points',
    retryNow: 'Try again now',
    state: {
      connecting: 'Connecting',
      working: 'Working',
      silent: 'Connected, but not answering',
      unreachable: 'Can’t be reached. Trying again.',
      stopped: 'Not in use',
    },
    relays: 'Carries your sealed messages where no direct way exists.',
    dht: 'BitTorrent’s public network (DHT)',
    dhtState: {
      absent: 'Not within reach. A bridge among the meeting points leads there.',
      connecting: 'Connecting',
      working: 'Working, through a bridge',
      unreachable: 'Can’t be reached. Trying again.',
    },
  },

  links: {
    title: 'People',
    nobody: 'Nobody is connected yet.',
    all: (people: number) => (people === 1 ? 'Connected.' : `${allOf(people)} are connected.`),
    some: (connected: number, total: number) =>
      `${count(connected)} of ${counted(total, 'person is', 'people are')} connected.`,
  },

  settings: {
    title: 'Settings',
    add: 'Add',
    remove: (item: string) => `Remove ${isolated(item)}`,
    restore: 'Put the usual ones back',
    appliesNow: 'Used from now on.',
    appliesAtJoin: 'Used when you next go in.',
    appliesReopened: 'Used once you leave and open the invite again.',
    nickname: 'Your name',
    chooseName: 'Choose a name',
    changeName: 'Change your name',
    saveName: 'Use this name',
    nicknameHelp: 'Shown beside your made-up name, in this room only. You can leave it empty.',
    nicknameTaken: 'The others in this room see it from now on.',
    nicknameGone: 'The others in this room see the made-up name only.',
    trackers: 'Meeting points',
    trackersHelp:
      'WebTorrent trackers, wss:// addresses, six at most. Everybody in the room needs one in common.',
    tracker: 'Address of a meeting point',
    stun: 'Address helpers (STUN)',
    stunHelp:
      'They tell this device its own address, so that others can find a direct way to it. Without any, only people on your own network may be reached.',
    stunServer: 'Address of a STUN server',
    turn: 'Relays (TURN)',
    turnHelp:
      'They pass on sealed packets where no direct way exists. They see addresses and amounts, never messages.',
    turnServer: 'Address of a TURN server',
    turnUser: 'User name for the relay',
    turnPassword: 'Password for the relay',
    relayOnly: 'Hide my address',
    relayOnlyHelp:
      'The people here then see the relay’s address, not yours. The meeting points still see yours. Without a relay, nobody can be reached.',
    relayOnlyNoRelay:
      'Without a relay in your list, only people who use the same bridge as you can be reached.',
    theme: 'Appearance',
    themeSystem: 'As on this device',
    themeLight: 'Light',
    themeDark: 'Dark',
  },

  regions: {
    header: 'Room',
    conversation: 'Conversation',
    alone: 'An empty room',
    dismiss: 'Dismiss',
    composer: 'Write',
    sidePanel: 'People and connection',
    openPanel: 'Open people and connection',
    dialogClose: 'Close',
  },

  ...languages,
  ...messages,
  ...people,
  ...rooms,
  byHand,
  ...page,
  ...talk,
  ...roomItself,
  ...troubles,
  ...connectionSheets,
} as const;

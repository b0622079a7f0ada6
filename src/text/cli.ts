// What the terminal says beyond the sentences that it shares with the app, in English. A file of its
// own, so that the page need not carry it. What goes wrong is told with one next step, as everywhere.

import { troubles } from './english-troubles.ts';
import { formats } from './format.ts';

const { doctor, errors } = troubles;
const { count, list } = formats({ locale: 'en' });

const SEE_HELP = 'Try --help for the list.';

const HELP = `Usage: sotto join [options]

Joins the room of a phrase, prints what is said there, and sends every line that it is given.
The phrase is asked for without being shown, or read from a file. It is never an option, because
other users of a machine can see the options of its programs. In its place an invite may be given,
the whole link or its end, while the page that made it is open. Nothing is written to disk.

Which room
  --phrase-file FILE   read the phrase, or the invite, from FILE, which holds nothing else
  --new                draw a new phrase, show it, and join; without “join”, only show it
  --label TEXT         another room of the same phrase
  --nickname NAME      what the others see beside the name made from your key

Where to meet
  --tracker URL        a WebTorrent tracker, such as a bridge’s, before the usual ones; repeatable
  --no-default-trackers
                       only the trackers that you name
  --no-dht             not in the BitTorrent DHT
  --dht-bootstrap HOST:PORT
                       a node of the DHT to begin with, in place of the usual three; repeatable
  --dht-host ADDRESS   the local IPv4 address of our node in the DHT (default: all)
  --dht-port PORT      its UDP port (default: a free one)
  --test-net           take loopback addresses for public ones: for a DHT made for tests only

How to connect
  --stun URL           a STUN server, in place of the usual two; repeatable
  --no-stun            ask none; then only people on your own network may be reached directly

  --wait SECONDS       how long to wait for people when the input has ended, and where it is no
                       terminal for whoever made an invite (default: 30)
  --help               this text

Input    Each line is a message. “/leave” leaves at once, and so do Ctrl-C, SIGTERM and SIGHUP.
         At the end of the input it leaves as soon as every message has been received by somebody,
         or when for as long as --wait says nobody has received any.
Output   What others say goes to standard output, as “14:05 Name: text” with further lines indented;
         everything else goes to standard error.
Exit     0 after leaving; 1 when the input has ended and some of it reached nobody, or when the room
         could not be joined; 2 when something is wrong with the options, the phrase or the invite.
`;

export const cli = {
  help: HELP,

  /** What is wrong with a command line. Arguments that may hold a phrase are never repeated. */
  usage: {
    'no-command': {
      says: 'There is nothing to do yet.',
      next: 'Say “sotto join” to join a room, or try --help.',
    },
    'unknown-command': {
      says: 'The only command is “join”.',
      next: 'Say “sotto join” to join a room, or try --help.',
    },
    'phrase-shown': {
      says: 'A phrase does not belong on the command line, where other users of this machine can see it.',
      next: 'Leave it out and type it when asked, or name a file that holds it with --phrase-file.',
    },
    'unknown-option': (name: string) => ({
      says: `There is no option ${name}.`,
      next: SEE_HELP,
    }),
    'value-missing': (name: string) => ({ says: `${name} needs a value.`, next: SEE_HELP }),
    'value-unwanted': (name: string) => ({ says: `${name} takes no value.`, next: SEE_HELP }),
    'tracker-invalid': (url: string) => ({
      says: `“${url}” is not the address of a tracker.`,
      next: 'Give one that starts with wss:// or ws://, such as wss://tracker.example.',
    }),
    'trackers-too-many': (most: number) => ({
      says: `At most ${count(most)} trackers can be used.`,
      next: 'Leave some out.',
    }),
    'stun-invalid': (url: string) => ({
      says: `“${url}” is not the address of a STUN server.`,
      next: 'Give one such as stun:stun.example:3478.',
    }),
    'stun-too-many': (most: number) => ({
      says: `At most ${count(most)} STUN servers can be used.`,
      next: 'Leave some out.',
    }),
    'bootstrap-invalid': (node: string) => ({
      says: `“${node}” does not name a node of the DHT.`,
      next: 'Give its host and its port, such as router.example:6881.',
    }),
    'dht-host-invalid': (host: string) => ({
      says: `“${host}” is not an IPv4 address.`,
      next: 'Give an address of this machine to --dht-host, or leave it out.',
    }),
    'dht-port-invalid': (port: string) => ({
      says: `“${port}” is not a port.`,
      next: 'Give a number from 0 to 65535 to --dht-port, or leave it out.',
    }),
    'wait-invalid': (wait: string, most: number) => ({
      says: `“${wait}” is not a number of seconds to wait.`,
      next: `Give a whole number from 0 to ${count(most)} to --wait.`,
    }),
    'at-odds': (one: string, other: string) => ({
      says: `${one} and ${other} contradict each other.`,
      next: 'Leave one of them out.',
    }),
    'nowhere-to-meet': {
      says: 'There is nowhere to meet without a tracker and without the DHT.',
      next: 'Name a tracker with --tracker, or leave out --no-dht.',
    },
  },

  phrase: {
    ask: 'Phrase or invite (not shown while you type): ',
    drawn: (phrase: string) => `The phrase of this room: ${phrase}`,
    noTerminal: {
      says: 'The phrase can only be asked for on a terminal.',
      next: 'Name a file that holds it with --phrase-file, or draw a new one with --new.',
    },
    fileUnreadable: (path: string) => ({
      says: `The file “${path}” can’t be read.`,
      next: 'Check its name and whether you may read it.',
    }),
    fileTooLarge: (path: string) => ({
      says: `The file “${path}” is too large to be a phrase.`,
      next: 'Name a file that holds the phrase and nothing else.',
    }),
    fileShared: (path: string) => ({
      says: `Other users of this machine may read “${path}”.`,
      next: 'Keep it to yourself with chmod 600.',
    }),
    weak: {
      says: 'Strangers could guess this phrase unless it is random: it has fewer than five words of the list.',
      next: 'A phrase made by --new can’t be guessed.',
    },
    weakConfirm: 'Join with it all the same? (y/N) ',
  },

  invite: {
    givingUp: 'Ctrl-C gives up.',
    nobodyCame: {
      says: 'Whoever made this invite did not come.',
      next: 'Ask them to keep the page open, or for a new invite; --wait sets how long to wait.',
    },
    labelled: {
      says: 'An invite leads to one room, and takes no label.',
      next: 'Leave out --label.',
    },
  },

  room: {
    emblem: (emoji: string, spoken: string) =>
      `Your three symbols: ${emoji} (${spoken}). Whoever has typed the same phrase sees the same three.`,
    you: (name: string) => `You are ${name}.`,
    keys: 'Enter sends a line. /leave or Ctrl-C leaves.',
    alone: 'Only you are here. Say the phrase to whoever should come.',
    left: 'You have left. Nothing was saved.',
    waiting: (wait: string) =>
      `Waiting up to ${wait} for somebody to receive what was sent. Ctrl-C leaves at once.`,
    unreceived: (messages: number) =>
      `${count(messages)} ${messages === 1 ? 'message' : 'messages'} reached nobody.`,
    noSuchCommand: {
      says: 'The only command here is /leave.',
      next: 'Begin with two slashes to send a line that begins with one.',
    },
    inputUnreadable: {
      says: 'The input can’t be read any further.',
      next: 'Check what it comes from.',
    },
  },

  person: {
    /** The name made from the key comes first: nobody can choose that one to look like another. */
    called: (madeUp: string, chosen: string) => `${madeUp} (${chosen})`,
    /** For the second and later people whose keys give the same name. */
    another: (madeUp: string, number: number) => `${madeUp} no. ${count(number)}`,
    came: (name: string, how: string) => `${name} is here, met ${how}.`,
    back: (name: string, how: string) => `${name} is back, met ${how}.`,
    chose: (madeUp: string, chosen: string) => `${madeUp} goes by the name of ${chosen}.`,
    away: (name: string) => `${name} can’t be reached just now. Trying again.`,
    again: (name: string) => `${name} can be reached again.`,
    relayed: (name: string) => `${name} is connected through a relay.`,
    met: {
      tracker: 'through a tracker',
      mailbox: 'through the DHT',
      hand: 'by codes given by hand',
      member: 'through someone here',
    },
  },

  meeting: {
    looking: (trackers: number, dht: boolean) => {
      const servers = trackers === 1 ? 'one tracker' : `${count(trackers)} trackers`;
      const all = [...(trackers > 0 ? [servers] : []), ...(dht ? ['the BitTorrent DHT'] : [])];
      return `Looking for people through ${list(all)}.`;
    },
    tracker: (host: string, state: string) => `Tracker ${host}: ${state}`,
    dhtIs: (state: string) => `BitTorrent DHT: ${state}`,
    dhtState: {
      connecting: 'Connecting',
      working: 'Working',
      unreachable: 'Can’t be reached. Trying again.',
    },
  },

  /** What the app tells with a next step in its own settings is told here with a next step in ours. */
  notices: {
    'no-path': {
      ...doctor['no-path'],
      next: 'Try another network, or both of you add the same bridge with --tracker.',
    },
    'no-bridge': {
      ...doctor['no-bridge'],
      next: 'Both of you: add the same bridge, here with --tracker.',
    },
    'other-version': {
      ...doctor['other-version'],
      next: 'Both of you: use the newest one.',
    },
    unsupported: {
      ...errors.unsupported,
      next: 'Install Sotto again, so that node-datachannel comes with it.',
    },
  },

  message: {
    about: (text: string, state: string) => `“${text}” · ${state}`,
    cut: (text: string) => `${text}…`,
    privately: (name: string) => `${name}, to you alone`,
    edited: (name: string) => `${name}, instead of what was said`,
    gone: (name: string) => `${name} took a message back. It is gone from the screens of the app.`,
  },
} as const;

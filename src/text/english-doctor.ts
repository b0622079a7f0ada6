// The connection doctor and the sheet "What can others see?", in English. What is claimed here is
// what DESIGN §7 and §9, SECURITY.md and relay-node/README.md say; no sentence says less than is so.

import { formats } from './format.ts';

const { count, duration } = formats({ locale: 'en' });

function people(value: number): string {
  return value === 1 ? 'one person' : `${count(value)} people`;
}

export const connectionSheets = {
  diagnosis: {
    title: 'Why does it not connect?',
    likely: 'Most likely',
    works: 'How it is',
    checked: 'What was looked at',
    again: 'Look again',
    toSettings: 'Open the settings',
    verdict: {
      fine: 'Fine',
      matter: 'Needs attention',
      unknown: 'Can’t be known',
      trying: 'Being tried',
    },

    /** What there is to say when nothing is the matter. */
    found: {
      connected: {
        says: 'It does: you are connected to everybody here.',
        next: 'Nothing to do.',
      },
      reconnecting: {
        says: 'A connection was lost, and this page is making it anew.',
        next: 'Keep this page open.',
      },
      connecting: {
        says: 'No meeting point has answered yet, and some are still being tried.',
        next: 'Wait a few seconds.',
      },
      unanswered: {
        says: 'A meeting point counts somebody here, but nobody has answered.',
        next: 'Wait a minute: it may be somebody who has just left.',
      },
      'no-meeting-points': {
        says: 'There is no meeting point in your list, so nobody new can be found.',
        next: 'Add one in the settings.',
      },
    },

    network: 'This device’s network',

    webrtc: {
      title: 'Direct connections (WebRTC)',
      fine: 'This browser can make them.',
      unused: 'Not used while your address is hidden.',
      bridged:
        'This browser can’t make them. A bridge carries your sealed messages in their place.',
      missing: 'This browser has none, or they are turned off.',
    },

    somebody: {
      title: 'Somebody with your phrase',
      noticed: 'Somebody was found, but there is no connection.',
      looking: 'Nobody has been found yet. This page keeps looking.',
      counted: (others: number) =>
        `A meeting point counts ${people(others)} besides you. Nobody has answered yet.`,
      unanswered: 'Can’t be known before a meeting point answers.',
      notLooking: 'Can’t be known: no search is running.',
    },

    path: {
      title: 'A way between you',
      direct: 'Direct, to everybody here.',
      relay: 'To somebody here it leads through a relay, sealed.',
      through: 'To somebody here it leads through the others.',
      reconnecting: 'Lost a moment ago. This page is making it anew.',
      none: 'Your two networks allow no direct way.',
      noBridge: 'Only a relay could connect you, and you two share none.',
      untried: 'Can’t be known before somebody is found.',
    },

    clock: {
      title: 'The clock',
      /** The server's clock minus this device's, in milliseconds. */
      own: (differenceMs: number) =>
        differenceMs > 0
          ? `This device’s clock is ${duration(differenceMs)} behind that of this page’s server.`
          : `This device’s clock is ${duration(-differenceMs)} ahead of that of this page’s server.`,
      ownNext: 'Set the date and time of this device to automatic.',
      oursRight: 'By this page’s server, it is theirs that is wrong.',
      theirsNext: 'Tell them to set the date and time of their device to automatic.',
      reading: 'Asking the server of this page for the time.',
      agrees: 'It agrees with that of this page’s server.',
      near: (differenceMs: number) =>
        `${duration(Math.abs(differenceMs))} from that of this page’s server: near enough.`,
      metSomebody: 'Near enough to that of the people here.',
    },

    version: {
      title: 'The version of Sotto',
      same: 'It goes together with theirs.',
      untried: 'Can’t be compared before somebody is found.',
    },
  },

  othersSee: {
    title: 'What can others see?',
    toSettings: 'Choose other servers in the settings',
    intro:
      'Only the people in the room can read what you write. Others can see that you are here, when, and with which addresses you connect. This is how it stands at this moment.',

    points: {
      title: 'Meeting points',
      seeAddress: 'They see your network address, and when you are here.',
      seeHidden:
        'They see your network address, although the people here do not, and when you are here.',
      seeRoom:
        'To them the room is a number that changes every day. They see who asks for it, and who answers whom.',
      none: 'None is connected, so none learns anything now.',
      never: 'Never the phrase, a name or a message.',
    },

    bridge: {
      title: 'The bridge',
      /** As many people as it carries messages to and from. */
      carries: (others: number) =>
        `It carries your sealed messages with ${people(others)}. It sees how much, when, and between which addresses.`,
      mayCarry: (others: number) =>
        `It, or a relay of your own, carries your sealed messages with ${people(others)}, and sees how much, when, and between which addresses.`,
      idle: 'It carries none of your messages at this moment.',
      dht: 'It sees which places in BitTorrent’s public network you read and write. They change every hour. That network sees the bridge’s address in place of yours.',
      never: 'Never the phrase, a name or what a message says.',
    },

    helpers: {
      title: 'Address helpers (STUN)',
      sees: 'They see your network address whenever this page looks for a way to somebody.',
      never: 'They learn nothing about the room.',
    },

    turn: {
      title: 'Your own relays (TURN)',
      sees: 'They see your network address, the addresses at the other end, how much passes and when.',
      never: 'Never the phrase, a name or what a message says.',
    },

    people: {
      title: 'The people here',
      alone:
        'Nobody is here. Whoever comes gets what is still waiting, and reads along from then on.',
      read: 'They read what is written in the room, and see your name and when you are here.',
      direct: (others: number) =>
        others === 1
          ? 'One person is connected directly and sees your network address.'
          : `${count(others)} people are connected directly and see your network address.`,
      canFind: 'Whoever has the phrase can find out your network address.',
      hidden: 'They don’t learn your network address: relays stand in between.',
      insider: 'Anybody here can pass on what they read.',
    },

    network: {
      title: 'The network',
      offline: 'This device is offline, so there is nothing to see.',
      sees: 'Your provider, or whoever runs the Wi-Fi, sees with which servers this device speaks, when and how much.',
      direct: 'It sees the addresses of those who are connected directly.',
      plain:
        'One meeting point or more is reached without encryption: the network sees what that one sees.',
      never: 'Never the phrase, a name or what a message says.',
    },

    page: {
      title: 'Whoever serves this page',
      sees: 'They saw that it was opened, and from which address.',
      changed:
        'They could serve a changed page, which could do anything. Open it from somebody you trust.',
    },
  },
} as const;

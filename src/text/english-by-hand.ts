// Joining by hand, in English: two people, two codes, no server.

export const byHand = {
  open: 'Join by hand, without any server',
  title: 'Join by hand',
  intro:
    'Two people with the same phrase can meet with no server at all: one makes a code, the other gives one back.',
  warning:
    'A code tells whoever knows the phrase how to find this device. It is worthless after ten minutes.',
  make: 'Make a code',
  makeHint: 'You begin. The other person scans or pastes it.',
  take: 'I was given a code',
  takeHint: 'Somebody else began. You give a code back.',
  making: 'Making the code…',

  /** The one who begins. */
  first: {
    title: 'Step 1 of 2: give this code to the other person',
    help: 'They open “Join by hand” in this room, and choose “I was given a code”.',
    next: 'They gave me a code back',
    alt: 'QR code of your first code. “Copy the code” gives it as text.',
  },
  second: {
    title: 'Step 2 of 2: take the code that they gave back',
  },
  /** The other one. */
  taking: {
    title: 'Step 1 of 2: take their code',
  },
  answer: {
    title: 'Step 2 of 2: give this code back',
    help: 'As soon as they have taken it, you two are connected. Keep this page open until then.',
    alt: 'QR code of the code to give back. “Copy the code” gives it as text.',
  },
  connecting: 'Their code is taken. Connecting…',
  connected: 'You are connected. Everybody else is met by itself.',
  done: 'Done',

  copy: 'Copy the code',
  copied: 'Copied. Send it by a way you trust.',
  copyFailed: 'It could not be copied. Select the text and copy it by hand.',
  asText: 'Show it as text',
  paste: 'Paste the code here',
  use: 'Use this code',
  scan: 'Scan with the camera',
  scanning: 'Hold the other screen’s code into the picture.',
  stopScanning: 'Stop the camera',
  startOver: 'Start over',

  /** Why the camera reads nothing. */
  camera: {
    refused: {
      says: 'The camera may not be used here.',
      next: 'Allow it for this page, or paste the code as text.',
    },
    missing: {
      says: 'No camera was found.',
      next: 'Paste the code as text.',
    },
  },
  notReading: {
    says: 'What reads QR codes could not be fetched.',
    next: 'Check the network and scan again, or paste the code as text.',
  },
  notDrawn: {
    says: 'What draws the QR code could not be fetched.',
    next: 'Copy the text instead, or check the network.',
  },
} as const;

/** Why a code was not taken, or not made. */
export const handErrors = {
  'hand-malformed': {
    says: 'This is not a whole code: something is missing or was changed on the way.',
    next: 'Copy the whole code again, or scan it.',
  },
  'hand-not-this-room': {
    says: 'This code belongs to another room.',
    next: 'Compare the three symbols, and use the same phrase.',
  },
  'hand-out-of-time': {
    says: 'This code is older than ten minutes, or one of the two clocks is wrong.',
    next: 'Set both clocks to automatic, and make a new code.',
  },
  'hand-own': {
    says: 'This is a code of your own.',
    next: 'Give it to the other person, and take the one that they give you.',
  },
  'hand-used': {
    says: 'This code was used already.',
    next: 'Ask for a new one.',
  },
  'hand-unasked': {
    says: 'This code answers none that waits here.',
    next: 'Make a new code, and have it answered within ten minutes.',
  },
  'hand-already-here': {
    says: 'Whoever made this code is in the room with you already.',
    next: 'Nothing to do: close this and talk.',
  },
  'hand-other-version': {
    says: 'This code was made by another version of Sotto.',
    next: 'Both of you: reload the page.',
  },
  'hand-too-many': {
    says: 'Four codes of yours are waiting already.',
    next: 'Use one of them, or wait until the oldest is ten minutes old.',
  },
  'hand-unavailable': {
    says: 'No direct connection can be made from here.',
    next: 'Show your address in the settings, or use a browser that has WebRTC.',
  },
} as const;

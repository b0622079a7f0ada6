// What is said of verifying people and of names that mislead, in English. Names of people come in
// between marks of isolation, so that one written in another direction does not turn the sentence.

/** U+2068 … U+2069 (UAX #9): the name keeps its direction to itself. */
const isolate = (name: string): string => `\u2068${name}\u2069`;

export const people = {
  verify: {
    title: (name: string) => `Verify ${isolate(name)}`,
    open: 'Verify',
    waiting: (name: string) => `Waiting for ${isolate(name)} to agree.`,
    waitingHelp:
      'Then you both see seven pictures, and tell each other what they are where you know the voice or the face: side by side, or on a call.',
    asked: (name: string) => `${isolate(name)} wants to compare seven pictures with you.`,
    askedHelp:
      'Do it where you know the voice or the face: side by side, or on a call. It shows whether somebody stands between you.',
    agree: 'Compare now',
    exchanging: 'Drawing the pictures.',
    compare: 'Do you both see these seven, in this order?',
    compareHelp: (name: string) =>
      `Say them to ${isolate(name)} aloud, side by side or on a call. Not in writing here: whoever stands between you could change that. A picture may come twice.`,
    theySaySame: (name: string) =>
      `${isolate(name)} says that they match. Look for yourself all the same.`,
    same: 'They match',
    different: 'They don’t match',
    later: 'Not now',
    cancel: 'Cancel',
    verified: (name: string) => `${isolate(name)} is verified.`,
    /** As long as the other one has said nothing. */
    verifiedByYou: (name: string) => `You have verified ${isolate(name)}.`,
    verifiedHelp:
      'By what you compared, nobody stands between you two. Their name bears this mark here until one of you leaves or reloads the page.',
    notYet: (name: string) =>
      `${isolate(name)} has not said yet that they match. If they don’t match there, the mark goes and you are told.`,
    confirmed: (name: string) => `${isolate(name)} says that they match, too.`,
    doubted: 'Somebody may be in between',
    doubtedHelp: 'What you compared did not match. Trust nothing that is written under this name.',
    leave: 'Leave the room',
    done: 'Done',
    again: 'Try again',
    close: 'Close',
    number: 'Compare a number instead',
    numberHelp: (name: string) =>
      `${isolate(name)} sees the same sixty digits here, for as long as you both stay. Read them out or compare them on paper, all of them.`,
    numberLabel: 'Sixty digits, in twelve groups of five',
    numberCopy: 'Copy the digits',
    numberCopied: 'Copied. It is no secret, but compare it by another way than this room.',
    numberCopyFailed: 'It could not be copied. Read it out, or select the digits.',
    numberSame: 'The digits match',
    numberDifferent: 'The digits don’t match',
    failures: {
      cancelled: {
        says: 'You put it off.',
        next: 'Begin again whenever it suits you both.',
      },
      'cancelled-there': {
        says: 'They put it off.',
        next: 'Ask when it would suit them, then try again.',
      },
      timeout: {
        says: 'It took too long, so it was ended.',
        next: 'Try again when you both have a minute.',
      },
      mismatch: {
        says: 'Somebody may be in between.',
        next: 'Trust nothing that is written under this name. Leave, and agree on a new phrase by another way.',
      },
      'mismatch-there': {
        says: 'They saw something else than you: somebody may be in between.',
        next: 'Trust nothing that is written under this name. Leave, and agree on a new phrase by another way.',
      },
      unfit: {
        says: 'What came from them does not fit: somebody may be in between.',
        next: 'Trust nothing that is written under this name. Leave, and agree on a new phrase by another way.',
      },
      left: {
        says: 'They left before it was done.',
        next: 'Try again when they are back.',
      },
      busy: {
        says: 'You are verifying eight people already.',
        next: 'Finish with one of them first.',
      },
      'busy-there': {
        says: 'They are verifying others just now.',
        next: 'Try again in a minute.',
      },
      'too-many': {
        says: 'Ten tries with this person came to nothing. Each more would help whoever may be in between.',
        next: 'Compare the sixty digits instead.',
      },
    },
  },

  verifiedMark: {
    label: 'Verified',
    explain:
      'You compared pictures or digits with this person. Nobody can write this mark into a name.',
  },

  nameWarning: {
    app: {
      says: (chosen: string) =>
        `“${isolate(chosen)}” is a word or a sign of this app, and not of a person.`,
      next: 'So the name made from their key stands first.',
    },
    mixed: {
      says: (chosen: string) =>
        `“${isolate(chosen)}” mixes letters of different alphabets and may look like another name.`,
      next: 'So the name made from their key stands first.',
    },
    same: {
      says: (chosen: string, other: string) =>
        `“${isolate(chosen)}” is the name of ${isolate(other)} already. These are two people.`,
      next: 'So the name made from their key stands first.',
    },
    like: {
      says: (chosen: string, other: string) =>
        `“${isolate(chosen)}” looks like the name of ${isolate(other)}. These are two people.`,
      next: 'So the name made from their key stands first.',
    },
    another: {
      says: (chosen: string) =>
        `“${isolate(chosen)}” has come with another key: not the same person as before, as far as can be known.`,
      next: 'Whoever reloads the page gets a new key, too. Verify them if it matters.',
    },
    anotherVerified: {
      says: (chosen: string) =>
        `This is not the same person as before. The “${isolate(chosen)}” whom you verified had another key.`,
      next: 'Verify them before you trust a word of theirs.',
    },
    dismiss: 'I understand',
  },
} as const;

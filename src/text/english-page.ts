// What the page says of itself, in English: which build it is, what it keeps on this device when that is
// asked for, and how it is installed.

export const page = {
  about: {
    title: 'About',
    open: 'About this page',
    version: (version: string) => `Version ${version}`,
    build: 'This build',
    buildHelp:
      'A number made of every byte of the app. Two people whose copies show the same number run the same app.',
    buildProof:
      'A copy that somebody has changed could show any number. To be sure, have the files hashed: the release says how.',
    copyBuild: 'Copy the number',
    copied: 'Copied',
    copyFailed: 'It could not be copied. Select it by hand.',
    unnamed: 'This copy was never given a number: it is one for trying things out.',
    contacted: 'What is contacted',
    contactedBefore:
      'Before you start or join a room: nothing but the place that this page came from.',
    contactedBeforeFile: 'Before you start or join a room: nothing at all.',
    contactedAfter: 'Then only these, and the devices of the people in the room:',
    contactedNothing: 'The list is empty: nobody can be met through it.',
    contactedChange: 'The list can be changed in the settings.',
    source: 'The source',
    sourceFree:
      'Sotto is free software under the MIT licence: anyone may read, use and change its source. It can be built again, and gives the same bytes.',
    sourceUnknown: 'Whoever gave you this page can tell you where the source is.',
    licences: 'What it is built on',
    licencesHelp: 'The work of others in this page, with the terms that they ask to pass on.',
    licenceOf: (name: string, version: string, licence: string) => `${name} ${version}, ${licence}`,
    noText: 'Its package brings no text beyond the name of the licence.',
    notLoaded: 'This part of the page could not be fetched. Check the network, and open it again.',
  },

  keeping: {
    title: 'Keep these settings on this device',
    off: 'Off: settings are forgotten when this page closes.',
    on: 'On: appearance, meeting points, address helpers, and whether your address is hidden. Turning it off deletes them at once.',
    never:
      'Never kept: your name, relays and their passwords, phrases, and anything of a conversation.',
    trace: 'Whoever looks through this device can find them.',
    fromFile:
      'Settings are forgotten when this page closes. A page opened from disk can’t keep them to itself.',
    refused: 'This browser does not let the page keep anything.',
  },

  install: {
    title: 'On this device',
    install: 'Install',
    help: 'Keeps the app’s own files on this device, so that it opens without a network, and as an app where the browser can. Nothing of a conversation is ever among them.',
    trace: 'Whoever looks through this device can see that Sotto is on it.',
    working: 'One moment',
    kept: 'The app is kept on this device, and opens without a network.',
    byMenu:
      'To see it among your apps, look in the browser’s menu for “Install” or “Add to Home Screen”.',
    newer: 'A newer build is ready. It is used once every window of Sotto has been closed.',
    remove: 'Remove from this device',
    removeHelp: 'Deletes those files. An icon among your apps is removed like any other.',
    failed:
      'The files could not be fetched, so nothing was kept. Check the network, and try again.',
    asFile:
      'This page is one file and needs no installing. Keep the file, and open it when you want.',
    notHere: 'This browser can’t install this page here.',
  },

  appearance: {
    contrast: 'High contrast',
  },
} as const;

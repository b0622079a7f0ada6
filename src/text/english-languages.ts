// What the app says of languages, in English.

export const languages = {
  languages: {
    title: 'Language',
    system: 'As in this browser',
    /** Under the three symbols and wherever pictures are compared aloud. */
    pictures: 'Compare the pictures: each language has its own names for them.',
    names: 'Whoever reads Sotto in another language sees another made-up name for the same key.',
  },
} as const;

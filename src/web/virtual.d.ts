// What the build makes (build/), each module one value, and the style sheets that it takes in.

declare module '*.css' {}

declare module 'virtual:slow-hash-worker' {
  const code: string;
  export default code;
}

declare module 'virtual:sodium-wasm' {
  const bytes: () => Promise<Uint8Array<ArrayBuffer> | ArrayBuffer>;
  export default bytes;
}

declare module 'virtual:common-passwords' {
  const lines: string;
  export default lines;
}

declare module 'virtual:confusables' {
  const lines: string;
  export default lines;
}

declare module 'virtual:app-files' {
  const files: readonly (readonly [path: string, integrity: string])[];
  export default files;
}

declare module 'virtual:about' {
  const about: {
    readonly version: string;
    /** Where the source is published, when package.json says so. */
    readonly source?: string;
    readonly parts: readonly {
      readonly name: string;
      readonly version: string;
      readonly licence: string;
      readonly text: string;
    }[];
  };
  export default about;
}

// What the build makes (build/), where each module is one string, and the style sheets that it takes in.

declare module '*.css' {}

declare module 'virtual:slow-hash-worker' {
  const code: string;
  export default code;
}

declare module 'virtual:sodium-wasm' {
  const base64: string;
  export default base64;
}

declare module 'virtual:common-passwords' {
  const lines: string;
  export default lines;
}

declare module 'virtual:confusables' {
  const lines: string;
  export default lines;
}

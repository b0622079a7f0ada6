// Types for the part of `bencode` that is used.

declare module 'bencode' {
  /** Dictionaries become objects, byte strings Uint8Arrays. Throws for what is no bencoding. */
  export function decode(data: Uint8Array): unknown;
  export function encode(value: unknown): Uint8Array;
  const bencode: { readonly decode: typeof decode; readonly encode: typeof encode };
  export default bencode;
}

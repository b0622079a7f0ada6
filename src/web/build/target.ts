// The browsers that are built for: those with everything that the app needs anyway (X-Wing's
// BigInt, `dialog`, `oklch`, container units), spring 2023 and later. Our choice.

export const TARGET = ['chrome111', 'edge111', 'firefox113', 'safari16.4'];

// How the status page looks: paper, ink and pine, as in the app (`src/web/styles/tokens.css`), on its
// own, since a bridge may serve no app.

export const STATUS_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#1f5f4e"/>
<path d="M14 41c5-9 9-18 14-18 6 0 2 15 8 15 5 0 8-7 14-15" fill="none" stroke="#faf8f4"
stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

export const STATUS_STYLE = `:root {
  color-scheme: light dark;
  --paper: oklch(98.3% 0.007 78);
  --line: oklch(88.5% 0.011 85);
  --ink: oklch(22% 0.012 70);
  --ink-soft: oklch(44% 0.014 75);
  --accent: oklch(43% 0.085 168);
  --mark: oklch(93.4% 0.012 78);
  --alert: oklch(45% 0.1 60);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: oklch(19% 0.006 75);
    --line: oklch(32% 0.009 75);
    --ink: oklch(93% 0.008 85);
    --ink-soft: oklch(74% 0.012 80);
    --accent: oklch(80% 0.1 168);
    --mark: oklch(28% 0.009 75);
    --alert: oklch(82% 0.1 75);
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
html {
  background: var(--paper);
  color: var(--ink);
  font: 400 1rem/1.55 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Cantarell,
    Ubuntu, Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  overflow-wrap: break-word;
}
body { max-width: 49rem; margin: 0 auto; padding: 1.75rem 1.5rem 3rem; }
header { display: flex; align-items: baseline; gap: 0.75rem; color: var(--ink-soft); }
.name, h1 {
  font-family: "Iowan Old Style", "Palatino Linotype", "URW Palladio L", P052, "Noto Serif", Charter,
    Georgia, serif;
}
.name {
  font-size: 1.5rem;
  font-style: italic;
  font-weight: 500;
  line-height: 1;
  letter-spacing: -0.01em;
  color: var(--accent);
}
h1 {
  margin: 3.5rem 0 1rem;
  font-size: clamp(1.875rem, 1.4rem + 2.2vw, 2.625rem);
  font-weight: 400;
  line-height: 1.15;
  letter-spacing: -0.01em;
  text-wrap: balance;
}
h2 { margin-bottom: 0.75rem; font-size: 1.1875rem; font-weight: 600; line-height: 1.25; }
p { max-width: 40rem; text-wrap: pretty; }
p + p { margin-top: 0.875rem; }
.lead { font-size: 1.125rem; color: var(--ink-soft); }
section { margin-top: 2.75rem; }
dl { border-top: 1px solid var(--line); }
dl div {
  display: grid;
  grid-template-columns: minmax(9rem, 11rem) 1fr;
  gap: 0 1rem;
  padding: 0.625rem 0;
  border-bottom: 1px solid var(--line);
}
dt { color: var(--ink-soft); }
dd { font-variant-numeric: tabular-nums; }
.unwell dd { color: var(--alert); font-weight: 600; }
.note { margin-top: 0.75rem; font-size: 0.875rem; color: var(--ink-soft); }
ul { padding-left: 1.125rem; }
li + li { margin-top: 0.5rem; }
li::marker { color: var(--accent); }
code {
  padding: 0.1em 0.35em;
  border-radius: 0.3rem;
  background: var(--mark);
  font: 0.9em/1.4 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
}
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.875rem; }
@media (min-width: 46rem) {
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2.5rem; }
}
@media (max-width: 30rem) {
  body { padding: 1.25rem 1.25rem 2.5rem; }
  h1 { margin-top: 2.25rem; }
  dl div { grid-template-columns: 9rem 1fr; }
}
@media (max-width: 20rem) {
  dl div { grid-template-columns: 1fr; }
}
`;

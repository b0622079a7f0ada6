// What the page knows of itself beyond its name: fetched when somebody asks, as few do.

export type About = typeof import('virtual:about')['default'];

export async function loadAbout(): Promise<About> {
  return (await import('virtual:about')).default;
}

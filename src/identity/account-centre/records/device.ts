const browsers = ['edge', 'coc-coc', 'opera', 'samsung', 'zalo', 'firefox', 'chrome', 'safari', 'other'] as const;
const systems = ['android', 'ios', 'windows', 'macos', 'chromeos', 'linux', 'other'] as const;

/** What a person would call the device a session runs on. */
export interface Device {
  readonly browser: (typeof browsers)[number];
  readonly system: (typeof systems)[number];
}

/** First match wins: most browsers also name the ones they descend from. */
const browserMarks: readonly (readonly [Device['browser'], RegExp])[] = [
  ['edge', /\bEdg(?:e|A|iOS)?\//],
  ['coc-coc', /coc_coc_browser|CocCoc/i],
  ['opera', /\bOPR\/|\bOpera\b/],
  ['samsung', /SamsungBrowser/],
  ['zalo', /\bZalo\b/],
  ['firefox', /Firefox\/|FxiOS\//],
  ['chrome', /Chrome\/|CriOS\//],
  ['safari', /Safari\//],
];
const systemMarks: readonly (readonly [Device['system'], RegExp])[] = [
  ['android', /Android/],
  ['ios', /iPhone|iPad|iPod/],
  ['windows', /Windows/],
  ['macos', /Mac OS X|Macintosh/],
  ['chromeos', /\bCrOS\b/],
  ['linux', /Linux/],
];

/** Reads a User-Agent header; what it does not know is `other`, never a guess. */
export function deviceOf(userAgent: string | null): Device {
  const text = (userAgent ?? '').slice(0, 300);
  const browser = browserMarks.find(([, mark]) => mark.test(text))?.[0] ?? 'other';
  const system = systemMarks.find(([, mark]) => mark.test(text))?.[0] ?? 'other';
  return { browser, system };
}

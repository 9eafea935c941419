/** A TypeScript file by its path from the root of the project. */
export type Files = ReadonlyMap<string, string>;

/** The specifiers a file imports or exports from, also with `import()`. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** Everything that breaks a wall between modules which the linter cannot see, as sentences. */
export function brokenWalls(files: Files, gates: Readonly<Record<string, string>>): string[] {
  const broken: string[] = [];
  for (const [path, text] of files) {
    for (const specifier of importsOf(text)) {
      const target = resolve(path, specifier, gates);
      if (target === null) continue;
      const complaint = wall({ from: path, specifier, to: target }, files, gates);
      if (complaint !== null) broken.push(`${path} imports ${specifier}: ${complaint}`);
    }
  }
  return broken;
}

/** Words that say nothing about what a file holds. */
const drawers = /(?:^|\/)(?:utils?|helpers?|common|misc|types|constants|interfaces|managers?)(?:\.ts|\/)/;

export function namedBadly(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => drawers.test(path) || !/^[a-z0-9/.-]+$/.test(path));
}

/** `new Date()` and `Date()` read the clock; `new Date(value)` does not. */
export function readsClock(text: string): boolean {
  return /\bnew Date(?:\(\s*\)|(?!\s*\())|(?<!new\s)\bDate\(\s*\)/.test(
    text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/:\s*Date\b|<[^<>]*\bDate\b[^<>]*>/g, ''),
  );
}

/** The folders that have a `module.ts`, as the list of modules names them. */
const modulesOf = (files: Files): ReadonlySet<string> =>
  new Set([...files.keys()].flatMap((path) => /^src\/([^/]+)\/module\.ts$/.exec(path)?.[1] ?? []).filter((name) => name !== 'module'));
const folderOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
/** The frames, which know modules by the contract alone. */
const frame = /^src\/(?:app|cli|config|module|process)(?:\.ts$|\/)/;
/** A door inside a module that has a door of its own: `#dossier/record` is a room of `#dossier`; `#shared/db` is nobody's room. */
const innerRoom = (specifier: string, gates: Readonly<Record<string, string>>): string | null => {
  const module = /^(#[^/]+)\/./.exec(specifier)?.[1];
  return module !== undefined && module in gates ? module : null;
};

/** Rooms of one module that lead back to themselves, types included, as `#a/x > #a/y > #a/x`. */
export function roomCircles(files: Files, gates: Readonly<Record<string, string>>): string[] {
  const rooms = Object.entries(gates).filter(([name]) => innerRoom(name, gates) !== null);
  const roomOf = (path: string): string | undefined =>
    rooms.find(([, target]) => path.startsWith(target.slice(2).replace(/index\.ts$/, '')))?.[0];
  const next = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    const from = roomOf(path);
    if (from === undefined) continue;
    const reached = next.get(from) ?? new Set();
    next.set(from, reached);
    for (const specifier of importsOf(text)) {
      const to = roomOf(resolve(path, specifier, gates) ?? '');
      if (to !== undefined && to !== from) reached.add(to);
    }
  }
  const circles = new Set<string>();
  const walk = (room: string, way: readonly string[]): void => {
    const at = way.indexOf(room);
    if (at >= 0) {
      const ring = way.slice(at);
      const first = ring.indexOf(ring.toSorted()[0] ?? '');
      circles.add([...ring.slice(first), ...ring.slice(0, first), ring[first]].join(' > '));
      return;
    }
    for (const to of next.get(room) ?? []) walk(to, [...way, room]);
  };
  for (const room of next.keys()) walk(room, []);
  return [...circles].toSorted();
}

function wall(
  { from, specifier, to }: { from: string; specifier: string; to: string },
  files: Files,
  gates: Readonly<Record<string, string>>,
): string | null {
  if (to === 'src/main.ts' || to === 'src/cli.ts') return 'nothing imports a program';
  if (to === 'src/app.ts' && !/^src\/(?:main|cli)\.ts$/.test(from)) return 'only the programs know the composition root';
  if (to.startsWith('src/app/') && from !== 'src/app.ts' && !from.startsWith('src/app/')) return 'only src/app.ts knows its parts';
  if (from.startsWith('src/shared/') && !to.startsWith('src/shared/')) return 'src/shared knows no module';
  if (from.startsWith('src/forms/') && !/^src\/(?:shared|forms)\//.test(to)) return 'forms know nothing but src/shared';
  if (to === 'src/modules.ts' && !/^src\/(?:main|cli|docs)\.ts$/.test(from)) return 'only the programs know which modules there are';
  if (from.startsWith('src/module/') && !/^src\/(?:shared|module)\//.test(to) && !/^src\/config\/(?:setting|declaration)\.ts$/.test(to))
    return 'the contract knows nothing but src/shared and what a setting is';
  const modules = modulesOf(files);
  const [here, there] = [from, to].map((path) => (modules.has(folderOf(path)) ? folderOf(path) : undefined));
  if (there !== undefined && here === undefined && from !== 'src/modules.ts') return 'only src/modules.ts names modules';
  if (here !== undefined && frame.test(to) && !/^src\/(?:module\/|config\/declaration\.ts)/.test(to))
    return 'modules know the contract, not the program';
  if (here !== undefined && there !== undefined && here !== there) {
    if (there === 'identity') return 'relying parties know nothing but OpenID Connect';
    if (here === 'identity') return 'the provider knows no relying party';
    if (from.startsWith('src/sandbox/portals/')) return 'the sample portals are written as an outsider would';
    if (there !== 'relying-party') return 'services know one another by HTTP';
  }
  const room = innerRoom(specifier, gates);
  // The frames' second doors (`#config/setting`, `#module/command`) are for modules.
  if (room !== null && modules.has(room.slice(1)) && here !== room.slice(1)) return `the rooms of ${room} are entered from inside it alone`;
  if (!specifier.startsWith('#')) {
    const inside = to.slice(0, to.lastIndexOf('/'));
    const gate = `${inside}/index.ts`;
    const named = Object.values(gates).includes(`./${gate}`);
    const outside = inside !== 'src' && !from.startsWith(`${inside}/`) && files.has(gate);
    if (outside && (named || to !== gate))
      return `this module is entered through its ${named ? '#name' : 'index.ts'}, not through its files`;
  }
  return null;
}

function resolve(from: string, specifier: string, gates: Readonly<Record<string, string>>): string | null {
  if (specifier.startsWith('#')) return gates[specifier]?.replace('./', '') ?? null;
  if (!specifier.startsWith('.')) return null;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

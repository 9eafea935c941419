import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Files of packages that browsers load, by the name templates, styles and scripts know them under. */
const fromPackages: Readonly<Record<string, string>> = {
  'be-vietnam-pro-latin-400.woff2': '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2',
  'be-vietnam-pro-latin-600.woff2': '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2',
  'be-vietnam-pro-vietnamese-400.woff2': '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2',
  'be-vietnam-pro-vietnamese-600.woff2': '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2',
  'webauthn-browser.js': '@simplewebauthn/browser/dist/bundle/index.umd.min.js',
};

/** The package's single-file build is a classic script that sets a global; this makes it a module like the others. */
const moduleExports: Readonly<Record<string, string>> = {
  'webauthn-browser.js':
    '\nexport const { startRegistration, startAuthentication, browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, platformAuthenticatorIsAvailable, WebAuthnAbortService, WebAuthnError } = globalThis.SimpleWebAuthnBrowser;\n',
};

function withoutSourceMap(name: string, content: Buffer): Buffer {
  if (!name.endsWith('.js')) return content;
  const text = content.toString('utf8').replace(/\/\/# sourceMappingURL=\S+\s*$/, '');
  return Buffer.from(text + (moduleExports[name] ?? ''));
}

/** Every file browsers may load, by name: those of `views/assets` and of `views/assets/js`, and the named ones of packages. */
export function readAssetFiles(): ReadonlyMap<string, Buffer> {
  const own = ['views/assets', 'views/assets/js'].flatMap((directory) =>
    readdirSync(folder(directory), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(folder(directory), entry.name)),
  );
  const found = new Map<string, Buffer>(own.map((path) => [basename(path), readFileSync(path)]));
  for (const [name, path] of Object.entries(fromPackages)) {
    found.set(name, withoutSourceMap(name, readFileSync(join(folder('node_modules'), path))));
  }
  return found;
}

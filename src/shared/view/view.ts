import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import type { Language, Messages } from '#shared/texts';
import { macroValues } from './macro-values.ts';

/** A page template with the type of its view model and sample models that the page test renders in every language. */
export interface Page<Model extends object> {
  /** Path below `views/` without the extension, e.g. `identity/sign-in`. */
  readonly template: string;
  readonly samples: Readonly<Record<string, Model>>;
}

export function page<Model extends object>(template: string, samples: Readonly<Record<string, Model>>): Page<Model> {
  return Object.freeze({ template, samples });
}

/** What every page knows beside its own model; templates read it as `site`. */
export interface Site {
  readonly lang: Language;
  /** Path and query of this page, to return to after choosing the other language. */
  readonly here: string;
  /** Value for the hidden `_csrf` field of every form. */
  readonly csrf: string;
  /** Shown on problem pages and in the footer of error messages. */
  readonly traceId: string;
  /** The origin's own name: `identity`, `sandbox`, …; templates choose navigation by it. */
  readonly origin: string;
  /** Display name of the signed-in person, when the origin knows one. */
  readonly person?: string | undefined;
  /** Whole minutes until that person's session here ends; extended at `/session/extend`. */
  readonly minutesLeft?: number | undefined;
  /** Whether that person works for an agency, on an origin that officers use. */
  readonly staff?: boolean | undefined;
  /** Public addresses of the other origins, by role. */
  readonly urls: Readonly<Record<string, string>>;
  /** The program runs with its sandbox, for trying out: every page says that nothing here is real. */
  readonly sandbox: boolean;
}

export interface View {
  /** Complete HTML. The template sees `site`, `t` (the messages in the page's language) and `model`. */
  render<Model extends object>(of: Page<Model>, model: Model, site: Site): string;
}

export interface ViewOptions {
  /** Template folders, first match wins. */
  readonly folders: readonly string[];
  /** Merged texts: shared ones under their own keys, the module's beside them. */
  readonly messages: Messages<object>;
  /** Maps a logical asset name to its fingerprinted URL path. */
  readonly asset: (name: string) => string;
  /** Keep compiled templates (production) or read them anew (while writing them). */
  readonly cache: boolean;
}

/** Where templates are: the project's own, then govuk-frontend's (`govuk/components/…`). */
export const viewFolders: readonly string[] = ['views', 'node_modules/govuk-frontend/dist'].map((folder) =>
  fileURLToPath(new URL(`../../../${folder}`, import.meta.url)),
);

/**
 * The only place that knows Nunjucks. Autoescape is on; beside `site`, `t` and `model`, templates get `asset` and the
 * functions of `macro-values.ts`.
 */
export function createView(options: ViewOptions): View {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([...options.folders], { noCache: !options.cache }), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addGlobal('asset', options.asset);
  for (const [name, value] of Object.entries(macroValues)) environment.addGlobal(name, value);
  return {
    render: (of, model, site) => environment.render(`${of.template}.njk`, { site, t: options.messages[site.lang], model }),
  };
}

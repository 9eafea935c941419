export { cataloguePages, createCatalogue, type Catalogue } from './catalogue.ts';
export { bundledFiles } from './import/bundled.ts';
export { importCatalogue, rehearseImport, type CatalogueFile, type ImportReport } from './import/import-catalogue.ts';
export { catalogue } from './module.ts';
export type { CatalogueOptions } from './options.ts';
export { catalogueTexts, createCatalogueOrigin } from './origin.ts';
export { search, type Found } from './search/search.ts';
export { today } from './today.ts';

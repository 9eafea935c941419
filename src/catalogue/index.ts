export { cataloguePages, createCatalogue, type Catalogue } from './catalogue.ts';
export { bundledFiles } from './import/bundled.ts';
export { importCatalogue, type CatalogueFile, type ImportReport, type Rejected } from './import/import-catalogue.ts';
export type { CatalogueOptions } from './options.ts';
export { catalogueTexts, createCatalogueOrigin } from './origin.ts';
export { search, type Found } from './search/search.ts';

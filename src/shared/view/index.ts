export { inLanguage, type FieldError } from './macro-values.ts';
export { createView, page, viewFolders, type Page, type Site, type View, type ViewOptions } from './view.ts';
export { qrImage } from './qr-image.ts';

/** What a browser needs to judge answers as the server does; bundled into views/assets/forms.js by `npm run js`. */
export { validateForm } from './validate.ts';
export { formValues } from './values.ts';

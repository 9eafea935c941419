export { checkDefinition } from './check-definition.ts';
export { isDate, joinDate, splitDate, type TypedDate } from './date.ts';
export {
  formDefinition,
  localised,
  prefillNames,
  type FormDefinition,
  type FormField,
  type FormProperty,
  type FormValues,
  type Localised,
} from './definition.ts';
export { formErrors, formSummary, formView, type FieldView, type FormView } from './form-view.ts';
export type { FormErrorCode } from './texts.ts';
export { requiredNames, validateForm, type FormError, type FormResult } from './validate.ts';
export { formValues, prefillValues } from './values.ts';

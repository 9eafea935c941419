// Judges an answer when its field is left, by the rules the server uses. Nothing is asked for before the form is sent: a
// field left empty says nothing. Without this script the server says the same after sending.
import { formValues, validateForm } from 'asset:forms.js';

function show(group, name, message, prefix) {
  const id = `${name}-error`;
  group.querySelector(`#${id}`)?.remove();
  const controls = group.querySelectorAll('input, select, textarea');
  const described = group.querySelector('fieldset') ?? controls[0];
  const others = (described.getAttribute('aria-describedby') ?? '').split(' ').filter((each) => each !== '' && each !== id);
  group.classList.toggle('govuk-form-group--error', message !== null);
  for (const control of controls) {
    const block = control.tagName === 'SELECT' ? 'govuk-select' : control.tagName === 'TEXTAREA' ? 'govuk-textarea' : 'govuk-input';
    if (control.type !== 'radio' && control.type !== 'checkbox') control.classList.toggle(`${block}--error`, message !== null);
  }
  if (message !== null) {
    const line = document.createElement('p');
    line.id = id;
    line.className = 'govuk-error-message';
    const hidden = document.createElement('span');
    hidden.className = 'govuk-visually-hidden';
    hidden.textContent = `${prefix}: `;
    line.append(hidden, message);
    const before = group.querySelector('.govuk-radios, .govuk-checkboxes, .govuk-date-input') ?? controls[0];
    before.before(line);
    others.push(id);
  }
  if (others.length > 0) described.setAttribute('aria-describedby', others.join(' '));
  else described.removeAttribute('aria-describedby');
}

for (const part of document.querySelectorAll('[data-form-definition]')) {
  const form = part.closest('form');
  const definition = JSON.parse(part.dataset.formDefinition);
  const { formToday: today, formLanguage: language, formErrorPrefix: prefix } = part.dataset;
  const names = definition.presentation.flatMap(({ fields }) => fields.map(({ name }) => name));
  part.addEventListener('focusout', (event) => {
    const control = event.target;
    const name = names.find((each) => control.name === each || control.name?.startsWith(`${each}-`));
    const group = name && [...part.querySelectorAll('.govuk-form-group')].filter((each) => each.contains(control)).find((each) => !each.parentElement.closest('.govuk-date-input'));
    // Moving between the boxes of one date, or the choices of one question, is not leaving it.
    if (!group || group.contains(event.relatedTarget)) return;
    const values = formValues(definition, Object.fromEntries(new FormData(form)));
    const error = validateForm(definition, values, { today }).errors.find(({ field }) => field === name);
    show(group, name, values[name] === undefined || !error ? null : error.message[language], prefix);
  });
}

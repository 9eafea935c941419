// Loaded by every page. Everything here only adds comfort: each page works without it.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, createAll } from 'asset:govuk-components.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios]) createAll(component);

if (document.querySelector('[data-timeout-seconds]')) import('asset:timeout.js');
if (document.querySelector('[data-look-again]')) import('asset:look-again.js');
if (document.querySelector('[data-form-definition]')) import('asset:form-check.js');

// What the person has asked for elsewhere already is not asked again; without scripts they press the button.
const asked = document.querySelector('[data-submit-at-once] form');
if (asked) asked.requestSubmit(asked.querySelector('button'));

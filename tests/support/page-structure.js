// Runs inside the browser (see pages.ts). The value of this script is a function of the expected language.
(expected) => {
  const found = [];
  const page = document.documentElement;
  if (expected && page.lang !== expected) found.push(`lang is ${page.lang}`);
  if (page.scrollWidth > page.clientWidth) {
    const widest = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > page.clientWidth + 1,
    );
    found.push(
      `scrolls sideways by ${page.scrollWidth - page.clientWidth}px: ${widest
        .slice(0, 3)
        .map((element) => `${element.tagName} ${element.className}`)
        .join(', ')}`,
    );
  }
  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) found.push(`${headings} h1`);
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id ${id} twice`);
  for (const link of document.querySelectorAll('.govuk-error-summary a[href^="#"]')) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target?.matches('input, select, textarea, button, [tabindex]')) found.push(`error link ${link.hash} leads to no field`);
  }
  for (const form of document.querySelectorAll('form[method="post"]')) {
    if (!form.elements._csrf?.value) found.push(`form ${form.getAttribute('action')} without _csrf`);
  }
  for (const name of ['autocomplete', 'inputmode', 'pattern', 'maxlength', 'type', 'for', 'id', 'name', 'aria-describedby'])
    for (const element of document.querySelectorAll(`[${name}=""]`)) found.push(`empty ${name}: ${element.outerHTML.slice(0, 120)}`);
  const attributes = [...document.querySelectorAll('[value], [href], [action]')].flatMap((element) =>
    ['value', 'href', 'action'].map((name) => element.getAttribute(name) ?? ''),
  );
  for (const text of [document.title, document.body.innerText, ...attributes]) {
    for (const bad of ['undefined', '[object Object]', 'NaN', '{{', '&lt;', '&amp;', '&quot;', '&#39;'])
      if (text.includes(bad)) found.push(`shows ${bad}: ${text.slice(0, 80)}`);
  }
  return found;
};

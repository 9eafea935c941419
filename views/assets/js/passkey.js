// Passkeys: signing in by button and from the identifier field, and creating one at registration. The markup is
// views/identity/passkey-button.njk; the texts come from its data attributes. Without this script nothing is missing but passkeys.
import 'asset:webauthn-browser.js';

const { startAuthentication, startRegistration, browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } = globalThis.SimpleWebAuthnBrowser;

if (browserSupportsWebAuthn()) for (const element of document.querySelectorAll('[data-passkey]')) prepare(element);

function prepare(element) {
  const { base, csrf, passkey: kind, form: formId } = element.dataset;
  const register = kind === 'register';
  const path = register ? `${base}/register/passkey` : `${base}/passkey`;
  const status = element.querySelector('[data-passkey-status]');
  const button = element.querySelector('[data-passkey-button]');
  const form = formId ? document.getElementById(formId) : null;
  const ticked = (name) => form?.querySelector(`[name="${name}"]`)?.checked === true;

  const say = (text) => {
    status.textContent = text ?? '';
  };
  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
    // The sign-in has ended: its page says so, and where to go on.
    if (answer.status === 410) location.assign(base);
    return { ok: answer.ok, body: await answer.json().catch(() => ({})) };
  };

  const run = async ({ autofill }) => {
    const options = await post(`${path}/options`, {});
    if (options.body.to) return location.assign(options.body.to);
    if (!options.ok) return autofill ? undefined : say(element.dataset.textFailed);
    const response = register ? await startRegistration({ optionsJSON: options.body }) : await startAuthentication({ optionsJSON: options.body, useBrowserAutofill: autofill });
    const result = await post(path, {
      response,
      shared_computer: ticked('shared_computer'),
      ...(register ? { agreement: ticked('agreement') } : {}),
    });
    if (result.ok && result.body.to) return location.assign(result.body.to);
    const reasons = { 'other-account': element.dataset.textOtherAccount, copied: element.dataset.textCopied, agreement: element.dataset.textAgreement };
    return say(reasons[result.body.reason] ?? element.dataset.textFailed);
  };

  const failure = (error) => {
    if (error instanceof TypeError) return element.dataset.textOffline;
    const texts = { NotAllowedError: element.dataset.textCancelled, InvalidStateError: element.dataset.textKnown };
    return texts[error.name] ?? element.dataset.textFailed;
  };

  button.addEventListener('click', async () => {
    if (register && !ticked('agreement')) {
      say(element.dataset.textAgreement);
      form.querySelector('[name="agreement"]').focus();
      return;
    }
    button.disabled = true;
    say(element.dataset.textWaiting);
    try {
      await run({ autofill: false });
    } catch (error) {
      say(failure(error));
    } finally {
      button.disabled = false;
    }
  });

  element.hidden = false;
  if ('autofill' in element.dataset) {
    browserSupportsWebAuthnAutofill().then((supported) => {
      // Being put aside by the button, or nobody choosing a passkey, is no failure.
      if (supported) run({ autofill: true }).catch(() => undefined);
    });
  }
}

// Adds a passkey to the account that is signed in. The markup is views/identity/account/passkey-new.njk; the texts come from its data
// attributes. The server answers every step with options, with where to go next, or with a refusal.
import { browserSupportsWebAuthn, startRegistration } from 'asset:webauthn-browser.js';

const element = document.querySelector('[data-new-passkey]');
if (element && browserSupportsWebAuthn()) prepare();

function prepare() {
  const { address, csrf, textFailed, textCancelled, textKnown, textOffline, textWaiting } = element.dataset;
  const button = element.querySelector('[data-new-passkey-button]');
  const status = element.querySelector('[data-new-passkey-status]');
  const label = element.querySelector('[name="label"]');

  const post = async (path, body) => {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, body: await answer.json().catch(() => ({})) };
  };
  const add = async () => {
    const options = await post(`${address}/options`, {});
    if (options.body.to) return location.assign(options.body.to);
    if (!options.ok) throw new Error('refused');
    const response = await startRegistration({ optionsJSON: options.body });
    const result = await post(address, { label: label.value, response });
    if (!result.body.to) throw new Error('refused');
    return location.assign(result.body.to);
  };
  const failure = (error) => {
    if (error instanceof TypeError) return textOffline;
    return { NotAllowedError: textCancelled, InvalidStateError: textKnown }[error.name] ?? textFailed;
  };

  button.addEventListener('click', async () => {
    button.disabled = true;
    status.textContent = textWaiting;
    try {
      await add();
    } catch (error) {
      status.textContent = failure(error);
    } finally {
      button.disabled = false;
    }
  });
  element.hidden = false;
  document.querySelector('[data-new-passkey-without]').hidden = true;
}

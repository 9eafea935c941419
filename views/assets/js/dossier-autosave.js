// Saves a draft shortly after typing stops, and again after a failure; the form works the same without it.
const form = document.querySelector('form[data-autosave]');
const status = document.querySelector('[data-autosave-status]');

if (form !== null && status !== null) {
  const QUIET = 1500;
  const AGAIN = 5000;
  let timer;
  let saving = false;
  let dirty = false;

  const say = (name) => {
    status.textContent = form.dataset[name] ?? '';
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const save = async () => {
    if (saving) return later(QUIET);
    saving = true;
    dirty = false;
    say('saving');
    const body = new URLSearchParams(new FormData(form));
    body.set('go', 'autosave');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' }, redirect: 'error' });
      if (answer.status === 409) {
        say('elsewhere');
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { version } = await answer.json();
      form.elements.namedItem('version').value = String(version);
      say('saved');
    } catch {
      dirty = true;
      say('notSaved');
      later(AGAIN);
    } finally {
      saving = false;
    }
  };

  form.addEventListener('input', () => {
    dirty = true;
    later(QUIET);
  });
  form.addEventListener('submit', () => clearTimeout(timer));
  globalThis.addEventListener('online', () => {
    if (dirty) later(0);
  });
}

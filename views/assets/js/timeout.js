// Announces the end of a page's validity where it is seen, and offers to extend it (WCAG 2.2, 2.2.1). The markup is `timeout` of
// views/parts/page.njk. Time is read from the clock, not counted, because a sleeping telephone stops its timers. What was typed is never
// lost to it: nothing here leaves the page by itself.

for (const element of document.querySelectorAll('[data-timeout-seconds]')) {
  const worthIt = () => [...document.querySelectorAll('main form[method="post"]')].some((form) => !element.contains(form));
  if (!('timeoutForms' in element.dataset) || worthIt()) watch(element);
}

function watch(element) {
  const texts = element.dataset;
  const notice = element.querySelector('.mc-timeout__notice');
  const dialog = element.querySelector('dialog');
  const [title, text] = [dialog.querySelector('h2'), dialog.querySelector('p')];
  const restart = dialog.querySelector('.mc-timeout__restart');
  const form = dialog.querySelector('form');
  const warning = Number(texts.timeoutWarning);
  const heading = title.textContent;
  let state = '';
  let ends = 0;

  const start = (seconds) => {
    ends = Date.now() + seconds * 1000;
    state = 'running';
  };
  const say = (words) => {
    if (text.textContent !== words) text.textContent = words;
  };
  const open = () => {
    notice.textContent = '';
    if (!dialog.open) dialog.showModal();
  };
  const expire = () => {
    state = 'expired';
    title.textContent = texts.timeoutExpiredTitle;
    say(texts.timeoutExpired);
    if (form) form.hidden = true;
    restart.hidden = false;
    open();
    title.focus();
  };
  const look = () => {
    const left = (ends - Date.now()) / 1000;
    if (state === 'expired') return;
    if (left <= 0) expire();
    else if (left <= warning && state === 'running') {
      state = 'warned';
      title.textContent = heading;
      say(form ? texts.timeoutSoon : texts.timeoutLast);
      open();
      (form?.hidden === false ? form.querySelector('button') : title).focus();
    } else if (left <= 60 && state === 'warned' && warning > 60) {
      state = 'last minute';
      say(texts.timeoutMinute);
    }
  };

  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    const given = answer?.ok ? await answer.json().catch(() => null) : null;
    if (given?.seconds > warning) {
      start(given.seconds);
      dialog.close();
      notice.textContent = texts.timeoutExtended;
    } else if (given?.seconds > 0) {
      // As far as it goes: what is left is said, and not promised again.
      start(given.seconds);
      state = 'warned';
      say(texts.timeoutLast);
      form.hidden = true;
      title.focus();
    } else if (answer === null || answer.status >= 500) say(texts.timeoutFailed);
    else expire();
  });
  dialog.querySelector('button[type="button"]').addEventListener('click', () => dialog.close());

  start(Number(texts.timeoutSeconds));
  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
}

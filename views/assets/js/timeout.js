// Announces the end of a page's validity and offers to extend it (WCAG 2.2, 2.2.1). The markup is `timeout` of
// views/parts/page.njk. Time is read from the clock, not counted, because a sleeping telephone stops its timers.

for (const element of document.querySelectorAll('[data-timeout-seconds]')) watch(element);

function watch(element) {
  const { timeoutSeconds, timeoutWarning, timeoutSoon, timeoutExpired, timeoutExtended } = element.dataset;
  const notice = element.querySelector('.mc-timeout__notice');
  const choices = element.querySelector('.mc-timeout__choices');
  const restart = element.querySelector('.mc-timeout__restart');
  const form = element.querySelector('form');
  let state = '';
  let ends = 0;

  const start = () => {
    ends = Date.now() + Number(timeoutSeconds) * 1000;
    state = 'running';
  };
  const look = () => {
    const left = (ends - Date.now()) / 1000;
    if (left <= 0 && state !== 'expired') {
      state = 'expired';
      notice.textContent = timeoutExpired;
      choices.hidden = restart === null;
      if (form) form.hidden = true;
      if (restart) restart.hidden = false;
    } else if (left > 0 && left <= Number(timeoutWarning) && state === 'running') {
      state = 'warned';
      notice.textContent = timeoutSoon;
      choices.hidden = form === null;
    }
  };

  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(String(answer.status));
      start();
      choices.hidden = true;
      notice.textContent = timeoutExtended;
    } catch {
      form.submit();
    }
  });

  start();
  setInterval(look, 1000);
  document.addEventListener('visibilitychange', look);
}

// Looks again at what is still under way, for a minute, and says what has changed. Without scripts there is a link that does it.

const part = document.querySelector('[data-look-again]');

async function look() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const now = page.querySelector('#content [role="status"]');
  // Said only when there is something to say.
  if (now !== null && now.textContent !== part.textContent) part.replaceChildren(...now.childNodes);
  return now?.hasAttribute('data-look-again');
}

for (let times = 0, goOn = true; goOn && times < 20; times += 1) {
  await new Promise((done) => setTimeout(done, 3000));
  goOn = (await look().catch(() => true)) ?? false;
}

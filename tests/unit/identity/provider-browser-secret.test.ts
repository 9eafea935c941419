import type { Context } from 'koa';
import { describe, expect, test } from 'vitest';
import { createBrowserSecrets } from '#identity/provider';
import { createRequestMemory } from '#identity/store';
import { sha256 } from '#shared/crypto';

const secret = (letter: string): string => letter.repeat(43);

/** A request with this cookie, and what is sent back. */
function request(sent: string | undefined, https = true) {
  const back: { name: string; value: string; attributes: Record<string, unknown> }[] = [];
  const cookies = {
    get: (name: string) => (name === (https ? '__Host-identity_browser' : 'identity_browser') ? sent : undefined),
    set: (name: string, value: string, attributes: Record<string, unknown>) => void back.push({ name, value, attributes }),
  };
  const memory = createRequestMemory();
  const ctx = { cookies } as unknown as Context;
  return { ctx, back, memory, browser: createBrowserSecrets({ https, memory })(ctx) };
}

describe('the secret of a browser', () => {
  test('is made when the first sign-in begins, in a cookie no other host and no other path can set', () => {
    const { browser, back } = request(undefined);
    expect(browser.holds).toEqual([]);
    const bound = browser.bind();
    expect(back).toHaveLength(1);
    const { name, value, attributes } = back[0]!;
    expect(name).toBe('__Host-identity_browser');
    expect(attributes).toMatchObject({ path: '/', secure: true, httpOnly: true, sameSite: 'lax' });
    expect(attributes).not.toHaveProperty('domain');
    expect(bound).toEqual(sha256(value));
    expect(browser.bind()).toBe(bound);
  });

  test('has no prefix on localhost without TLS, where browsers refuse it', () => {
    const { browser, back } = request(undefined, false);
    browser.bind();
    expect(back[0]).toMatchObject({ name: 'identity_browser', attributes: { secure: false } });
  });

  test('is not made anew for the next sign-in, and once a request for one that goes on', () => {
    const { browser, back } = request(secret('a'));
    expect(browser.bind()).toEqual(sha256(secret('a')));
    expect(back).toEqual([]);
    const renewed = browser.renew();
    expect(browser.renew()).toBe(renewed);
    expect(back).toHaveLength(1);
    expect(back[0]?.value.split('.')[1]).toBe(secret('a'));
    expect(browser.holds).toEqual([renewed, sha256(secret('a'))]);
  });

  test('is remembered six times, however long a cookie is sent, and only where it looks like one', () => {
    const many = ['', 'short', `${secret('a')}=`, ...'bcdefghij'.split('').map(secret)].join('.');
    const { browser, back } = request(many);
    expect(browser.holds).toEqual('bcdefg'.split('').map((each) => sha256(secret(each))));
    browser.renew();
    expect(back[0]?.value.split('.').slice(1)).toEqual('bcdef'.split('').map(secret));
  });

  test('is the same object for the whole request, and known to the store', () => {
    const { ctx, memory, browser } = request(secret('a'));
    expect(createBrowserSecrets({ https: true, memory })(ctx)).toBe(browser);
    expect(memory.of(ctx).browser).toBe(browser);
  });
});

/**
 * An e-mail address in lower case, or null when it is not one plain ASCII-separated address. Nothing is folded that
 * could make two mailboxes one: an address whose compatibility form differs (look-alike characters) is refused.
 */
export function parseEmail(input: string): string | null {
  const email = input.trim().toLowerCase();
  if (email.length > 254 || email.normalize('NFKC') !== email) return null;
  const match = /^([^\s@"<>(),;:\\[\]\p{C}]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/u.exec(email);
  if (match === null) return null;
  const labels = (match[2] ?? '').split('.');
  return labels.every((label) => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-')) ? email : null;
}

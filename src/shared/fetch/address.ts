import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** A network in CIDR notation, e.g. `10.20.0.0/16` or `fd00:1234::/48`. */
export type Cidr = string;

/** Special-purpose IPv4 (IANA registry, RFC 6890) and multicast: nothing a public portal can live on. */
const SPECIAL_IPV4 = networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and the metadata service of every cloud
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/** The only part of IPv6 that is routed publicly (RFC 4291 section 2.4) … */
const GLOBAL_IPV6 = networks(['2000::/3']);

/** … without its special-purpose parts, of which 6to4 and Teredo carry an IPv4 address past the rules above. */
const SPECIAL_IPV6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);

const LOOPBACK = networks(['127.0.0.0/8', '::1/128']);

export interface AddressRule {
  /** Whether a connection to this IP address may be made. */
  permits(address: string): boolean;
}

/**
 * Permits public addresses, the networks an operator has named, and loopback where asked. IPv6 forms that stand for an
 * IPv4 address (mapped `::ffff:0:0/96`, the NAT64 prefix `64:ff9b::/96` of RFC 6052) are judged as that IPv4 address.
 */
export function createAddressRule(options: { allowLoopback: boolean; allowedNetworks: readonly Cidr[] }): AddressRule {
  const allowed = networks(options.allowedNetworks);
  return {
    permits(address) {
      const plain = address.split('%')[0] ?? '';
      if (isIP(plain) === 0) return false;
      const judged = embeddedIPv4(plain) ?? plain;
      if (contains(allowed, judged)) return true;
      if (contains(LOOPBACK, judged)) return options.allowLoopback;
      if (isIPv4(judged)) return !contains(SPECIAL_IPV4, judged);
      return contains(GLOBAL_IPV6, judged) && !contains(SPECIAL_IPV6, judged);
    },
  };
}

/** Builds the list; a network that is not valid CIDR throws with its text. */
function networks(cidrs: readonly Cidr[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', length = '', ...rest] = cidr.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(length) || rest.length > 0) throw new Error(`${cidr} is not a network in CIDR notation`);
    list.addSubnet(address, Number(length), family);
  }
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** The IPv4 address inside a mapped or NAT64 IPv6 address, however it is spelled; null for any other address. */
function embeddedIPv4(address: string): string | null {
  if (!isIPv6(address)) return null;
  const words = expand(address);
  const [high = 0, low = 0] = words.slice(6);
  const prefix = words.slice(0, 6).join(':');
  // 65435 = 0xff9b, 100 = 0x64.
  if (prefix !== '0:0:0:0:0:65535' && prefix !== '100:65435:0:0:0:0') return null;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight 16-bit words of a valid IPv6 address. */
function expand(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text =
    dotted === null
      ? address
      : address.slice(0, dotted.index) +
        [0, 1].map((pair) => (Number(dotted[pair * 2 + 1]) * 256 + Number(dotted[pair * 2 + 2])).toString(16)).join(':');
  const [left = '', right] = text.split('::');
  const wordsOf = (part: string): number[] => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const head = wordsOf(left);
  if (right === undefined) return head;
  const tail = wordsOf(right);
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../scripts/net/address.ts';
import { download } from '../../scripts/net/download.ts';

const publicAddresses = ['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'];

const otherAddresses = {
  'this host': ['127.0.0.1', '127.1.2.3', '0.0.0.0', '::1', '::', '0:0:0:0:0:0:0:1'],
  'private networks': [
    '10.0.0.1',
    '172.16.5.4',
    '172.31.255.255',
    '192.168.1.1',
    'fd00::1',
    'fc00::1',
    'fec0::1',
  ],
  'the link, with cloud metadata': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254'],
  'the provider': ['100.64.0.1', '198.18.0.1', '192.0.0.8'],
  'many or none': [
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    '240.0.0.1',
    '192.0.2.1',
    '2001:db8::1',
    '3fff::1',
  ],
  'v4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1'],
  'NAT64, 6to4 and Teredo': ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:4136:e378::1'],
  'other notations': ['0177.0.0.1', '0x7f.1', '2130706433', '2606:4700:4700::1111%1'],
  nonsense: ['', 'localhost', '1.2.3.4.5', '::g'],
};

describe('addresses of the public internet', () => {
  test.each(publicAddresses)('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each(Object.entries(otherAddresses))('%s: none of them is one', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test('answers for any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
        (text) => typeof isPublicAddress(text) === 'boolean',
      ),
    );
  });

  test('never takes an IPv4 address of this host in an IPv6 coat', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('::ffff:', '::', '64:ff9b::'),
        fc.nat(255),
        fc.nat(255),
        (prefix, third, last) => {
          expect(isPublicAddress(`${prefix}127.0.${third}.${last}`)).toBe(false);
        },
      ),
    );
  });
});

/** None of these may lead to so much as a question to the DNS. */
const refusedUrls = {
  'plain http': ['http://files.example/a', 'http://93.184.215.14/'],
  'other schemes': [
    'file:///etc/passwd',
    'ftp://files.example/a',
    'data:text/plain,a',
    'javascript:1',
    'blob:https://a.example/b',
  ],
  'a user name': [
    'https://files.example@10.0.0.1/',
    'https://user:secret@files.example/',
    'https://:secret@files.example/',
  ],
  'a port': ['https://files.example:8443/', 'https://files.example:80/', 'https://files.example:22/'],
  'decimal, octal, hex and short IPv4': [
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.0.0.1/',
    'https://0x7f000001/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://%31%32%37.0.0.1/',
  ],
  'cloud metadata': [
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://2852039166/',
  ],
  'IPv6 forms': [
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:ffff:a00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1%25eth0]/',
    'https://[fd12::1]/',
  ],
  'what is no URL': [
    '',
    'files.example/a',
    '//files.example/a',
    'https://',
    'https://[',
    `https://a.example/${'a'.repeat(9000)}`,
  ],
};

describe('URLs that are refused before anything is sent', () => {
  test.each(Object.entries(refusedUrls))('%s', async (_, urls) => {
    for (const url of urls) {
      const asked: string[] = [];
      const network = {
        resolve: async (name: string) => {
          asked.push(name);
          return [];
        },
      };
      const failure = await download(url, {
        limitBytes: 10,
        limitMs: 5000,
        signal: AbortSignal.timeout(9000),
        network,
      }).catch((error: unknown) => error);
      expect(failure, url).toMatchObject({ code: 'address_refused', exitCode: 2 });
      expect(String(failure)).not.toContain('secret');
      expect(asked, url).toEqual([]);
    }
  });
});

import fc from 'fast-check';
import { anyText } from '../fuzz.ts';

/** Values that no option wants. */
export const hostileValues: Readonly<Record<string, string>> = {
  'an empty one': '',
  blanks: ' \t ',
  'a megabyte': 'x'.repeat(2 ** 20),
  'a megabyte of digits': '9'.repeat(2 ** 20),
  'a null character': 'a\0b',
  'a terminal sequence': '\u001b[2J\u001b]0;title\u0007\r\nok',
  'a lone surrogate': '\ud800',
  'text that runs backwards': '\u202egnp.rata\u202c💥',
  'a dash': '-',
  'two dashes': '--',
  'another flag': '--no-such-flag',
  'no number': 'NaN',
  'a huge number': '1e999',
  'a negative number': '-1',
  'a number of another base': '0x1F',
  'a way out of the folder': '../../../../no/such/place',
  'an absolute path': '/no/such/place',
  'the folder itself': '.',
  'a name of JavaScript': '__proto__',
  JSON: '{"ok":true}',
  'a shell command': '$(touch owned); `touch owned`',
  'a URL of this machine': 'http://127.0.0.1:9/x',
  'another scheme': 'file:///etc/passwd',
  'percent signs': '%00%2e%2e%2f%zz',
};

/** The same, and whatever else characters can make up. */
export const anyValue = fc.oneof(
  fc.constantFrom(...Object.values(hostileValues)),
  anyText({ maxLength: 60 }),
  fc.webUrl({ validSchemes: ['ftp', 'file', 'data'] }),
  fc.double().map(String),
  fc.integer().map(String),
);

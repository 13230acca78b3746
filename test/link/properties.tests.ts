import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPikaError } from '../../scripts/cli/errors.ts';
import { parseMeetingLink } from '../../scripts/link/link.ts';
import { anyText, cases } from '../fuzz.ts';
import { processorTime } from '../machine-speed.ts';

const letters = (count: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: count, maxLength: count });
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 11 });
const token = fc.string({ unit: fc.constantFrom(...'aB0._-*~'), minLength: 1, maxLength: 40 });
/** Parameters that say nothing about the meeting. */
const noise = fc
  .dictionary(fc.constantFrom('authuser', 'hs', 'pli', 'from', 'omn', 'uname', 'x'), token, { maxKeys: 4 })
  .map((entries) => new URLSearchParams(entries).toString());

const meetSpelling = fc.tuple(
  fc.constantFrom('https://', 'http://', 'HTTPS://', ''),
  fc.constantFrom(
    'meet.google.com/',
    'MEET.google.com/',
    'meet.google.com/meet/',
    'meet.google.com/_meet/',
    'g.co/meet/',
  ),
  fc.constantFrom('-', ''),
  fc.boolean(),
  noise,
  fc.constantFrom(['', ''], ['<', '>'], ['(', ').'], ['  ', '\n'], ['*', '*']),
);

const zoomSpelling = fc.tuple(
  fc.constantFrom('https://', 'http://', ''),
  fc.constantFrom('zoom.us', 'us04web.zoom.us', 'acme.zoom.us', 'ZOOM.US', 'zoom.com', 'app.zoom.us'),
  fc.constantFrom('/j/#', '/s/#', '/w/#', '/wc/join/#', '/wc/#/join', '/wc/#', '/j/#/', '/J/#'),
  fc.option(token, { nil: undefined }),
  noise,
);

/** Anything between chaos and a link: what is near to a link finds more than chaos does. */
const fragments = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'https://',
        'zoommtg://',
        'zoom.us',
        'meet.google.com',
        'google.com/url?q=',
        '/j/',
        '123456789',
      ),
      fc.constantFrom(
        '/abc-defg-hij',
        '@',
        ':',
        '.',
        '\\',
        '?pwd=',
        '#',
        ' ',
        '\n',
        '%',
        '%2F',
        '[',
        'local:',
        'Passcode: ',
      ),
      fc.constantFrom(
        'http://127.0.0.1:1/room/',
        'urldefense.com/v3/__',
        '__;',
        '\ud800',
        '\u200b',
        'xn--',
        'пароль:',
      ),
      anyText({ maxLength: 8 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

describe('every text', () => {
  test('is a meeting or a PikaError, and a meeting’s canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(fc.oneof(fragments, anyText(), fc.webUrl()), (text) => {
        try {
          const { platform, url, key } = parseMeetingLink(text, {
            localOrigins: ['http://127.0.0.1:1', 'nonsense'],
          });
          expect(parseMeetingLink(url)).toEqual({ platform, url, key });
        } catch (error) {
          if (!isPikaError(error, 'link_invalid', 'link_unsupported')) throw error;
          expect(error.message.length).toBeLessThan(200);
        }
      }),
      { numRuns: cases(1000) },
    );
  });

  test('of the largest size is read in a moment', () => {
    const spentMs = processorTime();
    for (const unit of [
      'a',
      ' ',
      '.',
      '/',
      'a ',
      'zoom.us ',
      'https://',
      'senha: ',
      '- ',
      '](',
      '[',
      '%',
      '/v3/__',
      '*_~',
      '@',
    ]) {
      try {
        parseMeetingLink(unit.repeat(Math.floor(100_000 / unit.length)));
      } catch (error) {
        if (!isPikaError(error)) throw error;
      }
    }
    // A pattern of quadratic time would take minutes.
    expect(spentMs()).toBeLessThan(10_000);
  });
});

describe('every spelling of one meeting', () => {
  test('of Google Meet gives the same link', () => {
    fc.assert(
      fc.property(letters(3), letters(4), letters(3), meetSpelling, (a, b, c, spelling) => {
        const [scheme, place, dash, upper, query, [before, after]] = spelling;
        const code = [a, b, c].join(dash);
        const link = `${scheme}${place}${upper ? code.toUpperCase() : code}${query && `?${query}x`}`;
        expect(parseMeetingLink(`${before}${link}${after}`)).toEqual({
          platform: 'google_meet',
          url: `https://meet.google.com/${a}-${b}-${c}`,
          key: `google_meet:${a}-${b}-${c}`,
        });
      }),
    );
  });

  test('of Zoom has the same key, with and without pwd, which is kept whole', () => {
    fc.assert(
      fc.property(digits, zoomSpelling, (number, [scheme, host, path, pwd, query]) => {
        const entry = pwd === undefined ? '' : `pwd=${encodeURIComponent(pwd).replaceAll('.', '%2E')}&`;
        const link = `${scheme}${host}${path.replace('#', number)}?${entry}${query}&y=1`;
        const { platform, url, key } = parseMeetingLink(link);
        expect({ platform, key }).toEqual({ platform: 'zoom', key: `zoom:zoom.us/${number}` });
        expect(new URL(url).searchParams.get('pwd')).toBe(pwd ?? null);
        expect(parseMeetingLink(url)).toEqual({ platform, url, key });
      }),
    );
  });

  test('stays outside when any label is added to its host', () => {
    fc.assert(
      fc.property(fc.constantFrom('meet.google.com', 'zoom.us', 'zoom.com'), fc.domain(), (host, domain) => {
        expect(() => parseMeetingLink(`https://${host}.${domain}/j/123456789`)).toThrow(/./);
        expect(() => parseMeetingLink(`https://${host}@${domain}/abc-defg-hij`)).toThrow(/./);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPikaError } from '../../scripts/cli/errors.ts';
import { readInvitationFile } from '../../scripts/link/invitation-file.ts';
import { parseInvitation } from '../../scripts/link/meeting-of-invitation.ts';
import { anyText, cases } from '../fuzz.ts';
import { processorTime } from '../machine-speed.ts';

/** The meeting that the bytes of a file name. */
async function meetingIn(file: string | Uint8Array) {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return parseInvitation(await readInvitationFile(bytes, 'invitation')).link;
}

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const letters = (count: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: count, maxLength: count });
/** Zoom's own form of the encrypted passcode. */
const encrypted = fc
  .string({ unit: fc.constantFrom(...'aBcDeF01239_-'), minLength: 1, maxLength: 40 })
  .map((text) => `${text}.1`);

const zoomLink = fc
  .tuple(
    fc.constantFrom('zoom.us', 'us02web.zoom.us', 'acme.zoom.us'),
    digits(9, 11),
    encrypted,
    fc.boolean(),
  )
  .map(
    ([host, number, pwd, hasPasscode]) => `https://${host}/j/${number}${hasPasscode ? `?pwd=${pwd}` : ''}`,
  );
const meetLink = fc
  .tuple(letters(3), letters(4), letters(3))
  .map((parts) => `https://meet.google.com/${parts.join('-')}`);
const meetingLink = fc.oneof(zoomLink, meetLink);

/** Cuts the text every `width` characters, as RFC 5545 and RFC 2045 allow at any place. */
function cutEvery(text: string, width: number, joint: string): string {
  return text.match(new RegExp(`.{1,${width}}`, 'gsu'))?.join(joint) ?? '';
}

const property = fc.constantFrom(
  'LOCATION:',
  'DESCRIPTION:Join here: ',
  'URL;VALUE=URI:',
  'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="Zoom, video":',
  'X-ALT-DESC;FMTTYPE=text/html:<p>Join</p>',
  'X-GOOGLE-CONFERENCE:',
  'SUMMARY;LANGUAGE=en:Weekly ',
);
const fold = fc.constantFrom('\r\n ', '\r\n\t', '\n ', '\n\t');

describe('a link comes back the same', () => {
  test('from a calendar that is folded at any column, in any property', async () => {
    await fc.assert(
      fc.asyncProperty(
        meetingLink,
        property,
        fold,
        fc.integer({ min: 1, max: 75 }),
        async (link, name, joint, width) => {
          const end = joint.startsWith('\r') ? '\r\n' : '\n';
          const event = [
            `BEGIN:VEVENT`,
            'UID:1@example.com',
            cutEvery(name + link, width, joint),
            'END:VEVENT',
          ];
          const calendar = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join(end);
          expect((await meetingIn(calendar)).url).toBe(link);
        },
      ),
      { numRuns: cases(100) },
    );
  });

  test('from lines of a calendar without their frame', async () => {
    await fc.assert(
      fc.asyncProperty(meetingLink, fold, fc.integer({ min: 12, max: 75 }), async (link, joint, width) => {
        const lines = cutEvery(`LOCATION:${link}`, width, joint);
        expect((await meetingIn(`SUMMARY:Weekly\n${lines}\nSTATUS:CONFIRMED\n`)).url).toBe(link);
      }),
      { numRuns: cases(60) },
    );
  });

  test('from a mail in quoted-printable or base64, cut at any column, as text or as HTML', async () => {
    await fc.assert(
      fc.asyncProperty(
        meetingLink,
        fc.constantFrom('plain', 'html'),
        fc.constantFrom('quoted-printable', 'base64'),
        fc.integer({ min: 4, max: 76 }),
        fc.constantFrom('\r\n', '\n'),
        async (link, kind, encoding, width, end) => {
          const body = kind === 'html' ? `<p>Join <a href="${link}">here</a></p>` : `Join ${link} at ten`;
          const escaped = [...body].map((sign) => (sign === '=' ? '=3D' : sign));
          const lines: string[] = [''];
          for (const unit of escaped) {
            if ((lines.at(-1) ?? '').length + unit.length >= width) lines.push('');
            lines[lines.length - 1] += unit;
          }
          const packed =
            encoding === 'base64'
              ? cutEvery(Buffer.from(body).toString('base64'), width, end)
              : lines.join(`=${end}`);
          const head = [
            'From: jane@example.com',
            'MIME-Version: 1.0',
            `Content-Type: text/${kind}; charset=utf-8`,
            `Content-Transfer-Encoding: ${encoding}`,
          ];
          expect((await meetingIn([...head, '', packed, ''].join(end))).url).toBe(link);
        },
      ),
      { numRuns: cases(100) },
    );
  });

  test('from any charset that mail declares', async () => {
    for (const [charset, text] of [
      ['utf-16le', '\ufeffПароль'],
      ['latin1', 'Réunion'],
      ['utf8', '会议'],
    ] as const) {
      const link = 'https://zoom.us/j/89012345678';
      expect((await meetingIn(Buffer.from(`${text}\r\n${link}\r\n`, charset))).url).toBe(link);
    }
  });
});

describe('a number that a program cut', () => {
  test('is completed or refused, but never read as another meeting', async () => {
    // Text without a file may be quoted-printable, in which `=3D` is an equals sign.
    const plain = encrypted.filter((pwd) => !pwd.startsWith('3D'));
    const mustMatch = fc.tuple(digits(10, 11), fc.integer({ min: 9, max: 10 }), plain, fc.boolean());
    await fc.assert(
      fc.asyncProperty(mustMatch, fc.constantFrom('\n', '\r\n', '\n> ', ' '), async (parts, joint) => {
        const [number, at, pwd, hasPasscode] = parts;
        const link = `https://us02web.zoom.us/j/${number}${hasPasscode ? `?pwd=${pwd}` : ''}`;
        const column = link.indexOf(number) + Math.min(at, number.length - 1);
        const text = `Join the meeting\n${link.slice(0, column)}${joint}${link.slice(column)}\nThanks\n`;
        const found = await meetingIn(text).catch((error: unknown) => {
          if (!isPikaError(error, 'link_invalid')) throw error;
          return undefined;
        });
        expect([undefined, link]).toContain(found?.url);
      }),
      { numRuns: cases(100) },
    );
  });
});

describe('any bytes', () => {
  const fragments = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'BEGIN:VCALENDAR\r\n',
          'BEGIN:VEVENT\n',
          'END:VEVENT\n',
          'LOCATION:',
          'DTSTART:',
          '\r\n ',
          '\n',
        ),
        fc.constantFrom(
          'Content-Type: multipart/mixed; boundary=x\n',
          '--x\n',
          '--x--\n',
          '\n\n',
          'MIME-Version: 1.0\n',
        ),
        fc.constantFrom(
          'https://zoom.us/j/',
          '89012345678',
          '?pwd=',
          '=3D',
          '=\n',
          '&amp;',
          '&#61;',
          '\\/',
          '\\u0026',
        ),
        fc.constantFrom(
          '<a href="',
          '">',
          '</a>',
          '<p>',
          '{"a":',
          '}',
          '[',
          'Passcode: ',
          '| Passcode |\n',
          '|---|\n',
        ),
        fc.constantFrom('\u0000', '\ufeff', '\u001b$B', '\ud800', 'Content-Transfer-Encoding: base64\n'),
        anyText({ maxLength: 6 }),
      ),
      { maxLength: 30 },
    )
    .map((parts) => Buffer.from(parts.join('')));

  test('are a meeting or a PikaError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fragments, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        try {
          expect((await meetingIn(bytes)).key).toMatch(/^(?:zoom|google_meet|local):/);
        } catch (error) {
          if (!isPikaError(error, 'link_invalid', 'link_unsupported', 'text_invalid')) throw error;
          expect(error.message.length).toBeLessThan(200);
        }
      }),
      { numRuns: cases(500) },
    );
  });

  test.each([
    ['tags', '<b>'],
    ['open cells', '<td> '],
    ['blocks', '<div> <b> </b>'],
    ['entities', '&amp;'],
    ['folds', '\n '],
    ['events', 'BEGIN:VEVENT\nLOCATION:x\nEND:VEVENT\n'],
    ['nested components', 'BEGIN:VEVENT\n'],
    ['JSON', '['],
    ['JSON strings', '["a",'],
    ['labels', 'Passcode: '],
    ['tables', '| Passcode | x |\n'],
    ['soft breaks', '=\n=3D'],
    ['boundaries', '--x\nContent-Type: multipart/mixed; boundary=x\n\n'],
    ['meeting numbers', 'Meeting ID: '],
    ['meeting numbers in pieces', 'Meeting ID 1 2 3 4 '],
    ['cut links', 'https://zoom.us/j/890123456\n78\n'],
    ['quote marks', '> '],
    ['escaped links', 'https:\\/\\/'],
    ['wrapped links', 'https://urldefense.com/v3/__*__;'],
  ])('of the largest size are read in a moment: %s', async (_name, unit) => {
    const spentMs = processorTime();
    for (const start of [
      '',
      'BEGIN:VCALENDAR\n',
      'MIME-Version: 1.0\nContent-Type: text/html\n\n',
      '{"a":"',
    ]) {
      const bytes = Buffer.from(start + unit.repeat(Math.floor(1_000_000 / unit.length)));
      await meetingIn(bytes).catch((error: unknown) => {
        if (!isPikaError(error)) throw error;
      });
    }
    // A pattern of quadratic time would take minutes.
    expect(spentMs()).toBeLessThan(60_000);
  });
});

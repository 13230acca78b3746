import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { additions, withAdditions } from '../../scripts/notes/additions.ts';
import { composeNotes } from '../../scripts/notes/compose.ts';
import { readForeignNotes } from '../../scripts/notes/reading/foreign-notes.ts';
import { formatStart } from '../../scripts/notes/report/notes-markdown.ts';
import { reportPage } from '../../scripts/notes/report/page.ts';
import type { Notes, TranscriptLine } from '../../scripts/notes/schema.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { localNotesOf, sampleAdditions, sampleMeeting, sampleTranscript } from './sample-meeting.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => existsSync(file),
);
const artifacts = path.join(skillDirectory, 'artifacts');

function notesOf(lines: TranscriptLine[] = sampleTranscript): Notes {
  const { content } = readForeignNotes({ notes: localNotesOf(lines) });
  return composeNotes(sampleMeeting, undefined, {
    found: [{ source: 'delete_answer', content }],
    problems: [],
    isPending: false,
  });
}

const completeNotes = () => withAdditions(notesOf(), additions.parse(sampleAdditions));

describe.skipIf(!executablePath)('the report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Opens the page from a file, as a person does. Everything that it says on its console is kept. */
  async function open(notes: Notes, options: Parameters<Browser['newPage']>[0] = {}) {
    const file = path.join(await temporaryDirectory(), 'report.html');
    await writeFile(file, reportPage(notes));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => page.close());
    const said: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => {
      said.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, said, requests };
  }

  const widthOf = (page: Page) => page.evaluate('document.documentElement.scrollWidth');

  test('shows summary, action items, timeline and talk, loads nothing, and complains of nothing', async () => {
    const { page, said, requests } = await open(completeNotes());
    expect(await page.locator('h1').textContent()).toBe('Weekly sync');
    expect(await page.locator('.task').count()).toBe(5);
    expect(await page.locator('.timeline rect:not(.band)').count()).toBeGreaterThan(20);
    expect(await page.locator('.turn').count()).toBeGreaterThan(30);
    expect(said).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test('tells when it was in the zone of its reader; without scripts, in one that it names', async () => {
    const notes = { ...completeNotes(), started_at: '2026-11-12T22:30:00.000Z' };
    const when = async (options: Parameters<Browser['newPage']>[0]) => {
      const { page, said } = await open(notes, options);
      expect(said).toEqual([]);
      return page.locator('.facts time').innerText();
    };
    expect(await when({ timezoneId: 'Asia/Tokyo' })).toMatch(
      /^Friday.* 13 November 2026 at 07:30 (?:GMT\+9|JST)$/,
    );
    expect(await when({ timezoneId: 'America/New_York' })).toMatch(
      /^Thursday.* 12 November 2026 at 17:30 (?:GMT-5|EST)$/,
    );
    const written = await when({ timezoneId: 'Asia/Tokyo', javaScriptEnabled: false });
    expect(written).toBe(formatStart(notes.started_at));
    expect(written).toMatch(/ (?:[A-Z]{2,5}|GMT[+-]\d+(?::\d\d)?)$/);
  });

  test('shows topics that were added, and none that only a rule found', async () => {
    const topics = ['Release', 'Pricing <page>'];
    const { page } = await open(withAdditions(notesOf(), additions.parse({ topics })));
    expect(await page.locator('.facts').innerText()).toContain('Release · Pricing <page>');
    const { page: without } = await open(notesOf());
    expect(await without.locator('.facts').innerText()).not.toMatch(/topics/i);
  });

  test('tells what was written from what was said', async () => {
    const said = (start_sec: number, text: string) => ({ start_sec, speaker: 'Ben Okafor', text });
    const { page } = await open(notesOf([said(0, 'Hello.'), { ...said(2, 'The link.'), written: true }]));
    expect(await page.locator('.turn h4').allTextContents()).toEqual([
      'Ben Okafor',
      'Ben Okafor in the chat',
    ]);
  });

  test('leads from a bar, a chapter and a quote to the place in the talk', async () => {
    const { page } = await open(completeNotes());
    for (const link of ['.timeline a[href^="#t"] >> nth=3', '.chapter >> nth=1', '.cite a >> nth=1']) {
      await page.locator(link).click();
      const isSeen = `(({ top }) => top >= 0 && top < 900)(document.querySelector(location.hash).getBoundingClientRect())`;
      await expect.poll(() => page.evaluate(isSeen)).toBe(true);
    }
  });

  test('finds words in the talk and walks through them', async () => {
    const { page } = await open(completeNotes());
    await page.locator('.search input').fill('PRICING table');
    await page.locator('mark').first().waitFor();
    expect(await page.locator('.search output').textContent()).toBe('3 found');
    expect(await page.locator('mark').allTextContents()).toEqual(Array(3).fill('pricing table'));
    await page.locator('.search input').press('Enter');
    await page.locator('.search button >> nth=1').click();
    expect(await page.locator('.search output').textContent()).toBe('2 of 3');
    await page.locator('.search input').fill('');
    await expect.poll(() => page.locator('mark').count()).toBe(0);
  });

  test('remembers ticks', async () => {
    const { page } = await open(completeNotes());
    await page.locator('.tick-box').first().check();
    await page.reload();
    expect(await page.locator('.tick-box').first().isChecked()).toBe(true);
  });

  test('is harmless with a script as a participant, in every place where text stands', async () => {
    const evil = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)>`;
    const lines = [
      { start_sec: 0, speaker: evil, text: `I will ${evil} do it by Friday </script></style>` },
      { start_sec: 9, speaker: 'Ben', text: `Is it ${evil}?` },
    ];
    const notes = notesOf(lines);
    const item = {
      text: evil,
      owner: evil,
      due: evil,
      done: false,
      evidence: { quote: evil, start_sec: 0, speaker: evil },
    };
    const everywhere: Notes = {
      ...notes,
      title: evil,
      summary: evil,
      decisions: [item],
      action_items: [item],
      chapters: [{ start_sec: 0, title: evil }],
      session_id: evil,
      missing: { [evil]: evil },
      added: [evil],
      participants: [{ name: evil, role: null, joined_at: null, left_at: null, talk_sec: null }],
    };
    const { page, said, requests } = await open(everywhere);
    expect(await page.locator('h1').textContent()).toBe(evil);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img, svg[onload]').count()).toBe(0);
    expect(said).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  test('lets no other script run, even if one got into it', async () => {
    const html = reportPage(notesOf()).replace('</body>', '<script>document.title = "taken"</script></body>');
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.setContent(html);
    expect(await page.title()).toBe('Weekly sync');
  });

  test('fits a phone', async () => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(4);
    const notes = { ...completeNotes(), title: long };
    const { page } = await open(notes, { viewport: { width: 360, height: 740 } });
    expect(await widthOf(page)).toBe(360);
  });

  test('gives talk without times its room', async () => {
    const untimed = sampleTranscript.map((line) => ({ ...line, start_sec: null }));
    const { page } = await open(notesOf(untimed));
    expect((await page.locator('.sentence').first().boundingBox())?.height).toBeLessThan(60);
  });

  test('lets each script run in its own direction', async () => {
    const text = 'سأرسل التقرير يوم الجمعة.';
    const { page } = await open(notesOf([{ start_sec: 0, speaker: 'أحمد', text }]));
    const leftOf = (letter: number) =>
      page.evaluate<number>(`(() => {
        const range = document.createRange();
        const text = document.querySelector('.said p').firstChild;
        range.setStart(text, ${letter});
        range.setEnd(text, ${letter + 1});
        return range.getBoundingClientRect().left;
      })()`);
    expect(await leftOf(text.length - 1)).toBeLessThan(await leftOf(0));
  });

  test('sets a long title smaller, and tells people nothing of flags', async () => {
    const title = 'Quarterly planning of everything that the five teams want to do until spring';
    const { page } = await open({ ...notesOf(), title, action_items: [] });
    expect((await page.locator('h1').boundingBox())?.height).toBeLessThan(100);
    expect(await page.locator('#missing').textContent()).not.toContain('--add');
  });

  test('shows eight hours of talk by forty people', async () => {
    const lines = Array.from({ length: 8000 }, (_, index) => ({
      start_sec: index * 3.6,
      speaker: `Person ${index % 40}`,
      text: sampleTranscript[index % sampleTranscript.length]?.text ?? '',
    }));
    const { page, said } = await open(notesOf(lines));
    expect(await page.locator('.speaker').count()).toBe(9);
    expect(await page.locator('.speaker').last().textContent()).toContain('32 others');
    await page.locator('.search input').fill('pricing');
    await page.locator('mark').first().waitFor();
    expect(said).toEqual([]);
  });

  test('is a page without notes as well: it says what is not known', async () => {
    const empty = composeNotes(sampleMeeting, undefined, {
      found: [],
      problems: ['the service has no notes of it'],
      isPending: false,
    });
    const { page, said } = await open(empty);
    expect(await page.locator('#missing').textContent()).toContain('the service has no notes of it');
    expect(await page.locator('#timeline, #conversation, #summary').count()).toBe(0);
    expect(said).toEqual([]);
  });

  test.each([
    ['light', { colorScheme: 'light' as const, viewport: { width: 1280, height: 1560 } }],
    ['dark', { colorScheme: 'dark' as const }],
    ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
  ])('is pictured: %s', async (name, options) => {
    const { page } = await open(completeNotes(), options);
    await mkdir(artifacts, { recursive: true });
    const file = path.join(artifacts, `report-${name}.png`);
    const picture = await page.screenshot({ path: file, fullPage: name !== 'light' });
    expect(picture.length).toBeGreaterThan(20_000);
  });

  test('prints without search bar, on few pages', async () => {
    const { page } = await open(completeNotes());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.search').isVisible()).toBe(false);
    const pdf = await page.pdf({ path: path.join(artifacts, 'report.pdf'), format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeLessThan(7);
  });
});

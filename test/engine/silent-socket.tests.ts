import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from './engine-scene.ts';
import { chromiumPath, launchChromium, openRoom, withoutChromium } from './room-page.ts';
import { SilentLine } from './silent-line.ts';

describe.skipIf(!chromiumPath)(chromiumPath ? 'a connection that died silently' : withoutChromium, () => {
  let browser: Browser;
  let line: SilentLine;

  beforeAll(async () => {
    line = await SilentLine.listen();
    browser = await launchChromium(`--host-resolver-rules=MAP 127.0.0.1 127.0.0.1:${line.port}`);
  });
  afterAll(async () => {
    await browser.close();
    line.close();
  });

  test('is noticed by the page, reported and replaced; what is written meanwhile is kept', async () => {
    const engine = await openEngine();
    line.target = Number(new URL(engine.baseUrl).port);
    const guest = await openRoom(browser, engine, 'silent');
    const { page } = guest;
    await guest.enter('Sam');
    line.goSilent();
    await page.waitForSelector('body[data-connection="reconnecting"]');
    await page.getByText('Reconnecting…').waitFor();
    await guest.chat('Still here?');
    await page.getByText('Not sent').waitFor();
    expect(await page.inputValue('#message')).toBe('Still here?');
    await guest.screenshot('reconnecting');
    line.recover();
    await page.waitForSelector('body[data-connection="connected"]');
    await page.press('#message', 'Enter');
    await guest.reads('chat', 'Still here?');
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type DownloadOptions, download } from '../../scripts/net/download.ts';
import { slowness } from '../machine-speed.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Site {
  port: number;
  /** Every request that came, as it came. */
  requests: http.IncomingMessage[];
  connections(): number;
}

async function listen(server: http.Server, host = '127.0.0.1', port = 0): Promise<Site> {
  const requests: http.IncomingMessage[] = [];
  let connections = 0;
  server.prependListener('request', (request) => requests.push(request));
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, requests, connections: () => connections };
}

const limits = { limitBytes: 100_000, limitMs: 5000, signal: new AbortController().signal };

/** Downloads from a server on loopback that plays the engine's own origin. */
async function fromOwn(handler: http.RequestListener, options: Partial<DownloadOptions> = {}) {
  const site = await listen(http.createServer(handler));
  const ownOrigin = `http://127.0.0.1:${site.port}`;
  return {
    site,
    ownOrigin,
    outcome: await outcomeOf(`${ownOrigin}/notes?sig=canary`, { ownOrigin, ...options }),
  };
}

async function outcomeOf(url: string, options: Partial<DownloadOptions>) {
  return download(url, { ...limits, ...options }).then(
    (answer) => ({ ...answer, text: Buffer.from(answer.bytes).toString() }),
    (error: unknown) => {
      expect(String(error)).not.toContain('canary');
      return error;
    },
  );
}

describe('what is downloaded', () => {
  test('is the bytes with their address and their type', async () => {
    const { outcome, ownOrigin } = await fromOwn((_, response) => {
      response.setHeader('content-type', 'Text/Markdown; charset=utf-8').end('# Notes');
    });
    expect(outcome).toMatchObject({
      text: '# Notes',
      url: `${ownOrigin}/notes?sig=canary`,
      contentType: 'text/markdown',
    });
  });

  test('may be empty, and of no type', async () => {
    const { outcome } = await fromOwn((_, response) => void response.end());
    expect(outcome).toMatchObject({ text: '' });
    expect(outcome).not.toHaveProperty('contentType');
  });

  test('may be exactly as large as the limit', async () => {
    const { outcome } = await fromOwn((_, response) => void response.end(Buffer.alloc(100_000)));
    expect(outcome).toMatchObject({ bytes: { length: 100_000 } });
  });

  test('is asked for without key, cookies or compression', async () => {
    const environment = { PIKA_DEV_KEY: 'dk_canary', HTTPS_PROXY: 'http://127.0.0.1:9' };
    const { site } = await fromOwn(
      (request, response) => {
        response.setHeader('set-cookie', 'a=b; Path=/');
        if (request.url === '/next') response.end('here');
        else response.writeHead(302, { location: '/next' }).end();
      },
      { environment },
    );
    expect(site.requests).toHaveLength(2);
    for (const { headers } of site.requests) {
      expect(Object.keys(headers).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ]);
      expect(headers['accept-encoding']).toBe('identity');
    }
  });
});

/** Sends 64 KB pieces for as long as someone reads, and counts what was handed to the socket. */
function endless(sent: { bytes: number }): http.RequestListener {
  const piece = Buffer.alloc(65_536, 'x');
  return (_, response) => {
    const pump = () => {
      while (!response.destroyed) {
        sent.bytes += piece.length;
        if (!response.write(piece)) return void response.once('drain', pump);
      }
    };
    pump();
  };
}

describe('the bound on size', () => {
  test('cuts an endless body at the limit', async () => {
    const sent = { bytes: 0 };
    const { outcome } = await fromOwn(endless(sent), { limitBytes: 1_000_000 });
    expect(outcome).toMatchObject({
      code: 'answer_unexpected',
      message: expect.stringContaining('1,000,000 bytes'),
    });
    // What fits into the buffers of both ends may have been sent besides.
    expect(sent.bytes).toBeLessThan(30_000_000);
  });

  test('does not read a body that announces too much', async () => {
    const { outcome } = await fromOwn((_, response) => {
      response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) }).write('x');
    });
    expect(outcome).toMatchObject({ code: 'answer_unexpected', retryable: false });
  });

  test('does not trust an announcement that is too small', async () => {
    const { outcome } = await fromOwn((_, { socket }) => {
      socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello${'x'.repeat(200_000)}`);
    });
    expect(outcome).toMatchObject({ text: 'hello' });
  });

  test('takes no body that ends before its announced length', async () => {
    const { outcome } = await fromOwn((_, { socket }) => {
      socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello');
    });
    expect(outcome).toMatchObject({ code: 'network_failed' });
  });

  test.each(['gzip', 'br', 'deflate', 'gzip, gzip'])(
    'refuses a body in %s: it could be a bomb',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(20_000_000));
      expect(bomb.length).toBeLessThan(limits.limitBytes);
      const { outcome } = await fromOwn((_, response) => {
        response.setHeader('content-encoding', encoding).end(bomb);
      });
      expect(outcome).toMatchObject({
        code: 'answer_unexpected',
        message: expect.stringContaining('compressed'),
      });
    },
  );

  test('keeps a gzip file as it is', async () => {
    const file = gzipSync('notes');
    const { outcome } = await fromOwn((_, response) => {
      response.setHeader('content-type', 'application/gzip').end(file);
    });
    expect(outcome).toMatchObject({ bytes: new Uint8Array(file) });
  });

  test('ends on endless headers', async () => {
    const { outcome } = await fromOwn((_, { socket }) => {
      socket?.write(`HTTP/1.1 200 OK\r\n${'x-more: aaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(5000)}`);
    });
    expect(outcome).toMatchObject({ code: 'network_failed' });
  });
});

describe('the bound on time', () => {
  test('ends a slow drip', async () => {
    const started = Date.now();
    const { outcome } = await fromOwn(
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { limitMs: 400 },
    );
    expect(outcome).toMatchObject({
      code: 'network_failed',
      message: expect.stringContaining('0.4 s'),
      retryable: true,
    });
    expect(Date.now() - started).toBeLessThan(3000 * slowness());
  });

  test('ends a silent server and a name that is never resolved', async () => {
    const { outcome } = await fromOwn(() => {}, { limitMs: 200 });
    expect(outcome).toMatchObject({ code: 'network_failed' });
    const network = { resolve: () => new Promise<never>(() => {}) };
    expect(await outcomeOf('https://files.example/', { limitMs: 200, network })).toMatchObject({
      code: 'network_failed',
    });
  });

  test('counts all redirects together', async () => {
    const { outcome, site } = await fromOwn(
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 150),
      { limitMs: 350 },
    );
    expect(outcome).toMatchObject({ code: 'network_failed' });
    expect(site.requests.length).toBeLessThan(4);
  });

  test('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    const { outcome } = await fromOwn(() => stop.abort(reason), { signal: stop.signal });
    expect(outcome).toBe(reason);
    await expect(download('https://files.example/', { ...limits, signal: stop.signal })).rejects.toBe(reason);
  });
});

describe('answers that are not a file', () => {
  test.each([
    [404, false],
    [403, false],
    [206, false],
    [204, false],
    [304, false],
    [429, true],
    [503, true],
  ])('HTTP %i is an unexpected answer (again: %s)', async (status, retryable) => {
    const { outcome } = await fromOwn((_, response) => void response.writeHead(status).end());
    expect(outcome).toMatchObject({ code: 'answer_unexpected', retryable, known: { http_status: status } });
  });

  test('a connection that is cut is a failure of the network, and says that proxies are not used where one is set', async () => {
    const cut: http.RequestListener = (_, { socket }) => socket?.resetAndDestroy();
    expect((await fromOwn(cut)).outcome).toMatchObject({
      code: 'network_failed',
      exitCode: 3,
      retryable: true,
    });
    const environment = { HTTPS_PROXY: 'http://user:canary@proxy.example' };
    const { outcome } = await fromOwn(cut, { environment });
    expect(outcome).toMatchObject({ code: 'network_failed', hint: expect.stringContaining('proxy') });
    expect((outcome as { hint: string }).hint).not.toContain('canary');
  });
});

describe('redirects', () => {
  const chain = (length: number): http.RequestListener => {
    return (request, response) => {
      const step = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0);
      if (step === length) response.end('there');
      else response.writeHead(307, { location: `step${step + 1}` }).end('x'.repeat(1000));
    };
  };

  test('are followed three times within the origin, not four times', async () => {
    const { outcome, ownOrigin } = await fromOwn(chain(3));
    expect(outcome).toMatchObject({ text: 'there', url: `${ownOrigin}/step3` });
    const { outcome: tooMany, site } = await fromOwn(chain(4));
    expect(tooMany).toMatchObject({ code: 'answer_unexpected', message: expect.stringContaining('3 times') });
    expect(site.requests).toHaveLength(4);
  });

  test.each([
    'http://127.0.0.1:1/',
    'http://localhost/',
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://files.example/',
    'https://user:pass@files.example/',
    'file:///etc/passwd',
    '//10.0.0.1/x',
  ])('to %s are refused', async (location) => {
    const { outcome } = await fromOwn((_, response) => void response.writeHead(302, { location }).end());
    expect(outcome).toMatchObject({ code: 'address_refused', exitCode: 2 });
  });

  test.each([undefined, 'https://'])(
    'that name no address (%s) are an unexpected answer',
    async (location) => {
      const { outcome } = await fromOwn(
        (_, response) => void response.writeHead(302, location ? { location } : {}).end(),
      );
      expect(outcome).toMatchObject({ code: 'answer_unexpected' });
    },
  );
});

describe('the own origin', () => {
  test('opens nothing beside itself: not its host on another port or scheme', async () => {
    const site = await listen(http.createServer((_, response) => void response.end('private')));
    const network = { resolve: async () => [{ address: '127.0.0.1', family: 4 }], httpsPort: site.port };
    for (const [url, ownOrigin] of [
      [`http://127.0.0.1:${site.port}/`, 'http://127.0.0.1:1'],
      [`https://localhost:${site.port}/`, `http://localhost:${site.port}`],
      [`http://localhost:${site.port}/`, `http://127.0.0.1:${site.port}`],
    ] as const) {
      expect(await outcomeOf(url, { ownOrigin, network })).toMatchObject({ code: 'address_refused' });
    }
    expect(site.connections()).toBe(0);
  });
});

const certificate = selfSigned(['files.example', 'other.example']);

/** A certificate for a day, made by openssl; undefined where that is not installed. */
function selfSigned(names: string[]): { key: string; cert: string } | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'pika-certificate-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const form = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ];
  const subject = [
    '-subj',
    `/CN=${names[0]}`,
    '-addext',
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
  ];
  try {
    execFileSync('openssl', [...form, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!certificate)('names of public hosts (needs openssl for a certificate)', () => {
  const answers = (...lists: string[][]) => {
    const asked: string[] = [];
    const resolve = async (name: string) => {
      const list = lists[Math.min(asked.push(name), lists.length) - 1] ?? [];
      return list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    };
    return { asked, resolve };
  };

  async function secureSite(handler: http.RequestListener) {
    const site = await listen(https.createServer({ ...certificate }, handler));
    return {
      ...site,
      url: `https://files.example:${site.port}/a?sig=canary`,
      base: { ca: certificate?.cert, httpsPort: site.port },
    };
  }

  const hello: http.RequestListener = (_, response) => void response.end('hello');
  /** Loopback plays the public internet. */
  const allowAddress = (address: string) => address === '127.0.0.1';

  test('are downloaded over TLS from an allowed address, resolved once', async () => {
    const site = await secureSite(hello);
    const { asked, resolve } = answers(['127.0.0.1'], ['10.0.0.1']);
    const outcome = await outcomeOf(site.url, { network: { ...site.base, resolve, allowAddress } });
    expect(outcome).toMatchObject({ text: 'hello', url: site.url });
    expect(asked).toEqual(['files.example']);
    expect(site.requests[0]?.headers.host).toBe(`files.example:${site.port}`);
  });

  test.each([
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['10.0.0.1', '192.168.0.1'],
    ['169.254.169.254'],
    ['64:ff9b::7f00:1'],
    ['0.0.0.0'],
    [],
  ])('that resolve to %s are refused, and nothing is connected', async (...addresses) => {
    const site = await secureSite(hello);
    const network = { ...site.base, resolve: answers(addresses).resolve };
    expect(await outcomeOf(site.url, { network })).toMatchObject({
      code: 'address_refused',
      message: 'download refused: files.example has no public address',
    });
    expect(site.connections()).toBe(0);
  });

  test('are refused by the machine’s own resolver too when they mean this host', async () => {
    const site = await secureSite(hello);
    const outcome = await outcomeOf(`https://localhost:${site.port}/`, { network: site.base });
    expect(outcome).toMatchObject({ code: 'address_refused' });
    expect(site.connections()).toBe(0);
  });

  test('are reached only at their allowed addresses', async () => {
    const site = await secureSite(hello);
    const { resolve } = answers(['10.0.0.1', '127.0.0.1', '::1']);
    const outcome = await outcomeOf(site.url, { network: { ...site.base, resolve, allowAddress } });
    expect(outcome).toMatchObject({ text: 'hello' });
  });

  test('are judged again when they resolve to another address on a later connection', async () => {
    const site = await secureSite((_, response) => {
      response.writeHead(302, { location: '/next', connection: 'close' }).end();
    });
    const { asked, resolve } = answers(['127.0.0.1'], ['127.0.0.2']);
    const outcome = await outcomeOf(site.url, { network: { ...site.base, resolve, allowAddress } });
    expect(outcome).toMatchObject({ code: 'address_refused' });
    expect(asked).toHaveLength(2);
    expect(site.requests).toHaveLength(1);
  });

  test('may not redirect to another name, even at the same address', async () => {
    const site = await secureSite((request, response) => {
      response.writeHead(302, { location: `https://other.example:${request.socket.localPort}/` }).end();
    });
    const { asked, resolve } = answers(['127.0.0.1']);
    const outcome = await outcomeOf(site.url, { network: { ...site.base, resolve, allowAddress } });
    expect(outcome).toMatchObject({
      code: 'address_refused',
      message: expect.stringContaining('other.example'),
    });
    expect(asked).toEqual(['files.example']);
  });

  test('must have a certificate of theirs', async () => {
    const site = await secureSite(hello);
    const { resolve } = answers(['127.0.0.1']);
    const untrusted = { ...site.base, ca: undefined, resolve, allowAddress };
    expect(await outcomeOf(site.url, { network: untrusted })).toMatchObject({ code: 'network_failed' });
    const wrongName = site.url.replace('files.example', 'third.example');
    expect(await outcomeOf(wrongName, { network: { ...site.base, resolve, allowAddress } })).toMatchObject({
      code: 'network_failed',
    });
    expect(site.requests).toHaveLength(0);
  });

  test('that do not exist are a failure of the network', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND files.example'), { code: 'ENOTFOUND' });
    };
    expect(await outcomeOf('https://files.example/', { network: { resolve } })).toMatchObject({
      code: 'network_failed',
      message: expect.stringContaining('ENOTFOUND'),
    });
  });
});

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Arrival {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  arrivals: Arrival[];
}

/** An HTTP server on loopback that keeps what it received; `answers` are given in order, the last one for ever. */
export async function startReceiver(
  ...answers: ((response: ServerResponse, arrival: Arrival) => void)[]
): Promise<Receiver> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const arrival = { path: request.url ?? '', headers: request.headers, body };
    arrivals.push(arrival);
    answers[Math.min(arrivals.length, answers.length) - 1]?.(response, arrival);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals };
}

/** An answer with this status and text. */
export const says =
  (status: number, text = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(text);
  };

export const hangsUp = (response: ServerResponse): void => {
  response.destroy();
};

export interface MailBox {
  url: string;
  /** Whole messages as they came. */
  mails: { from: string; to: string[]; raw: string }[];
}

/** A real SMTP server on loopback that asks for a password. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailBox> {
  const mails: MailBox['mails'] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => {
      const coded = Buffer.from(`\0${username}\0${password}`).toString('base64');
      const refusal = `wrong password ${password} (${coded}, ${Buffer.from(String(password)).toString('base64')})`;
      done(password === 'pass word%1' ? null : new Error(refusal), { user: username });
    },
    onData: (stream, { envelope }, done) => {
      buffer(stream).then((raw) => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: raw.toString() });
        done();
      }, done);
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://ada:pass%20word%251@127.0.0.1:${port}`, mails };
}

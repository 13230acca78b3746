import { describe, expect, test } from 'vitest';
import { chooseProduct, creditsNeeded, ensureFunded, waitForCredits } from '../../scripts/service/funding.ts';
import { type Product, signUpUrl } from '../../scripts/service/wire.ts';
import type { VerbName } from '../../scripts/verbs.ts';
import { runHere } from '../cli/host.ts';
import { connect, failure } from '../doubles/client-calls.ts';
import type { HostedApiOptions } from '../doubles/hosted-api.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import type { SessionStep } from '../doubles/session-script.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { expectOwnSchema, goodJoin, openScene as openRealScene, type Scene } from './scene.ts';

/** Waits take no time here, so that a session is ready when it was asked for often enough. */
const openScene = (options: HostedApiOptions = {}) =>
  openRealScene({ script: readyWhenAskedAgain, ...options });

const readyWhenAskedAgain: readonly SessionStep[] = [
  { status: 'created' },
  { status: 'ready', video_worker_connected: true, meeting_bot_connected: true },
];

/** Runs a command within this process, with waits that take no time. */
async function quickly({ api, home }: Scene, argv: readonly string[]) {
  const [verb = '', ...rest] = argv;
  const guard = verb === 'join' ? ['--no-guard'] : [];
  const env = { ...api.environment, PIKA_HOME: `${home}/.pika` };
  const clock = new VirtualClock();
  const outcome = await runHere(verb as VerbName, [...rest, ...guard], { env, cwd: home, clock });
  expect(outcome.stdout + outcome.stderr).not.toContain(api.key);
  await expectOwnSchema(outcome);
  return outcome;
}

const pack = (numCredits: number): Product => ({ productId: `p${numCredits}`, name: '', numCredits });

describe('the product that is offered', () => {
  test.each([
    ['the smallest that is enough', [2000, 50, 800, 100], 90, 100],
    ['one that is exactly enough', [2000, 100, 800], 100, 100],
    ['the largest when none is enough', [10, 50, 20], 90, 50],
  ])('is %s', (_name, sizes, missing, chosen) => {
    expect(chooseProduct(sizes.map(pack), missing)?.numCredits).toBe(chosen);
  });

  test('is none where there are none', () => {
    expect(chooseProduct([], 90)).toBeUndefined();
  });
});

describe('a join without enough credits', () => {
  test('ends at once with what is needed, what to buy, where, and what to run next', async () => {
    const scene = await openScene({ balance: 37 });
    const { exitCode, line } = await scene.run(goodJoin);
    expect(exitCode).toBe(6);
    expect(line).toMatchObject({
      balance: 37,
      needed: 100,
      product: { product_id: 'pack_800', name: '800 credits', credits: 800, price: '7.99 USD' },
      checkout_url: 'https://checkout.pika.test/pay/1',
      error: { code: 'credits_short', retryable: false },
    });
    expect(line.error?.message).toBe('the balance is 37 credits; a join needs 100');
    expect(line.error?.hint).toMatch(/checkout_url.*--wait-for-payment/);
    expect(scene.api.seen('balance')).toHaveLength(1);
    expect(scene.api.seen('createSession')).toEqual([]);
    expect((await quickly(scene, ['sessions', '--all'])).line.sessions).toEqual([]);
  });

  test('starts below 100 credits', async () => {
    const scene = await openScene({ balance: 99 });
    expect((await quickly(scene, goodJoin)).exitCode).toBe(6);
    scene.api.balance = 100;
    expect((await quickly(scene, goodJoin)).exitCode).toBe(0);
  });

  test('waits for the payment when told to, shows where to pay, and goes on', async () => {
    const scene = await openScene({ balance: 5, payAtPoll: 2 });
    const { exitCode, line, stderr } = await quickly(scene, [...goodJoin, '--wait-for-payment', '20']);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ status: 'ready', balance: 805 });
    expect(stderr).toContain('https://checkout.pika.test/pay/1');
    expect(scene.api.sessions).toHaveLength(1);
  });

  test('gives up when the payment does not come in time, and the page can still be paid', async () => {
    const scene = await openScene({ balance: 5 });
    const { exitCode, line } = await quickly(scene, [...goodJoin, '--wait-for-payment', '1']);
    expect(exitCode).toBe(6);
    expect(line).toMatchObject({
      balance: 5,
      needed: 100,
      checkout_url: 'https://checkout.pika.test/pay/1',
      error: { code: 'payment_timeout', retryable: true },
    });
    expect(scene.api.sessions).toEqual([]);
  });

  test('is interrupted with the page still beside it', async () => {
    const scene = await openScene({ balance: 5 });
    const argv = [...goodJoin, '--wait-for-payment', '60'];
    const signalAfter = { signal: 'SIGINT', when: scene.api.arrived('balance', 2) } as const;
    const { exitCode, line } = await scene.finish(await scene.start(argv, { signalAfter }));
    expect(exitCode).toBe(130);
    expect(line).toMatchObject({
      checkout_url: 'https://checkout.pika.test/pay/1',
      error: { code: 'interrupted' },
    });
    expect(scene.api.sessions).toEqual([]);
  });

  test('is not spoken of when something on this machine is wrong: that comes first', async () => {
    const scene = await openScene({ balance: 0 });
    const wrong = [...goodJoin.slice(0, -1), 'missing.png'];
    const { exitCode, line } = await quickly(scene, wrong);
    expect(exitCode).toBe(2);
    expect(line.error?.code).toBe('file_unreadable');
    expect(scene.api.seen('checkout')).toEqual([]);
  });
});

describe('where nothing can be bought', () => {
  const broken: [string, HostedApiOptions['products']][] = [
    ['there are no products', []],
    [
      'every product lacks something',
      [{ name: 'x' }, null, 7, { productId: 'p', name: 'x', numCredits: '9' }],
    ],
    ['the credits of a product are none', [{ productId: 'p', name: 'x', numCredits: 0 }]],
  ];

  test.each(broken)('the sign-up page is named: %s', async (_name, products) => {
    const scene = await openScene({ balance: 0, products });
    const { exitCode, line } = await quickly(scene, goodJoin);
    expect(exitCode).toBe(6);
    expect(line).toMatchObject({ product: null, checkout_url: signUpUrl, error: { code: 'credits_short' } });
  });

  test.each([
    ['products', { kind: 'status', status: 500 }],
    ['products', { kind: 'html' }],
    ['checkout', { kind: 'status', status: 400 }],
    ['checkout', { kind: 'reset' }],
    ['checkout', { kind: 'text', text: '{"checkout_url": "not a URL"}' }],
  ] as const)('the failure of %s is a warning, and the sign-up page is named', async (route, fault) => {
    const api = await hostedApiForTest({ balance: 0 });
    api.fault(route, fault);
    const { client, runtime } = await connect(api);
    const error = await failure(ensureFunded(client, 0, 0, runtime));
    expect(error).toMatchObject({ code: 'credits_short', known: { product: null, checkout_url: signUpUrl } });
    expect(runtime.warnings).toMatchObject([{ code: 'checkout_unavailable' }]);
  });

  test('products that lack something are passed over', async () => {
    const products = [{ name: 'x' }, { productId: 'p2', name: 'good', numCredits: 500 }, { numCredits: 100 }];
    const api = await hostedApiForTest({ balance: 0, products });
    const { client, runtime } = await connect(api);
    const error = await failure(ensureFunded(client, 0, 0, runtime));
    expect(error.known.product).toEqual({ product_id: 'p2', name: 'good', credits: 500, price: null });
  });
});

describe('a balance that cannot be learned', () => {
  test.each([
    ['500', { kind: 'status', status: 500 }, 'service_failed'],
    ['HTML', { kind: 'html' }, 'answer_unexpected'],
    ['a reset', { kind: 'reset' }, 'network_failed'],
    ['wrong types', { kind: 'wrongTypes' }, 'answer_unexpected'],
    ['an empty answer', { kind: 'empty' }, 'answer_unexpected'],
    ['null', { kind: 'text', text: '{"balance": null}' }, 'answer_unexpected'],
    ['401', { kind: 'status', status: 401 }, 'key_refused'],
  ] as const)('is a remote failure and never called a lack of credits: %s', async (_name, fault, code) => {
    const api = await hostedApiForTest();
    api.fault('balance', fault);
    const { client } = await connect(api);
    const error = await failure(client.balance());
    expect(error).toMatchObject({ code, exitCode: 3 });
    expect(error.message).toContain('getting the balance');
    expect(error.message).not.toMatch(/credits|pay/);
  });

  test('ends the join before anything is sent', async () => {
    const scene = await openScene();
    scene.api.fault('balance', { kind: 'status', status: 403 });
    const { exitCode, line } = await quickly(scene, goodJoin);
    expect([exitCode, line.error?.code]).toEqual([3, 'key_refused']);
    expect(line).not.toHaveProperty('checkout_url');
    expect(scene.api.seen('createSession')).toEqual([]);
  });
});

describe('a service that asks for credits itself (402)', () => {
  test.each(['balance', 'createSession'] as const)('is answered with the page to pay: %s', async (route) => {
    const scene = await openScene({ balance: 500 });
    scene.api.fault(route, { kind: 'status', status: 402, body: { message: 'credits reserved elsewhere' } });
    const { exitCode, line } = await quickly(scene, goodJoin);
    expect(exitCode).toBe(6);
    expect(line).toMatchObject({
      needed: 100,
      product: { product_id: 'pack_800' },
      checkout_url: 'https://checkout.pika.test/pay/1',
      error: { code: 'credits_short' },
    });
    expect(line.error?.message).toContain('credits reserved elsewhere');
    expect(line.error?.hint).toContain('checkout_url');
    expect(scene.api.openSessions()).toEqual([]);
    scene.api.heal();
    expect((await quickly(scene, goodJoin)).exitCode).toBe(0);
  });
});

describe('waiting for credits', () => {
  test('asks every two seconds of the whole time and not longer', async () => {
    const api = await hostedApiForTest({ balance: 1 });
    const { client, clock, runtime } = await connect(api);
    const error = await failure(waitForCredits(client, creditsNeeded, 90, runtime));
    expect(error).toMatchObject({ code: 'payment_timeout', known: { balance: 1 } });
    expect(clock.sleeps).toEqual(Array(45).fill(2000));
  });

  test('lives through a failure of the service', async () => {
    const api = await hostedApiForTest({ balance: 1 });
    const { client, runtime } = await connect(api);
    api.fault('balance', { kind: 'status', status: 503 }, 2);
    api.balance = 300;
    expect(await waitForCredits(client, creditsNeeded, 90, runtime)).toBe(300);
  });

  test('stops when it is interrupted', async () => {
    const api = await hostedApiForTest({ balance: 1 });
    const stop = new AbortController();
    const { client, runtime } = await connect(api, { signal: stop.signal });
    api.fault('balance', { kind: 'hang' });
    const waiting = waitForCredits(client, creditsNeeded, 90, runtime).catch((error: unknown) => error);
    await api.arrived('balance');
    stop.abort(new Error('enough'));
    expect(await waiting).toMatchObject({ message: 'enough' });
  });
});

describe('topup', () => {
  test('lists the packs without selling one', async () => {
    const scene = await openScene({ balance: 12 });
    const { line } = await quickly(scene, ['topup']);
    expect(line).toMatchObject({
      ok: true,
      balance: 12,
      checkout_url: null,
      paid: false,
      signup_url: signUpUrl,
    });
    expect(line.products).toHaveLength(3);
    expect(scene.api.seen('checkout')).toEqual([]);
  });

  test.each([
    ['a number and its currency', { price: 7.99, currency: 'USD' }, '7.99 USD'],
    ['a text', { price: '$7.99' }, '$7.99'],
    ['a number alone', { price: 799 }, '799'],
    ['nothing', {}, null],
    ['something else', { price: { amount: 7 } }, null],
  ])('shows the price as the service names it: %s', async (_name, priced, price) => {
    const products = [{ productId: 'p', name: 'A pack', numCredits: 800, ...priced }];
    const scene = await openScene({ products });
    const { line } = await quickly(scene, ['topup']);
    expect(line.products).toEqual([{ product_id: 'p', name: 'A pack', credits: 800, price }]);
  });

  test('gives the page of the pack that was chosen, and waits until it is paid', async () => {
    const scene = await openScene({ balance: 12, payAtPoll: 1 });
    const { line, stderr } = await quickly(scene, ['topup', '--product', 'pack_2000', '--wait', '10']);
    expect(line).toMatchObject({
      balance: 2012,
      paid: true,
      checkout_url: 'https://checkout.pika.test/pay/1',
    });
    expect(stderr).toContain('https://checkout.pika.test/pay/1');
  });

  test('does not sell what does not exist', async () => {
    const scene = await openScene();
    const { exitCode, line } = await quickly(scene, ['topup', '--product', 'pack_1']);
    expect(exitCode).toBe(2);
    expect(line.products).toHaveLength(3);
    expect(scene.api.seen('checkout')).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { multipart } from '../../scripts/net/multipart.ts';

const read = async ({ body, headers }: ReturnType<typeof multipart>) =>
  new Response(body, { headers }).formData();

test('every text arrives as it was written, whatever its line breaks', async () => {
  const texts = { plain: 'one\ntwo', windows: 'one\r\ntwo', old: 'one\rtwo', none: '', signs: '--x\r\n"ü🙂' };
  const form = await read(multipart(texts));
  expect(Object.fromEntries(form)).toEqual(texts);
});

test('a file keeps its bytes, its type and its name', async () => {
  const bytes = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
  const form = await read(multipart({ image: { bytes, name: 'my "best"\r\nface.png', type: 'image/png' } }));
  const file = form.get('image') as File;
  expect([file.name, file.type]).toEqual(['my "best"\r\nface.png', 'image/png']);
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
});

test('a field without a value is left out', async () => {
  expect([...(await read(multipart({ here: 'x', absent: undefined }))).keys()]).toEqual(['here']);
});

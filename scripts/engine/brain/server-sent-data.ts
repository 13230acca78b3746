/** A longer line is not an event of a chat. */
const longestLine = 1024 * 1024;

/** The lines of a text that comes in pieces; the last one may have no line end. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('the answer contains an endless line');
    yield* lines;
  }
  yield rest;
  yield '';
}

/** The `data` of each server-sent event (WHATWG HTML, 9.2.6) in a stream of bytes, including an unterminated last one. */
export async function* readServerSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''));
    if (line !== '' || data.length === 0) continue;
    yield data.join('\n');
    data = [];
  }
}

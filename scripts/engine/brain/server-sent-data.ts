/** A line longer than this is no event of a chat. */
const longestLine = 1024 * 1024;

/** The lines of a text that comes in pieces; the last may lack its end. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('a line of the answer has no end');
    yield* lines;
  }
  yield rest;
  yield '';
}

/** The `data` of each server-sent event (WHATWG HTML, 9.2.6) in a stream of bytes; also of a last one that was not closed. */
export async function* readServerSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''));
    if (line !== '' || data.length === 0) continue;
    yield data.join('\n');
    data = [];
  }
}

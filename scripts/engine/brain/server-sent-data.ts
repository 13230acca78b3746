import { createParser, type ParseError } from 'eventsource-parser';

/** A longer event is not one of a chat, characters. */
const maxEventLength = 1024 * 1024;

/**
 * The `data` of each server-sent event (WHATWG HTML, 9.2.6) in a stream of bytes, including an unterminated last one.
 * @throws {ParseError} for an event without end.
 */
export async function* readServerSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const events: string[] = [];
  let endless: ParseError | undefined;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ data }) => events.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') endless = error;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* events.splice(0);
    if (endless) throw endless;
  }
  // Some services close the stream without the empty line that ends an event.
  parser.feed('\n\n');
  yield* events.splice(0);
}

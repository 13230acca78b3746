/** A parsed request target. */
interface RequestTarget {
  pathname: string;
  query: URLSearchParams;
}

/**
 * Parses a request target in origin form (RFC 9112, 3.2.1). Never throws or resolves anything: the text is untrusted, and
 * `new URL('//', base)` throws. A target in any other form becomes a path that no route has.
 */
export function readTarget(text = '/'): RequestTarget {
  const [target = ''] = text.split('#', 1);
  const question = target.indexOf('?');
  if (question < 0) return { pathname: target, query: new URLSearchParams() };
  return {
    pathname: target.slice(0, question),
    query: new URLSearchParams(target.slice(question + 1)),
  };
}

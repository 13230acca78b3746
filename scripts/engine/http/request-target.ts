/** What a request asks for. */
export interface RequestTarget {
  pathname: string;
  query: URLSearchParams;
}

/**
 * Reads a request's target in origin form (RFC 9112, 3.2.1). Never throws and never resolves anything: `new URL('//', base)` throws,
 * and strangers choose this text. A target in another form is a path that no route has.
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

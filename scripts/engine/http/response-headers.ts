/**
 * Sent with every answer, including errors: a page from another site cannot load, frame or read it, and so cannot learn that an engine
 * is running here (Fetch standard, 3.7 Cross-Origin-Resource-Policy).
 */
export const privateHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

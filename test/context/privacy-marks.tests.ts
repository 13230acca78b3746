import { describe, expect, test } from 'vitest';
import { privacyLanguages } from '../../scripts/context/privacy/privacy-languages.ts';
import { headingMark, loneMark, markOf } from '../../scripts/context/privacy/privacy-marks.ts';
import { fileMark, nameMark, recordMark } from '../../scripts/context/privacy/private-files.ts';
import { processorTime } from '../machine-speed.ts';
import { internalSentences, openSentences, privateSentences } from './privacy-sentences.ts';

describe('a mark of privacy', () => {
  test.each(privacyLanguages)('in $language', ({ before, after, stays }) => {
    expect(markOf(before)).toBe('private');
    expect(markOf(after)).toBe('private');
    expect(markOf(stays)).toBeUndefined();
  });

  test.each(privateSentences)('%s', (text) => {
    expect(markOf(text)).toBe('private');
  });

  test.each(internalSentences)('for colleagues: %s', (text) => {
    expect(markOf(text)).toBe('internal');
  });

  test.each(openSentences)('not: %s', (text) => {
    expect(markOf(text)).toBeUndefined();
  });

  test.each([
    'Private',
    'Private notes',
    'Confidential plans',
    'Private – HR',
    'Do not share',
    'Vertrauliches',
    '🔒 HR',
    'HR (private)',
    'Personal / private',
    'Strictly confidential',
    'Off the record',
    'NDA',
  ])('in a heading: %s', (heading) => {
    expect(headingMark(heading)).toBe('private');
  });

  test.each([
    'Private API',
    'Private methods',
    'Private registry',
    'Privacy',
    'How to make a repo private',
    'Confidential computing',
    'Public and private keys',
    'Secrets',
    'Restricted mode',
  ])('not in a heading: %s', (heading) => {
    expect(headingMark(heading)).toBeUndefined();
  });

  test.each(['STRICTLY CONFIDENTIAL', 'Private:', 'please do not share this', 'visibility: private', '🔒'])(
    'that stands alone: %s',
    (text) => {
      expect(loneMark(text)).toBe('private');
    },
  );

  test('costs linear time, however often it is repeated', () => {
    const spentMs = processorTime();
    for (const text of ['private ', '(private', ', private', '🔒', 'do not share '])
      markOf(text.repeat(3000));
    expect(spentMs()).toBeLessThan(20_000);
  });
});

describe('the mark of a file', () => {
  const plain = { frontMatter: '', title: '' };

  test.each([
    'private/a.md',
    'notes.private.md',
    '.private',
    'memory/private-diary.md',
    'memory/confidential_plan.md',
    'vertraulich/x.md',
    'privé/x.md',
    'Private Notes.md',
    '機密.md',
  ])('in its name: %s', (name) => {
    expect(nameMark(name)).toBe('private');
  });

  test.each([
    'docs/private-key-rotation.md',
    'docs/private-beta.md',
    'docs/confidential-computing.md',
    'src/internal/a.md',
    'privacy.md',
  ])('not in its name: %s', (name) => {
    expect(nameMark(name)).toBeUndefined();
  });

  test.each([
    'private: true',
    'visibility: private',
    'confidential: yes',
    'tags: [private]',
    'tags:\n  - work\n  - private',
    'title: a\nclassification: "Confidential"',
    'public: false',
    'vertraulich: ja',
    'tlp: red',
    'keywords: #private, plans',
  ])('in its front matter: %s', (frontMatter) => {
    expect(fileMark('a.md', 'x', { ...plain, frontMatter })).toBe('private');
  });

  test('for colleagues in its front matter', () => {
    expect(fileMark('a.md', 'x', { ...plain, frontMatter: 'audience: internal' })).toBe('internal');
  });

  test.each(['private: false', 'title: The private beta', 'tags: [api, private-key]', 'public: true'])(
    'not in its front matter: %s',
    (frontMatter) => {
      expect(fileMark('a.md', 'x', { ...plain, frontMatter })).toBeUndefined();
    },
  );

  test('in its title or its first lines', () => {
    expect(fileMark('a.md', 'x', { ...plain, title: 'Private thoughts' })).toBe('private');
    expect(fileMark('a.md', '# Plan\n\n**STRICTLY CONFIDENTIAL**\n\ntext', plain)).toBe('private');
    expect(fileMark('a.md', '<!-- private -->\n# Plan\n', plain)).toBe('private');
    expect(fileMark('a.md', '## Confidential plans\n', plain)).toBeUndefined();
    expect(fileMark('a.md', 'A private club has rules.', plain)).toBeUndefined();
  });

  test('of a record', () => {
    expect(recordMark({ text: 'x', private: true })).toBe('private');
    expect(recordMark({ text: 'x', tags: ['private'] })).toBe('private');
    expect(recordMark({ text: 'x', visibility: 'internal' })).toBe('internal');
    expect(recordMark({ text: 'x', private: false, owner: 'Ben' })).toBeUndefined();
  });
});

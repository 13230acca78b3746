import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Redaction } from '../../scripts/cli/redaction.ts';
import { identityForms } from '../../scripts/context/redaction/identity-numbers.ts';
import { type Audience, Redactor } from '../../scripts/context/redaction/redactor.ts';
import { secretLanguages } from '../../scripts/context/redaction/secret-languages.ts';
import { nationalForms } from '../../scripts/context/redaction/telephones.ts';
import {
  harmlessSentences,
  personalSentences,
  publicSentences,
  tellingSentences,
} from './secret-sentences.ts';

async function told(sentence: string, audience: Audience = 'internal'): Promise<string> {
  const [text = ''] = await new Redactor(audience, new Redaction()).redact([sentence]);
  return text;
}

function fixture(name: string): string[] {
  const file = new URL(`../fixtures/redaction-${name}`, import.meta.url);
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

/** The rows of a table `id, sentence, what must not appear`. */
const rows = (name: string) =>
  fixture(name)
    .slice(1)
    .map((line) => line.split('\t') as [id: string, sentence: string, secret: string]);

describe('a password in every language of the table', () => {
  test('of which there are thirty and more', () => {
    expect(secretLanguages.length).toBeGreaterThanOrEqual(30);
  });

  test.each(secretLanguages)('$language: «$example»', async ({ example, secret, stays }) => {
    const text = await told(example);
    expect(text).not.toContain(secret);
    expect(text).toContain('[removed]');
    expect(await told(stays)).toBe(stays);
  });
});

describe('what a sentence tells', () => {
  test.each(tellingSentences)('%s', async (sentence, secret) => {
    expect(sentence).toContain(secret);
    expect(await told(sentence)).not.toContain(secret);
  });

  test.each(rows('passwords.tsv'))('kept case %s: %s', async (_id, sentence, secret) => {
    expect(await told(sentence)).not.toContain(secret);
  });

  test.each(harmlessSentences)('not: %s', async (sentence) => {
    expect(await told(sentence)).toBe(sentence);
  });
});

describe('what outsiders must not hear', () => {
  test.each(personalSentences)('%s', async (sentence, personal) => {
    expect(await told(sentence, 'external')).not.toContain(personal);
  });

  test.each(rows('personal-data.tsv'))('kept case %s: %s', async (_id, sentence, personal) => {
    expect(await told(sentence, 'external')).not.toContain(personal);
  });

  test.each(nationalForms)('a telephone number of $where', async ({ example }) => {
    expect(await told(example, 'external')).not.toContain(example);
  });

  test.each(identityForms)('$name', async ({ example }) => {
    expect(await told(example, 'external')).not.toContain(example);
  });

  test.each([...publicSentences, ...fixture('must-stay.txt')])('not: %s', async (sentence) => {
    expect(await told(sentence, 'external')).toBe(sentence);
    expect(await told(sentence)).toBe(sentence);
  });
});

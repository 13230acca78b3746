import { describe, expect, test } from 'vitest';
import { languageTagOf } from '../../../scripts/base/language.ts';
import { languageOfText } from '../../../scripts/engine/speech/text-language.ts';

describe('the language of a sentence', () => {
  test.each([
    ['Hello', 'en-US', 'en-US'],
    ['Guten Tag', 'de', 'de'],
    ['Привет, мир', 'en-US', 'ru'],
    ['Привіт', 'uk', 'uk'],
    ['مرحبا بالعالم', 'en-US', 'ar'],
    ['سلام', 'fa', 'fa'],
    ['日本語を話します', 'en-US', 'ja'],
    ['日本', 'ja', 'ja'],
    ['你好，世界', 'en-US', 'zh'],
    ['안녕하세요', 'en-US', 'ko'],
    ['नमस्ते', 'en-US', 'hi'],
    ['שלום', 'en-US', 'he'],
    ['Γεια σου', 'en-US', 'el'],
    ['The word Привет is Russian for hello', 'en-US', 'en-US'],
    ['Hello', 'ru', 'en'],
    ['2026', 'ru', 'ru'],
    ['Hello', 'not a language', 'not a language'],
  ])('%j where %s is spoken: %s', (text, wanted, language) => {
    expect(languageOfText(text, wanted)).toBe(language);
  });
});

describe('a language that was asked for', () => {
  test.each([
    ['de', 'de'],
    ['de-at', 'de-AT'],
    ['German', 'de'],
    ['FRENCH', 'fr'],
    ['zh-Hant-TW', 'zh-Hant-TW'],
    ['Klingonese', undefined],
    ['', undefined],
    ['xx-99-1', undefined],
    ['de_AT', undefined],
  ])('%j is %s', (given, tag) => {
    expect(languageTagOf(given)).toBe(tag);
  });
});

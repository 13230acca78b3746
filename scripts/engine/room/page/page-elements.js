/** The element of that id. @throws {Error} if the page has none. */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Creates an element with properties and children. Text is never parsed as HTML. */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  const { dataset, ...others } = properties;
  Object.assign(made, others);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

const svg = 'http://www.w3.org/2000/svg';

/** An icon from the page's sprite. */
export function icon(name, title) {
  const drawn = document.createElementNS(svg, 'svg');
  drawn.setAttribute('class', 'icon');
  if (title) {
    drawn.setAttribute('role', 'img');
    drawn.setAttribute('aria-label', title);
  } else drawn.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#icon-${name}`);
  drawn.append(use);
  return drawn;
}

const graphemes = new Intl.Segmenter();

/** The first visible character: an emoji may be many code points. */
const firstSign = (word) => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/** One or two letters for someone without a picture, else the first character of the name. */
export function initialsOf(name) {
  const bare = name.replace(/\(.*?\)/g, ' ').trim() || name;
  const words = bare.match(/[\p{L}\p{N}][^\s]*/gu) ?? [];
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  const initials = letters.map((word) => (word ? firstSign(word) : '')).join('');
  return initials.toUpperCase() || firstSign(bare) || '?';
}

/** An avatar's name without the "(AI)" that is part of it in the room. */
export const withoutMark = (name) => name.replace(/\s*\((?:ai|bot)\)$/i, '');

/** What people are told while an avatar's agent does not take what they say. */
export const awayWords = (name) =>
  `${isolated(withoutMark(name))}'s agent is not listening; your words are kept`;

/** A name inside one of our sentences, in either writing direction. */
export const isolated = (name) => `\u2068${name}\u2069`;

let toastTimer;

/** Shows a short notice. */
export function toast(text) {
  const shown = element('toast');
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    shown.hidden = true;
  }, 4000);
}

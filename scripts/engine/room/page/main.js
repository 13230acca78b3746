import { Dictation } from './dictation.js';
import { Door } from './door.js';
import { LocalMedia } from './local-media.js';
import { element, toast } from './page-elements.js';
import { Panel } from './panel.js';
import { Room } from './room.js';

const roomName = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const media = new LocalMedia();
const connectionWords = { connected: 'Connected', reconnecting: 'Reconnecting…' };
const wide = matchMedia('(min-width: 1000px)');

let room;
let name = '';

document.title = roomName;
element('door-title').textContent = roomName;
element('room-title').textContent = roomName;

function setState(state) {
  document.body.dataset.state = state;
  element('door').hidden = state !== 'door';
  element('room').hidden = state !== 'room';
  element('gone').hidden = state !== 'gone';
}

const panel = new Panel((tab) => {
  if (tab !== 'chat') return;
  element('unread').hidden = true;
  room?.scrollMessages();
});

const dictation = new Dictation(
  (text, isFinal) => room?.heard(text, isFinal),
  (reason) => {
    showDictation();
    toast(`Dictation is off: ${reason}`);
  },
);

function showDictation() {
  element('words').setAttribute('aria-pressed', String(dictation.isOn));
}

function enter(chosen) {
  name = chosen;
  door.problem('');
  door.busy(true);
  room = new Room(name, media, {
    joined() {
      door.busy(false);
      if (document.body.dataset.state === 'room') return;
      setState('room');
      if (wide.matches) panel.show('chat');
      element('microphone').focus({ preventScroll: true });
    },
    refused(reason) {
      leave();
      door.busy(false);
      door.problem(`You cannot come in: ${reason}.`);
      setState('door');
    },
    connection(state) {
      // A room that refuses the key of an old link says so to no page: its socket just does not open.
      const isAtDoor = document.body.dataset.state === 'door';
      if (isAtDoor && state === 'reconnecting') {
        door.problem('The room does not answer. If its link is not from today, ask for a new one.');
      }
      document.body.dataset.connection = state;
      element('connection').textContent = connectionWords[state];
    },
    message() {
      element('unread').hidden = panel.open === 'chat';
    },
  });
}

function leave() {
  dictation.cancel();
  showDictation();
  room?.leave();
  room = undefined;
}

const door = new Door(media, enter);
if (!new URLSearchParams(location.search).get('key')) {
  door.problem('This link is not complete. Ask for the whole link to this room.');
}

function showDevices() {
  for (const device of ['microphone', 'camera']) {
    element(device).setAttribute('aria-pressed', String(media.isOn(device)));
    for (const id of [device, `door-${device}`])
      element(id).setAttribute('aria-busy', String(media.isOpening(device)));
  }
}

async function toggleDevice(device) {
  try {
    await media.toggle(device);
  } catch (error) {
    toast(error.message);
  }
}

function toggleCaptions() {
  const button = element('captions-toggle');
  const isOn = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(isOn));
  room?.setCaptions(isOn);
}

function toggleDictation() {
  if (!dictation.isOn) {
    element('words-dialog').showModal();
    return;
  }
  dictation.stop();
  showDictation();
}

async function share() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast('The link to this room is copied');
  } catch {
    prompt('The link to this room:', location.href);
  }
}

media.addEventListener('change', showDevices);
media.addEventListener('asking', showDevices);
media.addEventListener('notice', ({ detail }) => toast(detail));
element('microphone').addEventListener('click', () => toggleDevice('microphone'));
element('camera').addEventListener('click', () => toggleDevice('camera'));
element('captions-toggle').addEventListener('click', toggleCaptions);
element('share').addEventListener('click', share);
element('alone-share').addEventListener('click', share);
element('unmute').addEventListener('click', () => room?.unmute());

element('words').hidden = !Dictation.isAvailable;
element('words').addEventListener('click', toggleDictation);
element('words-cancel').addEventListener('click', () => element('words-dialog').close());
element('words-confirm').addEventListener('click', () => {
  element('words-dialog').close();
  dictation.start();
  showDictation();
});

element('chat-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = element('message');
  const text = field.value.trim();
  if (text && !room?.chat(text)) {
    toast('Not sent: this page is reconnecting. Try again in a moment.');
    return;
  }
  field.value = '';
});

element('leave').addEventListener('click', () => {
  leave();
  media.stop();
  element('gone-reason').textContent = media.words;
  setState('gone');
  element('again').focus();
});

element('again').addEventListener('click', () => {
  setState('door');
  element('join').focus();
});

const keys = {
  m: () => toggleDevice('microphone'),
  v: () => toggleDevice('camera'),
  k: toggleCaptions,
  c: () => panel.toggle('chat'),
  p: () => panel.toggle('people'),
  w: () => !element('words').hidden && toggleDictation(),
  '?': () => element('keys-dialog').showModal(),
};
element('keys-close').addEventListener('click', () => element('keys-dialog').close());

addEventListener('keydown', (event) => {
  if (document.body.dataset.state !== 'room' || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape') panel.hide();
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const run = keys[event.key.toLowerCase()];
  if (!run) return;
  event.preventDefault();
  run();
});

addEventListener('pagehide', () => {
  leave();
  media.stop();
});
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && document.body.dataset.state === 'room') enter(name);
});

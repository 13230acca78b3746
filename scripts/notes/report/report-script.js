(() => {
  const search = document.querySelector('.search');
  const page = document.querySelector('.transcript');
  if (search && page) startSearch(search, page);
  const checklist = document.querySelector('.checklist');
  if (checklist) keepChecks(checklist);
  for (const time of document.querySelectorAll('time.start')) showInOwnZone(time);

  /** Writes an instant in the reader's time zone; as it was written where the browser cannot. */
  function showInOwnZone(time) {
    try {
      const date = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
      const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
      const form = new Intl.DateTimeFormat('en-GB', { ...date, ...clock });
      time.textContent = form.format(new Date(time.dateTime));
    } catch {
      // The time that stands there names its zone.
    }
  }

  /** Marks what is searched for and walks from one hit to the next. */
  function startSearch(form, transcript) {
    const [field, count] = [form.querySelector('input'), form.querySelector('output')];
    const paragraphs = [...transcript.querySelectorAll('p')];
    const texts = paragraphs.map((paragraph) => paragraph.textContent ?? '');
    let marked = [];
    let hits = [];
    let current = -1;
    let timer;

    function unmark() {
      for (const index of marked) paragraphs[index].textContent = texts[index];
      marked = [];
      hits = [];
      current = -1;
    }

    function mark(index, words) {
      const text = texts[index];
      const folded = text.toLowerCase();
      // Letters whose small form has another length would shift every place after them.
      const source = folded.length === text.length ? folded : text;
      const parts = [];
      let from = 0;
      for (let at = source.indexOf(words); at >= 0; at = source.indexOf(words, from)) {
        const hit = document.createElement('mark');
        hit.textContent = text.slice(at, at + words.length);
        parts.push(text.slice(from, at), hit);
        hits.push(hit);
        from = at + words.length;
      }
      if (from === 0) return;
      parts.push(text.slice(from));
      paragraphs[index].replaceChildren(...parts);
      marked.push(index);
    }

    function show(step) {
      if (hits.length === 0) return;
      hits[current]?.classList.remove('current');
      current = (current + step + hits.length) % hits.length;
      hits[current].classList.add('current');
      hits[current].scrollIntoView({ block: 'center' });
      count.textContent = `${current + 1} of ${hits.length}`;
    }

    function run() {
      unmark();
      const words = field.value.trim().toLowerCase();
      form.classList.toggle('active', words !== '');
      if (words) for (const index of texts.keys()) mark(index, words);
      count.textContent = hits.length > 0 ? `${hits.length} found` : 'not found';
    }

    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(run, 120);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      show(1);
    });
    for (const button of form.querySelectorAll('button')) {
      button.addEventListener('click', () => show(Number(button.value)));
    }
  }

  /** Remembers ticks in this browser, where it lets a page do so. */
  function keepChecks(list) {
    const boxes = [...list.querySelectorAll('input')];
    const key = `meeting-notes ${list.dataset.session}`;
    const nameOf = (box) => list.querySelector(`label[for="${box.id}"]`)?.textContent ?? '';
    try {
      const ticked = JSON.parse(localStorage.getItem(key) ?? '{}');
      for (const box of boxes) box.checked = ticked[nameOf(box)] ?? box.checked;
      list.addEventListener('change', () => {
        const state = Object.fromEntries(boxes.map((box) => [nameOf(box), box.checked]));
        localStorage.setItem(key, JSON.stringify(state));
      });
    } catch {
      // Without storage the ticks last as long as the page.
    }
  }
})();

'use strict';
// Shows a schedule: a row for each step with a column for each CPU, and beside it how things stand after one of them. It knows
// nothing of the protocols: what happened was computed before, and is read from JSON. No library, no network.
const Schedule = (() => {
  // Text always goes in as text: names come from files that anybody may have written.
  const el = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, '');
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };
  const MARKS = {BROKEN: '⚠', ANNOUNCED: '…', UNUSABLE: '∅', CURRENT: '✓', PLAIN: ''};
  const TEXT = 0, MEANING = 1, MARK = 2;

  // What is the same fact with another value: "v1.g1=f1" and "v1.g1=f1*", "targets v1,v2" and "targets v2".
  const nameOf = (text) => (text.includes('=') ? text.slice(0, text.indexOf('=')) : text.split(' ')[0]);

  // What came and what went between two lists of words.
  const change = (before, now) => {
    const had = new Set(before.map((word) => word[TEXT])), has = new Set(now.map((word) => word[TEXT]));
    const come = now.filter((word) => !had.has(word[TEXT]));
    const breaks = now.filter((word) => word[MARK] === 'BROKEN' && had.has(word[TEXT]));
    const names = new Set(come.map((word) => nameOf(word[TEXT])));
    const first = before.length && now.length && before[0][TEXT] !== now[0][TEXT] ? before[0] : null;
    const gone = before.filter((word) => !has.has(word[TEXT]) && word !== first && !names.has(nameOf(word[TEXT])));
    return {come: [...come, ...breaks], gone, any: come.length > 0 || before.some((word) => !has.has(word[TEXT]))};
  };

  const chips = ({come, gone}) => [
    ...come.map((word) => el('span', {class: `add ${word[MARK]}`, title: word[MEANING]}, word[TEXT], MARKS[word[MARK]] && word[MARK] !== 'CURRENT' ? ` ${MARKS[word[MARK]]}` : '')),
    ...gone.map((word) => el('span', {class: 'del', title: `no longer: ${word[MEANING]}`}, word[TEXT]))];

  const heading = (data) => {
    const title = [data.title, ...data.bugs.map(([name]) => el('span', {class: 'bug'}, `with ${name}`))];
    const about = data.bugs.filter(([, text]) => text).map(([name, text]) => el('li', {}, el('b', {}, 'Planted: '), text + '.'));
    return [el('h1', {}, ...title), el('p', {class: 'soft'}, data.machine), data.note ? el('p', {}, data.note) : null,
      about.length ? el('ul', {class: 'bugs'}, ...about) : null].filter(Boolean);
  };

  const sentence = (text) => (text ? (/^[a-z]\d/.test(text) ? text : text[0].toUpperCase() + text.slice(1)) + (/[.!?]$/.test(text) ? '' : '.') : '');

  const verdict = (data) => {
    const last = data.frames.length - 1;
    if (!data.broken) return el('div', {class: 'verdict fine'}, el('p', {}, el('strong', {}, 'Every invariant holds'), ` after ${last === 0 ? 'no step yet' : last === 1 ? 'the only step' : `each of ${last} steps`}.`));
    const end = data.back_to === null ? `Step ${last} breaks it` : data.back_to === last
      ? `After step ${last} nothing ever happens again` : `After step ${last} all goes on as after step ${data.back_to}, for ever`;
    return el('div', {class: 'verdict'},
      el('p', {}, el('strong', {}, `${data.broken} is ${data.back_to === null ? 'broken' : 'violated'}. `), data.claim ? el('em', {}, data.claim) : ''),
      el('p', {class: 'why'}, end, data.why ? el('span', {class: 'because'}, `: ${data.why}`) : '', '.'), data.announcement ? el('p', {class: 'because'}, data.announcement) : null);
  };

  const key = (data) => el('p', {class: 'key'},
    ...[['guest', 'guest mode', 'background:var(--line-guest)'], ['loaded', 'pCPU with a vCPU', 'background:var(--guest)'],
      ['host', 'host mode', 'background:repeating-linear-gradient(90deg,var(--line-host) 0 3px,transparent 3px 5px)'],
      ['out', 'on no pCPU', 'background:var(--soft);height:1px'],
      ['ipi', 'an IPI on its way', 'background:repeating-linear-gradient(90deg,var(--ipi) 0 4px,transparent 4px 7px);height:2px']]
      .map(([, text, style]) => el('span', {}, el('i', {style}), text)),
    el('span', {}, '* older than the page table: '), el('span', {class: 'ANNOUNCED'}, '… a shootdown in flight says so'), el('span', {class: 'UNUSABLE'}, '∅ cannot be used'),
    el('span', {class: 'BROKEN'}, '⚠ breaks the invariant'));

  // options: side: nodes above the state; keys: false to leave the keyboard alone; shown: told which frame is shown
  const create = (root, options = {}) => {
    let data = null, at = 0, words = [], rows = [];
    const list = el('ol', {class: 'rows', 'aria-label': 'Steps'});
    const state = el('div', {class: 'state', 'aria-live': 'polite'});
    const slider = el('input', {type: 'range', min: 0, value: 0, 'aria-label': 'Step', oninput: () => go(Number(slider.value))});
    const button = (text, label, go, cls = '') => el('button', {type: 'button', class: cls, title: label, 'aria-label': label, onclick: go}, text);
    const first = button('⇤', 'First state (Home)', () => go(0)), back = button('◀ Back', 'One step back (←)', () => go(at - 1));
    const forward = button('Forward ▶', 'One step forward (→)', () => go(at + 1)), last = button('⇥', 'Last step (End)', () => go(data.frames.length - 1));
    const breaks = button('⚠ Violation', 'The step that breaks (v)', () => go(data.frames.length - 1), 'bad');
    const copy = button('Link', 'Copy a link to this step (c)', () => copyLink(), 'wide');
    const side = el('div', {class: 'side'}, el('div', {class: 'controls'}, first, back, forward, last, breaks, options.fragment ? copy : null, slider),
      ...(options.side || []), state);
    const picture = el('div', {class: 'diagram'}, list);
    root.replaceChildren(el('div', {class: 'stage'}, el('div', {class: 'left'}, picture), side));

    const copyLink = async () => {
      const link = String(location);
      try { await navigator.clipboard.writeText(link); copy.textContent = 'Copied'; } catch { copy.textContent = 'See address bar'; }
      setTimeout(() => { copy.textContent = 'Link'; }, 1500);
    };
    const wordsAt = (numbers) => numbers.map((n) => words[n]);
    const placeAt = (k, lane) => wordsAt(data.frames[k].places[lane].words);
    const memoryAt = (k) => wordsAt(data.frames[k].memory);
    const changeAt = (k, lane) => change(k ? placeAt(k - 1, lane) : [], placeAt(k, lane));

    // The next frame after k (or before it) in which this CPU took the step.
    const ofCpu = (lane, k, by) => {
      for (let n = k + by; n > 0 && n < data.frames.length; n += by) if (data.frames[n].actor === lane) return n;
      return null;
    };
    const goOfCpu = (lane, by) => { const n = ofCpu(lane, at, by); if (n !== null) go(n); };

    const head = () => el('li', {class: 'row head'}, el('span', {class: 'number', style: '--wide:1;--narrow:1'}), el('span', {class: 'name', style: '--wide:2'}, 'step'),
      ...data.lanes.map((name, lane) => el('span', {class: 'lane', style: `--wide:${lane + 3};--narrow:${lane + 2}`},
        el('button', {type: 'button', title: `Next step of ${name} (${lane + 1}); with Shift the one before`, onclick: (event) => goOfCpu(lane, event.shiftKey ? -1 : 1)}, `${name} ›`))),
      el('span', {class: 'memory', style: `--wide:${data.lanes.length + 3};--narrow:${data.lanes.length + 2}`}, data.rest));

    const row = (k) => {
      const frame = data.frames[k], lanes = data.lanes.length;
      const changes = data.lanes.map((_, lane) => changeAt(k, lane));
      const memory = change(k ? memoryAt(k - 1) : [], memoryAt(k));
      const touched = new Set(frame.named);
      if (frame.actor >= 0) {
        changes.forEach((it, lane) => { if (it.any && lane !== frame.actor) touched.add(lane); });
        if (memory.any) touched.add(lanes);
      }
      const signals = data.signals.map(([from, sent, to, taken]) => ({from, sent, to, taken: taken < 0 ? data.frames.length : taken}));
      const isSent = (lane) => signals.some((s) => s.sent === k && s.to === lane);
      const isBroken = data.broken !== '' && data.back_to === null && k === data.frames.length - 1;
      const node = el('li', {class: 'row' + (isBroken ? ' broken' : '') + (data.back_to !== null && k > data.back_to ? ' loop' : ''), onclick: () => go(k)});
      node.append(el('span', {class: 'number', style: '--wide:1;--narrow:1'}, k ? String(k) : ''),
        el('span', {class: 'name', style: '--wide:2'}, el('button', {type: 'button', class: 'plain', tabindex: -1}, k ? frame.step : '(first state)'),
          frame.bug ? el('span', {class: 'breaks'}, '⚑ planted bug') : null,
          isBroken ? el('span', {class: 'breaks'}, `⚠ breaks ${data.broken}`) : null));
      data.lanes.forEach((name, lane) => {
        const cell = el('span', {class: `lane ${frame.places[lane].mode || 'plain'}`, style: `--wide:${lane + 3};--narrow:${lane + 2}`});
        if (frame.actor === lane) cell.append(el('i', {class: 'dot'}));
        if (touched.has(lane)) cell.append(el('i', {class: `tip ${frame.actor < lane ? 'right' : 'left'}${isSent(lane) ? ' ipi' : ''}`}));
        for (const s of signals) {
          if (s.to !== lane || k < s.sent || k > s.taken) continue;
          cell.append(el('i', {class: `wait${k === s.sent ? ' sent' : ''}${k === s.taken ? ' taken' : ''}`}));
          if (k === s.taken) cell.append(el('i', {class: 'tip taken'}));
        }
        cell.append(...chips(changes[lane]));
        node.append(cell);
      });
      node.append(el('span', {class: 'memory', style: `--wide:${lanes + 3};--narrow:${lanes + 2}`},
        touched.has(lanes) ? el('i', {class: 'tip right'}) : null, ...chips(memory)));
      const reach = [...touched];
      if (frame.actor >= 0 && reach.length) {
        for (const ends of [reach.filter((lane) => lane < frame.actor), reach.filter((lane) => lane > frame.actor)]) {
          if (!ends.length) continue;
          const from = Math.min(frame.actor, ...ends), to = Math.max(frame.actor, ...ends), span = to - from + 1;
          const ipi = ends.some(isSent) ? ' ipi' : '';
          // from lifeline to lifeline: those are 8 px from the left of their columns
          const columns = (first) => `${from + first} / ${to + first + 1}`;
          node.append(el('i', {class: `link${ipi}`, style: `--wide:${columns(3)};--narrow:${columns(2)};margin-left:8px;margin-right:calc(${(100 / span).toFixed(4)}% - 8px)`}));
        }
      }
      return node;
    };

    const listOf = (now, before) => {
      const had = new Set(before.map((word) => word[TEXT]));
      const {gone} = change(before, now);
      return el('ul', {}, ...gone.map((word) => el('li', {class: 'gone'}, el('s', {class: 'word'}, word[TEXT]), 'no longer')), ...now.map((word) => el('li', {class: `${word[MARK]}${had.has(word[TEXT]) ? '' : ' new'}`},
        el('span', {class: `word ${word[MARK]}`}, `${word[TEXT]}${MARKS[word[MARK]] ? ` ${MARKS[word[MARK]]}` : ''}`), word[MEANING], had.has(word[TEXT]) ? '' : el('span', {class: 'sr'}, ' (new)'))));
    };

    const place = (lane) => {
      const frame = data.frames[at], mode = frame.places[lane].mode || 'plain';
      return el('section', {class: `place ${mode}${frame.actor === lane ? ' actor' : ''}`, 'data-place': data.lanes[lane]},
        el('h3', {}, el('span', {class: 'bar'}), data.lanes[lane]), listOf(placeAt(at, lane), at ? placeAt(at - 1, lane) : placeAt(at, lane)));
    };

    const draw = () => {
      const frame = data.frames[at], end = data.frames.length - 1;
      rows.forEach((node, k) => { node.classList.toggle('now', k === at); if (k === at) node.setAttribute('aria-current', 'step'); else node.removeAttribute('aria-current'); });
      const isBroken = data.broken !== '' && at === end;
      const pcpus = data.lanes.map((name, lane) => [name, lane]).filter(([name]) => name.startsWith('p')).map(([, lane]) => place(lane));
      const vcpus = data.lanes.map((name, lane) => [name, lane]).filter(([name]) => !name.startsWith('p')).map(([, lane]) => place(lane));
      const memory = memoryAt(at).length ? el('section', {class: 'place', 'data-place': 'memory'}, el('h3', {}, data.rest),
        listOf(memoryAt(at), at ? memoryAt(at - 1) : memoryAt(at))) : null;
      state.replaceChildren(...[
        el('h2', {}, at ? `Step ${at} of ${end}: ` : 'Before the first step', at ? el('span', {class: 'mono'}, frame.step) : ''),
        frame.does ? el('p', {class: 'does'}, sentence(frame.does)) : null,
        frame.stands_for ? el('p', {class: 'stands'}, `Stands for: ${frame.stands_for}.`) : null,
        frame.bug ? el('div', {class: 'verdict'}, el('p', {}, el('strong', {}, '⚑ The planted bug acts here: '), `${frame.bug}.`)) : null,
        isBroken ? el('div', {class: 'verdict'}, el('p', {}, el('strong', {}, `${data.broken} is ${data.back_to === null ? 'broken here' : 'violated'}. `), sentence(data.why)), data.announcement ? el('p', {}, data.announcement) : null) : null,
        el('div', {class: 'places'}, ...(isBroken ? [...pcpus, memory, ...vcpus] : [...vcpus, ...pcpus, memory]).filter(Boolean))].filter(Boolean));
      slider.value = at;
      first.disabled = back.disabled = at === 0;
      last.disabled = at === end;
      forward.disabled = at === end && (data.back_to === null || data.back_to === end);
      breaks.hidden = data.broken === '';
      if (options.shown) options.shown(at);
    };

    function go(k) {
      const end = data.frames.length - 1;
      // a schedule that goes on for ever goes back to where its loop begins
      const to = k > end && data.back_to !== null && data.back_to < end ? data.back_to : Math.min(end, Math.max(0, k));
      if (!Number.isFinite(to)) return;
      at = to;
      draw();
      rows[at].scrollIntoView({block: 'nearest'});
      if (options.fragment) history.replaceState(null, '', `#step-${at}`);
    }

    const show = (schedule, k) => {
      data = schedule;
      words = data.words;
      rows = data.frames.map((_, n) => row(n));
      list.style.setProperty('--lanes', data.lanes.length);
      list.replaceChildren(head(), ...rows);
      if (data.back_to !== null) {
        const end = data.frames.length - 1;
        list.append(el('li', {class: 'row', onclick: () => go(data.back_to)}, el('span', {class: 'again'},
          data.back_to === end ? 'and nothing ever happens again' : `↺ and from here on as after step ${data.back_to}, for ever`)));
      }
      slider.max = data.frames.length - 1;
      at = Math.min(data.frames.length - 1, Math.max(0, k));
      draw();
    };

    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !data || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target !== slider) return;
      const digit = /^Digit([1-9])$/.exec(event.code);
      const moves = {ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), j: () => go(at + 1), k: () => go(at - 1), Home: () => go(0),
        End: () => go(data.frames.length - 1), v: () => { if (data.broken) go(data.frames.length - 1); }, c: () => { if (options.fragment) copyLink(); }};
      if (digit && Number(digit[1]) <= data.lanes.length) goOfCpu(Number(digit[1]) - 1, event.shiftKey ? -1 : 1);
      else if (moves[event.key]) moves[event.key]();
      else return;
      event.preventDefault();
    });
    return {show, go, at: () => at};
  };

  return {el, create, heading, verdict, key, sentence};
})();

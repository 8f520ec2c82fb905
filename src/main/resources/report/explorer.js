// A schedule built by hand. Which steps are enabled, and what they do, the machine says that serves this page.
(() => {
  const {el} = Schedule;
  const heading = document.getElementById('heading'), trouble = document.getElementById('trouble');
  let view = null, watching = 0, search = {state: 'none'};

  const offers = el('section', {class: 'offers', 'aria-label': 'Steps that can be next'});
  const tools = el('section', {class: 'tools'});
  const schedule = Schedule.create(document.getElementById('main'), {side: [offers, tools], shown: () => drawOffers()});

  const complain = (sentence) => { trouble.textContent = sentence; trouble.hidden = !sentence; };

  // Asks the server; an answer that is a refusal becomes a sentence on the page.
  const ask = async (path, body, type = 'application/json') => {
    try {
      const answer = await fetch(path, body === undefined ? {} : {method: 'POST', headers: {'Content-Type': type}, body: type === 'application/json' ? JSON.stringify(body) : body});
      const json = await answer.json();
      if (!answer.ok) { complain(Schedule.sentence(json.error)); return null; }
      complain('');
      return json;
    } catch {
      complain('The explorer does not answer: was it stopped?');
      return null;
    }
  };

  const show = (next) => {
    if (!next) return;
    view = next;
    schedule.show(view, view.frames.length - 1);
    drawHeading();
    drawTools();
    const row = document.querySelector('.row.now');
    if (row && window.innerWidth > 960) row.scrollIntoView({block: 'nearest'});
  };
  // Of two clicks before the answer to the first, the second is not sent: it was meant for another state.
  let busy = false;
  const act = async (path, body = {}) => {
    if (busy) return;
    busy = true;
    try { show(await ask(path, {revision: view.revision, ...body})); } finally { busy = false; }
    document.documentElement.dataset.revision = view.revision;
  };
  const taken = () => view.frames.length - 1;
  const undo = () => { if (taken() > 0) act('go-to', {step: taken() - 1}); };
  const redo = () => { if (view.redo > 0) act('go-to', {step: taken() + 1}); };

  const drawHeading = () => {
    const load = el('input', {type: 'file', accept: '.yaml,.yml', hidden: true, 'aria-label': 'A recorded schedule', onchange: async () => {
      if (load.files.length) show(await ask('load', await load.files[0].text(), 'application/yaml'));
    }});
    heading.replaceChildren(...Schedule.heading(view),
      el('div', {class: 'bar'},
        el('button', {type: 'button', id: 'again', disabled: taken() === 0, onclick: () => act('go-to', {step: 0})}, 'To the beginning'),
        el('a', {id: 'save', href: 'save', download: ''}, el('button', {type: 'button', tabindex: -1}, 'Save')),
        el('button', {type: 'button', onclick: () => load.click()}, 'Load …'), load,
        el('button', {type: 'button', id: 'new', onclick: chooseMachine}, 'Another machine …')),
      Schedule.verdict(view));
    document.title = `${view.setup.scheme} – Shootdown explorer`;
  };

  const undoBar = () => el('div', {class: 'bar'},
    el('button', {type: 'button', id: 'undo', disabled: taken() === 0, title: 'Take the last step back (u)', onclick: undo}, '↶ Undo'),
    el('button', {type: 'button', id: 'redo', disabled: view.redo === 0, title: 'Take it again (r)', onclick: redo}, view.redo ? `↷ Redo (${view.redo})` : '↷ Redo'));

  const drawOffers = () => {
    if (!view) return;
    if (schedule.at() !== taken()) {
      const later = taken() - schedule.at();
      offers.replaceChildren(undoBar(), el('p', {class: 'past'}, `This is how it was after step ${schedule.at()}. `,
        el('button', {type: 'button', id: 'from-here', onclick: () => act('go-to', {step: schedule.at()})}, 'Go on from here'),
        ` takes back the ${later === 1 ? 'step' : `${later} steps`} after it; Redo brings ${later === 1 ? 'it' : 'them'} again.`));
      return;
    }
    const groups = view.offers.map(({actor, steps}) => el('div', {class: 'actor'}, el('b', {}, actor),
      el('ul', {}, ...steps.map(({step, does}) => el('li', {}, el('button', {type: 'button', class: 'offer', title: does, onclick: () => act('apply', {step})}, step), el('span', {title: does}, does))))));
    offers.replaceChildren(undoBar(), el('h2', {}, view.broken ? 'An invariant is broken' : groups.length ? 'What next?' : 'Nothing can happen any more'),
      ...(view.broken ? [el('p', {}, 'Nothing comes after that. Undo, or save it: ', el('code', {}, './shootdown replay FILE'), ' shows it again.')] : groups));
  };

  const field = (id, text, value, attributes = {}) => el('label', {}, text, el('input', {type: 'number', id, value, min: 1, ...attributes}));
  const number = (id) => Number(document.getElementById(id).value);
  const kept = {strategy: 'random', steps: 20, seed: 1, states: 200000};

  const drawTools = () => {
    const select = el('select', {id: 'strategy', 'aria-label': 'Strategy', onchange: (event) => { kept.strategy = event.target.value; }},
      ...view.choices.strategies.map((name) => el('option', {value: name, selected: name === kept.strategy}, name)));
    const keep = (key) => (event) => { kept[key] = Number(event.target.value); };
    const goOn = el('div', {class: 'tool-box'}, el('div', {class: 'line'},
      el('button', {type: 'button', id: 'go-on', disabled: view.broken !== '', onclick: async () => {
        const seed = number('seed');
        await act('go-on', {strategy: kept.strategy, steps: number('steps'), seed});
        kept.seed = seed + 1;
        document.getElementById('seed').value = kept.seed;
      }}, 'Let the adversary go on'), select,
      field('steps', 'steps', kept.steps, {max: 1000, onchange: keep('steps')}), field('seed', 'seed', kept.seed, {min: 0, onchange: keep('seed')})));
    const bound = el('select', {id: 'states', 'aria-label': 'How far', onchange: keep('states')}, ...[[10000, '10,000 states'], [200000, '200,000 states'], [2000000, '2,000,000 states']]
      .map(([n, text]) => el('option', {value: n, selected: n === kept.states}, text)));
    const result = el('div', {id: 'result', 'aria-live': 'polite'});
    const find = el('div', {class: 'tool-box'}, el('div', {class: 'line'},
      el('button', {type: 'button', id: 'search', disabled: view.broken !== '', onclick: () => startSearch()}, 'Is a violation reachable from here?'), 'within', bound), result);
    tools.replaceChildren(find, goOn);
    if (search.state !== 'none' && search.revision !== view.revision) search = {state: 'none'};
    drawSearch();
  };

  const drawSearch = () => {
    const result = document.getElementById('result');
    if (search.state === 'none') { result.replaceChildren(); return; }
    if (search.state === 'running') {
      result.replaceChildren(el('p', {}, `${search.states.toLocaleString('en-US')} states so far `,
        el('button', {type: 'button', id: 'cancel', onclick: () => ask('search/cancel', {})}, 'Stop')), el('progress', {max: search.most_states, value: search.states}));
      return;
    }
    const steps = search.steps.length ? [el('ol', {start: taken() + 1}, ...search.steps.map((step) => el('li', {}, step))),
      el('button', {type: 'button', id: 'take', onclick: () => act('search/apply')}, search.steps.length === 1 ? 'Take this step' : `Take these ${search.steps.length} steps`)] : [];
    result.replaceChildren(el('p', {class: `answer ${search.reachable ? 'yes' : 'no'}`}, search.sentence), ...steps);
  };

  const startSearch = async () => {
    const mine = ++watching;
    let next = await ask('search', {states: kept.states});
    while (next && mine === watching) {
      if (next.revision !== view.revision) return; // about a state that is shown no more
      search = next;
      drawSearch();
      if (next.state === 'done') return;
      await new Promise((resolve) => { setTimeout(resolve, 150); });
      next = await ask('search');
    }
  };

  const chooseMachine = () => {
    const {setup, choices} = view;
    const scheme = el('select', {id: 'new-scheme'}, ...choices.schemes.map(({name}) => el('option', {selected: name === setup.scheme}, name)));
    const bug = el('select', {id: 'new-bug'});
    const bugs = () => {
      const of = choices.schemes.find(({name}) => name === scheme.value).bugs;
      bug.replaceChildren(el('option', {value: ''}, 'none'), ...of.map((name) => el('option', {value: name, selected: name === setup.bug}, name)));
    };
    scheme.addEventListener('change', bugs);
    bugs();
    const sizes = [['vcpus', 'vCPUs'], ['pcpus', 'pCPUs'], ['spaces', 'spaces'], ['pages', 'pages'], ['frames', 'frames'], ['tables', 'tables']]
      .map(([key, text]) => field(`new-${key}`, text, setup[key], {min: key === 'tables' ? 0 : 1, max: choices.most_of_each}));
    const features = choices.features.map((name) => el('label', {class: 'check'}, el('input', {type: 'checkbox', value: name, checked: setup.features.includes(name)}), name));
    const wrong = el('p', {role: 'alert', class: 'BROKEN'});
    const dialog = el('dialog', {onclose: () => dialog.remove()}, el('h2', {}, 'Another machine'),
      el('div', {class: 'bar'}, el('label', {}, 'scheme ', scheme), el('label', {}, 'bug ', bug)),
      el('div', {class: 'grid'}, ...sizes), el('div', {class: 'grid'}, ...features), wrong,
      el('div', {class: 'bar'}, el('button', {type: 'button', class: 'primary', id: 'begin', onclick: async () => {
        const wish = {scheme: scheme.value, bug: bug.value, features: features.map((label) => label.firstChild).filter((box) => box.checked).map((box) => box.value)};
        for (const key of ['vcpus', 'pcpus', 'spaces', 'pages', 'frames', 'tables']) wish[key] = number(`new-${key}`);
        const next = await ask('new', wish);
        if (next) { dialog.close(); show(next); } else wrong.textContent = trouble.textContent;
      }}, 'Begin anew'), el('button', {type: 'button', onclick: () => dialog.close()}, 'Cancel')));
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !view || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === 'u') undo(); else if (event.key === 'r') redo(); else return;
    event.preventDefault();
  });

  (async () => {
    show(await ask('state'));
    if (!view) return;
    document.getElementById('legend').append(Schedule.key(view), el('p', {class: 'hint'}, 'Keys: ', el('kbd', {}, 'u'), ' undo, ', el('kbd', {}, 'r'), ' redo, ',
      el('kbd', {}, '←'), ' ', el('kbd', {}, '→'), ' look at a step, ', el('kbd', {}, '1'), '–', el('kbd', {}, String(Math.min(9, view.lanes.length))), ' the next step of that CPU.'));
    document.documentElement.dataset.ready = 'yes';
  })();
})();

// The page of a recorded schedule.
(() => {
  const {el} = Schedule;
  const data = JSON.parse(document.getElementById('data').textContent);
  document.getElementById('heading').append(...Schedule.heading(data), Schedule.verdict(data));
  document.getElementById('legend').append(Schedule.key(data), el('p', {class: 'hint'}, 'Keys: ', el('kbd', {}, '←'), ' ', el('kbd', {}, '→'), ' a step, ', el('kbd', {}, 'Home'), ' ', el('kbd', {}, 'End'), ', ',
      el('kbd', {}, 'v'), ' the violation, ', el('kbd', {}, '1'), '–', el('kbd', {}, String(Math.min(9, data.lanes.length))), ' the next step of that CPU (Shift: the one before), ', el('kbd', {}, 'c'), ' copies a link to this step.'));
  const wanted = () => {
    const match = /^#step-(\d+)$/.exec(location.hash);
    return match ? Number(match[1]) : null;
  };
  const schedule = Schedule.create(document.getElementById('main'), {fragment: true});
  const step = wanted();
  schedule.show(data, step === null ? data.frames.length - 1 : step);
  if (step !== null) schedule.go(step);
  window.addEventListener('hashchange', () => { const to = wanted(); if (to !== null && to !== schedule.at()) schedule.go(to); });
  document.documentElement.dataset.ready = 'yes';
})();

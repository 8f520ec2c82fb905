'use strict';
// Draws the report from the JSON in #data. No library, no network: the page must open from a file and on paper.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const SVG = 'http://www.w3.org/2000/svg';
  const MARKS = ['circle', 'square', 'triangle', 'diamond', 'cross', 'circle', 'square', 'triangle'];
  const DASHES = ['', '7 3', '2 3', '9 3 2 3', '', '7 3', '2 3', '9 3 2 3'];

  // Text always goes in as text: names come from files that anybody may have written.
  const el = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) node.addEventListener(key.slice(2), value); else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };
  const svg = (name, attributes = {}, text) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const us = (value) => {
    if (value === null || value === undefined) return '–';
    const size = Math.abs(value);
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
  };
  const whole = (value) => Math.round(value).toLocaleString('en-US');
  const color = (k) => `var(--s${k % 12})`;

  const save = (name, rows) => {
    const text = rows.map((row) => row.map((cell) => {
      const value = cell === null || cell === undefined ? '' : String(cell);
      return /[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
    }).join(',')).join('\n') + '\n';
    const link = el('a', {href: 'data:text/csv;charset=utf-8,' + encodeURIComponent(text), download: name});
    link.click();
    return text;
  };
  const csvButton = (name, rows) => el('button', {class: 'tool', type: 'button', onclick: () => save(name, rows())}, 'CSV');

  // --- tables

  const table = (cells) => {
    const head = ['scheme', 'shootdowns', 'calls/s', 'mean µs', '± 95 %', 'p50', 'p99', 'max', 'paper mean', 'paper max'];
    const body = cells.map((cell) => [cell.scheme, whole(cell.count), whole(cell.ops_per_s), us(cell.mean_us), us(cell.confidence_us),
      us(cell.p50_us), us(cell.p99_us), us(cell.max_us), us(cell.paper_mean_us), us(cell.paper_max_us)]);
    return el('div', {class: 'scroll'}, el('table', {},
      el('thead', {}, el('tr', {}, ...head.map((name) => el('th', {scope: 'col'}, name)))),
      el('tbody', {}, ...body.map((row) => el('tr', {}, ...row.map((text, k) => el(k ? 'td' : 'th', k ? {} : {scope: 'row'}, text)))))));
  };

  // --- the frame of a chart with a logarithmic axis

  // A chart is as wide as a small window, so that its text is not scaled down there.
  const W = Math.max(330, Math.min(760, document.documentElement.clientWidth - 60)), LEFT = Math.min(64, W / 8), RIGHT = 16, TOP = 12, LABELS = Math.min(210, W * 0.42);
  /** Whether the label before the last one of an axis has room: the last one ends at the axis' end. */
  const isWide = W > 500;
  const decades = (low, high) => {
    const from = Math.floor(Math.log10(low)), to = Math.max(from + 1, Math.ceil(Math.log10(high)));
    return {from, to, x: (value) => LEFT + (W - LEFT - RIGHT) * (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from)};
  };
  const micros = (power) => power >= 6 ? `${10 ** (power - 6)} s` : power >= 3 ? `${10 ** (power - 3)} ms` : `${Number((10 ** power).toPrecision(1))} µs`;
  const xAxis = (root, scale, bottom) => {
    for (let d = scale.from; d <= scale.to; d++) {
      const x = scale.x(10 ** d);
      root.append(svg('line', {class: 'grid', x1: x, x2: x, y1: TOP, y2: bottom}));
      if (isWide || d !== scale.to - 1) root.append(svg('text', {class: 'tick', x, y: bottom + 16, 'text-anchor': d === scale.to ? 'end' : 'middle'}, micros(d)));
    }
    root.append(svg('line', {class: 'axis', x1: LEFT, x2: W - RIGHT, y1: bottom, y2: bottom}));
  };
  const mark = (shape, x, y, fill) => {
    const r = 4.5;
    switch (shape) {
      case 'circle': return svg('circle', {cx: x, cy: y, r, fill});
      case 'square': return svg('rect', {x: x - r, y: y - r, width: 2 * r, height: 2 * r, fill});
      case 'triangle': return svg('path', {d: `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`, fill});
      case 'diamond': return svg('path', {d: `M${x} ${y - r - 1}L${x + r + 1} ${y}L${x} ${y + r + 1}L${x - r - 1} ${y}Z`, fill});
      default: return svg('path', {d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`, stroke: fill, 'stroke-width': 2.5});
    }
  };

  // --- cumulative distribution: half the height up to 90 %, then as much for every nine

  const CDF_BOTTOM = 330;
  const HEIGHT_OF = (share) => {
    const units = share <= 0.9 ? share / 0.9 * 4 : 4 + Math.min(4, -Math.log10(Math.max(1 - share, 1e-5)) - 1);
    return CDF_BOTTOM - (CDF_BOTTOM - TOP) * units / 8;
  };
  const shareAt = (points, value) => {
    let share = 0;
    for (const [at, upTo] of points) { if (at > value) break; share = upTo; }
    return share;
  };
  const valueAt = (points, share) => (points.find(([, upTo]) => upTo >= share) || points[points.length - 1])[0];

  const cdf = (scenario) => {
    const cells = scenario.cells.filter((cell) => cell.count > 0);
    const shown = new Set(cells.map((cell) => cell.scheme));
    const scale = decades(Math.min(...cells.map((c) => c.cdf[0][0])), Math.max(...cells.map((c) => c.max_us)));
    const root = svg('svg', {viewBox: `0 0 ${W} ${CDF_BOTTOM + 30}`, role: 'img', tabindex: 0,
      'aria-label': `Latencies of shootdowns, ${scenario.name}: share that took no longer, over time on a logarithmic axis. Left and right arrow move a cursor.`});
    const readout = el('p', {class: 'readout', 'aria-live': 'polite'});
    let cursor = null;
    const draw = () => {
      root.replaceChildren();
      for (const share of [0, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999]) {
        const y = HEIGHT_OF(share);
        root.append(svg('line', {class: 'grid', x1: LEFT, x2: W - RIGHT, y1: y, y2: y}));
        root.append(svg('text', {class: 'tick', x: LEFT - 8, y: y + 4, 'text-anchor': 'end'}, `${Number((share * 100).toFixed(3))} %`));
      }
      xAxis(root, scale, CDF_BOTTOM);
      cells.forEach((cell, k) => {
        if (!shown.has(cell.scheme)) return;
        let path = '', y = HEIGHT_OF(0);
        for (const [at, share] of cell.cdf) {
          const x = scale.x(at);
          path += path ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}`;
          y = HEIGHT_OF(share);
          path += `L${x.toFixed(1)} ${y.toFixed(1)}`;
        }
        root.append(svg('path', {d: path, fill: 'none', stroke: color(k), 'stroke-width': 2.2, 'stroke-dasharray': DASHES[k % 8]}));
        for (const share of [0.1, 0.5, 0.9, 0.99]) root.append(mark(MARKS[k % 8], scale.x(valueAt(cell.cdf, share)), HEIGHT_OF(share), color(k)));
      });
      if (cursor !== null) {
        root.append(svg('line', {class: 'cursor', x1: scale.x(cursor), x2: scale.x(cursor), y1: TOP, y2: CDF_BOTTOM}));
        readout.textContent = `within ${us(cursor)} µs: ` + cells.filter((cell) => shown.has(cell.scheme))
          .map((cell) => `${cell.scheme} ${(100 * shareAt(cell.cdf, cursor)).toFixed(2)} %`).join(' · ');
      } else {
        readout.textContent = 'Point at the chart, or focus it and use the arrow keys, to read shares off.';
      }
    };
    root.addEventListener('pointermove', (event) => {
      const box = root.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * W;
      cursor = 10 ** (scale.from + (scale.to - scale.from) * Math.min(1, Math.max(0, (x - LEFT) / (W - LEFT - RIGHT))));
      draw();
    });
    root.addEventListener('pointerleave', () => { cursor = null; draw(); });
    root.addEventListener('keydown', (event) => {
      const step = {ArrowRight: 0.05, ArrowLeft: -0.05}[event.key];
      if (!step) return;
      event.preventDefault();
      const at = Math.log10(cursor === null ? 10 ** scale.from : cursor) + step * (event.shiftKey ? 4 : 1);
      cursor = 10 ** Math.min(scale.to, Math.max(scale.from, at));
      draw();
    });
    const legend = el('div', {class: 'legend'}, ...cells.map((cell, k) => {
      const button = el('button', {type: 'button', 'aria-pressed': 'true'},
        el('span', {class: 'swatch', style: `background:${color(k)}`}), cell.scheme);
      button.addEventListener('click', () => {
        const on = !shown.delete(cell.scheme);
        if (on) shown.add(cell.scheme);
        button.setAttribute('aria-pressed', String(on));
        draw();
      });
      return button;
    }));
    draw();
    return el('figure', {class: 'cdf'}, legend, root, readout, el('figcaption', {},
      'Share of shootdowns that took no longer. Above 90 % every nine has the same height. ',
      csvButton(`cdf-${scenario.name}.csv`, () => [['scheme', 'latency_us', 'share'],
        ...cells.flatMap((cell) => cell.cdf.map(([at, share]) => [cell.scheme, at, share]))])));
  };

  // --- bars: means with their confidence, the maximum as a tick

  const bars = (scenario) => {
    const cells = scenario.cells.filter((cell) => cell.count > 0);
    const labels = LABELS, row = 30, bottom = TOP + row * cells.length;
    const low = Math.min(...cells.map((c) => c.mean_us)) / 3, high = Math.max(...cells.map((c) => c.max_us), ...cells.map((c) => c.paper_max_us || 0));
    const scale = decades(low, high);
    const x = (value) => labels + (W - labels - RIGHT) * (scale.x(value) - LEFT) / (W - LEFT - RIGHT);
    const root = svg('svg', {viewBox: `0 0 ${W} ${bottom + 28}`, role: 'img', 'aria-label': `Mean latencies, ${scenario.name}, logarithmic`});
    for (let d = scale.from; d <= scale.to; d++) {
      root.append(svg('line', {class: 'grid', x1: x(10 ** d), x2: x(10 ** d), y1: TOP, y2: bottom}));
      if (isWide || d !== scale.to - 1) root.append(svg('text', {class: 'tick', x: x(10 ** d), y: bottom + 16, 'text-anchor': d === scale.to ? 'end' : 'middle'}, micros(d)));
    }
    cells.forEach((cell, k) => {
      const y = TOP + row * k + row / 2;
      root.append(svg('text', {x: labels - 8, y: y + 4, 'text-anchor': 'end'}, cell.scheme));
      const bar = svg('rect', {x: labels, y: y - 8, width: Math.max(1, x(cell.mean_us) - labels), height: 16, fill: color(k)});
      bar.append(svg('title', {}, `${cell.scheme}: mean ${us(cell.mean_us)} µs ± ${us(cell.confidence_us)}, max ${us(cell.max_us)} µs`));
      root.append(bar);
      if (cell.confidence_us !== null) {
        const a = x(Math.max(cell.mean_us - cell.confidence_us, 10 ** scale.from)), b = x(cell.mean_us + cell.confidence_us);
        root.append(svg('path', {d: `M${a} ${y}H${b}M${a} ${y - 5}V${y + 5}M${b} ${y - 5}V${y + 5}`, stroke: 'var(--ink)', 'stroke-width': 1.5, fill: 'none'}));
      }
      root.append(svg('path', {d: `M${x(cell.max_us)} ${y - 8}V${y + 8}`, stroke: color(k), 'stroke-width': 3}));
      if (cell.paper_mean_us !== null) root.append(mark('diamond', x(cell.paper_mean_us), y, 'var(--ink)'));
    });
    const paper = cells.some((cell) => cell.paper_mean_us !== null);
    return el('figure', {class: 'bars'}, root, el('figcaption', {},
      'Bars: mean, with its 95 % interval over the seeds. Upright line: the maximum.' + (paper ? ' Diamond: the paper’s mean.' : '') + ' ',
      csvButton(`means-${scenario.name}.csv`, () => [['scheme', 'mean_us', 'plus_minus_95_us', 'p50_us', 'p99_us', 'max_us'],
        ...cells.map((c) => [c.scheme, c.mean_us, c.confidence_us, c.p50_us, c.p99_us, c.max_us])])));
  };

  // --- where guest time goes

  const profile = (scenario) => {
    const cells = scenario.cells.filter((cell) => cell.profile.length);
    if (!cells.length) return '';
    const labels = LABELS, row = 30, bottom = TOP + row * cells.length;
    const uses = cells[0].profile.map(([name]) => name);
    const isSeen = uses.map((_, n) => cells.some((cell) => cell.profile[n][1] > 0));
    const root = svg('svg', {viewBox: `0 0 ${W} ${bottom + 28}`, role: 'img', 'aria-label': `Where guest time goes, ${scenario.name}`});
    cells.forEach((cell, k) => {
      const total = cell.profile.reduce((sum, [, cycles]) => sum + cycles, 0) || 1;
      const y = TOP + row * k + 5;
      let x = labels;
      root.append(svg('text', {x: labels - 8, y: y + 14, 'text-anchor': 'end'}, cell.scheme));
      cell.profile.forEach(([name, cycles], n) => {
        const width = (W - labels - RIGHT) * cycles / total;
        const part = svg('rect', {x, y, width, height: 20, fill: color(n), stroke: 'var(--panel)'});
        part.append(svg('title', {}, `${cell.scheme}, ${name}: ${(100 * cycles / total).toFixed(1)} %`));
        root.append(part);
        if (width > 44) root.append(svg('text', {x: x + width / 2, y: y + 14, 'text-anchor': 'middle', style: 'fill:var(--paper)'}, `${(100 * cycles / total).toFixed(0)} %`));
        x += width;
      });
    });
    for (const share of isWide ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1]) {
      root.append(svg('text', {class: 'tick', x: labels + (W - labels - RIGHT) * share, y: bottom + 16, 'text-anchor': share === 1 ? 'end' : 'middle'}, `${share * 100} %`));
    }
    return el('figure', {class: 'profile'}, el('h3', {}, 'Where the time goes'), el('div', {class: 'legend'}, ...uses.map((name, n) => !isSeen[n] ? '' : el('span', {},
      el('span', {class: 'swatch', style: `background:${color(n)}`}), name))), root, el('figcaption', {}, 'Where the time of the first VM’s vCPUs goes. ',
      csvButton(`profile-${scenario.name}.csv`, () => [['scheme', ...uses], ...cells.map((c) => [c.scheme, ...c.profile.map(([, cycles]) => cycles)])])));
  };

  // --- the slowest shootdown of a cell, as a schedule

  const COLORS = {'waits for a pCPU': '--waits', 'halted': '--halted', 'in the VMM': '--vmm', 'in the guest': '--guest',
    'handles a flush': '--handler', 'waits for its flush': '--waiting', 'in the flush hypercall': '--hypercall'};
  const PATTERN = {'waits for a pCPU': 'hatch'};

  const schedule = (scenario) => {
    const cells = scenario.cells.filter((cell) => cell.slowest);
    if (!cells.length) return '';
    const holder = el('div');
    const pick = el('select', {'aria-label': 'scheme'}, ...cells.map((cell, k) => el('option', {value: k}, cell.scheme)));
    const picked = el('span', {class: 'printed'});
    const draw = () => {
      picked.textContent = cells[Number(pick.value)].scheme;
      holder.replaceChildren(lanes(scenario, cells[Number(pick.value)]));
    };
    pick.addEventListener('change', draw);
    draw();
    return el('section', {class: 'schedule'}, el('h3', {}, 'The slowest shootdown of ', picked), el('p', {class: 'hint'}, pick), holder);
  };

  const lanes = (scenario, cell) => {
    const f = cell.slowest;
    const labels = 86, row = 17, span = f.end_us - f.from_us;
    const x = (at) => labels + (W - labels - RIGHT) * (at - f.from_us) / span;
    const first = f.vcpus[0];
    const vmOf = (v) => { let vm = 0, left = v; while (left >= f.vcpus[vm]) left -= f.vcpus[vm++]; return [vm, left]; };
    const pcpus = [...new Set(f.spans.filter((s) => s[1] >= 0).map((s) => s[1]))].sort((a, b) => a - b);
    const pcpuTop = TOP + row * (first + 1);
    const bottom = pcpuTop + row * pcpus.length;
    const laneY = (v) => TOP + row * v;
    const pcpuY = (p) => pcpuTop + row * pcpus.indexOf(p);
    const root = svg('svg', {viewBox: `0 0 ${W} ${bottom + 30}`, role: 'img',
      'aria-label': `Who ran where during the slowest shootdown of ${cell.scheme}, ${scenario.name}`});
    const defs = svg('defs');
    const hatch = svg('pattern', {id: `hatch-${scenario.id}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'});
    hatch.append(svg('rect', {width: 6, height: 6, fill: 'var(--waits)'}), svg('rect', {width: 2, height: 6, fill: 'var(--panel)'}));
    defs.append(hatch);
    root.append(defs);
    for (let v = 0; v < first; v++) {
      root.append(svg('text', {x: labels - 8, y: laneY(v) + 12, 'text-anchor': 'end', style: v === f.initiator ? 'font-weight:bold' : ''}, `vCPU ${v}${v === f.initiator ? ' ◆' : ''}`));
    }
    pcpus.forEach((p) => root.append(svg('text', {x: labels - 8, y: pcpuY(p) + 12, 'text-anchor': 'end'}, `pCPU ${p}`)));
    for (const [v, p, doing, start, end] of f.spans) {
      const a = x(Math.max(start, f.from_us)), b = x(Math.min(end, f.end_us));
      if (b <= a) continue;
      const [vm, k] = vmOf(v);
      const say = `VM ${vm + 1}, vCPU ${k} ${f.words[doing]}${p >= 0 ? ` on pCPU ${p}` : ''}, ${us((end - start))} µs`;
      if (vm === 0) {
        const fill = PATTERN[f.words[doing]] ? `url(#hatch-${scenario.id})` : `var(${COLORS[f.words[doing]]})`;
        const bar = svg('rect', {x: a, y: laneY(v) + 1, width: Math.max(0.4, b - a), height: row - 3, fill});
        bar.append(svg('title', {}, say));
        root.append(bar);
      }
      if (p >= 0) {
        const bar = svg('rect', {x: a, y: pcpuY(p) + 1, width: Math.max(0.4, b - a), height: row - 3, fill: vm === 0 ? 'var(--guest)' : 'var(--vmm)'});
        bar.append(svg('title', {}, say));
        root.append(bar);
        if (b - a > 34) root.append(svg('text', {x: (a + b) / 2, y: pcpuY(p) + 12, 'text-anchor': 'middle', style: 'font-size:10px'}, `VM${vm + 1} v${k}`));
      }
    }
    for (const [from, to, toPcpu, sent, taken] of f.signals) {
      if (from !== f.initiator || taken < f.start_us) continue;
      const x1 = x(Math.max(sent, f.from_us)), x2 = x(taken), y1 = laneY(from) + row / 2, y2 = (toPcpu ? pcpuY(to) : laneY(to)) + row / 2;
      if (!toPcpu && to >= first || toPcpu && pcpus.indexOf(to) < 0) continue;
      const arrow = svg('path', {d: `M${x1} ${y1}L${x2} ${y2}`, stroke: 'var(--ink)', 'stroke-width': 1, fill: 'none', opacity: 0.75});
      arrow.append(svg('title', {}, `IPI to ${toPcpu ? 'pCPU' : 'vCPU'} ${to}: sent ${us(sent - f.start_us)} µs after the start, taken ${us(taken - f.start_us)} µs after it`));
      root.append(arrow, svg('circle', {cx: x2, cy: y2, r: 2.6, fill: 'var(--ink)'}));
    }
    for (const at of [f.start_us, f.end_us]) root.append(svg('line', {class: 'cursor', x1: x(at), x2: x(at), y1: TOP - 4, y2: bottom}));
    for (let k = 0; k <= 4; k += isWide ? 1 : 2) {
      const at = f.start_us + (f.end_us - f.start_us) * k / 4;
      root.append(svg('text', {class: 'tick', x: x(at), y: bottom + 16, 'text-anchor': k === 4 ? 'end' : 'middle'}, `${us(at - f.start_us)} µs`));
    }
    const used = [...new Set(f.spans.filter((s) => vmOf(s[0])[0] === 0).map((s) => s[2]))].sort((a, b) => a - b);
    const [, initiator] = vmOf(f.initiator);
    return el('figure', {class: 'lanes'}, el('div', {class: 'legend'}, ...used.map((k) => el('span', {}, el('span', {class: 'swatch',
      style: `background:var(${COLORS[f.words[k]]})`}), f.words[k]))), el('div', {class: 'scroll'}, root), el('figcaption', {},
      `vCPU ${initiator} (◆) flushed for ${us(f.end_us - f.start_us)} µs, seed ${f.seed}. Lines: its IPIs, from sending to where they were taken. `
      + 'Below: which vCPU each pCPU had. ',
      csvButton(`slowest-${scenario.name}-${cell.scheme}.csv`, () => [['vcpu', 'pcpu', 'doing', 'start_us', 'end_us'],
        ...f.spans.map(([v, p, doing, start, end]) => [v, p < 0 ? null : p, f.words[doing], start, end])])));
  };

  // --- the page

  document.getElementById('about').textContent = data.about;
  data.scenarios.forEach((scenario, k) => {
    scenario.id = `scenario-${k}`;
    document.getElementById('scenarios').append(el('a', {href: `#${scenario.id}`}, scenario.name));
    const drawn = scenario.cells.some((cell) => cell.count > 0);
    document.getElementById('main').append(el('section', {id: scenario.id}, el('h2', {}, scenario.name),
      table(scenario.cells), ...(drawn ? [el('h3', {}, 'How long shootdowns take'), cdf(scenario), bars(scenario), profile(scenario), schedule(scenario)] : [])));
  });
  // The other figures, as the files beside this page have them.
  data.figures.forEach((figure, k) => {
    const id = `figure-${k}`;
    document.getElementById('scenarios').append(el('a', {href: `#${id}`}, figure.name));
    document.getElementById('main').append(el('section', {id}, el('h2', {}, figure.name),
      ...figure.charts.map((chart) => el('figure', {}, el('img', {alt: chart.name, src: `data:image/svg+xml;base64,${chart.svg}`}))),
      el('div', {class: 'scroll'}, el('pre', {}, figure.table))));
  });
  document.documentElement.dataset.ready = 'yes';
})();

// What is polled rather than streamed: services, losses, Skep's own cost.

import { LineChart } from './chart.js';
import { bytes, count, duration, percent, visible } from './format.js';

const COLORS = 6;
const WINDOW = 120;
const $ = id => document.getElementById(id);

export async function json(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return answer.json();
}

/** Fills a table body with rows of [text, class] cells; reuses what is there. */
function fill(section, rows) {
  const body = section.querySelector('tbody');
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((cells, i) => {
    const tr = body.rows[i] ?? body.insertRow();
    cells.forEach(([text, style = ''], c) => {
      const td = tr.cells[c] ?? tr.insertCell();
      if (td.textContent !== text) td.textContent = text;
      if (td.className !== style) td.className = style;
    });
  });
  section.querySelector('.empty').hidden = rows.length > 0;
  return body;
}

/** Rate, errors and latency per service: a table and three charts. */
export class Services {
  constructor(chosen, choose) {
    this.chosen = chosen;   // () → name of the service that the filters chose, or ''
    this.colors = new Map();
    this.quantile = 3;      // index into a second: 2 is p50, 3 is p99
    this.answer = { services: [] };
    this.charts = {
      rate: new LineChart($('c-rate'), v => count(v)),
      errors: new LineChart($('c-errors'), v => count(v)),
      latency: new LineChart($('c-latency'), v => v ? duration(v) : '0', 1e6),
    };
    $('quantile').addEventListener('click', e => {
      this.quantile = 5 - this.quantile;
      e.target.textContent = this.quantile === 3 ? 'p99' : 'p50';
      this.draw();
    });
    const body = $('services').querySelector('tbody');
    const pick = e => {
      const service = this.shown?.[e.target.closest('tr').rowIndex - 1];
      if (service) choose(service.service === this.chosen() ? '' : service.service);
    };
    body.addEventListener('click', pick);
    body.addEventListener('keydown', e => { if (e.key === 'Enter') pick(e); });
  }

  async poll() {
    this.answer = await json(`api/services?window=${WINDOW}&seconds=true`);
    return this.answer.services.map(s => s.service);
  }

  draw() {
    const all = this.answer.services;
    // Where both ends of a request run on this host, the server's side is the one to chart.
    const served = all.filter(s => s.role === 'server');
    this.shown = [...served, ...all.filter(s => s.role !== 'server')];
    const body = fill($('services'), this.shown.map(s => {
      const last = s.seconds.slice(-10);
      const rate = last.reduce((sum, second) => sum + second[0], 0) / last.length;
      const share = s.errors / s.requests;
      return [
        [visible(s.service) + (s.role === 'client' ? ' (made)' : '') + (s.container_id ? ` @${s.container_id}` : '')],
        [count(rate), 'n b'], [share ? percent(share) : '0', share ? 'n bad b' : 'n d'],
        [duration(s.p50_ns), 'n'], [duration(s.p90_ns), 'n'], [duration(s.p99_ns), 'n'],
      ];
    }));
    const charted = (served.length ? served : all).slice(0, COLORS);
    const lines = index => charted.map(s => ({
      name: visible(s.service),
      color: this.#color(s),
      faint: this.chosen() && this.chosen() !== s.service,
      values: [...Array(WINDOW - s.seconds.length).fill(null), // the agent was not there yet
        ...s.seconds.map(second => index >= 2 && !second[0] ? null : second[index])],
    }));
    this.charts.rate.set(lines(0));
    this.charts.errors.set(lines(1));
    this.charts.latency.set(lines(this.quantile));
    this.shown.forEach((s, i) => {
      const tr = body.rows[i], first = tr.cells[0];
      tr.tabIndex = 0;
      tr.setAttribute('aria-selected', this.chosen() === s.service);
      const known = first.querySelector('.key');
      const key = known ?? document.createElement('i');
      key.className = `key s${charted.includes(s) ? this.#index(s) : 'x'}`;
      if (!known) first.prepend(key);
    });
  }

  #index(service) {
    const id = `${service.service} ${service.container_id} ${service.role}`;
    if (!this.colors.has(id)) this.colors.set(id, this.colors.size % COLORS);
    return this.colors.get(id);
  }

  #color(service) {
    const probe = document.createElement('i');
    probe.className = `s${this.#index(service)}`;
    document.body.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
  }
}

/** The loss ledger. */
export async function losses() {
  const { losses } = await json('api/losses');
  losses.sort((a, b) => b.count - a.count);
  const total = losses.reduce((sum, loss) => sum + loss.count, 0);
  $('lost').textContent = `${count(total)} lost`;
  $('lost').className = `pill ${total ? 'bad' : 'ok'}`;
  fill($('losses'), losses.map(l => [[l.hook, 'm'], [l.cpu < 0 ? '–' : String(l.cpu), 'n'], [l.reason.replaceAll('_', ' ')], [count(l.count), 'n b bad']]));
}

/** What the agent and its kernel programs cost, from one poll to the next. */
export class Cost {
  async poll() {
    const now = await json('api/cost');
    const before = this.before;
    this.before = now;
    const elapsed = before ? now.uptime_ns - before.uptime_ns : now.uptime_ns;
    const cpu = (now.cpu_ns - (before?.cpu_ns ?? 0)) / elapsed;
    $('cpu').textContent = percent(cpu);
    $('rss').textContent = bytes(now.resident_bytes);
    $('cost-sum').textContent = `${percent(cpu)} of one CPU · ${bytes(now.resident_bytes)} resident · `
      + `${bytes(now.heap_bytes)} heap · ${now.threads} threads · up ${duration(now.uptime_ns)}`;
    const known = new Map(before?.programs.map(p => [p.program + p.hook, p]));
    const counted = now.programs.filter(p => p.runs > 0);
    fill($('cost'), counted.map(p => {
      const was = known.get(p.program + p.hook);
      const runs = p.runs - (was?.runs ?? 0), ns = p.run_ns - (was?.run_ns ?? 0);
      return [[p.program, 'm'], [p.hook, 'm d'], [count(runs / elapsed * 1e9), 'n'],
        [String(Math.round(p.run_ns / p.runs)), 'n b'], [percent(ns / elapsed), 'n']];
    }));
  }
}

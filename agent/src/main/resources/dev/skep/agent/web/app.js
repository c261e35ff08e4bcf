// The page: one stream of events into three bounded tables, drawn at most ten times a second.

import { address, bytes, clock, count, duration, visible } from './format.js';
import { Cost, Services, json, losses } from './panels.js';
import { follow } from './stream.js';
import { LiveTable, haystack } from './table.js';

const $ = id => document.getElementById(id);
const FRAME_MS = 100;

// ---- tables

const name = e => visible(e.process.service || e.process.comm);
const second = e => clock(e.time).slice(0, 8);
const command = e => visible((e.process.arguments?.length ? e.process.arguments.join(' ') : e.process.executable) || e.process.comm);
const statusStyle = s => s === 0 ? 'd' : `b ${s >= 500 ? 'bad' : s >= 400 ? 'warn' : s >= 300 ? 'info' : 'ok'}`;
/** Where a latency stands between 10 µs and 10 s, by its logarithm. */
const share = ns => Math.max(0, Math.min(1, (Math.log10(ns || 1) - 4) / 6));

const requests = new LiveTable($('requests'), [
  { name: 'time', width: '108px', kind: 'd', show: e => clock(e.time) },
  { name: 'service', width: '108px', show: e => [name(e), e.role === 'client' ? 'd' : ''] },
  { name: 'method', width: '62px', show: e => [visible(e.method), 'b'] },
  { name: 'target', kind: 'm', show: e => visible((e.role === 'client' ? e.host : '') + e.target) },
  { name: 'status', width: '54px', kind: 'n', show: e => [e.status ? String(e.status) : 'none', statusStyle(e.status)] },
  { name: 'latency', width: '82px', kind: 'n bar', show: e => [duration(e.latency_ns), '', share(e.latency_ns)] },
  { name: 'size', width: '84px', kind: 'n d', show: e => (e.truncated ? '≥ ' : '') + bytes(e.response_bytes) },
], details);

const processes = new LiveTable($('processes'), [
  { name: 'time', width: '80px', kind: 'd', show: second },
  { name: 'pid', width: '58px', kind: 'n', show: e => String(e.process.pid) },
  { name: 'command', kind: 'm', show: command },
  { name: 'uid', width: '44px', kind: 'n d', show: e => String(e.process.uid) },
  { name: 'ended', width: '84px', show: e => outcome(e.end) },
  { name: 'lived', width: '80px', kind: 'n', show: e => e.end ? duration(e.end.duration_ns) : '' },
], details);

const connections = new LiveTable($('connections'), [
  { name: 'time', width: '80px', kind: 'd', show: second },
  { name: 'process', width: '96px', show: name },
  { name: 'peer', kind: 'm', show: peer },
  { name: 'state', width: '84px', show: state },
  { name: 'sent', width: '62px', kind: 'n d', show: e => e.end?.type === 'tcp_closed' ? bytes(e.end.sent_bytes) : '' },
  { name: 'received', width: '64px', kind: 'n d', show: e => e.end?.type === 'tcp_closed' ? bytes(e.end.received_bytes) : '' },
  { name: 'lasted', width: '82px', kind: 'n', show: e => e.end ? duration(e.end.duration_ns) : '' },
], details);

/** Whom it talks to, and from which side: "→ 10.0.3.9:5432" it connected, ":443 ← 10.0.3.7" it accepted. */
function peer(e) {
  const c = e.connection;
  return visible(c.direction === 'inbound'
    ? `:${c.local_port} ← ${c.remote_address}`
    : `${c.direction === 'outbound' ? '→' : '↔'} ${address(c.remote_address, c.remote_port)}`);
}

function outcome(end) {
  if (!end) return ['running', 'ok'];
  if (end.signal) return [`signal ${end.signal}${end.core_dumped ? ', core' : ''}`, 'bad'];
  return [end.exit_code ? `exit ${end.exit_code}` : 'exit 0', end.exit_code ? 'warn' : 'd'];
}

/** While events are left out, an end may be among them. */
function state(e) {
  if (!e.end) return e.time < skippedAt ? ['not known', 'd'] : ['open', 'ok'];
  if (e.end.type === 'tcp_failed') return [e.end.error.replace(/^E/, '').toLowerCase() || 'failed', 'bad'];
  return e.end.error ? [e.end.error.replace(/^E/, '').toLowerCase(), 'warn'] : ['closed', 'd'];
}

// ---- events

let seen = 0;
let skipped = 0;
let skippedAt = '';
let serial = 0;
const tables = [requests, processes, connections];

function take(event) {
  const p = event.process;
  switch (event.type) {
    case 'skipped': skipped += event.count; skippedAt = event.time; break;
    case 'http': requests.put(++serial, event); break;
    case 'process_started': processes.put(`${p.pid} ${p.start_boottime_ns}`, event); break;
    case 'process_exited': ended(processes, `${p.pid} ${p.start_boottime_ns}`, event); break;
    case 'tcp_opened': connections.put(event.connection.id, event); break;
    case 'tcp_closed': case 'tcp_failed': ended(connections, event.connection.id, event); break;
  }
}

function ended(table, key, event) {
  const known = table.get(key);
  table.put(key, known ? { end: event } : { ...event, end: event });
}

// ---- filters

const filter = { text: '', service: '', status: '', role: '' };
let paused = false;
let missed = 0;

const text = row => haystack(row, e => [e.process.pid, e.process.comm, e.process.service, e.process.executable,
  ...(e.process.arguments ?? []), e.process.container?.id ?? '', e.method, e.host, e.target, e.status,
  e.connection ? `${peer(e)} ${e.connection.local_port} ${e.connection.remote_port}` : '', e.end?.error ?? ''].join(' '));

function accepts(row) {
  return (!filter.text || text(row).includes(filter.text)) && (!filter.service || row.process.service === filter.service);
}

function acceptsRequest(row) {
  return (!filter.status || String(row.status)[0] === filter.status) && (!filter.role || row.role === filter.role) && accepts(row);
}

function refilter() {
  filter.text = $('text').value.trim().toLowerCase();
  for (const id of ['service', 'status', 'role']) filter[id] = $(id).value;
  draw(true);
  services.draw();
}

function choose(service) {
  offer([service]);
  $('service').value = service;
  refilter();
}

/** Adds services to the choice, sorted; the chosen one stays. */
function offer(names) {
  const select = $('service');
  const known = new Set([...select.options].map(o => o.value));
  const fresh = [...new Set(names)].filter(n => n && !known.has(n));
  if (!fresh.length) return;
  const chosen = select.value;
  const all = [...known, ...fresh].filter(Boolean).sort();
  select.replaceChildren(select.options[0], ...all.map(n => new Option(visible(n), n)));
  select.value = chosen;
}

function pause(on) {
  paused = on;
  missed = 0;
  $('pause').setAttribute('aria-pressed', on);
  $('pause').textContent = on ? 'Paused' : 'Pause';
  if (!on) draw(true);
}

// ---- drawing

function draw(all) {
  const narrowed = filter.text || filter.service;
  if (all || requests.dirty) requests.draw(acceptsRequest, narrowed || filter.status || filter.role);
  if (all || processes.dirty) processes.draw(accepts, narrowed);
  if (all || connections.dirty) connections.draw(accepts, narrowed);
}

let drawnAt = 0;
function frame(now) {
  if (!paused && now - drawnAt >= FRAME_MS && tables.some(t => t.dirty)) {
    drawnAt = now;
    draw(false);
  }
  requestAnimationFrame(frame);
}

// ---- details

function details(row) {
  const list = $('details').querySelector('dl');
  list.replaceChildren();
  $('details-h').textContent = row.method ? visible(`${row.method} ${row.target}`) : row.connection ? peer(row) : command(row);
  add(list, '', Object.fromEntries(Object.entries(row).filter(([k]) => k !== 'text' && k !== 'key')));
  $('details').showModal();
}

function add(list, prefix, value) {
  for (const [key, inner] of Object.entries(value)) {
    if (inner && typeof inner === 'object' && !Array.isArray(inner)) { add(list, `${prefix}${key}.`, inner); continue; }
    const shown = Array.isArray(inner) ? inner.join(' ') : String(inner ?? '–');
    list.append(
      Object.assign(document.createElement('dt'), { textContent: prefix + key }),
      Object.assign(document.createElement('dd'), { textContent: visible(shown) + (key.endsWith('_ns') && inner > 0 && !key.startsWith('start') ? `  (${duration(inner)})` : '') }));
  }
}

// ---- wiring

const services = new Services(() => filter.service, choose);
const cost = new Cost();

for (const id of ['text', 'service', 'status', 'role']) $(id).addEventListener('input', refilter);
$('filters').addEventListener('submit', e => e.preventDefault());
$('pause').addEventListener('click', () => pause(!paused));
$('theme').addEventListener('click', () => theme());
document.addEventListener('keydown', e => {
  const typing = e.target.matches('input, select, button, dialog *');
  if (e.key === 'Escape' && e.target === $('text')) { $('text').value = ''; refilter(); $('text').blur(); }
  if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === '/') { $('text').focus(); e.preventDefault(); }
  if (e.key === ' ') { pause(!paused); e.preventDefault(); }
  if (e.key === 't') theme();
});

function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  localStorage.theme = root.dataset.theme = dark ? 'light' : 'dark';
  services.draw();
}
if (localStorage.theme) document.documentElement.dataset.theme = localStorage.theme;

const every = (ms, poll) => {
  const run = () => poll().catch(() => {}).finally(() => setTimeout(run, document.hidden ? 4 * ms : ms));
  run();
};
every(1000, async () => { offer(await services.poll()); if (!paused) services.draw(); });
every(2000, losses);
every(2000, () => cost.poll());
setInterval(() => {
  $('rate').textContent = count(seen + skipped);
  $('sample').textContent = skipped ? ` · 1 in ${count(Math.round((seen + skipped) / Math.max(1, seen)))} listed` : '';
  seen = skipped = 0;
  if (paused && missed) $('pause').textContent = `Paused +${count(missed)}`;
}, 1000);

follow({
  state: (words, kind) => { $('link').textContent = words; $('link').className = `pill ${kind}`; },
  open: async () => {
    const [agent, now] = await Promise.all([json('api/agent'), json('api/snapshot')]);
    $('host').textContent = `${agent.host} · Linux ${agent.kernel} · ${agent.processors} CPUs`;
    document.title = `Skep – ${agent.host}`;
    if (!serial) now.requests.forEach(take);
    now.processes.forEach(take);
    now.connections.forEach(take);
  },
  batch: events => {
    seen += events.length;
    if (paused) missed += events.length;
    events.forEach(take);
  },
});
requestAnimationFrame(frame);

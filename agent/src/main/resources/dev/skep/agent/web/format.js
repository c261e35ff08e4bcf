// Numbers, times and hostile text, made readable.

const UNITS = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs'], [1, 'ns']];

/** 1834000 → "1.83 ms"; "–" for nothing. */
export function duration(ns) {
  if (!(ns > 0)) return '–';
  if (ns >= 120e9) return ns >= 7200e9 ? `${Math.round(ns / 3600e9)} h` : `${Math.round(ns / 60e9)} min`;
  const [unit, name] = UNITS.find(([u]) => ns >= u) ?? [1, 'ns'];
  return `${three(ns / unit)} ${name}`;
}

/** 1300 → "1.3 kB". */
export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let i = 0;
  while (n >= 1000 && i < 4) { n /= 1000; i++; }
  return `${i ? three(n) : n} ${units[i]}`;
}

/** 12345 → "12.3k". */
export function count(n) {
  return n >= 1e6 ? `${three(n / 1e6)}M` : n >= 1e4 ? `${three(n / 1e3)}k` : n >= 100 || Number.isInteger(n) ? String(Math.round(n)) : three(n);
}

export function percent(share) {
  return share > 0 && share < 0.0005 ? '<0.1 %' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function three(x) { return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2); }

/** The local time of day of an event, to the millisecond. */
export function clock(rfc3339) {
  const at = new Date(rfc3339.slice(0, 23) + 'Z');
  const two = n => String(n).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/**
 * Text that a traced process chose, with nothing in it that hides or reorders: control characters as their pictures,
 * directional and zero-width characters as U+FFFD. It reaches the page as text only, never as markup.
 */
export function visible(text) {
  return text
    .replace(/[\u0000-\u001f]/g, c => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu, '\ufffd');
}

export function address(host, port) { return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`; }

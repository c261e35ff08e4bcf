// Lines over time on a canvas: the last two minutes, second by second, one line per service.

export class LineChart {
  /** @param format turns a value into the label of an axis; @param least the axis reaches at least that far */
  constructor(canvas, format, least = 1) {
    this.least = least;
    this.canvas = canvas;
    this.format = format;
    this.lines = [];
    this.label = canvas.closest('figure').querySelector('figcaption').firstChild.textContent.trim();
    canvas.setAttribute('role', 'img');
    canvas.addEventListener('pointermove', e => { this.at = e.offsetX; this.draw(); });
    canvas.addEventListener('pointerleave', () => { this.at = undefined; this.draw(); });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** @param lines [{ name, color, values, faint }], all of one length, oldest first; null where there is nothing */
  set(lines) {
    this.lines = lines;
    const last = lines.map(l => `${l.name} ${this.format(l.values.at(-1) ?? 0)}`).join(', ');
    this.canvas.setAttribute('aria-label', `${this.label}: ${last || 'nothing yet'}`);
    this.draw();
  }

  draw() {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (!width) return;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    const g = canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const box = { left: 54, top: 8, right: width - 6, bottom: height - 18 };
    const top = nice(Math.max(...this.lines.flatMap(l => l.values), this.least));
    const n = this.lines[0]?.values.length ?? 120;
    const x = i => box.left + (box.right - box.left) * i / (n - 1);
    const y = v => box.bottom - (box.bottom - box.top) * v / top;

    g.font = `11px ${style.fontFamily}`;
    g.strokeStyle = g.fillStyle = style.color;
    g.lineWidth = 1;
    for (let i = 0; i <= 2; i++) {
      const value = top * i / 2;
      g.globalAlpha = 0.13;
      g.beginPath(); g.moveTo(box.left, y(value)); g.lineTo(box.right, y(value)); g.stroke();
      g.globalAlpha = 0.6;
      g.textAlign = 'right'; g.textBaseline = 'middle';
      g.fillText(this.format(value), box.left - 6, y(value));
    }
    g.textBaseline = 'alphabetic';
    g.textAlign = 'left'; g.fillText(`−${n} s`, box.left, height - 4);
    g.textAlign = 'right'; g.fillText('now', box.right, height - 4);

    for (const line of [...this.lines].reverse()) {
      g.strokeStyle = g.fillStyle = line.color;
      g.lineWidth = 1.6;
      g.lineJoin = 'round';
      g.globalAlpha = line.faint ? 0.2 : 1;
      for (const [from, to] of runs(line.values)) {
        g.beginPath();
        for (let i = from; i < to; i++) g.lineTo(x(i), y(line.values[i]));
        if (to - from === 1) g.lineTo(x(from) + 1, y(line.values[from]));
        g.stroke();
        g.lineTo(x(to - 1), box.bottom); g.lineTo(x(from), box.bottom);
        g.globalAlpha = line.faint ? 0.02 : 0.07;
        g.fill();
        g.globalAlpha = line.faint ? 0.2 : 1;
      }
    }
    g.globalAlpha = 1;
    if (this.at !== undefined && this.lines.length) this.#cursor(g, style, box, x, y, n);
  }

  #cursor(g, style, box, x, y, n) {
    const i = Math.max(0, Math.min(n - 1, Math.round((this.at - box.left) / (box.right - box.left) * (n - 1))));
    g.strokeStyle = style.color;
    g.globalAlpha = 0.4;
    g.beginPath(); g.moveTo(x(i), box.top); g.lineTo(x(i), box.bottom); g.stroke();
    g.globalAlpha = 1;
    const left = x(i) < (box.left + box.right) / 2;
    g.textAlign = left ? 'left' : 'right';
    this.lines.filter(l => l.values[i] != null && !l.faint).forEach((line, k) => {
      g.fillStyle = line.color;
      g.fillRect(x(i) - 2, y(line.values[i]) - 2, 4, 4);
      g.fillText(`${line.name} ${this.format(line.values[i])}`, x(i) + (left ? 8 : -8), box.top + 8 + k * 14);
    });
  }
}

/** Stretches of values that are there, as [from, to). */
function* runs(values) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] == null) continue;
    const from = i;
    while (i < values.length && values[i] != null) i++;
    yield [from, i];
  }
}

/** The next round number. */
function nice(v) {
  const unit = 10 ** Math.floor(Math.log10(v));
  return unit * [1, 2, 4, 5, 10].find(m => m * unit >= v * 0.999);
}

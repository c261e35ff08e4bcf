// A live table: any number of rows arrive, a bounded number is kept, and as many as a person can read are in the document.

const SHOWN = 100;
const KEPT = 1000;

export class LiveTable {
  /**
   * @param section the card it lives in
   * @param columns [{ name, width, kind, show(row) → text or [text, class, barShare] }]
   * @param open    called with the row that was chosen
   */
  constructor(section, columns, open) {
    this.columns = columns;
    this.note = section.querySelector('h2 small');
    this.rows = [];          // oldest first
    this.byKey = new Map();
    this.dirty = true;
    section.classList.add('live');
    const table = section.querySelector('table');
    const caption = table.createCaption();
    caption.className = 'sr';
    caption.textContent = section.querySelector('h2').firstChild.textContent + ', newest first';
    const group = table.appendChild(document.createElement('colgroup'));
    const head = table.createTHead().insertRow();
    for (const column of columns) {
      group.appendChild(document.createElement('col')).style.width = column.width ?? 'auto';
      const th = head.appendChild(document.createElement('th'));
      th.textContent = column.name;
      th.className = column.kind ?? '';
      th.scope = 'col';
    }
    this.body = table.createTBody();
    this.shown = [];
    this.body.addEventListener('click', e => this.#choose(e.target.closest('tr'), open));
    this.body.addEventListener('keydown', e => this.#key(e, open));
  }

  /** Adds a row, or replaces the one with the same key where it stands. */
  put(key, row) {
    const known = this.byKey.get(key);
    if (known) {
      Object.assign(known, row);
      known.text = undefined;
    } else {
      row.key = key;
      this.rows.push(row);
      this.byKey.set(key, row);
      if (this.rows.length > KEPT * 1.2) this.#forget();
    }
    this.dirty = true;
  }

  get(key) { return this.byKey.get(key); }

  /** Draws the newest rows that `accepts` lets through. */
  draw(accepts, filtered) {
    this.dirty = false;
    const chosen = [];
    let more = 0;
    for (let i = this.rows.length - 1; i >= 0; i--) {
      if (!accepts(this.rows[i])) continue;
      if (chosen.length < SHOWN) chosen.push(this.rows[i]); else more++;
    }
    const total = chosen.length + more;
    this.note.textContent = filtered ? `${total} of ${this.rows.length} match` : more ? `newest ${SHOWN} of ${total}` : `${total}`;
    for (let i = 0; i < chosen.length; i++) this.#fill(i, chosen[i]);
    for (let i = chosen.length; i < this.shown.length; i++) this.shown[i].tr.hidden = true;
  }

  #fill(i, row) {
    const line = this.shown[i] ?? this.#line(i);
    line.row = row;
    if (line.tr.hidden) line.tr.hidden = false;
    this.columns.forEach((column, c) => {
      const shown = column.show(row);
      const [text, style = '', share] = Array.isArray(shown) ? shown : [shown];
      const cell = line.cells[c];
      if (cell.was !== text) { cell.td.textContent = cell.was = text; cell.td.title = text.length > 14 ? text : ''; }
      if (cell.style !== style) { cell.style = style; cell.td.className = `${column.kind ?? ''} ${style}`; }
      if (share !== undefined) cell.td.style.setProperty('--w', `${Math.round(share * 80)}%`);
    });
  }

  #line(i) {
    const tr = this.body.insertRow();
    tr.tabIndex = i ? -1 : 0;
    const line = { tr, row: null, cells: this.columns.map(column => {
      const td = tr.insertCell();
      td.className = column.kind ?? '';
      return { td, was: null, style: '' };
    }) };
    this.shown.push(line);
    return line;
  }

  #choose(tr, open) {
    const line = this.shown.find(l => l.tr === tr);
    if (line) open(line.row);
  }

  #key(e, open) {
    const tr = e.target.closest('tr');
    const to = { ArrowDown: tr?.nextElementSibling, ArrowUp: tr?.previousElementSibling, Home: this.body.firstElementChild }[e.key];
    if (to && !to.hidden) { to.focus(); e.preventDefault(); }
    if (e.key === 'Enter') this.#choose(tr, open);
  }

  #forget() {
    for (const row of this.rows.splice(0, this.rows.length - KEPT)) this.byKey.delete(row.key);
  }
}

/** The text a filter looks into, made when first asked for. */
export function haystack(row, make) { return row.text ??= make(row).toLowerCase(); }

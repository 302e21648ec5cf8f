// The map of chunks and peers, and the copies of each chunk. Neighbouring chunks share a column when there are more of them than
// columns, neighbouring peers share a line when there are more of them than lines.

import { channels, colour, fitted, heldShares, mixed, onceAFrame } from "./drawing.js";

const HEIGHT_MAX = 520;
const LINE_MAX = 16;
const LABELLED_LINE_MIN = 11;
const GUTTER = 132;
const AXIS = 18;
const LEVELS = 256;
const COPIES_HEIGHT = 150;

const clamped = (value, least, most) => Math.min(most, Math.max(least, value));

/** A mixture of two colours in 256 steps, as little-endian RGBA words. */
function palette(from, to) {
  const words = new Uint32Array(LEVELS);
  for (let level = 0; level < LEVELS; level++) {
    const [red, green, blue] = mixed(from, to, level / (LEVELS - 1));
    words[level] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return words;
}

/**
 * A map on a canvas.
 *
 * @param told is called with what the cursor is on, or null: {peer, from, to, held, x, y}; chunks from, to are half-open
 */
export class ChunkMap {
  #canvas;
  #told;
  #peers = [];
  #chunkCount = 0;
  #rows = new Map();
  #columns = 0;
  #palette = null;
  #ground = null;
  #image = null;
  #layer = new OffscreenCanvas(1, 1);
  #cursor = null;
  #byKey = false;
  #draw = onceAFrame(() => this.#paint());

  constructor(canvas, told) {
    this.#canvas = canvas;
    this.#told = told;
    new ResizeObserver(() => this.#draw()).observe(canvas.parentElement);
    canvas.addEventListener("pointermove", (event) => this.#pointAt(event));
    canvas.addEventListener("pointerdown", (event) => this.#pointAt(event));
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("blur", () => this.#leave());
    canvas.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param peers of {key, label, version, field}: field is a bitfield, null for all chunks; version changes with it */
  show(peers, chunkCount) {
    if (chunkCount !== this.#chunkCount) {
      this.#rows.clear();
    }
    this.#peers = peers;
    this.#chunkCount = chunkCount;
    this.#draw();
  }

  /** The colours have changed. */
  recolour() {
    this.#palette = null;
    this.#draw();
  }

  /** Draws at once; for measuring. */
  paintNow() {
    this.#paint();
  }

  // ---- where things are, in CSS pixels ----

  #line() {
    return Math.min(LINE_MAX, HEIGHT_MAX / Math.max(1, this.#peers.length));
  }

  #gutter() {
    return this.#line() >= LABELLED_LINE_MIN && this.#canvas.clientWidth >= 480 ? GUTTER : 0;
  }

  #bodyHeight() {
    return Math.max(8, Math.round(this.#line() * this.#peers.length));
  }

  // ---- drawing ----

  #paint() {
    if (this.#peers.length === 0 || this.#chunkCount === 0 || this.#canvas.clientWidth === 0) {
      return;
    }
    const { painter, width, height, ratio } = fitted(this.#canvas, this.#bodyHeight() + AXIS);
    const gutter = Math.round(this.#gutter() * ratio);
    const columns = width - gutter;
    if (columns < 1) {
      return;
    }
    this.#prepare(columns);
    const body = height - Math.round(AXIS * ratio);
    painter.clearRect(0, 0, width, height);
    const line = body / this.#peers.length;
    painter.imageSmoothingEnabled = line < 1;
    painter.drawImage(this.#layer, 0, 0, columns, this.#peers.length, gutter, 0, columns, body);
    if (line >= 6 * ratio) {
      this.#separate(painter, gutter, columns, line, ratio);
    }
    this.#label(painter, gutter, columns, body, line, ratio);
    this.#mark(painter, gutter, columns, body, line, ratio);
  }

  /** One line of pixels per peer; only those that changed are computed again. */
  #prepare(columns) {
    if (this.#palette === null) {
      this.#palette = palette(channels("--surface-high"), channels("--accent"));
      this.#rows.clear();
    }
    if (columns !== this.#columns) {
      this.#rows.clear();
      this.#columns = columns;
    }
    const lines = this.#peers.length;
    if (this.#layer.width !== columns || this.#layer.height !== lines) {
      this.#layer.width = columns;
      this.#layer.height = lines;
      this.#image = null;
    }
    const painter = this.#layer.getContext("2d");
    this.#image ??= painter.createImageData(columns, lines);
    const pixels = new Uint32Array(this.#image.data.buffer);
    const shares = new Float32Array(columns);
    const rows = new Map();
    this.#peers.forEach((peer, line) => {
      let row = this.#rows.get(peer.key);
      if (row === undefined || row.version !== peer.version) {
        row = { version: peer.version, words: new Uint32Array(columns) };
        heldShares(peer.field, this.#chunkCount, columns, shares);
        for (let x = 0; x < columns; x++) {
          row.words[x] = this.#palette[Math.round(shares[x] * (LEVELS - 1))];
        }
      }
      rows.set(peer.key, row);
      pixels.set(row.words, line * columns);
    });
    this.#rows = rows;
    painter.putImageData(this.#image, 0, 0);
  }

  #separate(painter, gutter, columns, line, ratio) {
    painter.fillStyle = colour("--surface");
    for (let i = 1; i < this.#peers.length; i++) {
      painter.fillRect(gutter, Math.round(i * line) - Math.round(ratio), columns, Math.round(ratio));
    }
    if (columns / this.#chunkCount >= 6 * ratio) {
      for (let i = 1; i < this.#chunkCount; i++) {
        painter.fillRect(gutter + Math.round((i * columns) / this.#chunkCount) - Math.round(ratio), 0, Math.round(ratio), line * this.#peers.length);
      }
    }
  }

  #label(painter, gutter, columns, body, line, ratio) {
    painter.fillStyle = colour("--text-quiet");
    painter.font = `${11 * ratio}px system-ui, sans-serif`;
    painter.textBaseline = "middle";
    painter.textAlign = "left";
    if (gutter > 0) {
      painter.save();
      painter.beginPath();
      painter.rect(0, 0, gutter - 8 * ratio, body);
      painter.clip();
      this.#peers.forEach((peer, i) => painter.fillText(peer.label, 0, (i + 0.5) * line));
      painter.restore();
    }
    const ticks = Math.max(1, Math.floor(columns / (110 * ratio)));
    const step = niceStep(this.#chunkCount / ticks);
    painter.textBaseline = "bottom";
    for (let chunk = 0; chunk < this.#chunkCount; chunk += step) {
      const x = gutter + (chunk * columns) / this.#chunkCount;
      painter.fillRect(x, body, ratio, 4 * ratio);
      painter.fillText(chunk === 0 ? "chunk 0" : String(chunk), x + 3 * ratio, body + AXIS * ratio);
    }
  }

  #mark(painter, gutter, columns, body, line, ratio) {
    const cursor = this.#cursor;
    if (cursor === null) {
      return;
    }
    const { from, to } = this.#chunksOf(cursor.column);
    const left = gutter + (from * columns) / this.#chunkCount;
    const right = gutter + (to * columns) / this.#chunkCount;
    painter.strokeStyle = colour("--text");
    painter.lineWidth = ratio;
    painter.strokeRect(left - ratio, cursor.row * line - ratio / 2, Math.max(3 * ratio, right - left + ratio), Math.max(3 * ratio, line));
    painter.globalAlpha = 0.35;
    painter.fillStyle = colour("--text");
    painter.fillRect((left + right) / 2, 0, ratio, body);
    painter.globalAlpha = 1;
  }

  // ---- the cursor: a row, and a column of at least one chunk ----

  #cells() {
    return Math.min(this.#chunkCount, Math.max(1, Math.floor(this.#canvas.clientWidth - this.#gutter())));
  }

  #chunksOf(column) {
    const cells = this.#cells();
    const from = Math.floor((column * this.#chunkCount) / cells);
    return { from, to: Math.max(from + 1, Math.floor(((column + 1) * this.#chunkCount) / cells)) };
  }

  #pointAt(event) {
    const gutter = this.#gutter();
    const y = event.offsetY;
    if (this.#peers.length === 0 || event.offsetX < gutter || y >= this.#bodyHeight()) {
      this.#leave();
      return;
    }
    const across = (event.offsetX - gutter) / (this.#canvas.clientWidth - gutter);
    this.#byKey = false;
    this.#moveTo(
      clamped(Math.floor((y / this.#bodyHeight()) * this.#peers.length), 0, this.#peers.length - 1),
      clamped(Math.floor(across * this.#cells()), 0, this.#cells() - 1),
    );
  }

  #press(event) {
    const tenth = Math.max(1, Math.round(this.#cells() / 10));
    const moves = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      PageUp: [0, -tenth],
      PageDown: [0, tenth],
      Home: [0, -Infinity],
      End: [0, Infinity],
    };
    if (event.key === "Escape") {
      this.#leave();
    } else if (event.key in moves && this.#peers.length > 0) {
      event.preventDefault();
      const [down, right] = moves[event.key];
      const { row, column } = this.#cursor ?? { row: 0, column: 0 };
      const first = this.#cursor === null;
      this.#byKey = true;
      this.#moveTo(
        clamped(row + (first ? 0 : down), 0, this.#peers.length - 1),
        clamped(column + (first ? 0 : right), 0, this.#cells() - 1),
      );
    }
  }

  #moveTo(row, column) {
    this.#cursor = { row, column };
    const { from, to } = this.#chunksOf(column);
    const peer = this.#peers[row];
    let held = 0;
    for (let i = from; i < to; i++) {
      held += peer.field === null ? 1 : (peer.field[i >> 3] >> (7 - (i & 7))) & 1;
    }
    const across = this.#canvas.clientWidth - this.#gutter();
    this.#told({
      peer,
      from,
      to,
      held,
      byKey: this.#byKey,
      x: this.#gutter() + ((column + 0.5) * across) / this.#cells(),
      y: (row + 1) * this.#line(),
    });
    this.#draw();
  }

  #leave() {
    if (this.#cursor !== null) {
      this.#cursor = null;
      this.#told(null);
      this.#draw();
    }
  }
}

/** 1, 2 or 5 times a power of ten, at least {@code least}. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least));
}

/** How many peers hold each chunk, kept up to date by what has changed. */
export class CopyCounts {
  #partial = new Uint32Array(0);
  #fields = new Map();

  /** @returns the count of each chunk; seeds, whose field is null, count for all */
  of(peers, chunkCount, seedsElsewhere) {
    if (this.#partial.length !== chunkCount) {
      this.#partial = new Uint32Array(chunkCount);
      this.#fields.clear();
    }
    const before = this.#fields;
    this.#fields = new Map();
    let seeds = seedsElsewhere;
    for (const { key, field } of peers) {
      if (field === null) {
        seeds++;
        continue;
      }
      const known = before.get(key);
      before.delete(key);
      this.#fields.set(key, field);
      if (known !== field) {
        this.#replace(known, field);
      }
    }
    before.forEach((field) => this.#replace(field, undefined));
    return seeds === 0 ? this.#partial.slice() : this.#partial.map((n) => n + seeds);
  }

  #replace(before, after) {
    const length = (after ?? before).length;
    for (let at = 0; at < length; at++) {
      const now = after === undefined ? 0 : after[at];
      let differing = (before === undefined ? 0 : before[at]) ^ now;
      while (differing !== 0) {
        const first = Math.clz32(differing) - 24;
        const bit = 0x80 >> first;
        this.#partial[8 * at + first] += (now & bit) === 0 ? -1 : 1;
        differing &= ~bit;
      }
    }
  }
}

/** Draws the copies of each chunk as bars: the fewest of each column, and the most behind them. */
export function drawCopies(canvas, copies) {
  const { painter, width, height, ratio } = fitted(canvas, COPIES_HEIGHT);
  painter.clearRect(0, 0, width, height);
  if (copies.length === 0) {
    return;
  }
  const most = Math.max(1, copies.reduce((a, b) => Math.max(a, b), 0));
  const axis = Math.round(16 * ratio);
  const body = height - axis;
  const low = colour("--warn");
  const strong = colour("--accent");
  const weak = `rgb(${mixed(channels("--surface-high"), channels("--accent"), 0.4).join(" ")})`;
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x * copies.length) / width);
    const to = Math.max(from + 1, Math.floor(((x + 1) * copies.length) / width));
    let fewest = Infinity;
    let highest = 0;
    for (let i = from; i < to; i++) {
      fewest = Math.min(fewest, copies[i]);
      highest = Math.max(highest, copies[i]);
    }
    painter.fillStyle = weak;
    painter.fillRect(x, axis + body - (highest / most) * body, 1, (highest / most) * body);
    painter.fillStyle = fewest <= 1 ? low : strong;
    const tall = Math.max(fewest <= 1 ? 3 * ratio : 0, (fewest / most) * body);
    painter.fillRect(x, axis + body - tall, 1, tall);
  }
  painter.fillStyle = colour("--text-quiet");
  painter.font = `${11 * ratio}px system-ui, sans-serif`;
  painter.textBaseline = "top";
  painter.fillText(`${most} ${most === 1 ? "copy" : "copies"}`, 0, 1);
  painter.fillRect(0, axis, width, 1);
}

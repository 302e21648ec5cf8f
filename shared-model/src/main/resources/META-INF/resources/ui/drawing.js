// Canvases in the page's colours and the screen's own pixels, and what chunks look like on them.

const probe = document.createElement("i");
probe.hidden = true;

/** The colour that a custom property has now, as a canvas understands it. */
export function colour(property) {
  if (!probe.isConnected) {
    document.body.append(probe);
  }
  probe.style.color = `var(${property})`;
  return getComputedStyle(probe).color;
}

/** The same as [red, green, blue], 0 to 255. */
export function channels(property) {
  const painter = new OffscreenCanvas(1, 1).getContext("2d");
  painter.fillStyle = colour(property);
  painter.fillRect(0, 0, 1, 1);
  return [...painter.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** The mixture of two colours, from all of the first (0) to all of the second (1). */
export const mixed = (first, second, share) => first.map((channel, i) => Math.round(channel + (second[i] - channel) * share));

/**
 * Gives the canvas as many pixels as the screen shows of it.
 *
 * @param height in CSS pixels
 * @returns {{painter: CanvasRenderingContext2D, width: number, height: number, ratio: number}} width and height in real pixels
 */
export function fitted(canvas, height) {
  const ratio = Math.min(4, window.devicePixelRatio || 1);
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const rows = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== width || canvas.height !== rows) {
    canvas.width = width;
    canvas.height = rows;
    canvas.style.height = `${height}px`;
  }
  return { painter: canvas.getContext("2d"), width, height: rows, ratio };
}

/** The bytes of a bitfield in base64; bit 0 is the most significant bit of the first byte. */
export function bitfield(base64) {
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(base64); // many times as fast, where a browser has it
  }
  const text = atob(base64);
  const field = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    field[i] = text.charCodeAt(i);
  }
  return field;
}

export const holds = (field, index) => (field[index >> 3] >> (7 - (index & 7))) & 1;

/**
 * How much of each of `columns` equal parts of the chunks is held, 0 to 1, each. With more columns than chunks a chunk fills
 * several columns.
 *
 * @param field null for all chunks
 */
export function heldShares(field, chunkCount, columns, shares = new Float32Array(columns)) {
  if (field === null) {
    return shares.fill(1);
  }
  const bounds = boundsOf(chunkCount, columns);
  for (let column = 0; column < columns; column++) {
    const from = bounds[column];
    const to = Math.max(from + 1, bounds[column + 1]);
    let held = 0;
    for (let index = from; index < to; index++) {
      held += (field[index >> 3] >> (7 - (index & 7))) & 1;
    }
    shares[column] = held / (to - from);
  }
  return shares;
}

let lastBounds = { chunkCount: -1, columns: -1, bounds: new Int32Array(0) };

/** Where each column begins: the same for all lines of a map. */
function boundsOf(chunkCount, columns) {
  if (lastBounds.chunkCount !== chunkCount || lastBounds.columns !== columns) {
    const bounds = Int32Array.from({ length: columns + 1 }, (unused, column) => Math.floor((column * chunkCount) / columns));
    lastBounds = { chunkCount, columns, bounds };
  }
  return lastBounds.bounds;
}

/** Draws one file's chunks as a strip: held in the accent colour, the more of a column the stronger. */
export function drawStrip(canvas, field, chunkCount, height = 14) {
  const { painter, width, height: rows } = fitted(canvas, height);
  const shares = heldShares(field, chunkCount, width);
  const empty = channels("--surface-high");
  const full = channels("--accent");
  const image = painter.createImageData(width, 1);
  for (let x = 0; x < width; x++) {
    image.data.set([...mixed(empty, full, shares[x]), 255], 4 * x);
  }
  const line = new OffscreenCanvas(width, 1);
  line.getContext("2d").putImageData(image, 0, 0);
  painter.imageSmoothingEnabled = false;
  painter.drawImage(line, 0, 0, width, rows);
}

/** Calls `draw` at the next frame, once however often it is asked for. */
export function onceAFrame(draw) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        draw();
      });
    }
  };
}

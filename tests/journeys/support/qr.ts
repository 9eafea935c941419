import type { Locator } from 'playwright-core';

/**
 * Reads the QR code (ISO/IEC 18004) in a picture on a page as a telephone does: from what is drawn. The picture must be
 * whole and of error correction level M, as all of ours are; nothing is repaired.
 */
export async function readQr(picture: Locator): Promise<string> {
  const grid = await modules(picture);
  return message(codewords(grid), (grid.length - 17) / 4);
}

type Grid = readonly (readonly boolean[])[];

/** Error correction codewords per block and number of blocks, level M, by version. */
const PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
const LEVEL_M = 0;
const FORMAT_MASK = 0b101_0100_0001_0010;

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The dark and light squares: the finder patterns in three corners bound the symbol, and the first row begins with seven dark ones. */
function modules(picture: Locator): Promise<boolean[][]> {
  return picture.evaluate((image) => {
    const side = 1600;
    const canvas = image.ownerDocument.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = 'white';
    context.fillRect(0, 0, side, side);
    context.drawImage(image as never, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    const dark = (x: number, y: number): boolean => (data[(y * side + x) * 4] ?? 255) < 128;
    const all = [...Array(side).keys()];
    const rows = all.filter((y) => all.some((x) => dark(x, y)));
    const [top = 0, bottom = 0] = [rows[0], rows.at(-1)];
    const left = all.find((x) => dark(x, top)) ?? 0;
    let run = left;
    while (dark(run, top + 1)) run += 1;
    // Sizes are 21, 25, 29 …: what anti-aliasing blurs does not matter.
    const size = Math.round((((bottom - top + 1) * 7) / (run - left) - 17) / 4) * 4 + 17;
    const step = (bottom - top + 1) / size;
    const line = [...Array(size).keys()].map((index) => Math.floor((index + 0.5) * step));
    return line.map((y) => line.map((x) => dark(left + x, top + y)));
  });
}

/** The data codewords in their order, unmasked and without those for error correction. */
function codewords(grid: Grid): number[] {
  const size = grid.length;
  const version = (size - 17) / 4;
  const eccs = PER_BLOCK[version - 1];
  const blocks = BLOCKS[version - 1];
  if (eccs === undefined || blocks === undefined) throw new Error(`not a QR code this reader knows: ${String(size)} squares`);
  const at = (x: number, y: number): boolean => grid[y]?.[x] === true;
  const format = [...[0, 1, 2, 3, 4, 5, 7, 8].map((y) => at(8, y)), at(7, 8), ...[5, 4, 3, 2, 1, 0].map((x) => at(x, 8))];
  const kind = (number([...format].reverse()) ^ FORMAT_MASK) >> 10;
  const mask = masks[kind & 7];
  if (kind >> 3 !== LEVEL_M || mask === undefined) throw new Error('not a QR code of level M');

  const bits: boolean[] = [];
  const columns = [...Array(size).keys()].filter((x) => x !== 6).reverse();
  for (let pair = 0; pair < columns.length; pair += 2) {
    const upwards = pair % 4 === 0;
    for (let row = 0; row < size; row += 1) {
      const y = upwards ? size - 1 - row : row;
      for (const x of columns.slice(pair, pair + 2)) if (!fixed(x, y, version)) bits.push(at(x, y) !== mask(x, y));
    }
  }
  const stream = [...Array(Math.floor(bits.length / 8)).keys()].map((index) => number(bits.slice(index * 8, index * 8 + 8)));
  const short = Math.floor(stream.length / blocks) - eccs;
  const long = stream.length % blocks;
  const sizes = [...Array(blocks).keys()].map((index) => (index < blocks - long ? short : short + 1));
  const data: number[][] = sizes.map(() => []);
  let next = 0;
  for (let index = 0; index <= short; index += 1)
    for (const [block, length] of sizes.entries()) if (index < length) data[block]?.push(stream[next++] ?? 0);
  return data.flat();
}

/** Squares that hold no data: finders with format, timing, alignment and version. */
function fixed(x: number, y: number, version: number): boolean {
  const size = version * 4 + 17;
  if (x === 6 || y === 6) return true;
  if ((x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8)) return true;
  if (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) return true;
  if (version < 2) return false;
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((size - 13) / (2 * count - 2)) * 2;
  const centres = [6, ...[...Array(count - 1).keys()].map((index) => size - 7 - index * step)];
  const last = size - 7;
  const corner = (a: number, b: number): boolean => (a === 6 && b === 6) || (a === 6 && b === last) || (a === last && b === 6);
  return centres.some((a) => centres.some((b) => !corner(a, b) && Math.abs(x - a) <= 2 && Math.abs(y - b) <= 2));
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** The message: segments of digits, capitals or UTF-8 bytes (sections 7.4.3 to 7.4.5). */
function message(data: readonly number[], version: number): string {
  const bits = data.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((word >> bit) & 1) === 1));
  let place = 0;
  const take = (count: number): number => number(bits.slice(place, (place += count)));
  const wide = version >= 10;
  let read = '';
  for (;;) {
    const mode = bits.length - place < 4 ? 0 : take(4);
    if (mode === 0) return read;
    if (mode === 1) {
      let left = take(wide ? 12 : 10);
      for (; left > 0; left -= 3) read += String(take([0, 4, 7][left] ?? 10)).padStart(Math.min(left, 3), '0');
    } else if (mode === 2) {
      let left = take(wide ? 11 : 9);
      for (; left > 1; left -= 2) {
        const two = take(11);
        read += (ALPHANUMERIC[Math.floor(two / 45)] ?? '') + (ALPHANUMERIC[two % 45] ?? '');
      }
      if (left === 1) read += ALPHANUMERIC[take(6)] ?? '';
    } else if (mode === 4) {
      const bytes = Array.from({ length: take(wide ? 16 : 8) }, () => take(8));
      read += Buffer.from(bytes).toString('utf8');
    } else throw new Error(`a segment of mode ${String(mode)}`);
  }
}

const number = (bits: readonly boolean[]): number => bits.reduce((sum, bit) => sum * 2 + Number(bit), 0);

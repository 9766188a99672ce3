// Reads Mapbox Vector Tiles 2.1: bytes to layers by name, each { extent, features: [{ type, properties, parts }] }.
// `parts` are rings, lines or points as flat lists of whole units of the tile: [x, y, x, y, ...].

export const POINT = 1;
export const LINE = 2;
export const AREA = 3;

const MOVE_TO = 1;
const LINE_TO = 2;
const HIGH_BIT = 128;

class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end, view: new DataView(bytes.buffer, bytes.byteOffset) });
  }

  // Numbers up to 53 bits, which is what a browser holds.
  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= HIGH_BIT) {
      if (this.at >= this.end) throw new RangeError("the tile ends within a number");
      const byte = this.bytes[this.at++];
      value += (byte % HIGH_BIT) * scale;
      if (byte < HIGH_BIT) return value;
    }
  }

  part() {
    const end = this.varint() + this.at;
    if (end > this.end) throw new RangeError("the tile ends within a part");
    const part = new Reader(this.bytes, this.at, end);
    this.at = end;
    return part;
  }

  text() {
    const { at, end } = this.part();
    return new TextDecoder().decode(this.bytes.subarray(at, end));
  }

  numbers() {
    const part = this.part();
    const found = [];
    while (part.at < part.end) found.push(part.varint());
    return found;
  }

  skip(kind) {
    if (kind === 0) this.varint();
    else if (kind === 2) this.part();
    else this.at += kind === 5 ? 4 : 8;
  }

  // Hands each field to the reader of its number; others are passed over.
  fields(readers) {
    while (this.at < this.end) {
      const key = this.varint();
      const read = readers[Math.floor(key / 8)];
      if (read) read(this);
      else this.skip(key % 8);
    }
  }
}

const unfolded = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

function valueOf(part) {
  let value = null;
  const float = (size, method) => (reader) => {
    value = reader.view[method](reader.at, true);
    reader.at += size;
  };
  const whole = (reader) => (value = reader.varint());
  part.fields({
    1: (reader) => (value = reader.text()),
    2: float(4, "getFloat32"),
    3: float(8, "getFloat64"),
    4: whole,
    5: whole,
    6: (reader) => (value = unfolded(reader.varint())),
    7: (reader) => (value = reader.varint() === 1),
  });
  return value;
}

function partsOf(commands, type) {
  const parts = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < commands.length; ) {
    const command = commands[at] % 8;
    const count = Math.floor(commands[at++] / 8);
    if (command !== MOVE_TO && command !== LINE_TO) continue; // a ring closes
    for (let step = 0; step < count; step += 1) {
      x += unfolded(commands[at++]);
      y += unfolded(commands[at++]);
      if (command === MOVE_TO || type === POINT) parts.push([x, y]);
      else parts.at(-1).push(x, y);
    }
  }
  return parts;
}

function layerOf(part) {
  const [keys, values, found] = [[], [], []];
  let [name, extent] = ["", 4096];
  part.fields({
    1: (reader) => (name = reader.text()),
    2: (reader) => found.push(reader.part()),
    3: (reader) => keys.push(reader.text()),
    4: (reader) => values.push(valueOf(reader.part())),
    5: (reader) => (extent = reader.varint()),
  });
  const features = found.map((each) => {
    const feature = { type: 0, tags: [], commands: [] };
    each.fields({
      2: (reader) => (feature.tags = reader.numbers()),
      3: (reader) => (feature.type = reader.varint()),
      4: (reader) => (feature.commands = reader.numbers()),
    });
    const properties = {};
    for (let at = 0; at < feature.tags.length; at += 2) properties[keys[feature.tags[at]]] = values[feature.tags[at + 1]];
    return { type: feature.type, properties, parts: partsOf(feature.commands, feature.type) };
  });
  return [name, { extent, features }];
}

export function read(buffer) {
  const layers = {};
  new Reader(new Uint8Array(buffer)).fields({
    3: (reader) => {
      const [name, layer] = layerOf(reader.part());
      layers[name] = layer;
    },
  });
  return layers;
}

// An SVG as an image of few colours: [width, height, bits, palette, rows], where palette lists red,
// green and blue of each colour, and rows are those of a PNG with so many bits for each pixel,
// compressed and in base 64.
async (svg, width) => {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const height = Math.round((image.height * width) / image.width);
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0, width, height);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);

  const count = new Map();
  for (const pixel of pixels) count.set(pixel, (count.get(pixel) ?? 0) + 1);
  const colours = [...count].map(([pixel, times]) => ({
    pixel,
    times,
    parts: [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255],
    place: 0, // of the colour of the palette that is nearest,
    away: Infinity, // and its distance, squared
  }));
  // 16 colours, or 32 where the SVG itself names more than 12: the others are shades of edges. The
  // palette takes in what would be farthest off without it, by pixels.
  const named = new Set(svg.match(/#[\da-f]{6}\b/gi)).size;
  const bits = named > 12 ? 8 : 4;
  const palette = [];
  while (palette.length < Math.min(bits * 4, colours.length)) {
    const off = ({ times, away }) => (palette.length ? times * away : times);
    const most = colours.reduce((most, one) => (off(one) > off(most) ? one : most));
    for (const one of colours) {
      const away = one.parts.reduce((sum, part, n) => sum + (part - most.parts[n]) ** 2, 0);
      if (away < one.away) Object.assign(one, { away, place: palette.length });
    }
    palette.push(most.parts);
  }
  const place = new Map(colours.map((one) => [one.pixel, one.place]));

  const length = 1 + Math.ceil((width * bits) / 8); // of a row, which begins with its filter, none
  const rows = new Uint8Array(length * height);
  pixels.forEach((pixel, n) => {
    const bit = (n % width) * bits;
    const byte = Math.floor(n / width) * length + 1 + (bit >> 3);
    rows[byte] |= place.get(pixel) << (8 - bits - (bit & 7));
  });
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return JSON.stringify([width, height, bits, palette.flat(), btoa(text)]);
}

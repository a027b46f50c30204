// An SVG as an image of few colours: [width, height, palette, rows], where palette lists red, green
// and blue of each colour and rows are those of a PNG, compressed and in base 64.
async (svg, width) => {
  const COLOURS = 32; // enough for flat marks and text, at a quarter of the bytes
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
  // The palette takes in what would be farthest off without it, by pixels.
  const palette = [];
  while (palette.length < Math.min(COLOURS, colours.length)) {
    const off = ({ times, away }) => (palette.length ? times * away : times);
    const { parts } = colours.reduce((most, one) => (off(one) > off(most) ? one : most));
    for (const one of colours) {
      const away = one.parts.reduce((sum, part, n) => sum + (part - parts[n]) ** 2, 0);
      if (away < one.away) Object.assign(one, { away, place: palette.length });
    }
    palette.push(parts);
  }
  const place = new Map(colours.map((one) => [one.pixel, one.place]));

  const rows = new Uint8Array((width + 1) * height); // each begins with its filter, none
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 1; x <= width; x++) rows[y * (width + 1) + x] = place.get(pixels[from++]);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return JSON.stringify([width, height, palette.flat(), btoa(text)]);
}

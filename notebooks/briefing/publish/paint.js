// An SVG as an image of few colours: [width, height, palette, rows], where palette lists red, green
// and blue of each colour and rows are those of a PNG, compressed and in base 64.
async (svg, width) => {
  const COLOURS = 64; // flat marks and text need no more, and a file of a third of the size is sent
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const height = Math.round((image.height * width) / image.width);
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0, width, height);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);

  const count = new Map();
  for (const pixel of pixels) count.set(pixel, (count.get(pixel) ?? 0) + 1);
  const colours = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([pixel]) => pixel);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const palette = colours.slice(0, COLOURS).map(parts);
  const nearest = (colour) => {
    const away = palette.map((other) =>
      other.reduce((sum, part, n) => sum + (part - colour[n]) ** 2, 0),
    );
    return away.indexOf(Math.min(...away));
  };
  const place = new Map(colours.map((pixel) => [pixel, nearest(parts(pixel))]));

  const rows = new Uint8Array((width + 1) * height); // each begins with its filter, none
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 1; x <= width; x++) rows[y * (width + 1) + x] = place.get(pixels[from++]);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return JSON.stringify([width, height, palette.flat(), btoa(text)]);
}

"use strict";
// In a page that is one file: Plotly and the figures stand compressed in #packed (gzip in base 85,
// RFC 1924) and are unpacked when first asked for.
window.briefingUnpack = async () => {
  const alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
  const value = new Map([...alphabet].map((sign, n) => [sign.charCodeAt(0), n]));
  const text = document.getElementById("packed").textContent;
  const padding = (5 - (text.length % 5)) % 5;
  const padded = text + "~".repeat(padding);
  const bytes = new Uint8Array((padded.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < padded.length; i += 5) {
    let word = 0;
    for (let j = 0; j < 5; j += 1) word = word * 85 + value.get(padded.charCodeAt(i + j));
    view.setUint32((i / 5) * 4, word);
  }
  const stream = new Blob([bytes.subarray(0, bytes.length - padding)])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return URL.createObjectURL(
    await new Response(stream).blob().then((blob) => new Blob([blob], { type: "text/javascript" })),
  );
};

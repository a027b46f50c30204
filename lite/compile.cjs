// Runs compile.py in Pyodide: node compile.cjs FOLDER-OF-PYODIDE FOLDER-OF-NOTEBOOKS ENVIRONMENT
const fs = require("fs");
const path = require("path");
const [kernel, notebooks, env] = process.argv.slice(2);
const { loadPyodide } = require(path.join(kernel, "pyodide.js"));

async function main() {
  const quiet = { stdout: () => {}, stderr: () => {} };
  const pyodide = await loadPyodide({ indexURL: kernel, env: JSON.parse(env), ...quiet });
  for (const [name, root] of Object.entries({ kernel, notebooks })) {
    pyodide.FS.mkdir(`/${name}`);
    pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, `/${name}`);
  }
  pyodide.runPython(fs.readFileSync(path.join(__dirname, "compile.py"), "utf-8"));
}

main().catch((error) => {
  const lines = error.message.trim().split("\n");
  console.error(lines.find((line) => /^\w+(Error|Exception)\b/.test(line)) ?? lines.pop());
  process.exit(1);
});
